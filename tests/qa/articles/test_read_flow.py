"""Reading folders: everything is accounted for, once, in order."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import pytest

from qa.articles import read_articles, read_corpus
from qa.articles.walk import find_files
from qa.types import Article, Rejection

PROSE = "The council voted on Tuesday to close the bridge. Repairs will take two years, engineers said."


def test_every_input_is_an_article_or_a_rejection(tmp_path: Path) -> None:
    (tmp_path / "a.TXT").write_text(f"Bridge to close\n\n{PROSE}\n")
    with gzip.open(tmp_path / "b.jsonl.gz", "wt") as file:
        file.write(json.dumps({"id": "one", "text": PROSE, "title": "One", "author": ["A", "B"]}) + "\n")
        file.write("not json\n\n" + json.dumps({"title": "no text"}) + "\n")
    (tmp_path / "c.docx").write_bytes(b"PK")
    (tmp_path / "d.gz").write_bytes(b"\x1f\x8b damaged")
    (tmp_path / "e.txt.gz").write_bytes(b"\x1f\x8b damaged")
    os.mkfifo(tmp_path / "f.txt")
    (tmp_path / "g.txt").symlink_to("/etc/passwd")
    found = list(read_articles([tmp_path, tmp_path / "missing"]))
    assert [item.reason if isinstance(item, Rejection) else item.title for item in found] == [
        "Bridge to close",
        "One",
        "bad_json",
        "empty",
        "damaged",
        "damaged",
        "damaged",
        "not_a_file",
        "link",
        "unreadable",
    ]


def test_fields_of_a_record_are_kept(tmp_path: Path) -> None:
    record = {"id": "x-1", "text": PROSE, "title": "T", "author": ["A", "B"], "published_at": "2020-06-12",
              "url": "http://a.example/1"}  # fmt: skip
    (tmp_path / "a.jsonl").write_text(json.dumps(record))
    (article,) = read_corpus([tmp_path])
    assert isinstance(article, Article)
    assert (article.id, article.title, article.author, article.published_at, article.url, article.text) == (
        "x-1", "T", "A, B", "2020-06-12", "http://a.example/1", PROSE,
    )  # fmt: skip


def test_a_gzip_bomb_is_a_rejection(tmp_path: Path) -> None:
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(b"\0" * 9 * 2**20))
    (found,) = read_articles([tmp_path])
    assert isinstance(found, Rejection)
    assert found.reason == "too_large"


def test_derived_ids_stay_the_same(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PROSE)
    first, second = (next(iter(read_articles([tmp_path]))) for _ in range(2))
    assert first == second


def test_a_folder_of_any_depth_is_walked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for _ in range(1_200):
        Path("d").mkdir()
        os.chdir("d")
    Path("a.txt").write_text(PROSE)
    try:
        (found,) = find_files([tmp_path])
        assert isinstance(found, Path) and found.name == "a.txt"
    finally:
        Path("a.txt").unlink()
        for _ in range(1_200):  # what clears temporary folders away is recursive itself
            os.chdir("..")
            Path("d").rmdir()
