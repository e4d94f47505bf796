"""Rows of a table in an article's text: a line whose cells are parted by bars, below the line of their headings."""

from __future__ import annotations

import re

CELLS = " | "  # between the cells of a row
_FAR = 20_000  # characters above a row in which its headings are looked for
_HEADING = 60  # characters of a heading
_FIGURE = re.compile(r"\d")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d(?:[/–-]\d{2,4})?")


def headings_of(text: str, at: int) -> str:
    """The line of headings above the row of a table that holds the place `at`; empty where there is none."""
    start = text.rfind("\n", 0, at) + 1
    row = text[start:].split("\n", 1)[0]
    width = row.count(CELLS)
    if not width or row.startswith("|"):
        return ""
    above = text[max(0, start - _FAR) : start].split("\n")[:-1]
    table: list[str] = []
    for line in reversed(above):
        if line.count(CELLS) != width:
            break
        table.append(line)
    if not table:
        return ""
    first = table[-1]
    return first if _is_heading(first, [row, *table[:-1]]) else ""


def _is_heading(line: str, rows: list[str]) -> bool:
    """Whether a line names what stands below it: short cells, none of them a figure but a year, where rows hold figures."""
    cells = line.split(CELLS)
    if any(len(cell) > _HEADING for cell in cells):
        return False
    if any(_FIGURE.search(cell) and not _YEAR.fullmatch(cell.strip()) and not _is_name(cell) for cell in cells):
        return False
    return any(_FIGURE.search(cell) for row in rows for cell in row.split(CELLS)[1:])


def _is_name(cell: str) -> bool:
    """Whether a cell with a figure is mostly words, such as "Price in 2022"."""
    return sum(map(str.isalpha, cell)) > sum(map(str.isdigit, cell))
