"""Vectors to nearest neighbours by inner product. Vectors are of unit length, so scores are cosines."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Protocol

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
    """The plain definition of the same search: what any other is tested against."""

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
