"""What the live build already knows: cuts of articles that stayed as they were, vectors of passages that did."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from embeddings.embedder import Vectors
from qa.building.cutting import ArticleCut, cutting_version
from qa.errors import IndexFault
from qa.index.bm25 import TermLists
from qa.index.inputs import article_key
from qa.index.opened import Index
from qa.index.store import IndexStore
from qa.types import Article, Passage, Span


class Previous:
    """A build that is read from while the next is made. Knows nothing where there is none."""

    def __init__(self, index: Index | None, *, vectors: bool, cuts: bool) -> None:
        self._index = index
        self._rows: dict[bytes, int] = {}
        self._articles: dict[bytes, int] = {}
        if index and vectors:
            self._rows = {bytes(key): row for row, key in enumerate(np.load(index.folder / "keys.npy"))}
        if index and cuts:
            self._articles = {bytes(key): row for row, key in enumerate(np.load(index.folder / "article_keys.npy"))}
            self._terms = list(index.keywords.vocabulary)
            self._capitals = TermLists.load(index.folder, "capital_terms")
            self._firsts = np.searchsorted(index.articles_of, np.arange(index.info.articles + 1))

    @classmethod
    def of(cls, store: IndexStore, fingerprint: dict[str, str]) -> Previous:
        """The live build, as far as it was made by the same model and the same code."""
        try:
            index, _ = store.open()
        except IndexFault:
            return cls(None, vectors=False, cuts=False)
        manifest = index.manifest
        return cls(
            index, vectors=manifest["fingerprint"] == fingerprint, cuts=manifest.get("cutting") == cutting_version()
        )

    def row(self, key: bytes) -> int | None:
        """Where the passage of this key stands."""
        return self._rows.get(key)

    def vectors(self, rows: npt.NDArray[np.int64]) -> Vectors:
        return self._open.vectors.vectors(rows)

    def sentence_vectors(self, row: int) -> npt.NDArray[np.int8]:
        first, last = self._open.passages[row, 3:5]
        found: npt.NDArray[np.int8] = self._open.sentence_vectors[first:last]
        return found

    def cut(self, article: Article) -> ArticleCut | None:
        """How the article was cut, where one with this title and text was."""
        row = self._articles.get(article_key(article)) if self._articles else None
        if row is None:
            return None
        index = self._open
        places = index.passages[self._firsts[row] : self._firsts[row + 1]].tolist()
        if not places:
            return None
        first, last = places[0][3], places[-1][4]
        spans = [Span(start, end) for _, start, end in index.sentences[first:last].tolist()]
        return ArticleCut(
            tuple(Passage(p[1], p[2], tuple(spans[p[3] - first : p[4] - first])) for p in places),
            self._words(index.title_terms, row),
            [self._words(index.sentence_terms, s) for s in range(first, last)],
            index.sentence_marks[first:last].tolist(),
            self._words(self._capitals, row),
        )

    def knows(self, article: Article) -> bool:
        """Whether the cut and all vectors of an article are here."""
        return bool(self._rows) and article_key(article) in self._articles

    def close(self) -> None:
        if self._index:
            self._index.close()

    def _words(self, lists: TermLists, i: int) -> list[str]:
        return [self._terms[t] for t in lists[i].tolist()]

    @property
    def _open(self) -> Index:
        if self._index is None:
            raise LookupError("There is no previous build: ask `row` or `cut` first.")
        return self._index
