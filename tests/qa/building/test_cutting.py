"""Cuts are the same in processes as here, in order, and those of an unchanged article come from the live build."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qa.building import cutting
from qa.building.cutting import cut, cut_all
from qa.building.previous import Previous
from qa.index.store import IndexStore
from qa.types import Article
from tests.qa.corpus import ARTICLES, FERRY, HARBOUR, LIBRARY, build_index

MODEL = {"model": "hash-64"}


def unknown(_: Article) -> None:
    return None


def test_a_cut_says_all_of_every_sentence() -> None:
    made = cut(HARBOUR)
    spans = [s for p in made.passages for s in p.sentences]
    assert len(made.sentence_terms) == len(made.marks) == len(spans)
    assert "".join(HARBOUR.text[s.start : s.end] for s in spans).replace(" ", "") == HARBOUR.text.replace(
        " ", ""
    ).replace("\n", "")
    assert "okafor" in made.capitals


@pytest.mark.parametrize("few", [1, 1000])
def test_processes_cut_as_one_does(monkeypatch: pytest.MonkeyPatch, few: int) -> None:
    monkeypatch.setattr(cutting, "_FEW", few)
    articles = [replace(ARTICLES[n % 5], id=str(n), title=f"Title {n}") for n in range(40)]
    assert list(cut_all(articles, unknown, workers=1)) == [(a, cut(a)) for a in articles]


def test_what_is_known_is_not_cut_again(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {a.id: cut(a) for a in ARTICLES[:3]}
    monkeypatch.setattr(cutting, "cut", lambda article: pytest.fail("cut again") if article.id in known else article.id)
    found = list(cut_all(ARTICLES, lambda a: known.get(a.id), workers=0))
    assert [c if isinstance(c, str) else "known" for _, c in found] == ["known"] * 3 + ["a4", "a5"]  # type: ignore[unreachable]


def test_the_live_build_knows_its_cuts(store: IndexStore) -> None:
    build_index(store)
    previous = Previous.of(store, MODEL)
    for article in (HARBOUR, FERRY, LIBRARY):
        assert previous.cut(article) == cut(article)
        assert previous.cut(replace(article, text=article.text + " More.")) is None
        assert previous.cut(replace(article, title="Another")) is None
    previous.close()


def test_cuts_of_other_code_are_not_used(store: IndexStore, monkeypatch: pytest.MonkeyPatch) -> None:
    build_index(store)
    monkeypatch.setattr("qa.building.previous.cutting_version", lambda: "another")
    previous = Previous.of(store, MODEL)
    assert previous.cut(HARBOUR) is None and previous.row(b"\0" * 16) is None
    previous.close()


def test_nothing_is_known_of_no_build(store: IndexStore) -> None:
    previous = Previous.of(store, MODEL)
    assert previous.cut(HARBOUR) is None and previous.row(b"\0" * 16) is None
    previous.close()
