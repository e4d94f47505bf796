"""What the script of a word tells: where its words are cut, and which stemmer knows it."""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby

# Letters of scripts that put no space between words: Thai, Lao, Burmese, Khmer, Japanese and Chinese.
DENSE = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_DENSE_RUN = re.compile(rf"([{DENSE}]+)")
_LAST_MARK = 0x1E950  # beyond are only signs that choose the shape of another
_STEMMERS = (
    ("\u0370", "\u03ff", "greek"),
    ("\u0400", "\u04ff", "russian"),
    ("\u0531", "\u058f", "armenian"),
    ("\u0600", "\u06ff", "arabic"),
    ("\u0900", "\u097f", "hindi"),
    ("\u0b80", "\u0bff", "tamil"),
)


def stemmer_for(word: str) -> str:
    """The name of Snowball's stemmer for the script of a word; English for the Latin one, whatever its language."""
    first = word[:1]
    return next((name for low, high, name in _STEMMERS if low <= first <= high), "english")


def pieces(word: str) -> list[str]:
    """A word by itself, or each two letters that stand side by side where a script has no spaces.

    Such pairs find what a reader would call a word, without a dictionary; a letter alone is a piece of its own.
    """
    if word.isascii() or not _DENSE_RUN.search(word):
        return [word]
    found: list[str] = []
    for run in filter(None, _DENSE_RUN.split(word)):
        if not _DENSE_RUN.fullmatch(run):
            found.append(run)
            continue
        letters = _letters(run)
        found += ["".join(pair) for pair in zip(letters, letters[1:], strict=False)] or letters
    return found


def _letters(run: str) -> list[str]:
    """Letters with the signs that stand above, below or after them."""
    found: list[str] = []
    for char in run:
        if found and unicodedata.category(char)[0] == "M":
            found[-1] += char
        else:
            found.append(char)
    return found


def mark_ranges() -> str:
    """All signs that belong to the letter before them, as the inside of a class of a regular expression."""
    marks = [code for code in range(0x300, _LAST_MARK) if unicodedata.category(chr(code))[0] == "M"]
    ranges: list[str] = []
    for _, group in groupby(enumerate(marks), key=lambda pair: pair[1] - pair[0]):
        run = [code for _, code in group]
        ranges.append(f"{chr(run[0])}-{chr(run[-1])}")
    return "".join(ranges)
