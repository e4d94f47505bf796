"""Copies of one text -> one canonical article: exact, syndicated and updated versions.

MinHash buckets, of whole texts and of their openings (a shortened copy keeps its opening), propose pairs; a pair is a
copy only when the shingles themselves say so: much the same text, or the shorter mostly inside the longer. A chain of
edits is one cluster, but no two of its members differ in a figure or a name. The canonical member is the earliest
published, then the longest, then the first read.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable
from hashlib import blake2b
from zlib import crc32

from datasketch import MinHash, MinHashLSH

from qa.building.facts import Facts
from qa.types import Article

SHINGLE = 5  # words
ALIKE = 0.45  # share of all shingles of two texts that both hold
CONTAINED = 0.6  # share of the shorter text's shingles that the longer holds
SHORTEST = 40  # words; shorter texts are copies only when equal
OPENING = 120  # words
COMPARED = 1_000  # shingles of a text that are compared, the smallest by hash: a fair sample of both texts
_TELLING = 20  # shingles below which a comparison says nothing
_CANDIDATES = 50  # a text that resembles more than these is a copy of one of them
_PERMUTATIONS = 64
_BANDS = (32, 2)  # finds a pair that shares a third of its shingles 97 times in 100
_WORD = re.compile(r"[^\W_]+")


def cluster(articles: Iterable[Article]) -> dict[str, str]:
    """The id of each copy -> the id of its canonical article."""
    found = _Clusters()
    for article in articles:
        found.add(article)
    return found.copies()


class _Clusters:
    """Articles seen so far, each by the hashes of its shingles; joined where two are copies."""

    def __init__(self) -> None:
        self._whole = MinHashLSH(num_perm=_PERMUTATIONS, params=_BANDS)
        self._opening = MinHashLSH(num_perm=_PERMUTATIONS, params=_BANDS)
        self._blank = MinHash(num_perm=_PERMUTATIONS, seed=1, hashfunc=int)  # its permutations are costly to draw
        self._exact: dict[bytes, int] = {}
        self._shingles: list[array[int]] = []
        self._facts: dict[int, Facts] = {}
        self._rank: list[tuple[str, int, int]] = []
        self._ids: list[str] = []
        self._parent: list[int] = []
        self._kept: dict[int, list[int]] = {}  # root of a cluster -> those of its members that are in the buckets

    def add(self, article: Article) -> None:
        """Take in one more article."""
        number = len(self._ids)
        words = [word.lower() for word in _WORD.findall(article.text)]
        self._ids.append(article.id)
        self._parent.append(number)
        self._rank.append((article.published_at or "9999", -len(article.text), number))
        digest = blake2b(" ".join(words).encode(), digest_size=16).digest()
        same = self._exact.setdefault(digest, number)
        if same != number or len(words) < SHORTEST:
            self._shingles.append(array("I"))
            self._join(number, same)
            return
        hashes = [crc32(" ".join(words[i : i + SHINGLE]).encode()) for i in range(len(words) - SHINGLE + 1)]
        self._shingles.append(array("I", sorted(set(hashes))[:COMPARED]))
        self._facts[number] = Facts(article.text)
        sketches = ((self._whole, self._shingles[number]), (self._opening, hashes[:OPENING]))
        for buckets, chosen in sketches:
            sketch = self._blank.copy()
            sketch.update_batch(chosen)
            for other in buckets.query(sketch)[:_CANDIDATES]:
                apart = self._root(other) != self._root(number)
                if apart and self._are_copies(number, other) and not self._contradict(number, other):
                    self._join(number, other)
            buckets.insert(number, sketch, check_duplication=False)
        self._keep(number)

    def copies(self) -> dict[str, str]:
        """Each copy's id with its canonical article's."""
        best: dict[int, int] = {}
        for number in range(len(self._ids)):
            root = self._root(number)
            best[root] = min(best.get(root, number), number, key=lambda i: self._rank[i])
        return {
            self._ids[number]: self._ids[best[self._root(number)]]
            for number in range(len(self._ids))
            if self._ids[number] != self._ids[best[self._root(number)]]
        }

    def _keep(self, number: int) -> None:
        """Of a cluster the first and the newest stay to be compared with: else each copy is found by all before it."""
        kept = self._kept.setdefault(self._root(number), [])
        kept.append(number)
        while len(kept) > _CANDIDATES:
            gone = kept.pop(_CANDIDATES // 2)
            del self._facts[gone]
            for buckets in (self._whole, self._opening):
                buckets.remove(gone)

    def _root(self, number: int) -> int:
        while self._parent[number] != number:
            self._parent[number] = number = self._parent[self._parent[number]]
        return number

    def _join(self, one: int, other: int) -> None:
        root, into = self._root(one), self._root(other)
        self._parent[root] = into
        if root != into and root in self._kept:
            self._kept[into] = sorted([*self._kept.get(into, ()), *self._kept.pop(root)])

    def _are_copies(self, one: int, other: int) -> bool:
        first, second = set(self._shingles[one]), set(self._shingles[other])
        if COMPARED in (len(first), len(second)):  # samples compare only as far as both reach
            reach = min(self._shingles[one][-1] if len(first) == COMPARED else 2**32,
                        self._shingles[other][-1] if len(second) == COMPARED else 2**32)  # fmt: skip
            first, second = {h for h in first if h <= reach}, {h for h in second if h <= reach}
        shared = len(first & second)
        least = min(len(first), len(second))
        return least >= _TELLING and (shared >= ALIKE * len(first | second) or shared >= CONTAINED * least)

    def _contradict(self, number: int, other: int) -> bool:
        """Whether a member of one cluster says another figure or name than one of the other: a stub may resemble both."""
        mine = {number, *self._kept.get(self._root(number), ())}
        its = self._kept.get(self._root(other), ())
        return any(self._facts[one].contradict(self._facts[two]) for one in mine for two in its)
