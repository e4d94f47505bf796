"""Vectors to nearest neighbours by inner product. Vectors are of unit length, so scores are cosines."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Protocol, Self

import numpy as np
import numpy.typing as npt

from embeddings.embedder import Vectors

Rows = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


class VectorIndex(Protocol):
    """A read-only set of vectors, addressed by row."""

    def __len__(self) -> int: ...

    def search(self, vector: Vectors, limit: int, allowed: Mask | None = None) -> tuple[Vectors, Rows]:
        """Scores and rows of the nearest vectors, best first; only rows with `allowed[row]` are considered.

        Fewer than `limit` where there are fewer.
        """

    def vectors(self, rows: Rows) -> Vectors:
        """The stored vectors, shape (rows, d)."""


class FaissIndex:
    """Exact search in FAISS, one thread a search: torch and FAISS must not fight for cores."""

    def __init__(self, index: Any) -> None:
        self._index = index

    @classmethod
    def build(cls, vectors: Vectors) -> Self:
        faiss = library()
        index = faiss.IndexFlatIP(vectors.shape[1])
        for start in range(0, len(vectors), 65536):
            index.add(np.ascontiguousarray(vectors[start : start + 65536]))
        return cls(index)

    @classmethod
    def load(cls, path: Path) -> Self:
        faiss = library()
        return cls(faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC))

    def write(self, path: Path) -> None:
        write_faiss(self._index, path)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def search(self, vector: Vectors, limit: int, allowed: Mask | None = None) -> tuple[Vectors, Rows]:
        faiss = searcher()
        params = faiss.SearchParameters(sel=selector(allowed)) if allowed is not None else None
        scores, rows = self._index.search(vector[None], min(limit, len(self)), params=params)
        found = rows[0] >= 0  # FAISS pads short results with row -1
        return scores[0][found], rows[0][found]

    def vectors(self, rows: Rows) -> Vectors:
        found: Vectors = self._index.reconstruct_batch(np.ascontiguousarray(rows, np.int64))
        return found


def library() -> Any:
    """FAISS, whose types are incomplete; imported by those who need it."""
    import faiss

    return faiss


def searcher() -> Any:
    """FAISS for one search by the thread that calls, which OpenMP asks anew of every thread."""
    faiss = library()
    faiss.omp_set_num_threads(1)
    return faiss


def write_faiss(index: Any, path: Path) -> None:
    """Write by a file of Python's: FAISS's own writer returns normally on a full disk."""
    faiss = library()
    with path.open("wb") as file:
        faiss.write_index(index, faiss.PyCallbackIOWriter(file.write))
        file.flush()
        os.fsync(file.fileno())


def selector(allowed: Mask) -> Any:
    """The allowed rows as FAISS takes them, and what must live as long as they do."""
    faiss = library()
    bits = np.packbits(allowed, bitorder="little")
    chosen = faiss.IDSelectorBitmap(len(allowed), faiss.swig_ptr(bits))
    chosen.bits = bits
    return chosen


class NumpyIndex:
    """The plain definition of the same search: what FaissIndex is tested against."""

    def __init__(self, vectors: Vectors) -> None:
        self._vectors = vectors

    def __len__(self) -> int:
        return len(self._vectors)

    def search(self, vector: Vectors, limit: int, allowed: Mask | None = None) -> tuple[Vectors, Rows]:
        scores = self._vectors @ vector
        rows = np.flatnonzero(allowed) if allowed is not None else np.arange(len(scores))
        best = rows[np.argsort(-scores[rows], kind="stable")[:limit]]
        return scores[best], best.astype(np.int64)

    def vectors(self, rows: Rows) -> Vectors:
        return self._vectors[rows]
