"""The two first searches behind one call: here, over mapped arrays; qa/index/milvus.py does the same on a server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from embeddings.embedder import Vectors
from embeddings.vector_index import Mask, Rows, VectorIndex
from qa.index.bm25 import KeywordIndex

Floats = npt.NDArray[np.float32]
_BLOCK = 64  # scores of which only the highest is compared at first


@dataclass(frozen=True, slots=True)
class Allowed:
    """The passages that filters admit: as a mask, and as what a server can check by itself."""

    mask: Mask
    first_day: int | None = None  # days since 1970-01-01, both ends included
    last_day: int | None = None
    sources: tuple[str, ...] = ()  # case-folded; empty: all
    rows: tuple[int, ...] | None = None  # passages, where articles were chosen one by one


@dataclass(frozen=True, slots=True)
class Hits:
    """Passages that either search found, in the order of rows."""

    rows: Rows
    cosine: Floats
    bm25: Floats


class Searches(Protocol):
    """Dense and keyword search over the passages of one build."""

    def find(self, vector: Vectors, weights: Mapping[int, float], limit: int, allowed: Allowed | None) -> Hits:
        """The union of the `limit` nearest and the `limit` best by BM25 with weighted terms; scores of both for each."""


class LocalSearches:
    """Both searches in this process."""

    def __init__(self, vectors: VectorIndex, keywords: KeywordIndex) -> None:
        self._vectors = vectors
        self._keywords = keywords

    def find(self, vector: Vectors, weights: Mapping[int, float], limit: int, allowed: Allowed | None) -> Hits:
        keyword = self._keywords.scores(weights)
        if allowed is not None:
            keyword[~allowed.mask] = 0
        _, dense = self._vectors.search(vector, limit, allowed.mask if allowed is not None else None)
        rows = np.union1d(dense, highest(keyword, limit))
        cosine = self._vectors.vectors(rows) @ vector if len(rows) else np.zeros(0, np.float32)
        return Hits(rows, cosine, keyword[rows])


def highest(scores: Floats, depth: int) -> Rows:
    """Rows of the highest scores above 0. They lie in the blocks with the highest maxima: all else is not sorted."""
    blocks = np.maximum.reduceat(scores, np.arange(0, len(scores), _BLOCK))
    best = np.argpartition(-blocks, depth)[:depth] if depth < len(blocks) else np.arange(len(blocks))
    rows = (best[:, None] * _BLOCK + np.arange(_BLOCK)).ravel()
    rows = rows[rows < len(scores)]
    kept = rows[np.argpartition(-scores[rows], depth)[:depth]] if depth < len(rows) else rows
    above: Rows = kept[scores[kept] > 0]
    return above
