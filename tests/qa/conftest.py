"""One small index for all tests that only read, and a store for those that write."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from embeddings.embedder import HashEmbedder
from qa.answering.answerer import Answerer
from qa.answering.evidence import EvidenceModel
from qa.index.opened import Index
from qa.index.store import IndexStore
from tests.qa.corpus import ARTICLES, UNREADABLE, build_index


@pytest.fixture(scope="session")
def shared_store(tmp_path_factory: pytest.TempPathFactory) -> IndexStore:
    """Read-only by agreement."""
    store = IndexStore(tmp_path_factory.mktemp("shared") / "index")
    build_index(store, [*ARTICLES, UNREADABLE])
    return store


@pytest.fixture(scope="session")
def index(shared_store: IndexStore) -> Iterator[Index]:
    found, _ = shared_store.open()
    yield found
    found.close()


@pytest.fixture(scope="session")
def answerer(index: Index) -> Answerer:
    embedder = HashEmbedder()
    return Answerer(index, lambda text: embedder.encode([text])[0], EvidenceModel.packaged())


@pytest.fixture
def store(tmp_path: Path) -> IndexStore:
    return IndexStore(tmp_path / "index")
