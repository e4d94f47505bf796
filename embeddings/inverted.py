"""Search by FAISS lists of small codes, the best scored again by their vectors: all of one list, or the nearest of many."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from embeddings.embedder import Vectors
from embeddings.vector_index import Mask, Rows, library, searcher, selector, write_faiss

Stored = npt.NDArray[np.floating[Any]]

BYTES_UP_TO = 4_000_000  # vectors coded in a byte a number; above, in a byte for four numbers
_TRAINED = 40  # vectors a list that k-means sees
_RANGE = 65_536  # vectors that show, at least, between what values their numbers lie
_ROUNDS = 10  # of k-means
_AGAIN = {"SQ8": 2, "PQ": 10}  # times the limit that is fetched by codes and scored again by vectors
_CHUNK = 65_536


class InvertedIndex:
    """Looks into the `probes` lists nearest to a question. Lists and stored vectors are mapped from disk, not loaded."""

    def __init__(self, index: Any, stored: Stored, probes: int) -> None:
        faiss = library()
        self._index = index
        self._ivf = faiss.extract_index_ivf(index)
        self._stored = stored  # where float16, cosines move by less than 0.001
        self._again = _AGAIN["PQ" if isinstance(self._ivf, faiss.IndexIVFPQ) else "SQ8"]
        self.probes = probes

    @classmethod
    def build(cls, stored: Stored, *, lists: int = 0) -> Self:
        """Cluster a sample, then file every vector; one list takes all. `probes` is all lists until `tune` finds how few do."""
        faiss = library()
        count, size = stored.shape
        lists = lists or 2 ** round(np.log2(4 * np.sqrt(count)))
        code = "SQ8" if count <= BYTES_UP_TO else f"PQ{size // 4}"
        index = faiss.index_factory(size, f"IVF{lists},{code}", faiss.METRIC_INNER_PRODUCT)
        ivf = faiss.extract_index_ivf(index)
        ivf.cp.niter, ivf.cp.spherical, ivf.cp.min_points_per_centroid = _ROUNDS, True, 1
        faiss.omp_set_num_threads((os.cpu_count() or 1) if lists > 1 else 1)
        sample = np.sort(np.random.default_rng(0).permutation(count)[: max(_TRAINED * lists, _RANGE)])
        index.train(np.ascontiguousarray(stored[sample], np.float32))
        for start in range(0, count, _CHUNK):
            index.add(np.ascontiguousarray(stored[start : start + _CHUNK], np.float32))
        faiss.omp_set_num_threads(1)
        return cls(index, stored, lists)

    @classmethod
    def load(cls, path: Path, stored: Stored, probes: int) -> Self:
        faiss = library()
        index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP)
        mapped = faiss.downcast_InvertedLists(faiss.extract_index_ivf(index).invlists)
        mapped.prefetch_nthread = 0  # else 32 threads are started for every search
        return cls(index, stored, probes)

    def write(self, path: Path) -> None:
        write_faiss(self._index, path)

    @property
    def lists(self) -> int:
        return int(self._ivf.nlist)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def search(self, vector: Vectors, limit: int, allowed: Mask | None = None) -> tuple[Vectors, Rows]:
        there = len(self) if allowed is None else int(np.count_nonzero(allowed))
        wanted = min(limit, there)
        if not wanted:
            return np.zeros(0, np.float32), np.zeros(0, np.int64)
        # what a filter leaves is spread thinly: look into as many lists as hold the same number of vectors
        rows = self._look(vector, wanted, allowed, min(self.lists, -(-self.probes * len(self) // there)))
        if len(rows) < wanted:
            rows = self._look(vector, wanted, allowed, self.lists)
        scores = self.vectors(rows) @ vector
        order = np.argsort(-scores, kind="stable")[:wanted]
        return scores[order], rows[order]

    def _look(self, vector: Vectors, wanted: int, allowed: Mask | None, probes: int) -> Rows:
        faiss = searcher()
        chosen = selector(allowed) if allowed is not None else None
        params = faiss.SearchParametersIVF(nprobe=probes, sel=chosen)
        _, rows = self._index.search(vector[None], min(wanted * self._again, len(self)), params=params)
        found: Rows = np.sort(rows[0][rows[0] >= 0])  # FAISS pads with row -1; in the order of the disk
        return found

    def vectors(self, rows: Rows) -> Vectors:
        return np.asarray(self._stored[rows], np.float32)

    def tune(self, questions: Vectors, nearest: npt.NDArray[np.int64], target: float) -> float:
        """Set `probes` to twice the fewest that find `target` of the true nearest rows; the share they then find."""
        self.probes = 4
        while self.probes < self.lists and recall(self, questions, nearest) < target:
            self.probes *= 2
        self.probes = min(2 * self.probes, self.lists)  # those found by chance on one sample are too few for the next
        return recall(self, questions, nearest)


def recall(index: Any, questions: Vectors, nearest: npt.NDArray[np.int64]) -> float:
    """The share of the true nearest rows, shape (questions, k), that the index finds among its first k."""
    limit = nearest.shape[1]
    found = [len(set(index.search(q, limit)[1].tolist()) & set(true.tolist()))
             for q, true in zip(questions, nearest, strict=True)]  # fmt: skip
    return float(np.sum(found) / nearest.size)


def nearest_rows(stored: Stored, questions: Vectors, limit: int) -> npt.NDArray[np.int64]:
    """The rows of the `limit` nearest vectors of each question by comparing with all, shape (questions, limit)."""
    best = np.full((len(questions), 0), 0, np.float32)
    rows = np.zeros((len(questions), 0), np.int64)
    for start in range(0, len(stored), _CHUNK):
        chunk = np.asarray(stored[start : start + _CHUNK], np.float32)
        best = np.concatenate([best, questions @ chunk.T], axis=1)
        new = np.broadcast_to(np.arange(start, start + len(chunk)), (len(questions), len(chunk)))
        rows = np.concatenate([rows, new], axis=1)
        kept = np.argpartition(-best, min(limit, best.shape[1]) - 1, axis=1)[:, :limit]
        best, rows = np.take_along_axis(best, kept, 1), np.take_along_axis(rows, kept, 1)
    return rows
