"""Which index a number of vectors gets; how it lies in a folder. Exact while that is fast, approximate and measured above."""

from __future__ import annotations

import mmap
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from embeddings.embedder import Vectors
from embeddings.inverted import InvertedIndex, Stored, nearest_rows
from embeddings.vector_index import VectorIndex

EXACT_UP_TO = (
    200_000  # vectors; comparing all their codes, 384 bytes each, then takes about as long as a query embedding
)
RECALL = 0.98  # of the ten nearest, on the questions a build samples; a build takes as many probes as that needs
_NEAREST = 10
_INDEX, _STORED = "vectors.faiss", "vectors.npy"


@dataclass(frozen=True, slots=True)
class VectorFacts:
    """What a manifest says of the vectors. `recall` is that of the ten nearest against an exact search."""

    kind: str = "flat"
    lists: int = 1
    probes: int = 1
    recall: float = 1.0


def stored_type(count: int) -> type[np.float32 | np.float16]:
    """The numbers that vectors are kept in: exact ones while the search is."""
    return np.float32 if count <= EXACT_UP_TO else np.float16


def write_vectors(folder: Path, stored: Stored, questions: Vectors, *, lists: int = 0) -> VectorFacts:
    """Write the index of `stored`, whose type is `stored_type`; `questions`, of unit length, measure its recall."""
    flat = stored.dtype == np.float32
    index = InvertedIndex.build(stored, lists=1 if flat else lists)
    found = index.tune(questions, nearest_rows(stored, questions, _NEAREST), RECALL)
    index.write(folder / _INDEX)
    np.save(folder / _STORED, stored)
    return VectorFacts("flat" if flat else "inverted", index.lists, index.probes, round(found, 4))


def open_vectors(folder: Path, facts: VectorFacts) -> VectorIndex:
    """The index of a folder, mapped."""
    return InvertedIndex.load(folder / _INDEX, mapped(folder / _STORED, by_row=True), facts.probes)


def mapped(path: Path, *, by_row: bool = False) -> npt.NDArray[Any]:
    """A saved array, mapped and read-only; a plain view, as every access to a `memmap` makes another object of that class.

    Of one that is read `by_row` the system is told not to read on, which would crowd out others.
    """
    array = np.load(path, mmap_mode="r", allow_pickle=False)
    if by_row:
        array.base.madvise(mmap.MADV_RANDOM)
    return array.view(np.ndarray)  # type: ignore[no-any-return]
