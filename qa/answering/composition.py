"""Evidence to the sentences of an answer: the fewest that cover the question, none said twice, in reading order."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from qa.answering.evidence import Evidence
from qa.answering.question import Question
from qa.index.bm25 import NUMBER
from qa.index.opened import Index
from qa.text.marks import SAYS_NOTHING, Mark

SENTENCES = 5
WORDS = 84  # of an answer to a question for one thing
WORDS_OF = {"why": 140, "how": 120, "list": 120}  # of one that wants several
_ENOUGH_ELSE = 0.95  # chance that one of the chosen sentences answers, at which to stop
_ENOUGH = {"why": 0.98, "how": 0.98, "list": 0.98, "where": 0.85}  # several are wanted, or one place is soon enough
_ONE_FACT = ("who", "when", "quantity")  # answered by one sentence, and by those that contradict it
_WORTH = 0.15  # of the best sentence's support: what a further sentence must have
_SHORT = 60  # characters; sentences are taken by their support a character, and gain nothing by being shorter
_SAME = 0.7  # share of common terms from which on two sentences say the same


@dataclass(frozen=True, slots=True)
class Chosen:
    """A stretch of an article that goes into the answer: one sentence, or several that stand together."""

    article: int  # row
    start: int
    end: int
    support: float
    sentences: tuple[int, ...]


def compose(index: Index, question: Question, evidence: Evidence, *, limit: int) -> list[Chosen]:
    """The stretches of an answer in reading order: the best article first, each article from top to bottom."""
    picked = _pick(index, question, evidence, min(limit, SENTENCES))
    stretches = _merge(index, picked)
    best_of = {s.article: i for i, s in reversed(list(enumerate(sorted(stretches, key=lambda s: -s.support))))}
    return sorted(stretches, key=lambda s: (best_of[s.article], s.start))


def _pick(index: Index, question: Question, evidence: Evidence, limit: int) -> dict[int, float]:
    """Sentences by row with their support, and with each that opens with a pronoun the one before it."""
    sentences, support = evidence.weighed.sentences, evidence.support
    if not len(sentences):
        return {}
    picked: dict[int, float] = {}
    seen: list[set[int]] = []
    none, length = 1.0, 0
    room = WORDS_OF.get(question.kind, WORDS)
    lengths = np.maximum(index.sentences[sentences, 2] - index.sentences[sentences, 1], _SHORT)
    order = np.argsort(-support / lengths, kind="stable")
    best = int(np.argmax(support))
    marks = np.asarray(index.sentence_marks[sentences])
    fit = ((marks & SAYS_NOTHING) == 0) & (support >= _WORTH * support[best])
    for place in [p for p in (best, *order.tolist()) if fit[p]]:
        row, chance = int(sentences[place]), float(support[place])
        if len(seen) == limit:
            break
        if row in picked or (seen and question.kind == "why" and not marks[place] & Mark.REASON):
            continue
        terms = set(index.sentence_terms[row].tolist())
        if seen and question.kind in _ONE_FACT and not _contradicts(index, row, int(sentences[best])):
            continue
        if any(_says_the_same(index, terms, other) for other in seen):
            continue
        words = _words(index, row)
        if seen and length + words > room:
            continue
        picked[row] = chance
        length += words
        seen.append(terms)
        before = _subject(index, row)
        if before is not None and before not in picked and length + _words(index, before) <= room:
            picked[before] = chance
            length += _words(index, before)
        none *= 1 - chance
        if 1 - none >= _ENOUGH.get(question.kind, _ENOUGH_ELSE):
            break
    return picked


def _says_the_same(index: Index, terms: set[int], other: set[int]) -> bool:
    """Whether two sentences share most terms and all figures: another figure for the same fact is news."""
    return _alike(terms, other) and not _figures(index, terms ^ other)


def _contradicts(index: Index, row: int, other: int) -> bool:
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
    """The sentence before one that opens with a pronoun, if it stands in the same passage and names something."""
    if not index.sentence_marks[row] & Mark.PRONOUN or row == 0:
        return None
    if index.sentences[row - 1, 0] != index.sentences[row, 0] or index.sentence_marks[row - 1] & Mark.HEADING:
        return None
    return row - 1


def _words(index: Index, row: int) -> int:
    """About how many words a sentence has: six characters each, with the space."""
    return int(index.sentences[row, 2] - index.sentences[row, 1]) // 6 + 1
