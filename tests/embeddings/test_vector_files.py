"""A folder of many vectors: approximate, measured, filtered, mapped; a folder of few: exact."""

from __future__ import annotations

import errno
from pathlib import Path

import numpy as np
import pytest

from embeddings import vector_files
from embeddings.embedder import Vectors
from embeddings.inverted import InvertedIndex, nearest_rows, recall
from embeddings.vector_files import VectorFacts, open_vectors, stored_type, write_vectors
from embeddings.vector_index import NumpyIndex

COUNT, SIZE = 4000, 16


def clustered(count: int, seed: int) -> Vectors:
    """Vectors in bunches, as texts are."""
    dice = np.random.default_rng(seed)
    middles = np.random.default_rng(0).standard_normal((50, SIZE))
    vectors = middles[dice.integers(0, 50, count)] + 0.4 * dice.standard_normal((count, SIZE))
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


VECTORS, QUESTIONS = clustered(COUNT, 1), clustered(64, 2)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, VectorFacts]:
    folder = tmp_path_factory.mktemp("many")
    return folder, write_vectors(folder, VECTORS.astype(np.float16), QUESTIONS, lists=64)


def test_few_vectors_are_searched_exactly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vector_files, "EXACT_UP_TO", 10)
    assert (stored_type(10), stored_type(11)) == (np.float32, np.float16)
    facts = write_vectors(tmp_path, VECTORS[:10], QUESTIONS)
    assert facts == VectorFacts("flat", 1, 1, 1.0)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["vectors.faiss", "vectors.npy"]
    np.testing.assert_array_equal(open_vectors(tmp_path, facts).vectors(np.arange(10)), VECTORS[:10])


def test_all_codes_of_one_list_lead_to_the_very_nearest(tmp_path: Path) -> None:
    index = open_vectors(tmp_path, write_vectors(tmp_path, VECTORS, QUESTIONS))
    for question in QUESTIONS:
        scores, rows = index.search(question, 60)
        expected, best = NumpyIndex(VECTORS).search(question, 60)
        assert set(rows.tolist()) == set(best.tolist())
        np.testing.assert_allclose(scores, expected, atol=1e-6)


def test_many_are_searched_in_lists_with_the_recall_that_is_claimed(written: tuple[Path, VectorFacts]) -> None:
    folder, facts = written
    assert (facts.kind, facts.lists) == ("inverted", 64)
    assert facts.recall >= vector_files.RECALL and facts.probes < facts.lists
    index = open_vectors(folder, facts)
    exact = NumpyIndex(VECTORS)
    nearest = np.stack([exact.search(q, 10)[1] for q in QUESTIONS])
    assert recall(index, QUESTIONS, nearest) == pytest.approx(facts.recall, abs=0.02)


def test_fewer_probes_find_less(written: tuple[Path, VectorFacts]) -> None:
    """Else the figure above would say nothing."""
    index = open_vectors(*written)
    assert isinstance(index, InvertedIndex)
    index.probes = 1
    assert recall(index, QUESTIONS, nearest_rows(VECTORS, QUESTIONS, 10)) < 0.95


@pytest.mark.parametrize("admitted", [0, 1, 7, 100, 2000])
def test_a_filter_finds_what_an_exact_search_finds(written: tuple[Path, VectorFacts], admitted: int) -> None:
    index, exact = open_vectors(*written), NumpyIndex(VECTORS)
    allowed = np.zeros(COUNT, bool)
    allowed[np.random.default_rng(5).permutation(COUNT)[:admitted]] = True
    hits = wanted = 0
    for question in QUESTIONS[:20]:
        scores, rows = index.search(question, 10, allowed)
        assert allowed[rows].all() and len(rows) == min(10, admitted) and (np.diff(scores) <= 0).all()
        expected = exact.search(question, 10, allowed)[1]
        hits += len(set(rows.tolist()) & set(expected.tolist()))
        wanted += len(expected)
    assert hits >= 0.97 * wanted


def test_the_nearest_by_chunks_are_the_nearest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("embeddings.inverted._CHUNK", 37)
    exact = NumpyIndex(VECTORS[:500])
    for question, rows in zip(QUESTIONS[:5], nearest_rows(VECTORS[:500], QUESTIONS[:5], 10), strict=True):
        assert set(rows.tolist()) == set(exact.search(question, 10)[1].tolist())


def test_a_full_disk_is_an_error() -> None:
    class Full(type(Path())):  # type: ignore[misc]
        def open(self, *_: object, **__: object) -> object:
            return open("/dev/full", "wb")  # noqa: SIM115, PTH123

    with pytest.raises(OSError) as refused:
        write_vectors(Full("."), VECTORS[:100], QUESTIONS)
    assert refused.value.errno == errno.ENOSPC
