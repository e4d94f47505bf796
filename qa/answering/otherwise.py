"""A figure that a question takes for granted and a sentence contradicts: "five years" where the article says one."""

from __future__ import annotations

from dataclasses import dataclass

from qa.text.figures import Figure, figures_in
from qa.text.terms import terms

_COVERED = 0.6  # share of the question's other terms that sentence and title must hold
_SAID = 0.5  # the same of the sentence alone
_SHARED = 2  # of those terms, at least


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What the question says, and what the sentence says in its place; both as written."""

    asked: str
    said: str


def contradiction(question: str, sentence: str, title: str) -> Contradiction | None:
    """The figure of the question that the sentence, which is about the same, gives as another; None where there is none.

    Only what is counted in words can be told to be the same thing: amounts of money, shares and years are left alone.
    """
    found = _figure(question, sentence)
    if found is None:
        return None
    wanted = set(terms(question.replace(found.asked, " ")))
    said = len(wanted & set(terms(sentence)))
    held = len(wanted & set(terms(f"{title} {sentence}")))
    return found if said >= max(_SHARED, _SAID * len(wanted)) and held >= _COVERED * len(wanted) else None


def _figure(question: str, sentence: str) -> Contradiction | None:
    said = [f for f in figures_in(sentence) if _counts(f)]
    for asked in filter(_counts, figures_in(question)):
        rivals = [f for f in said if asked.unit[-1] in f.unit]
        if len(rivals) == 1 and not rivals[0].agrees(asked):
            return Contradiction(question[asked.start : asked.end], sentence[rivals[0].start : rivals[0].end])
    return None


def _counts(figure: Figure) -> bool:
    return figure.unit[0] not in "$€£%"
