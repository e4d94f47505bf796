"""Whether a model's rewriting of a follow-up may be used: it keeps what was asked and adds only what was said. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from qa.conversation.words import VAGUE_WORDS
from qa.text.characters import one_line
from qa.text.terms import terms
from qa.types import Turn

_LONGEST = 300  # characters
_VAGUE = frozenset(terms(" ".join(VAGUE_WORDS)))


def accepted(rewritten: str, question: str, history: Sequence[Turn]) -> str | None:
    """The rewriting as one line, or None where it is no question, drops a word of the question or brings in a new one."""
    line = one_line(rewritten).strip('"“” ')
    if not line.endswith("?") or line.count("?") > 1 or len(line) > _LONGEST or _markup(line):
        return None
    asked, said = set(terms(question)), set(terms(" ".join(f"{turn.question} {turn.answer}" for turn in history)))
    return line if asked - _VAGUE <= set(terms(line)) <= asked | said else None


def _markup(line: str) -> bool:
    return any(character in line for character in "<>[]{}|`\\*") or "//" in line
