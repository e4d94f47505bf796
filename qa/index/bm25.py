"""BM25: term ids, and a keyword index over passages that is built once, at index time."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from embeddings.vector_files import mapped

TermIds = npt.NDArray[np.int32]


class TermLists:
    """Many lists of term ids, stored end to end: list `i` is `ids[starts[i]:starts[i + 1]]`."""

    def __init__(self, ids: TermIds, starts: npt.NDArray[np.int64]) -> None:
        self.ids = ids
        self.starts = starts

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, i: int) -> TermIds:
        return self.ids[self.starts[i] : self.starts[i + 1]]

    @classmethod
    def of(cls, lists: Iterable[Sequence[int]]) -> Self:
        ids: list[int] = []
        starts = [0]
        for one in lists:
            ids.extend(one)
            starts.append(len(ids))
        return cls(np.asarray(ids, np.int32), np.asarray(starts, np.int64))

    def save(self, folder: Path, name: str) -> None:
        np.save(folder / f"{name}.ids.npy", self.ids, allow_pickle=False)
        np.save(folder / f"{name}.starts.npy", self.starts, allow_pickle=False)

    @classmethod
    def load(cls, folder: Path, name: str) -> Self:
        return cls(*(mapped(folder / f"{name}.{part}.npy") for part in ("ids", "starts")))

    def gather(self, rows: npt.NDArray[np.int64]) -> tuple[TermIds, npt.NDArray[np.int64]]:
        """The terms of several lists end to end, and for each term the place in `rows` of its list."""
        starts, ends = self.starts[rows], self.starts[rows + 1]
        lengths = ends - starts
        owners = np.repeat(np.arange(len(rows)), lengths)
        offsets = np.arange(int(lengths.sum())) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        return self.ids[np.repeat(starts, lengths) + offsets], owners


class Vocabulary:
    """Terms and their ids, in order of first sight."""

    def __init__(self, known: Iterable[str] = ()) -> None:
        self._ids = {term: i for i, term in enumerate(known)}

    def __len__(self) -> int:
        return len(self._ids)

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def learn(self, found: Iterable[str]) -> list[int]:
        ids = self._ids
        return [ids.setdefault(term, len(ids)) for term in found]

    def id(self, term: str) -> int | None:
        return self._ids.get(term)


PLAIN, NAME, NUMBER = 0, 1, 2


def term_kinds(vocabulary: Vocabulary, sentences: TermLists, capitals: Mapping[str, int]) -> npt.NDArray[np.uint8]:
    """PLAIN, NAME or NUMBER of each term: a name is written with a capital in at least half of its occurrences."""
    uses = np.bincount(sentences.ids, minlength=len(vocabulary))
    kinds = np.zeros(len(vocabulary), np.uint8)
    for i, term in enumerate(vocabulary):
        if term[0].isdigit():
            kinds[i] = NUMBER
        elif 2 * capitals.get(term, 0) >= max(uses[i], 1):
            kinds[i] = NAME
    return kinds


class KeywordIndex:
    """BM25 weights of every (term, passage) pair, computed at build time by bm25s and mapped from disk.

    Lucene's variant with k1 = 1.5 and b = 0.75. Scores are not bounded; `scores` of a question is a dense array.
    """

    FILES = ("terms.json", "bm25.weights.npy", "bm25.passages.npy", "bm25.starts.npy")

    def __init__(self, vocabulary: Vocabulary, matrix: Sequence[npt.NDArray[Any]], passages: int) -> None:
        self.vocabulary = vocabulary
        self._weights, self._passages, self._starts = matrix
        self._count = passages
        found_in = np.diff(self._starts)
        self.idf = np.log(1 + (passages - found_in + 0.5) / (found_in + 0.5)).astype(np.float32)

    @classmethod
    def build(cls, vocabulary: Vocabulary, passages: TermLists) -> Self:
        bm25 = _bm25s().BM25(k1=1.5, b=0.75, method="lucene")
        lists = [passages[i].tolist() for i in range(len(passages))]
        scores = bm25.build_index_from_ids(list(range(len(vocabulary))), lists, show_progress=False)
        matrix = (scores["data"], scores["indices"].astype(np.int32), scores["indptr"].astype(np.int64))
        return cls(vocabulary, matrix, len(passages))

    def save(self, folder: Path) -> None:
        terms_file, *arrays = self.FILES
        (folder / terms_file).write_text(json.dumps(list(self.vocabulary), ensure_ascii=False), encoding="utf-8")
        for name, array in zip(arrays, (self._weights, self._passages, self._starts), strict=True):
            np.save(folder / name, array, allow_pickle=False)

    @classmethod
    def load(cls, folder: Path, passages: int) -> Self:
        terms_file, *arrays = cls.FILES
        known = json.loads((folder / terms_file).read_text(encoding="utf-8"))
        return cls(Vocabulary(known), [mapped(folder / name) for name in arrays], passages)

    def by_passage(self) -> PassageWeights:
        """The same weights, a passage at a time."""
        return PassageWeights(self._weights, self._passages, self._starts)

    def passages_of(self, term: int) -> npt.NDArray[np.int32]:
        """The passages that hold a term, ascending."""
        found: npt.NDArray[np.int32] = self._passages[self._starts[term] : self._starts[term + 1]]
        return found

    def scores(self, weighted: Mapping[int, float]) -> npt.NDArray[np.float32]:
        """BM25 of every passage for terms with weights, shape (passages,)."""
        scores = np.zeros(self._count, np.float32)
        for term, weight in weighted.items():
            where = slice(self._starts[term], self._starts[term + 1])
            scores[self._passages[where]] += weight * self._weights[where]
        return scores


class PassageWeights:
    """BM25 weights of each passage by term: the same matrix, ordered by passage instead of by term."""

    def __init__(
        self, weights: npt.NDArray[np.float32], passages: npt.NDArray[np.int32], starts: npt.NDArray[np.int64]
    ) -> None:
        terms = np.repeat(np.arange(len(starts) - 1, dtype=np.int64), np.diff(starts))
        order = np.argsort(passages, kind="stable")
        self._passages, self._terms, self._weights = passages[order], terms[order], weights[order]

    def of(
        self, passages: npt.NDArray[np.int64]
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.float32]]:
        """The pairs of some passages: term, place in `passages`, weight."""
        firsts = np.searchsorted(self._passages, passages)
        lengths = np.searchsorted(self._passages, passages, side="right") - firsts
        places = np.repeat(np.arange(len(passages)), lengths)
        pairs = np.repeat(firsts - np.cumsum(lengths) + lengths, lengths) + np.arange(int(lengths.sum()))
        return self._terms[pairs], places, self._weights[pairs]

    def __getitem__(self, passage: int) -> dict[int, float]:
        first, last = np.searchsorted(self._passages, [passage, passage + 1])
        return dict(zip(self._terms[first:last].tolist(), self._weights[first:last].tolist(), strict=True))


@lru_cache(maxsize=1)
def _bm25s() -> Any:
    import bm25s

    logging.getLogger("bm25s").setLevel(logging.WARNING)  # it sets itself to DEBUG on import
    return bm25s
