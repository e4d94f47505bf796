"""An article cannot take another's id, or have another's lines cut, by what it claims."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qa.articles import read_corpus
from qa.types import Article, Rejection

OPENING = "The harbour board has kept its accounts in the same red books since the year the harbour was dug."
PROSE = "The council voted on Tuesday to close the bridge. Repairs will take two years, engineers said."


def page(name: str, body: str) -> str:
    return (
        f"<html><head><title>{name}</title><link rel=canonical href='https://trusted.example/{name}'></head>"
        f"<body><article><h1>{name}</h1>{body}</article></body></html>"
    )


def articles(*paths: Path) -> list[Article]:
    return [one for one in read_corpus(list(paths)) if isinstance(one, Article)]


@pytest.mark.parametrize("name", ["a.jsonl", "z.jsonl"])
def test_a_derived_id_cannot_be_claimed(tmp_path: Path, name: str) -> None:
    (tmp_path / "true.txt").write_text(f"Bridge\n\n{PROSE}")
    (true,) = articles(tmp_path)
    (tmp_path / name).write_text(json.dumps({"id": true.id, "text": "The bridge was never closed, the mayor said."}))
    found = list(read_corpus([tmp_path]))
    assert [one.text for one in found if isinstance(one, Article)] == [true.text]
    assert [one.reason for one in found if isinstance(one, Rejection)] == ["duplicate_id"]


def test_an_exported_article_keeps_its_derived_id(tmp_path: Path) -> None:
    (tmp_path / "true.txt").write_text(f"Bridge\n\n{PROSE}")
    (true,) = articles(tmp_path)
    (tmp_path / "again").mkdir()
    (tmp_path / "again/a.jsonl").write_text(json.dumps({"id": true.id, "text": true.text}))
    assert [one.id for one in articles(tmp_path / "again")] == [true.id]


def test_pages_that_claim_an_address_do_not_have_lines_of_its_publisher_cut(tmp_path: Path) -> None:
    for folder in ("trusted", "claimed"):
        (tmp_path / folder).mkdir()
    rest = "".join(
        f"<p>In the year {1900 + n} the board bought a new book, which cost more than the old one.</p>"
        for n in range(6)
    )
    (tmp_path / "trusted/true.html").write_text(page("true", f"<p>{OPENING}</p>{rest}"))
    for n in range(6):
        body = "".join(
            f"<p>Number {n * 10 + i} of the {i} things that nobody knew about the harbour of the town.</p>"
            for i in range(8)
        )
        (tmp_path / f"claimed/{n}.html").write_text(page(f"claim-{n}", f"<p>{OPENING}</p>{body}"))
    true = next(one for one in articles(tmp_path) if one.url == "https://trusted.example/true")
    assert OPENING in true.text
