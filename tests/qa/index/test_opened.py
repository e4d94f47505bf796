"""An open build: spans lead to the text, a manifest of another format or without a seal is refused."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from qa.errors import IndexDamaged
from qa.index.opened import MANIFEST, Index, day_number, read_manifest
from qa.index.store import IndexStore
from qa.text.chunking import passages
from tests.qa.corpus import ARTICLES, DISTINCT


@pytest.fixture
def folder(shared_store: IndexStore, tmp_path: Path) -> Path:
    return Path(shutil.copytree(shared_store.root / str(shared_store.current()), tmp_path / "build"))


def test_every_passage_and_sentence_is_where_it_says(index: Index) -> None:
    articles = index.articles.at(range(DISTINCT))
    by_article = {row: [p for p in index.passages.tolist() if p[0] == row] for row in articles}
    for row, article in articles.items():
        cut = passages(article.text)
        assert [(p[1], p[2]) for p in by_article[row]] == [(p.start, p.end) for p in cut]
        spans = [(s[1], s[2]) for p in by_article[row] for s in index.sentences[p[3] : p[4]].tolist()]
        assert spans == [(s.start, s.end) for p in cut for s in p.sentences]


def test_what_it_says_of_itself(index: Index) -> None:
    info = index.info
    assert (info.articles, info.passages) == (DISTINCT, len(index.passages))
    assert (info.published_from, info.published_to) == ("2020-10-10", "2022-06-18")
    assert len(index.sentences) == len(index.sentence_vectors) == len(index.sentence_terms)
    assert [index.publishers[i] for i in index.sources] == [(a.source or "").casefold() for a in ARTICLES[:DISTINCT]]
    assert index.days.tolist() == [day_number(a.published_at) for a in ARTICLES[:DISTINCT]]


@pytest.mark.parametrize(
    ("text", "day"),
    [("1970-01-02", 1), ("2020-06-12T10:00:00Z", 18425), (None, -1), ("", -1), ("June 2020", -1), ("2020-02-30", -1)],
)
def test_days(text: str | None, day: int) -> None:
    assert day_number(text) == day


@pytest.mark.parametrize(
    ("key", "value"),
    [("format", 99), ("info", {}), ("fingerprint", {"model": "other"}), ("probes", [1]), ("files", {})],
)
def test_a_changed_manifest_is_seen(folder: Path, key: str, value: object) -> None:
    path = folder / MANIFEST
    path.write_text(json.dumps(json.loads(path.read_text()) | {key: value}))
    with pytest.raises(IndexDamaged, match="make index"):
        read_manifest(folder)


@pytest.mark.parametrize("content", ["", "[]", "null", '{"format": 1}', "{", "\x00", "[" * 100_000])
def test_a_manifest_of_another_kind_is_refused(folder: Path, content: str) -> None:
    (folder / MANIFEST).write_text(content)
    with pytest.raises(IndexDamaged):
        Index.open(folder)


def test_files_that_disagree_are_refused_even_unverified(folder: Path) -> None:
    np.save(folder / "passages.npy", np.load(folder / "passages.npy")[:-1])
    with pytest.raises(IndexDamaged):
        Index.open(folder, verify=False)


def test_no_file_can_run_code(folder: Path) -> None:
    np.save(folder / "passages.npy", np.asarray([{"a": 1}], object), allow_pickle=True)
    with pytest.raises(IndexDamaged):
        Index.open(folder, verify=False)
