"""A figure or a year that a question takes for granted and a sentence contradicts: "five years" where the article says one."""

from __future__ import annotations

from dataclasses import dataclass

from qa.text.dates import dates_in
from qa.text.figures import figures_in
from qa.text.terms import terms

_COVERED = 0.6  # share of the question's other terms that sentence and title must hold
_SHARED = 2  # of those terms, at least


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What the question says, and what the sentence says in its place; both as written."""

    asked: str
    said: str


def contradiction(question: str, sentence: str, title: str) -> Contradiction | None:
    """The value of the question that the sentence, which is about the same, gives as another; None where there is none."""
    found = _figure(question, sentence) or _year(question, sentence)
    if found is None:
        return None
    wanted = set(terms(question.replace(found.asked, " ")))
    held = wanted & set(terms(f"{title} {sentence}"))
    return found if len(held) >= max(_SHARED, _COVERED * len(wanted)) else None


def _figure(question: str, sentence: str) -> Contradiction | None:
    said = figures_in(sentence)
    for asked in figures_in(question):
        rivals = [f for f in said if f.unit[-1] == asked.unit[-1] or asked.unit[-1] in f.unit]
        if len(rivals) == 1 and not rivals[0].agrees(asked):
            return Contradiction(question[asked.start : asked.end], sentence[rivals[0].start : rivals[0].end])
    return None


def _year(question: str, sentence: str) -> Contradiction | None:
    said = [d for d in dates_in(sentence, None) if d.firm and not d.relative]
    for asked in (d for d in dates_in(question, None) if d.firm and not d.relative):
        if len(said) == 1 and not (asked.first <= said[0].last and said[0].first <= asked.last):
            return Contradiction(question[asked.start : asked.end], sentence[said[0].start : said[0].end])
    return None
