"""Question to candidate passages: dense and BM25 search, united, each passage scored by both."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from embeddings.embedder import Vectors
from embeddings.vector_index import Rows
from qa.answering.question import Question
from qa.index.opened import Index, day_number
from qa.index.searching import Allowed, Hits
from qa.types import Filters

DEPTH = 60  # passages taken from each of the two searches
CROWD = DEPTH // 2  # passages of one article among the candidates that leave others too little room
CONTEXT_WEIGHT = 0.3  # of a word that the conversation lends to a question, against a word of the question itself
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class QueryTerms:
    """The terms of a question that the index knows, with their idf; and those it does not know."""

    ids: npt.NDArray[np.int64]  # ascending
    idf: Floats
    unknown: tuple[str, ...]
    total: float  # idf of all terms, an unknown one counted as the rarest possible

    @classmethod
    def of(cls, found: Iterable[str], index: Index) -> QueryTerms:
        known, unknown = {}, []
        for term in found:
            i = index.keywords.vocabulary.id(term)
            if i is None:
                unknown.append(term)
            else:
                known[i] = float(index.keywords.idf[i])
        ids = np.asarray(sorted(known), np.int64)
        idf = np.asarray([known[i] for i in ids.tolist()], np.float32)
        rarest = float(np.log(2 * len(index.passages) + 2))
        return cls(ids, idf, tuple(unknown), float(idf.sum()) + rarest * len(unknown))


@dataclass(frozen=True, slots=True)
class Candidates:
    """Passages of a first search, best first. `bm25` is scaled to 0..1: the share of the highest score possible.

    `led`: how many stand first whatever their score, to be read besides those that are chosen for reading.
    `told`: the articles, by row, of which each has its part in the answer: the base reader reads the best of each.
    """

    rows: Rows
    cosine: Floats
    bm25: Floats
    score: Floats
    led: int = 0
    told: tuple[int, ...] = ()


def candidates(
    index: Index, question: Question, vector: Vectors, *, allowed: Allowed | None = None, context: Iterable[str] = ()
) -> Candidates:
    """The passages that either search finds among the allowed ones, ordered by cosine + scaled BM25 / 2.

    `vector` has shape (d,); or (2, d) for a question and the same with its conversation: the nearer of the two counts.
    """
    found = QueryTerms.of(question.terms, index)
    weights = dict.fromkeys(found.ids.tolist(), 1.0)
    for i in QueryTerms.of(context, index).ids.tolist():
        weights.setdefault(i, CONTEXT_WEIGHT)
    hits = _of_all([_uncrowded(index, one, weights, allowed) for one in np.atleast_2d(vector)])
    bm25 = hits.bm25 / max(found.total, 1e-6)
    score = hits.cosine + 0.5 * bm25 / max(float(bm25.max(initial=0)), 1e-6)
    order = np.argsort(-score, kind="stable")
    return Candidates(hits.rows[order], hits.cosine[order], bm25[order], score[order])


def _of_all(found: list[Hits]) -> Hits:
    """What several searches find together, each passage once, with its highest cosine."""
    if len(found) == 1:
        return found[0]
    rows, where = np.unique(np.concatenate([h.rows for h in found]), return_inverse=True)
    cosine, bm25 = np.full(len(rows), -1, np.float32), np.zeros(len(rows), np.float32)
    np.maximum.at(cosine, where, np.concatenate([h.cosine for h in found]))
    np.maximum.at(bm25, where, np.concatenate([h.bm25 for h in found]))
    return Hits(rows, cosine, bm25)


def _uncrowded(index: Index, vector: Vectors, weights: dict[int, float], allowed: Allowed | None) -> Hits:
    """What the searches find; where one endless article is most of it, also what they find without that article."""
    hits = index.searches.find(vector, weights, DEPTH, allowed)
    articles, counts = np.unique(index.articles_of[hits.rows], return_counts=True)
    others = ~np.isin(index.articles_of, articles[counts > CROWD])
    if allowed is not None:
        others &= allowed.mask
    if (counts <= CROWD).all() or not others.any():
        return hits
    more = index.searches.find(vector, weights, DEPTH, replace(allowed or Allowed(others), mask=others))
    return _of_all([hits, more])


def allowed_passages(index: Index, filters: Filters) -> Allowed | None:
    """Which passages the filters admit; None where they admit all."""
    if not filters:
        return None
    first = day_number(filters.published_from) if filters.published_from else None
    last = day_number(filters.published_to) if filters.published_to else None
    wanted = {s.casefold() for s in filters.sources}
    admitted = np.ones(len(index.days), bool)
    if first is not None:
        admitted &= index.days >= first
    if last is not None:
        admitted &= (index.days <= last) & (index.days >= 0)
    if wanted:
        admitted &= np.isin(index.sources, [i for i, name in enumerate(index.publishers) if name in wanted])
    if not (filters.article_ids or filters.tags):
        return Allowed(admitted[index.articles_of], first, last, tuple(sorted(wanted)))
    chosen = np.zeros(len(index.days), bool)
    chosen[index.articles.rows_of(filters.article_ids, filters.tags)] = True
    mask = (admitted & chosen)[index.articles_of]
    return Allowed(mask, first, last, tuple(sorted(wanted)), tuple(np.flatnonzero(mask).tolist()))
