"""Acronyms of a question and the long forms that the articles spell out: "ACLU" meets "American Civil Liberties Union"."""

from __future__ import annotations

import re
from collections.abc import Sequence

_ACRONYM = re.compile(r"(?<![\w-])[A-Z]{3,6}(?![\w-])")
_LINKS = r"(?:(?:of|the|and|for|in|on|to)\s+)*"  # small words that an acronym leaves out


def spelled_out(question: str, texts: Sequence[str]) -> str:
    """The question with the long form after each acronym that some text spells out, and that no text holds itself.

    `texts` are the passages found first. Unchanged where there is nothing to add.
    """
    for acronym in dict.fromkeys(_ACRONYM.findall(question)):
        if any(re.search(rf"(?<!\w){acronym}(?!\w)", text) for text in texts):
            continue
        long_form = _long_form(acronym, texts)
        if long_form:
            question = re.sub(rf"(?<![\w-]){acronym}(?![\w-])", f"{acronym} ({long_form})", question, count=1)
    return question


def _long_form(acronym: str, texts: Sequence[str]) -> str:
    """Capitalised words in a row whose first letters are the acronym's; empty where no text has such."""
    pattern = re.compile(
        r"(?<![\w-])" + rf"\s+{_LINKS}".join(rf"{letter}[a-zà-ÿ’'-]+" for letter in acronym) + r"(?!\w)"
    )
    return next((" ".join(m.group().split()) for text in texts if (m := pattern.search(text))), "")
