"""The figures and names of a text, to tell a copy from a text in which one of them was changed. Pure.

A copy may be shortened, or have lines of its own. It is no copy when a figure or a name stands between the same words as
another one in the other text, or when both texts say figures that the other does not.
"""

from __future__ import annotations

import re
from array import array
from collections import defaultdict
from zlib import crc32

_WORD = re.compile(r"[^\W_]+(?:[.,:'’][^\W_]+)*")
_SENTENCE_END = re.compile(r"[.!?:\n][\"”’')\]]*\s*$")
_PROSE = 60  # characters of a paragraph below which it is a line of the publisher's own: a day, a telephone number
_NEAR = 60  # characters in which they are looked for
_AROUND = 2  # words on either side of a figure or name that say where it stands
_NUMBERS = {
    word: str(number)
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen twenty".split()
    )
    if word != "one"  # also a pronoun
} | dict(zip("thirty forty fifty sixty seventy eighty ninety".split(), "30 40 50 60 70 80 90".split(), strict=True))
_CAPITAL = r"[A-ZÀ-ÖØ-ÞΑ-ΩЀ-Я][^\W_]*(?:['’-][^\W_]+)*"
_VALUE = re.compile(
    rf"(?<![^\W_])(?:\d+(?:[.,:]\d+)*(?![^\W_])|(?:{'|'.join(_NUMBERS)})(?![^\W_])|(?P<names>{_CAPITAL}(?: {_CAPITAL})*))",
)


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
    found: list[tuple[int, int, bool]] = []
    for match in _VALUE.finditer(paragraph):
        start, end = match.span()
        names = match["names"]
        if names and (not start or _SENTENCE_END.search(paragraph[max(0, start - 4) : start])):
            start += len(names.partition(" ")[0])  # what opens a sentence has a capital anyway
            names = names.partition(" ")[2]
            if not names:
                continue
        words = names.split(" ") if names else [_figure(match[0])]
        value = _hash(words[-1])
        before = _WORD.findall(paragraph[max(0, start - _NEAR) : start])[-_AROUND:]
        after = _WORD.findall(paragraph[end : end + _NEAR])[:_AROUND]
        found += [(_hash("<", *before), value, not names)] if len(before) == _AROUND else []
        found += [(_hash(">", *after), value, not names)] if len(after) == _AROUND else []
        if len(words) > 1:  # of a name of two words the first, too: another first name is another person
            found.append((_hash("first name of", words[-1]), _hash(words[-2]), False))
    return found


def _figure(word: str) -> str:
    return _NUMBERS.get(word.lower(), word.replace(",", ""))


def _hash(*words: str) -> int:
    return crc32(" ".join(words).lower().encode())
