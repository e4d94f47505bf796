"""What a refusal offers: of the questions that the index is known to answer, the one nearest to what was asked."""

from __future__ import annotations

import re
from collections.abc import Iterable

from qa.types import Answer

_WORD = re.compile(r"\w{4,}")
_DULL = frozenset(
    ["what", "when", "where", "which", "that", "this", "with", "from", "have", "does", "reported", "about", "said"]
)


def closest(refused: Answer, known: Iterable[str]) -> str:
    """The question of `known` that shares most words with the one asked and the titles of the nearest articles; or ""."""
    near = _words(" ".join([refused.standalone_question, *(one.title for one in refused.related)])) - _DULL
    best, question = max(((len(_words(one) & near), one) for one in known), key=lambda pair: pair[0], default=(0, ""))
    return question if best else ""


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.lower()))
