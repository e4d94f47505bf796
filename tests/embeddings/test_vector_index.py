"""One contract for every VectorIndex; NumpyIndex is the definition, the others must agree with it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from embeddings.embedder import Vectors
from embeddings.inverted import InvertedIndex
from embeddings.vector_files import open_vectors, write_vectors
from embeddings.vector_index import NumpyIndex, VectorIndex, library

COUNT, SIZE = 60, 16


def unit(count: int, seed: int = 1) -> Vectors:
    vectors = np.random.default_rng(seed).standard_normal((count, SIZE)).astype(np.float32)
    scaled: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return scaled


VECTORS = unit(COUNT)


def mapped(folder: Path) -> VectorIndex:
    """As it is served: written to a folder and mapped from there."""
    return open_vectors(folder, write_vectors(folder, VECTORS, VECTORS))


@pytest.fixture(params=["numpy", "one list", "from files", "inverted"])
def vectors(request: pytest.FixtureRequest, tmp_path: Path) -> VectorIndex:
    if request.param == "numpy":
        return NumpyIndex(VECTORS)
    if request.param == "from files":
        return mapped(tmp_path)
    return InvertedIndex.build(VECTORS, lists=4 if request.param == "inverted" else 1)


def test_every_vector_is_nearest_to_itself(vectors: VectorIndex) -> None:
    assert len(vectors) == COUNT
    for row, vector in enumerate(VECTORS):
        scores, rows = vectors.search(vector, 1)
        assert rows.tolist() == [row]
        assert scores[0] == pytest.approx(1, abs=1e-5)


def test_best_first_and_the_same_as_the_definition(vectors: VectorIndex) -> None:
    for query in unit(10, seed=2):
        scores, rows = vectors.search(query, 7)
        expected, best = NumpyIndex(VECTORS).search(query, 7)
        assert rows.tolist() == best.tolist()
        np.testing.assert_allclose(scores, expected, atol=1e-5)
        assert (np.diff(scores) <= 0).all()


@pytest.mark.parametrize("admitted", [0, 1, 3, COUNT])
def test_only_allowed_rows_are_found_and_short_results_are_not_padded(vectors: VectorIndex, admitted: int) -> None:
    allowed = np.zeros(COUNT, bool)
    allowed[np.random.default_rng(3).permutation(COUNT)[:admitted]] = True
    scores, rows = vectors.search(VECTORS[0], 10, allowed)
    assert len(rows) == len(scores) == min(10, admitted)
    assert allowed[rows].all()
    assert rows.tolist() == NumpyIndex(VECTORS).search(VECTORS[0], 10, allowed)[1].tolist()


def test_a_limit_beyond_the_count_finds_all_once(vectors: VectorIndex) -> None:
    _, rows = vectors.search(VECTORS[5], 10 * COUNT)
    assert sorted(rows.tolist()) == list(range(COUNT))


def test_stored_vectors_come_back_as_they_were(vectors: VectorIndex) -> None:
    rows = np.asarray([7, 0, 7, COUNT - 1])
    np.testing.assert_array_equal(vectors.vectors(rows), VECTORS[rows])


def test_a_search_takes_one_thread_whichever_thread_it_is_asked_in(vectors: VectorIndex) -> None:
    def searched() -> int:
        vectors.search(VECTORS[0], 3)
        return int(library().omp_get_max_threads())

    if not isinstance(vectors, NumpyIndex):
        with ThreadPoolExecutor(1) as other:
            assert other.submit(searched).result() == 1
