"""Milvus finds what the arrays here find: the same code against Milvus Lite as against a cluster."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from embeddings.embedder import HashEmbedder
from qa.answering.question import read
from qa.answering.retrieval import Candidates, allowed_passages, candidates
from qa.errors import Busy, SettingError
from qa.index.milvus import ALIAS, MilvusSearches, collection_of, connect, publish
from qa.index.opened import Index
from qa.index.searching import LocalSearches
from qa.index.store import IndexStore
from qa.types import Filters
from tests.qa.corpus import HARBOUR, LIBRARY, POETRY, build_index

pytest.importorskip("pymilvus")
pytest.importorskip("milvus_lite")
pytestmark = [pytest.mark.server, pytest.mark.filterwarnings("ignore")]

QUESTIONS = (
    "Why did Northport close its harbour?", "electric motors of the ferry", "Which town has a library in a mill?",
    "Mira Holt", "Karsk and Northport", "zzz", "",
)  # fmt: skip
FILTERS = (
    Filters(),
    Filters(published_from="2021-01-01"),
    Filters(published_to="2021-03-04"),
    Filters(sources=("the lantern",)),
    Filters(sources=('"quoted" \\ name',)),
    Filters(published_from="2020-01-01", published_to="2021-12-31", sources=("The Lantern", "Verse and Voice")),
    Filters(published_from="2030-01-01"),
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    client = connect(str(tmp_path_factory.mktemp("milvus") / "vectors.db"))
    yield client
    client.close()


@pytest.fixture(scope="module")
def searches(client: Any, index: Index) -> MilvusSearches:
    publish(client, index)
    return MilvusSearches(client, index)


def find(index: Index, question: str, filters: Filters) -> Candidates:
    vector = HashEmbedder().encode([question])[0]
    return candidates(index, read(question), vector, allowed=allowed_passages(index, filters))


@pytest.mark.parametrize("filters", FILTERS, ids=str)
def test_it_finds_what_is_found_here(
    index: Index, searches: MilvusSearches, filters: Filters, monkeypatch: pytest.MonkeyPatch
) -> None:
    for question in QUESTIONS:
        here = find(index, question, filters)
        with monkeypatch.context() as patched:
            patched.setattr(index, "searches", searches)
            there = find(index, question, filters)
        assert set(there.rows.tolist()) == set(here.rows.tolist()), question
        np.testing.assert_allclose(there.score, here.score, atol=1e-4)


def test_a_limit_is_kept_by_both_searches(index: Index, searches: MilvusSearches) -> None:
    local = LocalSearches(index.vectors, index.keywords)
    vector = HashEmbedder().encode(["harbour"])[0]
    weights = {i: 1.0 for t in ("karsk", "northport") if (i := index.keywords.vocabulary.id(t)) is not None}
    for limit in (1, 2, 3):
        mine, theirs = (s.find(vector, weights, limit, None) for s in (searches, local))
        assert mine.rows.tolist() == theirs.rows.tolist()


def test_a_new_build_gets_the_alias_and_the_oldest_collection_goes(client: Any, tmp_path: Path) -> None:
    store, names = IndexStore(tmp_path / "index"), []
    for articles in ((HARBOUR, LIBRARY), (HARBOUR, LIBRARY, POETRY), (HARBOUR, POETRY)):
        build_index(store, articles)
        index, _ = store.open()
        publish(client, index)
        publish(client, index)  # again is the same
        names.append(collection_of(index))
        assert client.describe_alias(ALIAS)["collection_name"] == names[-1]
        index.close()
    assert set(names) & set(client.list_collections()) == set(names[1:])


def test_a_server_that_is_gone_is_busy_not_an_error(index: Index, tmp_path: Path) -> None:
    client = connect(str(tmp_path / "gone.db"))
    searches = MilvusSearches(client, index)
    client.drop_alias(ALIAS)
    client.drop_collection(collection_of(index))
    with pytest.raises(Busy):
        searches.find(HashEmbedder().encode(["harbour"])[0], {}, 5, None)
    client.close()


def test_a_server_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ConnectionError

    monkeypatch.setattr("pymilvus.MilvusClient", fail)
    with pytest.raises(SettingError, match="QA_VECTORS"):
        connect("http://127.0.0.1:9")
