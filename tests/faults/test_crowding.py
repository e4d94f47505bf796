"""No article crowds out the others: neither an endless one, nor copies in numbers."""

from __future__ import annotations

import random
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from embeddings.embedder import HashEmbedder
from qa.building.build_flow import build
from qa.building.duplicates import cluster
from qa.index.store import IndexStore
from qa.text.chunking import MAX_PASSAGES
from qa.types import Query
from tests.faults import poison
from tests.qa.corpus import ARTICLES, HARBOUR, Quiet, build_index

WHY = "Why did Northport close its harbour?"


@pytest.fixture
def store(tmp_path: Path) -> IndexStore:
    return IndexStore(tmp_path / "index")


def test_an_endless_article_is_cut_short_and_told_of(store: IndexStore) -> None:
    """It takes two of the five first places, though it holds the question's words more often than all others together."""
    report = build_index(store, [*ARTICLES, poison.endless(560)])
    assert report.cut_short == ("endless",)
    with closing(store.open()[0]) as index:
        assert int((index.articles_of == report.indexed - 1).sum()) == MAX_PASSAGES
        assert poison.shown(index, WHY).count("endless") <= 2 and HARBOUR.id in poison.shown(index, WHY)


def test_an_article_that_is_alone_fills_all_places(store: IndexStore) -> None:
    build_index(store, [poison.endless(60)])
    with closing(store.open()[0]) as index:
        assert len(poison.answerer(index, HashEmbedder()).search(Query(WHY, limit=5)).passages) == 5


def test_copies_in_numbers_are_one_article(store: IndexStore) -> None:
    """But for the few near ones in which a name or figure was replaced by another: those say another thing."""
    copies = poison.crowd(random.Random(1), 60, 60)  # noqa: S311
    report = build([*ARTICLES, *copies], store, HashEmbedder(), cluster=cluster, progress=Quiet())
    assert report.indexed <= 8 and report.read == report.indexed + len(report.duplicates) == 125
    with closing(store.open()[0]) as index:
        assert len(set(poison.shown(index, WHY))) >= 3


def test_texts_stuffed_with_a_question_are_measured(store: IndexStore) -> None:
    """The figure that counts is that of the real model, by `make torture ONLY=poison`; it stands in docs/faults.md."""
    with ExitStack() as stack:
        found = poison.measured(
            store, HashEmbedder(),
            lambda: poison.answerer(stack.enter_context(closing(store.open()[0])), HashEmbedder()),
        )  # fmt: skip
    assert found.of == poison.QUESTIONS and found.passed >= found.of // 2, found
