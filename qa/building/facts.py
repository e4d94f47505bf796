"""The figures and names of a text, to tell a copy from a text in which one of them was changed. Pure.

A copy may be shortened, or have lines of its own. It is no copy when next to the same words another figure or name stands.
"""

from __future__ import annotations

import re
from array import array
from collections import defaultdict
from zlib import crc32

_WORD = re.compile(r"[^\W_]+(?:[.,:'’][^\W_]+)*")
_SENTENCE_END = re.compile(r"[.!?:\n][\"”’')\]]*\s*$")
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
    """What one text says of figures and names, as hashes: which values stand in which place."""

    __slots__ = ("_places",)

    def __init__(self, text: str) -> None:
        places = {pair for paragraph in text.split("\n") for pair in _values(paragraph)}
        self._places = array("I", [number for pair in sorted(places) for number in pair])

    def contradict(self, other: Facts) -> bool:
        """Whether in some place the two say different figures or names, and none in common."""
        here, there = self._by_place(), other._by_place()
        return any(here[place].isdisjoint(there[place]) for place in here.keys() & there.keys())

    def _by_place(self) -> dict[int, set[int]]:
        found: dict[int, set[int]] = defaultdict(set)
        for place, value in zip(self._places[::2], self._places[1::2], strict=True):
            found[place].add(value)
        return found


def _values(paragraph: str) -> list[tuple[int, int]]:
    """(hash of a place, hash of the value there): a place is the word, or the two words, before or after the value."""
    found: list[tuple[int, int]] = []
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
        for many in range(1, _AROUND + 1):
            found += [(_hash("<", *before[-many:]), value)] if len(before) >= many else []
            found += [(_hash(">", *after[:many]), value)] if len(after) >= many else []
        if len(words) > 1:  # of a name of two words the first, too: another first name is another person
            found.append((_hash("first name of", words[-1]), _hash(words[-2])))
    return found


def _figure(word: str) -> str:
    return _NUMBERS.get(word.lower(), word.replace(",", ""))


def _hash(*words: str) -> int:
    return crc32(" ".join(words).lower().encode())
