"""Articles a month as the bars of a small picture."""

from __future__ import annotations

import re
from dataclasses import dataclass

_MOST_BARS = 120  # more would be thinner than a pixel on a phone; longer spans are counted by year, decade, century
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")

Months = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """One month, or the years from `label` on. `height` is in hundredths of the tallest, at least 4 where there is any."""

    label: str
    count: int
    height: int


def bars(months: Months) -> list[Bar]:
    """One bar a month ("2020-06"), gaps included, or wider ones where there would be too many."""
    counts = dict(_sound(months))
    if not counts:
        return []
    labels = _months(min(counts), max(counts))
    step = 1
    while len(labels) > _MOST_BARS:
        counts = _steps(months, step)
        labels = [f"{year:04}" for year in range(int(min(counts)), int(max(counts)) + 1, step)]
        step *= 10
    tallest = max(counts.values())
    return [Bar(label, counts.get(label, 0), _height(counts.get(label, 0), tallest)) for label in labels]


def years(months: Months) -> dict[str, int]:
    """Number of articles by year, in order."""
    return _steps(months, 1)


def _sound(months: Months) -> Months:
    """Dates come from strangers' pages: what is no month is left out."""
    return tuple((month, count) for month, count in sorted(months) if _MONTH.fullmatch(month))


def _steps(months: Months, step: int) -> dict[str, int]:
    found: dict[str, int] = {}
    for month, count in _sound(months):
        label = f"{int(month[:4]) // step * step:04}"
        found[label] = found.get(label, 0) + count
    return found


def _height(count: int, tallest: int) -> int:
    return max(4, round(100 * count / tallest)) if count else 0


def _months(first: str, last: str) -> list[str]:
    start, end = (int(iso[:4]) * 12 + int(iso[5:7]) - 1 for iso in (first, last))
    return [f"{n // 12:04}-{n % 12 + 1:02}" for n in range(start, end + 1)]
