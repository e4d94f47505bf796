"""An article's text as paragraphs with the quoted span marked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_LINE = re.compile(r"[^\n]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a paragraph, marked or not."""

    text: str
    marked: bool = False


def paragraphs(text: str, start: int = 0, end: int = 0) -> list[tuple[Piece, ...]]:
    """The lines of `text` that hold words, each cut where the span `text[start:end]` begins and ends."""
    if not 0 <= start < end <= len(text):
        start = end = 0
    found = []
    for line in _LINE.finditer(text):
        if line.group().strip():
            found.append(_cut(text, line.start(), line.end(), start, end))
    return found


def _cut(text: str, left: int, right: int, start: int, end: int) -> tuple[Piece, ...]:
    start, end = min(max(start, left), right), min(max(end, left), right)
    cuts = ((left, start, False), (start, end, True), (end, right, False))
    return tuple(Piece(text[a:b], marked) for a, b, marked in cuts if a < b)


def marked(text: str, words: Sequence[str]) -> tuple[Piece, ...]:
    """`text` with the places of the words marked, whatever their case."""
    if not words:
        return (Piece(text),)
    places = re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)), re.IGNORECASE)
    found, at = [], 0
    for match in places.finditer(text):
        found += [Piece(text[at : match.start()]), Piece(match[0], marked=True)]
        at = match.end()
    return tuple(piece for piece in (*found, Piece(text[at:])) if piece.text)
