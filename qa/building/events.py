"""Articles that tell one running story -> events: near each other in vectors, in the names they give, and in time.

Each article is compared with those published within weeks of it; the nearest of them are its neighbours. Articles that
neighbours join are then split by average linkage (scipy), so that a chain of chance likenesses is not one event.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from embeddings.embedder import Vectors
from embeddings.vector_files import mapped
from qa.errors import IndexDamaged
from qa.index.article_table import ArticleTable
from qa.index.bm25 import TermLists
from qa.index.opened import day_number, read_manifest

VERSION = 1  # of what is below: another one makes the events of an index anew
ALONE = -1  # the event of an article that tells no story with others
DAYS = 60  # between two articles that are compared
NEAR = 12  # neighbours of an article at most
ALIKE = 0.48  # how alike neighbours are at least: cosine and shared names, 0 to 1
TOGETHER = 0.4  # how alike the articles of an event are on average
_NAMES = 0.35  # weight of shared names against that of the cosine
_PASSAGES = 4  # of an article that speak for it: its opening
_LINKED = 1_500  # articles that average linkage takes at one go; more are first split by a stricter likeness
_STRICTER = 0.06
_BLOCK = 512

Ints = npt.NDArray[np.int32]
Rows = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of articles, by row, and how alike they are."""

    ones: Rows
    others: Rows
    alike: Floats

    def where(self, fit: npt.NDArray[np.bool_]) -> Pairs:
        return Pairs(self.ones[fit], self.others[fit], self.alike[fit])


def write_events(folder: Path, before: Path | None) -> None:
    """Write events.npy of a build whose other arrays are written; where nothing changed since the build `before`, its own."""
    kept = _kept(folder, before)
    np.save(folder / "events.npy", events_of_build(folder) if kept is None else kept)


def events_of_build(folder: Path) -> Ints:
    """The event of every article: the row of its first article, or ALONE."""
    days, articles_of = _days(folder), mapped(folder / "passages.npy")[:, 0]
    vectors = _openings(mapped(folder / "vectors.npy"), np.asarray(articles_of), len(days))
    return events(vectors, days, TermLists.load(folder, "capital_terms"))


def events(vectors: Vectors, days: Ints, names: TermLists) -> Ints:
    """The events of articles, by their vectors of unit length, their days (-1: not known) and the terms of their names."""
    likeness = Likeness(vectors, names)
    pairs = _neighbours(likeness, days)
    found = np.full(len(days), ALONE, np.int32)
    for members in _groups(likeness, pairs, ALIKE):
        found[members] = members[np.argmin(days[members])]
    return found


class Likeness:
    """How alike articles are: the cosine of their openings and the share of their names in common, rare ones more."""

    def __init__(self, vectors: Vectors, names: TermLists) -> None:
        self.vectors = vectors
        self._held = csr_array(
            (np.ones(len(names.ids), np.float32), names.ids, names.starts),
            shape=(len(vectors), int(names.ids.max(initial=0)) + 1),
            copy=True,
        )
        self._held.sum_duplicates()
        self._held.data[:] = 1
        rarity = np.log((len(vectors) + 1) / (self._held.sum(axis=0) + 0.5)).clip(0).astype(np.float32)
        self._weighted = (self._held * rarity).tocsr()
        self._whole = np.asarray(self._weighted.sum(axis=1), np.float32)

    def between(self, ones: Rows, others: Rows) -> Floats:
        """How alike some articles are to some others, about 0 to 1, shape (ones, others)."""
        shared = (self._weighted[ones] @ self._held[others].T).toarray()
        shared /= np.maximum(np.minimum(self._whole[ones, None], self._whole[None, others]), 1e-6)
        cosine = self.vectors[ones] @ self.vectors[others].T
        return np.asarray((1 - _NAMES) * cosine + _NAMES * shared, np.float32)


def _neighbours(likeness: Likeness, days: Ints) -> Pairs:
    """The nearest articles of each within DAYS of it, as far as they are alike; an article without a day has none."""
    order = np.flatnonzero(days >= 0)[np.argsort(days[days >= 0], kind="stable")]
    at = days[order]
    found = [Pairs(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.float32))]
    for start in range(0, len(order), _BLOCK):
        end = min(start + _BLOCK, len(order))
        low = int(np.searchsorted(at, at[start] - DAYS))
        high = int(np.searchsorted(at, at[end - 1] + DAYS, side="right"))
        alike = likeness.between(order[start:end], order[low:high])
        alike[np.abs(at[start:end, None] - at[None, low:high]) > DAYS] = 0
        alike[np.arange(end - start), np.arange(start, end) - low] = 0
        count = min(NEAR, high - low)
        best = np.argpartition(-alike, count - 1, axis=1)[:, :count]
        ones, others = np.repeat(np.arange(end - start), count), best.ravel()
        fit = alike[ones, others] >= ALIKE
        ones, others = ones[fit], others[fit]
        found.append(Pairs(order[start + ones], order[low + others], alike[ones, others]))
    return Pairs(*(np.concatenate([getattr(one, name) for one in found]) for name in ("ones", "others", "alike")))


def _groups(likeness: Likeness, pairs: Pairs, least: float) -> Iterator[Rows]:
    """The articles that likeness joins, each group split where its parts are not alike on average."""
    linked, places = np.unique(np.concatenate([pairs.ones, pairs.others]), return_inverse=True)
    half = len(pairs.ones)
    graph = coo_array((np.ones(half, np.int8), (places[:half], places[half:])), shape=(len(linked), len(linked)))
    _, group_of = connected_components(graph, directed=False)
    order = np.argsort(group_of, kind="stable")
    for places_of in np.split(order, np.flatnonzero(np.diff(group_of[order])) + 1):
        members = linked[places_of]
        if len(members) > _LINKED:
            stricter = np.isin(pairs.ones, members) & (pairs.alike >= least + _STRICTER)
            yield from _groups(likeness, pairs.where(stricter), least + _STRICTER)
        elif len(members) > 1:
            yield from _split(likeness, members)


def _split(likeness: Likeness, members: Rows) -> Iterator[Rows]:
    """The parts of a group that are alike on average, of two articles and more."""
    distances = 1 - likeness.between(members, members)
    above = np.triu_indices(len(members), 1)
    tree = linkage(np.maximum(distances[above], 0), method="average")
    parts = fcluster(tree, t=1 - TOGETHER, criterion="distance")
    for part in np.unique(parts).tolist():
        if (parts == part).sum() > 1:
            yield members[parts == part]


def _openings(vectors: Vectors, articles_of: npt.NDArray[np.int32], count: int) -> Vectors:
    """The unit vector of each article: the mean of its first passages."""
    first = np.searchsorted(articles_of, np.arange(count))
    rows = np.flatnonzero(np.arange(len(articles_of)) - first[articles_of] < _PASSAGES)
    sums = np.zeros((count, vectors.shape[1]), np.float32)
    np.add.at(sums, articles_of[rows], np.asarray(vectors[rows], np.float32))
    unit: Vectors = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)
    return unit


def _days(folder: Path) -> Ints:
    table = ArticleTable(folder / "articles.sqlite")
    try:
        return np.asarray([day_number(d) for d in table.column("published_at")], np.int32)
    finally:
        table.close()


def _kept(folder: Path, before: Path | None) -> Ints | None:
    """The events of the build before, where it holds the same passages, in the same order and of the same days."""
    if before is None or not _same(folder, before):
        return None
    found: Ints = np.load(before / "events.npy")
    return found if np.array_equal(_days(folder), _days(before)) else None


def _same(folder: Path, before: Path) -> bool:
    """Whether the build before made its events by this code, of the same articles; one that is damaged did not."""
    try:
        return read_manifest(before).get("events") == VERSION and all(
            (before / name).read_bytes() == (folder / name).read_bytes() for name in ("keys.npy", "article_keys.npy")
        )
    except (IndexDamaged, OSError):
        return False
