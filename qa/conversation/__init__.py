"""Turn a follow-up question into one that stands alone, by rules and without a model."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.conversation.ellipsis import complete
from qa.conversation.focus import Focus
from qa.conversation.names import find_names
from qa.conversation.references import points_back, resolve
from qa.conversation.words import VAGUE_WORDS
from qa.text.terms import terms
from qa.types import Turn

_MARKER = re.compile(r"\s*\[\d+\]")
_VAGUE = frozenset(terms(" ".join(VAGUE_WORDS)))
_LEAD = re.compile(r"^(?:(?:and|but|so|ok|okay|also)[, ]+)+", re.IGNORECASE)
_TURNS = 12  # what was said before these has faded
_TERMS = 24
_HEARD = 4_000  # characters of an earlier answer that are listened to
_LONGEST = 3_000  # characters of a question that stands alone: one that grew further is asked as it was


@dataclass(frozen=True, slots=True)
class Standalone:
    """A question that stands alone, and index terms of its conversation that may help to find its answer."""

    text: str
    context_terms: tuple[str, ...] = ()


def standalone(question: str, history: Sequence[Turn]) -> str:
    """The question as it would be asked without the conversation; unchanged if it stands alone."""
    return rewrite(question, history).text


def rewrite(question: str, history: Sequence[Turn]) -> Standalone:
    """The question as standing alone, with the words of the conversation that it leans on."""
    focus = Focus()
    for turn in history[-_TURNS:]:
        asked, focus = _stand_alone(_plain(turn.question), focus)
        focus = focus.said(asked, _plain(turn.answer[:_HEARD]))
    text, _ = _stand_alone(question, focus)
    return Standalone(text, _context(question, text, focus))


def _stand_alone(question: str, focus: Focus) -> tuple[str, Focus]:
    if not focus.question:
        return question, focus
    spelled = focus.spelled(question)
    text = complete(spelled, focus)
    if text is None:
        text, focus = resolve(spelled, focus)
        text = question if text == spelled else _LEAD.sub("", text)
    return (text if len(text) <= _LONGEST else question[:_LONGEST]), focus


def _plain(text: str) -> str:
    """Text without citation markers and doubled spaces."""
    return " ".join(_MARKER.sub("", text).split())


def _context(question: str, text: str, focus: Focus) -> tuple[str, ...]:
    """Terms of names, then of the last turn, that the question does not hold; none for a question on something else."""
    known = " ".join(subject.name.lower() for subject in focus.subjects)
    if (
        question == text
        and not points_back(question)
        and any(name.text.lower() not in known for name in find_names(question))
    ):
        return ()
    held = set(terms(text)) | _VAGUE
    names = " ".join(subject.name for subject in focus.subjects[:4])
    found = dict.fromkeys(terms(f"{names} {focus.question} {focus.answer}"))
    return tuple(term for term in found if term not in held)[:_TERMS]
