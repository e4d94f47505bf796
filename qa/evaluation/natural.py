"""Questions as people ask them, with the sentences that an editor would quote, and what was quoted instead.

A question has `best`, the fewest sentences that answer it in full, and `also`, others that would do. Where `best` is
empty the question is a near miss: the articles do not answer it. A quote is right when it holds one of these sentences
or stands in one; which article it comes from does not matter, for several may tell the same.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa.evaluation.outcomes import AnswerSource, is_verbatim
from qa.evaluation.question_files import read_questions
from qa.types import Answer, Query, Turn

NEAR_MISS = "none"  # with this the kinds of near misses begin
_NEEDS = "`id`, `kind`, `question`, and `best` and `also`, lists of objects with `text`"
_LONG = 5  # words from which a sentence may lack a tenth of its words in the quote
_ALIKE = 0.9


@dataclass(frozen=True, slots=True)
class NaturalQuestion:
    """A question of a person who has not read the articles. Nothing in `best`: the articles do not answer it."""

    id: str
    kind: str  # who, what, why …; of a near miss none-detail, none-swap, none-premise
    question: str
    best: tuple[str, ...]
    also: tuple[str, ...] = ()
    follows: str | None = None  # the id of the question before it

    @property
    def answerable(self) -> bool:
        return bool(self.best)

    @property
    def group(self) -> str:
        """Its row in the table by kind; follow-ups that have an answer have rows of their own."""
        return self.kind + ("+follow" if self.follows and self.best else "")


@dataclass(frozen=True, slots=True)
class NaturalOutcome:
    """What was quoted for one question."""

    asked: NaturalQuestion
    answered: bool
    confidence: float
    fits: tuple[bool, ...]  # for each quote, in order: it is a best or also sentence
    full: bool  # every best sentence is quoted
    words: int  # of all quotes
    supports: tuple[tuple[float, bool], ...] = ()  # for each sentence of the answer: its support, whether it is right
    verbatim: bool = True
    embed_ms: float = 0
    total_ms: float = 0

    @property
    def right(self) -> bool:
        return any(self.fits)

    @property
    def first(self) -> bool:
        return self.fits[:1] == (True,)


def is_natural(path: Path) -> bool:
    """Whether a file holds questions of this format; they are known by `best`."""
    return read_questions(path, lambda row, _: "best" in row, "`id`, `question` and `answer`")[0]


def load_natural(path: Path) -> list[NaturalQuestion]:
    """Read a file of natural questions."""
    return read_questions(path, _natural, _NEEDS)


def ask_natural(answerer: AnswerSource, questions: Sequence[NaturalQuestion]) -> list[NaturalOutcome]:
    """Ask every question once. A follow-up carries the question before it, answered by its first best sentence."""
    by_id = {one.id: one for one in questions}
    found = []
    for one in questions:
        before = by_id.get(one.follows or "")
        history = (Turn(before.question, before.best[0]),) if before and before.best else ()
        answer = answerer.answer(Query(one.question, history=history))
        found.append(_outcome(one, answer, all(is_verbatim(answerer, c) for c in answer.citations)))
    return found


def judged_quotes(
    asked: NaturalQuestion, quotes: Sequence[str], confidence: float, *, answered: bool = True
) -> NaturalOutcome:  # fmt: skip
    """The outcome of quoting these texts for a question."""
    good = asked.best + asked.also
    return NaturalOutcome(
        asked=asked,
        answered=answered,
        confidence=confidence,
        fits=tuple(any(inside(g, quote) or inside(quote, g) for g in good) for quote in quotes),
        full=bool(quotes) and asked.answerable and all(any(inside(g, quote) for quote in quotes) for g in asked.best),
        words=sum(len(quote.split()) for quote in quotes),
    )


def inside(sentence: str, quote: str) -> bool:
    """Whether a sentence stands in a quote. Case and punctuation are set aside.

    A sentence of six words or more may differ a little, as a text that was cleaned otherwise does: nine tenths of its
    words, counted as often as they occur, are enough.
    """
    wanted, there = _words(sentence), _words(quote)
    if not wanted:
        return False
    if " ".join(wanted) in " ".join(there):
        return True
    return len(wanted) > _LONG and sum((Counter(wanted) & Counter(there)).values()) >= _ALIKE * len(wanted)


def _outcome(asked: NaturalQuestion, answer: Answer, verbatim: bool) -> NaturalOutcome:
    quoted = judged_quotes(asked, [c.quote for c in answer.citations], answer.confidence, answered=answer.answered)
    right = {c.number for c, fits in zip(answer.citations, quoted.fits, strict=True) if fits}
    return NaturalOutcome(
        asked=asked,
        answered=answer.answered,
        confidence=answer.confidence,
        fits=quoted.fits,
        full=quoted.full,
        words=quoted.words,
        supports=tuple((s.support, bool(right.intersection(s.citations))) for s in answer.sentences),
        verbatim=verbatim,
        embed_ms=answer.timings_ms["embed"],
        total_ms=answer.timings_ms["total"],
    )


def _natural(row: Any, where: str) -> NaturalQuestion:
    best, also = (_texts(row[name]) for name in ("best", "also"))
    return NaturalQuestion(
        id=str(row.get("id", where)),
        kind=str(row["kind"]),
        question=str(row["question"]),
        best=best,
        also=also,
        follows=None if row.get("follows") is None else str(row["follows"]),
    )


def _texts(sentences: Iterable[Any]) -> tuple[str, ...]:
    return tuple(str(one["text"]) for one in sentences)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.lower().replace("’", "'"))
