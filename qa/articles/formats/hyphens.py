"""Words that were cut at the end of a line -> whole words; words that are written with a hyphen keep it."""

from __future__ import annotations

import re

# from the beginning of a word, or a long word without a hyphen would be tried again from each of its letters
_CUT = re.compile(r"(?<![^\W\d_])([^\W\d_]+)[-\u2010\u00ad][ \t]*\n[ \t]*([^\W\d_]+)")
_KEEPS = frozenset(
    "well self non ex anti pro long short high low so half full part mid all cross ever far hard soft first second third "
    "old new large small two three four five six seven eight nine ten one twenty thirty forty fifty sixty seventy eighty ninety "
    "north south east west north south best better open free fast slow ill much state world record year month week day hour "
    "single double multi post pre co vice must would decision award market cost time science data life work".split()
)
_ALWAYS = frozenset("well self".split())
_ENDINGS = (
    "ed",
    "ing",
    "en",
    "n",
    "known",
    "term",
    "year",
    "day",
    "long",
    "wide",
    "made",
    "time",
    "held",
    "based",
    "led",
    "run",
)
_ADVERB = re.compile(r"[a-z]{3,}ly", re.IGNORECASE)
_NEVER = frozenset("re sai de un in dis im mis con com ad".split())


def rejoined(text: str) -> str:
    """The text with its cut words whole; the line break goes with the cut."""
    if "-\n" not in text and "\u2010\n" not in text and "\u00ad\n" not in text and not _CUT.search(text):
        return text
    words = {word.lower() for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", _CUT.sub(" ", text))}
    return _CUT.sub(lambda cut: _whole(cut[1], cut[2], words), text)


def _whole(first: str, second: str, words: set[str]) -> str:
    """Two halves as one word, or with their hyphen where the text elsewhere, or the language, writes it so."""
    joined, hyphened = f"{first}{second}".lower(), f"{first}-{second}".lower()
    if hyphened in words and joined not in words:
        return f"{first}-{second}"
    if joined in words:
        return f"{first}{second}"
    if not second[0].islower():  # "Anglo-\nSaxon", but not the second half of a word
        return f"{first}-{second}"
    low = first.lower()
    if low in _NEVER:
        return f"{first}{second}"
    compound = low in _ALWAYS or low in _KEEPS and (second.endswith(_ENDINGS) or second.lower() in words)
    adverb = bool(_ADVERB.fullmatch(first)) and second.endswith(("ed", "en", "wn", "ing", "ilt", "id"))
    return f"{first}-{second}" if compound or adverb else f"{first}{second}"
