"""The figures and names of a text, to tell a copy from a text in which one of them was changed. Pure.

A copy may be shortened, or have lines of its own. It is no copy when a figure or a name stands between the same words as
another one in the other text, or when both texts say figures that the other does not.
"""

from __future__ import annotations

import re
from array import array
from collections import defaultdict
from zlib import crc32

_WORD = re.compile(r"\d+(?:[.,:]\d+)*(?![^\W_])|[^\W_]+(?:['’][^\W_]+)?")
_SENTENCE_END = re.compile(r"[.!?:\n][\"”’')\]]*\s*$")
_PROSE = 60  # characters of a paragraph below which it is a line of the publisher's own: a day, a telephone number
_AROUND = 2  # words on either side of a figure or name that say where it stands
_NUMBERS = {
    word: str(number)
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen twenty".split()
    )
    if word != "one"  # also a pronoun
} | dict(zip("thirty forty fifty sixty seventy eighty ninety".split(), "30 40 50 60 70 80 90".split(), strict=True))


class Facts:
    """What one text says of figures and names, as hashes."""

    __slots__ = ("_figures", "_places")

    def __init__(self, text: str) -> None:
        figures: set[int] = set()
        places: set[tuple[int, int]] = set()
        for paragraph in text.split("\n"):
            said = _values(paragraph)
            if len(paragraph) >= _PROSE:
                figures.update(value for _, value, is_figure in said if is_figure)
            places.update((place, value) for place, value, _ in said)
        self._figures = array("I", sorted(figures))
        self._places = array("I", [number for pair in sorted(places) for number in pair])

    def contradict(self, other: Facts) -> bool:
        """Whether the two say different figures, or different names in the same place."""
        mine, its = set(self._figures), set(other._figures)
        if mine - its and its - mine:
            return True
        here, there = self._by_place(), other._by_place()
        return any(here[place].isdisjoint(there[place]) for place in here.keys() & there.keys())

    def _by_place(self) -> dict[int, set[int]]:
        found: dict[int, set[int]] = defaultdict(set)
        for place, value in zip(self._places[::2], self._places[1::2], strict=True):
            found[place].add(value)
        return found


def _values(paragraph: str) -> list[tuple[int, int, bool]]:
    """(hash of a place, hash of the value there, whether it is a figure): for each value the words before and after it."""
    matches = list(_WORD.finditer(paragraph))
    words = [match.group() for match in matches]
    kinds = [_kind(paragraph, match, word) for match, word in zip(matches, words, strict=True)]
    found: list[tuple[int, int, bool]] = []
    start = 0
    while start < len(words):
        end = start + 1
        if kinds[start] == "name":
            while (
                end < len(words)
                and kinds[end] == "name"
                and paragraph[matches[end - 1].end() : matches[end].start()] == " "
            ):
                end += 1
        if kinds[start]:
            figure = kinds[start] == "figure"
            value = _hash(_figure(words[start]) if figure else words[end - 1].lower())
            before, after = words[max(0, start - _AROUND) : start], words[end : end + _AROUND]
            found += [(_hash("<", *before), value, figure)] if len(before) == _AROUND else []
            found += [(_hash(">", *after), value, figure)] if len(after) == _AROUND else []
            if end - start > 1:  # of a name of two words the first, too: another first name is another person
                found.append((_hash("first name of", words[end - 1]), _hash(words[end - 2].lower()), False))
        start = end
    return found


def _kind(paragraph: str, match: re.Match[str], word: str) -> str:
    if word[0].isdigit() or word.lower() in _NUMBERS:
        return "figure"
    opens = match.start() == 0 or _SENTENCE_END.search(paragraph[max(0, match.start() - 4) : match.start()])
    return "name" if word[0].isupper() and not opens else ""


def _figure(word: str) -> str:
    return _NUMBERS.get(word.lower(), word.replace(",", ""))


def _hash(*words: str) -> int:
    return crc32(" ".join(words).lower().encode())
