"""Evidence to the sentences of an answer: the one that answers first, then those that an editor would quote with it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from qa.answering.evidence import Evidence
from qa.index.bm25 import NUMBER
from qa.index.opened import Index
from qa.text.marks import SAYS_NOTHING, Mark

SENTENCES = 4
_QUOTED = 0.5  # chance that an editor would quote a further sentence, from which on it is quoted
_AS_LIKELY = 0.45  # the same, of what the best sentence has, where that is less
_DOUBTFUL = 0.08  # and never less than this
_OTHERWISE = 0.15  # of the best sentence's support: what one of another article must have that gives another figure
_SAME = 0.7  # share of common terms from which on two sentences say the same
_SUBJECT = 260  # characters of the sentence before one that opens with a pronoun, at most, to be quoted with it


@dataclass(frozen=True, slots=True)
class Chosen:
    """A stretch of an article that goes into the answer: one sentence, or several that stand together.

    `role` is that of its sentence in the answer; "" where its place says it.
    """

    article: int  # row
    start: int
    end: int
    support: float
    sentences: tuple[int, ...]
    role: str = ""


def compose(index: Index, evidence: Evidence, *, limit: int) -> list[Chosen]:
    """The stretches of an answer: first the one with the best sentence, then the others by their support."""
    picked = _pick(index, evidence, min(limit, SENTENCES))
    return sorted(_merge(index, picked), key=lambda s: -s.support)


def _pick(index: Index, evidence: Evidence, limit: int) -> dict[int, float]:
    """Sentences by row with their support, and with the best one, if it opens with a pronoun, the one before it."""
    sentences, support = evidence.weighed.sentences, evidence.support
    if not len(sentences):
        return {}
    marks = np.asarray(index.sentence_marks[sentences])
    best = int(np.argmax(support))
    says = (marks & SAYS_NOTHING) == 0
    quotable = evidence.quotable
    fit = says & (quotable >= min(_QUOTED, max(_AS_LIKELY * quotable[best], _DOUBTFUL)))
    near = says & (support >= _OTHERWISE * support[best])
    picked: dict[int, float] = {}
    seen: list[set[int]] = []
    for place in (best, *np.argsort(-support, kind="stable").tolist()):
        row = int(sentences[place])
        if len(seen) == limit:
            break
        if row in picked or (
            seen and not fit[place] and not (near[place] and _differs(index, row, int(sentences[best])))
        ):
            continue
        terms = set(index.sentence_terms[row].tolist())
        if any(says_the_same(index, terms, other) for other in seen):
            continue
        picked[row] = float(support[place])
        seen.append(terms)
    before = _subject(index, int(sentences[best]))
    if before is not None:
        picked.setdefault(before, float(support[best]))
    return picked


def says_the_same(index: Index, terms: set[int], other: set[int]) -> bool:
    """Whether two sentences share most terms and all figures: another figure for the same fact is news."""
    return _alike(terms, other) and not _figures(index, terms ^ other)


def _differs(index: Index, row: int, other: int) -> bool:
    """Whether another article's sentence shares most terms with this one, and each has a figure that the other has not."""
    if len(set(index.passages[index.sentences[[row, other], 0], 0].tolist())) == 1:
        return False
    terms, others = (set(index.sentence_terms[r].tolist()) for r in (row, other))
    mine, theirs = _figures(index, terms - others), _figures(index, others - terms)
    return bool(mine and theirs) and _alike(terms - mine, others - theirs)


def _alike(terms: set[int], other: set[int]) -> bool:
    return bool(terms and other) and len(terms & other) >= _SAME * min(len(terms), len(other))


def _figures(index: Index, terms: set[int]) -> set[int]:
    return {t for t in terms if index.term_kinds[t] == NUMBER}


def with_subject(index: Index, row: int, support: float) -> Chosen:
    """One sentence as a stretch, with the one before it if it opens with a pronoun."""
    before = _subject(index, row)
    rows = (row,) if before is None else (before, row)
    start, end = int(index.sentences[rows[0], 1]), int(index.sentences[row, 2])
    return Chosen(int(index.articles_of[index.sentences[row, 0]]), start, end, support, rows)


def _merge(index: Index, picked: dict[int, float]) -> list[Chosen]:
    """Neighbouring sentences of one article become one stretch, with the highest support among them."""
    stretches: list[Chosen] = []
    for row in sorted(picked):
        passage, start, end = (int(v) for v in index.sentences[row])
        article = int(index.passages[passage, 0])
        last = stretches[-1] if stretches else None
        if last and last.sentences[-1] == row - 1 and last.article == article:
            support = max(last.support, picked[row])
            stretches[-1] = Chosen(article, last.start, end, support, (*last.sentences, row))
        else:
            stretches.append(Chosen(article, start, end, picked[row], (row,)))
    return stretches


def _subject(index: Index, row: int) -> int | None:
    """The sentence before one that opens with a pronoun, if it stands in the same passage and is not long."""
    if not index.sentence_marks[row] & Mark.PRONOUN or row == 0:
        return None
    if index.sentences[row - 1, 0] != index.sentences[row, 0] or index.sentence_marks[row - 1] & SAYS_NOTHING:
        return None
    return row - 1 if index.sentences[row, 1] - index.sentences[row - 1, 1] <= _SUBJECT else None
