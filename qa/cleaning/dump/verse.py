"""Verse, and other texts whose line breaks are meant: told from prose that was broken at a margin."""

from __future__ import annotations

_LINES = 4  # at least
_LONGEST = 70  # characters of a line of verse
_FITS = 0.5  # share of lines that end although the next word had room
_OPENS = 0.75  # share of lines that do not begin with a small letter
_ENDS = 0.5  # share of lines at most that end a sentence: more are paragraphs of a sentence each


def is_verse(block: str) -> bool:
    """Whether the lines of a block without blank lines are to stay lines."""
    lines = [line.strip() for line in block.split("\n") if line.strip()]
    width = max(map(len, lines), default=0)
    if len(lines) < _LINES or width > _LONGEST:
        return False
    had_room = sum(
        len(line) + 1 + len(after.split(" ", 1)[0]) <= width for line, after in zip(lines, lines[1:], strict=False)
    )
    opens = sum(not line[0].islower() for line in lines)
    ends = sum(line[-1] in ".!?" for line in lines)
    return had_room >= _FITS * (len(lines) - 1) and opens >= _OPENS * len(lines) and ends <= _ENDS * len(lines)
