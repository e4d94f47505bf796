"""What a question asks for: its kind, its terms, its names. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa.text.terms import terms, words
from qa.types import Turn

KINDS = ("who", "when", "where", "quantity", "why", "how", "list", "yes_no", "what")

_PERSON = (
    r"person|man|woman|president|senator|governor|mayor|minister|leader|actor|actress|singer|star|artist|athlete|player|"
    r"golfer|coach|author|writer|director|queen|king|prince|princess|pope|justice|judge|billionaire|rapper|quarterback|"
    r"ceo|official|lawmaker|politician|musician|comedian|celebrity|politicians"
)
_PLACE = r"country|countries|city|cities|state|states|continent|nation|place|town|region|county|island|province|river|location"
_ASKED_OF = (
    r"(?! (?:do|does|did|has|have|had|will|would|can|could|should|may|might)\b)"  # then they act, and are not asked for
)
_RULES = (
    ("quantity", r"how (?:many|much|old|long|far|often|tall|big|large|high|fast|heavy|deep|wide)\b"),
    (
        "quantity",
        r"(?:what|which) (?:\w+ )?(?:percentage|percent|share|number|amount|price|cost|age|size|rate|fraction)\b",
    ),
    ("when", r"\b(?:when|(?:what|which) (?:\w+ )?(?:year|date|day|month|decade|century|season|time))\b"),
    (
        "why",
        r"\b(?:why|how come|what (?:was|is|were|are)? ?(?:the )?(?:reasons?|causes?|motive)|what (?:caused|made|led))\b",
    ),
    ("who", rf"\b(?:who|whom|whose|(?:what|which){_ASKED_OF}(?: \w+){{0,3}}? (?:{_PERSON}))\b"),
    ("where", rf"\b(?:where|(?:what|which){_ASKED_OF}(?: \w+){{0,2}}? (?:{_PLACE}))\b"),
    (
        "list",
        r"\b(?:what|which) (?:\w+ )?(?:are|were)\b(?! the \w+ of)|\b(?:name|list) (?:the|all|some|two|three|four|five)\b",
    ),
    ("how", r"\bhow\b"),
    ("what", r"\b(?:what|which)\b"),
    ("yes_no", r"^(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might)\b"),
)
_MARKER = re.compile(r"\s*\[\d+\]")
_SAID = 240  # characters of an earlier question, and of its answer, that are read with a question
_COMPILED = [(kind, re.compile(pattern)) for kind, pattern in _RULES]
_SUBJECT = re.compile(
    r"\b(?i:did|do|does|is|are|was|were|has|have|had|will|would|can|could|should) (?:the |an? )?"
    r"((?:[A-Z][\w’'.-]*)(?: (?:of |the |and )?[A-Z][\w’'.-]*)*)"
)


@dataclass(frozen=True, slots=True)
class Question:
    """A standalone question, read. `names` are the capitalised words and numbers it cannot do without.

    `read_as` is what readers are asked: the question as it was typed, with what it follows up.
    """

    text: str
    kind: str
    terms: tuple[str, ...]  # without repetition, in order
    names: tuple[str, ...]  # the terms among them that are written with a capital, or in digits
    subject: tuple[str, ...]  # the terms of the name that did, or was, what is asked: "what did IBM do?"
    read_as: str = ""


def read(text: str, read_as: str = "") -> Question:
    """Read a standalone question. `read_as`: what readers are asked in its place, where that differs."""
    found = tuple(dict.fromkeys(terms(text)))
    return Question(text, kind(text), found, _names(text), _subject(text), read_as or text)


def in_conversation(question: str, before: Turn | None) -> str:
    """What readers are asked: the question, and in brackets the one before it with the beginning of its answer."""
    if before is None:
        return question
    said = " ".join(_MARKER.sub("", before.answer).split())[:_SAID]
    return f"{question} (earlier: {' '.join(before.question.split())[:_SAID]} {said})"


def kind(text: str) -> str:
    """One of KINDS. The last sentence with a question mark decides; the earliest question word in it wins."""
    asked = [s for s in re.split(r"(?<=[.?!])\s+", text.strip()) if s.endswith("?")]
    lowered = (asked[-1] if asked else text).lower()
    found = [(m.start(), order, k) for order, (k, p) in enumerate(_COMPILED) if (m := p.search(lowered))]
    return min(found)[2] if found else "what"


def _subject(text: str) -> tuple[str, ...]:
    match = _SUBJECT.search(text)
    return tuple(dict.fromkeys(terms(match.group(1)))) if match else ()


def _names(text: str) -> tuple[str, ...]:
    names: list[str] = []
    for sentence in re.split(r"(?<=[.?!])\s+", text):
        for place, word in enumerate(words(sentence)):
            first_word = place == 0 and not (len(word) > 1 and word[1:2].isupper())
            if word[0].isdigit() or (word[0].isupper() and not first_word):
                names += terms(word)
    return tuple(dict.fromkeys(names))
