"""The lines of a PDF's pages in the order of reading: columns one after the other, running heads and print marks left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from qa.text.characters import clean_characters, one_line

_EDGE = 3  # lines at the top and bottom of a page among which a running head is
_STAMP = re.compile(
    r"\d{1,2}[/.]\d{1,2}[/.]\d{2,4},? (?:,? ?)\d{1,2}[:.]\d{2}(?:\s?[AP]M)?(?:\s+\S.{0,200})?", re.IGNORECASE
)
_ADDRESS = re.compile(r"(?:https?://|file:/)\S+(?:\s+\d{1,4}/\d{1,4})?")
_FOLIO = re.compile(r"(?:page|seite|p\.|pág(?:ina)?)?\W*\d{1,4}(?:\s*(?:/|of|von|de|sur)\s*\d{1,4})?\W*", re.IGNORECASE)
_WIDTH = 0.42  # of a letter, in sizes of its font: less than all but the narrowest have
_ALIGNED = 3.0  # points within which lines begin alike
_LINES = 3  # of a column, at least
_SPANNING = 0.3  # share of lines that may stand across the columns, such as headings

_OPENING = 60  # letters by which the beginning of a page is known again

Piece = tuple[float, float, float, str]  # from the left, from below, width at least, text


def page_lines(page: Any) -> list[str]:
    """The lines of one page."""
    pieces: list[Piece] = []

    def seen(text: str, _: Any, matrix: Sequence[float], __: Any, size: float) -> None:
        if text.strip():
            longest = max(map(len, text.split("\n")))
            pieces.append((matrix[4], matrix[5], longest * size * abs(matrix[0] or 1.0) * _WIDTH, text.strip()))

    whole = page.extract_text(visitor_text=seen)
    ordered = in_columns(pieces)
    return [line for line in map(one_line, clean_characters("\n".join(ordered) if ordered else whole).split("\n"))]


def in_columns(pieces: Sequence[Piece]) -> list[str]:
    """The texts of a page of two or more columns, one column after the other; empty where there is one."""
    starts = Counter(round(x / _ALIGNED) for x, *_ in pieces)
    left = min(starts, default=0)
    edges = [at * _ALIGNED for at, count in sorted(starts.items()) if at == left or count >= _LINES]
    columns = [edges[0]] if edges else []
    for edge in edges[1:]:
        before = [p for p in pieces if p[0] < edge - _ALIGNED and p[0] >= columns[-1] - _ALIGNED]
        clear = [p for p in before if p[0] + p[2] <= edge]
        beside = sum(any(abs(p[1] - q[1]) < _ALIGNED for q in clear) for p in pieces if abs(p[0] - edge) <= _ALIGNED)
        if len(clear) >= (1 - _SPANNING) * len(before) and len(clear) >= _LINES and beside >= _LINES:
            columns.append(edge)
    if len(columns) < 2 or starts[left] < _LINES:
        return []
    return _ordered(pieces, columns)


def _ordered(pieces: Sequence[Piece], columns: Sequence[float]) -> list[str]:
    """What stands across the columns parts the page into bands; each band is read column by column."""
    second = columns[1]
    rows = sorted(pieces, key=lambda p: (-p[1], p[0]))
    shared = {round(y) for x, y, *_ in rows if x >= second - _ALIGNED}
    top = max(shared)
    lines: list[str] = []
    band: list[Piece] = []
    for piece in rows:
        x, y, width, text = piece
        across = x < second - _ALIGNED and (x + width > second or y > top + _ALIGNED)
        if across:
            lines += _by_column(band, columns)
            lines += ["", text, ""]
            band = []
        else:
            band.append(piece)
    return lines + _by_column(band, columns)


def _by_column(band: Sequence[Piece], columns: Sequence[float]) -> list[str]:
    lines: list[str] = []
    for i, edge in enumerate(columns):
        after = columns[i + 1] if i + 1 < len(columns) else float("inf")
        lines += [text for x, _, _, text in band if (x >= edge - _ALIGNED or i == 0) and x < after - _ALIGNED]
        lines.append("")
    return lines


def without_running_heads(pages: Sequence[list[str]]) -> tuple[list[list[str]], str | None]:
    """The pages without what stands at their edges again and again, and the address that a browser printed there."""
    edges = [{_key(line) for line in _edge(page)} for page in pages]
    times = Counter(key for keys in edges for key in keys)
    often = {key for key, count in times.items() if len(pages) > 1 and count >= max(2, len(pages) // 2)}
    address: str | None = None
    cleaned: list[list[str]] = []
    for page in pages:
        ends = set(_edge(page))
        kept: list[str] = []
        for line in page:
            at_edge = line in ends
            if at_edge and _ADDRESS.fullmatch(line):
                address = address or line.split()[0]
            if not (at_edge and (_key(line) in often or any(p.fullmatch(line) for p in (_STAMP, _ADDRESS, _FOLIO)))):
                kept.append(line)
        cleaned.append(kept)
    return cleaned, address


def page_starts(text: str, pages: Sequence[Sequence[str]]) -> tuple[int, ...]:
    """Where in `text`, which was made of the lines of `pages`, each page begins: by its first letters and figures.

    A page of which nothing is left begins where the one before it does.
    """
    places = [i for i, char in enumerate(text) if char.isalnum()]
    letters = "".join(text[i] for i in places)
    starts: list[int] = []
    at = 0
    for number, page in enumerate(pages):
        opening = "".join(char for line in page for char in line if char.isalnum())[:_OPENING]
        found = letters.find(opening, at) if number and opening else -1
        at = found if found >= 0 else at
        starts.append(places[at] if at else 0)
    return tuple(starts)


def _edge(page: Sequence[str]) -> list[str]:
    lines = [line for line in page if line]
    return [*lines[:_EDGE], *lines[-_EDGE:]]


def _key(line: str) -> str:
    return re.sub(r"\d+", "#", line.lower())
