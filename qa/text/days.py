"""Calendar arithmetic: stretches of days by month, year, week and season."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

Days = tuple[date, date]  # first and last, both included

_MONTH_NAMES = (
    ("january", "jan"),
    ("february", "feb"),
    ("march", "mar"),
    ("april", "apr"),
    ("may",),
    ("june", "jun"),
    ("july", "jul"),
    ("august", "aug"),
    ("september", "sept", "sep"),
    ("october", "oct"),
    ("november", "nov"),
    ("december", "dec"),
)
MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, start=1) for name in names}
WEEKDAYS = {
    name: number
    for number, name in enumerate(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])
}
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}


def month_range(year: int, month: int, months: int = 1) -> Days:
    """First and last day of some months that begin with `month`."""
    over = month - 1 + months - 1
    last_year, last_month = year + over // 12, over % 12 + 1
    return date(year, month, 1), date(last_year, last_month, monthrange(last_year, last_month)[1])


def year_range(first: int, last: int) -> Days:
    """First and last day of the years `first` to `last`."""
    return date(first, 1, 1), date(last, 12, 31)


def narrowed(days: Days, part: str | None) -> Days:
    """The early, middle or late third of a stretch of days."""
    if not part:
        return days
    first, last = days
    third = (last - first) / 3
    part = part.lower()
    if part == "mid":
        return first + third, last - third
    return (last - third, last) if part in {"late", "end of", "the end of"} else (first, first + third)


def moved(day: date, days: int) -> date:
    """The day so many days later, or earlier; the calendar's own first or last day where that would leave it."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min


def valid_day(year: int, month: int, day: int) -> date | None:
    return date(year, month, day) if day <= monthrange(year, month)[1] else None


def back(day: date, count: int, unit: str) -> date:
    """The day some units before `day`; a month without that day gives its last."""
    unit = unit.lower().rstrip("s")
    if unit in {"day", "week"}:
        return day - timedelta(days=count * (7 if unit == "week" else 1))
    months = day.year * 12 + day.month - 1 - count * {"month": 1, "year": 12, "decade": 120}[unit]
    year, month = max(months // 12, 1), months % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def stretch(day: date, unit: str, step: int) -> Days:
    """This (0), the last (-1) or the next (1) week, month, summer, June or Monday, seen from `day`."""
    if unit in {"week", "weekend"}:
        monday = day - timedelta(days=day.weekday()) + timedelta(weeks=step)
        return monday + timedelta(days=5 if unit == "weekend" else 0), monday + timedelta(days=6)
    if unit in {"year", "decade"}:
        size = 1 if unit == "year" else 10
        first = day.year // size * size + step * size
        return year_range(first, first + size - 1)
    if unit in {"month", "quarter"}:
        size = 1 if unit == "month" else 3
        months = (day.year * 12 + day.month - 1) // size * size + step * size
        return month_range(months // 12, months % 12 + 1, size)
    if unit in WEEKDAYS:
        behind = (day.weekday() - WEEKDAYS[unit]) % 7
        then = day - timedelta(days=behind or (7 if step < 0 else 0)) + timedelta(weeks=max(step, 0))
        return then, then
    month = SEASONS.get(unit) or MONTHS[unit]
    length = 3 if unit in SEASONS else 1
    year = day.year + max(step, 0)
    if step < 0:
        year -= month_range(year, month, length)[1] >= day
    return month_range(year, month, length)


def spelled(published_at: str | None) -> str:
    """ "September 8, 2022" for an ISO 8601 date or time; empty where there is none."""
    try:
        day = date.fromisoformat((published_at or "")[:10])
    except ValueError:
        return ""
    return f"{_MONTH_NAMES[day.month - 1][0].capitalize()} {day.day}, {day.year}"
