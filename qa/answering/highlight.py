"""The answering span of a sentence: the date, number or name that a short question asks for. Pure."""

from __future__ import annotations

import re

from qa.answering.question import Question
from qa.text.terms import terms
from qa.types import Span

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_DATE = re.compile(
    rf"\b(?:\d{{1,2}} {_MONTH}(?: \d{{4}})?|{_MONTH} \d{{1,2}}(?:, \d{{4}})?|{_MONTH} \d{{4}}|(?:1[5-9]|20)\d\d|"
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b"
)
_NUMBER = re.compile(
    r"(?:[$£€] ?)?\b\d[\d,.]*\d\b%?(?: ?(?:percent|per cent|million|billion|trillion|thousand|hundred))?|[$£€]?\b\d\b%?"
    r"(?: ?(?:percent|per cent|million|billion|trillion))?"
)
_NAME = re.compile(r"\b[A-Z][\w'’.-]*(?: (?:of|the|de|van|von|al|bin) (?=[A-Z])| (?=[A-Z])|[\w'’-])*")
_PATTERNS = {"when": (_DATE,), "quantity": (_NUMBER,), "who": (_NAME,), "where": (_NAME,)}


def highlight(question: Question, text: str) -> Span | None:
    """The span of `text` that a who, when, where or how-many question asks for: the first that is news to it."""
    asked = set(question.terms)
    for pattern in _PATTERNS.get(question.kind, ()):
        for match in pattern.finditer(text):
            found = terms(match.group())
            opens = match.start() == 0 or text[match.start() - 2 : match.start()] in (". ", "! ", "? ")
            lone_opening = opens and " " not in match.group() and question.kind in ("who", "where")
            if found and not asked & set(found) and not lone_opening:
                end = match.start() + len(match.group().rstrip(" .'’"))
                return Span(match.start(), end)
    return None
