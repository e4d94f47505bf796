"""Put names in the place of words that point back: "he", "its", "the company", "this album"."""

from __future__ import annotations

import re

from qa.conversation.focus import Focus
from qa.conversation.names import find_names
from qa.conversation.words import GROUP_NOUNS, POSSESSIVES, PRONOUNS

_POINTER = re.compile(r"(?<![\w'’-])(?:" + "|".join(PRONOUNS) + r")(?![\w-])", re.IGNORECASE)
_GROUP = re.compile(
    r"\b(?:the|this|that) (?P<noun>" + "|".join(sorted(GROUP_NOUNS)) + r")\b(?! of\b| in\b)", re.IGNORECASE
)


def resolve(question: str, focus: Focus) -> tuple[str, Focus]:
    """The question with what it points back to named, and the focus with what that taught."""
    named = find_names(question)
    text, focus = _pronouns(question, focus)
    if text != question:
        return text, focus
    text = _GROUP.sub(lambda m: focus.meant_by("they") or m[0], question, count=1)
    if text != question:
        return text, focus
    for name in reversed(named):
        question = question[: name.start] + focus.full_name(name.text) + question[name.end :]
    if named or not focus.topic:
        return question, focus
    return f"{focus.topic}: {question}", focus


def _pronouns(question: str, focus: Focus) -> tuple[str, Focus]:
    named = find_names(question)
    for match in _POINTER.finditer(question):
        pronoun = PRONOUNS[match[0].lower()]
        if any(name.start < match.start() and pronoun in name.pronouns for name in named):
            return question, focus
        name = focus.meant_by(pronoun, but=[name.text for name in named])
        if name is None:
            continue
        focus = focus.settled(name, pronoun)
        possessive = match[0].lower() in POSSESSIVES and not (
            match[0].lower() == "her" and not re.match(r" \w", question[match.end() :])
        )
        return question[: match.start()] + (_owner(name) if possessive else name) + question[match.end() :], focus
    return question, focus


def _owner(name: str) -> str:
    return f"{name}'" if name.endswith("s") else f"{name}'s"
