"""Articles a month as the bars of a small picture."""

from __future__ import annotations

from dataclasses import dataclass

_MOST_BARS = 72  # more would be thinner than a pixel on a phone; longer spans are counted by year


@dataclass(frozen=True, slots=True)
class Bar:
    """One month or year. `height` is in hundredths of the tallest bar, at least 4 where there is any."""

    label: str
    count: int
    height: int


def bars(months: tuple[tuple[str, int], ...]) -> list[Bar]:
    """One bar a month ("2020-06"), gaps included, or one a year where there would be too many."""
    if not months:
        return []
    counts = dict(months)
    labels = _months(min(counts), max(counts))
    if len(labels) > _MOST_BARS:
        counts = years(months)
        labels = [str(year) for year in range(int(min(counts)), int(max(counts)) + 1)]
    tallest = max(counts.values())
    return [Bar(label, counts.get(label, 0), _height(counts.get(label, 0), tallest)) for label in labels]


def years(months: tuple[tuple[str, int], ...]) -> dict[str, int]:
    """Number of articles by year, in order."""
    found: dict[str, int] = {}
    for month, count in sorted(months):
        found[month[:4]] = found.get(month[:4], 0) + count
    return found


def _height(count: int, tallest: int) -> int:
    return max(4, round(100 * count / tallest)) if count else 0


def _months(first: str, last: str) -> list[str]:
    start, end = (int(iso[:4]) * 12 + int(iso[5:7]) - 1 for iso in (first, last))
    return [f"{n // 12:04}-{n % 12 + 1:02}" for n in range(start, end + 1)]
