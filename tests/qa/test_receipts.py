"""A receipt tells later whether an answer still stands, and what has changed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from qa.citations import cite
from qa.errors import UsageError
from qa.index import Index
from qa.receipts import receipt, verify
from qa.store import IndexStore
from qa.types import Article, Query
from tests.qa.corpus import ARTICLES, FERRY, HARBOUR, LIBRARY, POETRY, build_index

CITED = (cite(1, HARBOUR, 0, 104, score=0.9), cite(2, FERRY, 0, 70, score=0.8))


@pytest.fixture
def line(index: Index) -> str:
    return receipt(index, Query("Why?"), "Why did the harbour close?", CITED)


@pytest.fixture
def rebuilt(store: IndexStore) -> Iterator[list[Index]]:
    opened: list[Index] = []
    yield opened
    for one in opened:
        one.close()


def later(store: IndexStore, opened: list[Index], articles: list[Article]) -> Index:
    build_index(store, articles)
    opened.append(store.open()[0])
    return opened[-1]


def test_it_stands_on_the_index_it_was_made_from(index: Index, line: str) -> None:
    assert "\n" not in line and HARBOUR.text[:30] not in line
    assert verify(line, index) == verify(json.dumps({"answer": "…", "receipt": line}), index)
    assert verify(line, index).stands and verify(line, index).changes == ()


def test_a_rebuild_of_the_same_articles_changes_nothing_that_matters(
    store: IndexStore, rebuilt: list[Index], line: str
) -> None:
    verdict = verify(line, later(store, rebuilt, list(ARTICLES)))
    assert verdict.stands
    assert [c for c in verdict.changes if "another build" not in c] == []


def test_changes_are_told_apart(store: IndexStore, rebuilt: list[Index], line: str) -> None:
    appended = replace(HARBOUR, text=HARBOUR.text + "\n\nCorrection: the mayor is called Okafor.")
    verdict = verify(line, later(store, rebuilt, [appended, FERRY]))
    assert verdict.stands and any("[1]" in c and "has changed" in c for c in verdict.changes)
    verdict = verify(line, later(store, rebuilt, [replace(HARBOUR, text="New. " + HARBOUR.text), FERRY]))
    assert not verdict.stands and any("[1]" in c and "no longer stands" in c for c in verdict.changes)
    verdict = verify(line, later(store, rebuilt, [HARBOUR, LIBRARY, POETRY]))
    assert not verdict.stands and any("[2]" in c and "no longer in the index" in c for c in verdict.changes)


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "3", '"x"', '{"version": 9, "quotes": []}', '{"receipt": 5}', "[" * 99_999]
)
def test_anything_else_is_not_a_receipt(index: Index, text: str) -> None:
    with pytest.raises(UsageError, match="not a receipt"):
        verify(text, index)
