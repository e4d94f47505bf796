"""Names of months in some fifty languages, as the Unicode CLDR has them, and forms it lacks."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

_NAMES = Path(__file__).parents[1] / "months.json"  # language -> twelve lists of names
_MORE = (  # forms that people write beside those of the CLDR
    "jänner janvier ene gen",
    "févr feb",
    "maerz mrt",
    "avril abr",
    "mayo mag maio",
    "juin giu",
    "juil lug",
    "août aout agosto ago",
    "sept setiembre set",
    "okt oct ott out",
    "nov",
    "déc dez dic des",
)
_PREFIXES = ("ב", "ל", "ה")  # Hebrew writes "in" and "of" as a letter before the name


def month_number(name: str) -> int:
    """1 for "jan", "January" and "januari"; 0 for what is no month."""
    word = name.strip(" .'’").lower()
    months = _months()
    return months.get(word) or (months.get(word[1:], 0) if word.startswith(_PREFIXES) else 0)


@cache
def _months() -> dict[str, int]:
    found: dict[str, int] = {}
    for names in json.loads(_NAMES.read_text("utf-8")).values():
        for number, words in enumerate(names, 1):
            for word in words:
                found.setdefault(word, number)
    for number, words in enumerate(_MORE, 1):
        for word in words.split():
            found.setdefault(word, number)
    return found
