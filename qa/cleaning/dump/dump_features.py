"""What a line of a page saved as text looks like, as numbers: its shape, its place, its neighbours."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

from qa.cleaning.drawn import drawn
from qa.cleaning.dump.line_context import CONTEXT_NAMES, line_context
from qa.cleaning.line_features import SHAPE_NAMES, line_shape

_NEAR = ("chars", "words", "ends_sentence", "sentences", "small_words", "capital_words", "furniture", "acts")
_NEAR_AT = tuple(SHAPE_NAMES.index(name) for name in _NEAR)
_REACH = (-3, -2, -1, 1, 2, 3)
_WINDOWS = (3, 8, 20)
_FAR = 60
NAMES = (
    *SHAPE_NAMES,
    *(f"{name}_{offset:+}" for offset in _REACH for name in _NEAR),
    *(f"{what}_{reach}_{side}" for reach in _WINDOWS for side in ("before", "after") for what in ("prose", "short")),
    "position", "chars_before", "repeated", "to_prose_before", "to_prose_after", "in_prose", "from_prose", "run_before",
    "run_after", "prose_share", "lines", "bullet", "seen_before", "like_before", "like_after",
    *CONTEXT_NAMES,
)  # fmt: skip
_BULLET = re.compile(r"\s*(?:[•·*▪◦‣–-]|\d{1,2}[.)])\s+")


def dump_features(lines: Sequence[str]) -> list[list[float]]:
    """A row of numbers for each line (none of them blank), in the order of NAMES."""
    bare = [_BULLET.sub("", line) for line in lines]
    shapes = [line_shape(line) for line in bare]
    sizes = [len(line) for line in bare]
    prose = [is_prose_line(line) for line in bare]
    keys = [" ".join(line.lower().split()) for line in bare]
    total, all_prose = sum(sizes) or 1, sum(s for s, p in zip(sizes, prose, strict=True) if p) or 1
    times = Counter(keys)
    where = [i for i, p in enumerate(prose) if p] or [0]
    before, after = _since(prose), list(reversed(_since(list(reversed(prose)))))
    context = line_context(bare, prose)
    nothing = [-1.0] * len(_NEAR)
    rows: list[list[float]] = []
    seen: set[str] = set()
    passed = 0
    for i in range(len(lines)):
        row = list(shapes[i])
        for offset in _REACH:
            row += [shapes[i + offset][j] for j in _NEAR_AT] if 0 <= i + offset < len(lines) else nothing
        for reach in _WINDOWS:
            for lo, hi in ((max(0, i - reach), i), (i + 1, min(len(lines), i + 1 + reach))):
                size = sum(sizes[lo:hi]) or 1
                row += [sum(sizes[j] for j in range(lo, hi) if prose[j]) / size, size / reach]
        row += [
            i / len(lines), passed / total, float(min(6, times[keys[i]])), float(before[i]), float(after[i]),
            float(where[0] <= i <= where[-1]), max(-40.0, min(200.0, float(i - where[0]))),
            float(_run(sizes, i, -1)), float(_run(sizes, i, 1)), all_prose / total, math.log(len(lines)),
            float(bare[i] != lines[i]), float(keys[i] in seen),
            float(i > 0 and keys[i][:12] == keys[i - 1][:12]), float(i + 1 < len(lines) and keys[i][:12] == keys[i + 1][:12]),
            *context[i],
        ]  # fmt: skip
        rows.append(row)
        seen.add(keys[i])
        passed += sizes[i]
    return rows


def is_prose_line(line: str) -> bool:
    """A line long enough to be a sentence and ending like one."""
    line = drawn(line)
    return len(line) >= 80 and line.rstrip("\"”’')]*_ ")[-1:] in (".", "!", "?", ":", "…")


def _since(flags: Sequence[bool]) -> list[int]:
    """Lines since the last flagged one, before each line."""
    out: list[int] = []
    away = _FAR
    for flag in flags:
        out.append(away)
        away = 1 if flag else min(_FAR, away + 1)
    return out


def _run(sizes: Sequence[int], i: int, step: int) -> int:
    """How many lines in a row, from the neighbour on, are short."""
    count = 0
    j = i + step
    while 0 <= j < len(sizes) and sizes[j] < 40 and count < 30:
        count += 1
        j += step
    return count
