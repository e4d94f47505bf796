"""Dates in numbers or in the words of some fifty languages -> ISO 8601."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from qa.cleaning.metadata.months import month_number
from qa.text.characters import one_line

_ENGLISH_MONTHS = (
    "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
    "september sept sep", "october oct", "november nov", "december dec",
)  # fmt: skip


def _any_of(names: tuple[str, ...]) -> str:
    return "(" + "|".join(sorted(" ".join(names).split(), key=len, reverse=True)) + r")\b\.?"


_ENGLISH = _any_of(_ENGLISH_MONTHS)
_YEAR = r"((?:19|20)\d\d)"
_OLD_YEAR = r"(1[6-9]\d\d|20\d\d)"
_HAS_YEAR = re.compile(_OLD_YEAR)
_ISO = re.compile(
    rf"(?<!\d){_OLD_YEAR}[-/.](\d\d?)[-/.](\d\d?)(?!\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:[.,]\d+)?\s*(Z|[+-]\d\d:?\d\d)?)?"
)
_COMPACT = re.compile(rf"^{_OLD_YEAR}(\d\d)(\d\d)(?:T\d{{4,6}}Z?)?$")
_COMPACT_TIME = re.compile(rf"^{_YEAR}(\d\d)(\d\d)\d{{4,6}}Z?$")
_SECONDS = re.compile(r"^\d{9,10}(?:\d{3}|\d{6})?(?:\.\d{1,9})?$")  # since 1970, or parts of them
_MONTH_FIRST = re.compile(rf"\b{_ENGLISH}\s+(\d\d?)(?:st|nd|rd|th)?(?:,\s*|\s+){_OLD_YEAR}\b", re.IGNORECASE)
_WORD = r"([^\W\d_][^\s\d,;|()/]*?)\.?"
_DAY_FIRST = re.compile(
    rf"(?<![\d.,:])\b(\d\d?)(?:st|nd|rd|th|er|º|ª|\.|-?го|-?е)?[\s-]+(?:of\s+|de\s+|d['’]\s?)?{_WORD},?"
    rf"[\s-]+(?:del?\s+|r\.\s+)?{_OLD_YEAR}(?!\d)",
    re.IGNORECASE,
)
_YEAR_FIRST = re.compile(
    rf"(?<!\d){_OLD_YEAR}(?:\.? ?gada|\.|ko| ?m\.| ?ж\.| ?г\.)?,?\s+(?:(\d\d?)\.?\s+{_WORD}(?=\W|$)|{_WORD}\s+(\d\d?)(?!\d))",
    re.IGNORECASE,
)
_NUMBERED = re.compile(rf"\b(\d\d?)\s+tháng\s+(\d\d?)\s*(?:,|năm)?\s*{_OLD_YEAR}(?!\d)", re.IGNORECASE)
_BUDDHIST = re.compile(r"\b(\d\d?)\s+([\u0e00-\u0e7f.]+)\s+(?:พ\.ศ\.\s*)?(2[45]\d\d)(?!\d)")
_CLOCK_BETWEEN = re.compile(
    rf"\b{_ENGLISH} +(\d\d?) \d\d:\d\d:\d\d (?:[A-Z+-][A-Z\d]{{2,4}} )?{_YEAR}\b", re.IGNORECASE
)
_IDEOGRAPHS = re.compile(rf"{_YEAR}\s?[年년]\s?(\d\d?)\s?[月월]\s?(\d\d?)\s?[日일]")
_NUMBERS = re.compile(rf"(?<![\d/.-])(\d\d?)([/.-])(\d\d?)\2{_YEAR}(?![\d/-])")
_MONTH_ALONE = re.compile(rf"(?:(?:published|posted|date|updated)\W*)?{_ENGLISH},? {_YEAR}", re.IGNORECASE)
_FIRST_YEAR = 1990  # there were no pages before, so that an older day in a text is one that it tells of
_OLDEST = 1600  # there were no newspapers before: the first year that a field can state
_LONGEST = 100  # characters of a value that is to be a date


def iso_date(value: str, *, day_first: bool = False) -> str | None:
    """The date, with its time where one is given, that `value` states; None when it states none that can be."""
    value = _plain_digits(one_line(value))[:_LONGEST]
    found = _ISO.search(value)
    if found:
        day = as_day(found[1], found[2], found[3], first=_OLDEST)
        clock = f"T{found[4]}{found[5] or ''}" if found[4] else ""
        return day and day + clock
    if compact := _COMPACT.match(value) or _COMPACT_TIME.match(value):
        return as_day(compact[1], compact[2], compact[3], first=_OLDEST)
    if _SECONDS.match(value):
        whole = value.split(".")[0]
        moment = datetime.fromtimestamp(int(whole[: 10 if len(whole) in (10, 13, 16) else 9]), UTC)
        return as_day(str(moment.year), moment.month, moment.day, first=1970)
    return written_date(value, day_first=day_first, first=_OLDEST)


def written_date(text: str, *, day_first: bool = False, first: int = _FIRST_YEAR) -> str | None:
    """The first date in words or numbers inside a text, of the year `first` or later.

    Of 6/7/2020 the month comes first, as most of the web writes it, unless `day_first` or that cannot be; of 6.7.2020
    the day, as all who use points do.
    """
    text = _plain_digits(text)
    if not _HAS_YEAR.search(text) and not _BUDDHIST.search(text):
        return None
    found = [(m.start(), as_day(m[3], month_number(m[1]), m[2], first=first)) for m in _MONTH_FIRST.finditer(text)]
    found += [(m.start(), as_day(m[3], month_number(m[2]), m[1], first=first)) for m in _DAY_FIRST.finditer(text)]
    found += [
        (m.start(), as_day(m[1], m[2], m[3], first=first)) for kind in (_ISO, _IDEOGRAPHS) for m in kind.finditer(text)
    ]
    found += [(at, day) for at, day in _in_other_orders(text, first) if day]
    if not found:
        found = [
            (m.start(), as_day(m[3], month_number(m[1]), m[2], first=first)) for m in _CLOCK_BETWEEN.finditer(text)
        ]
        found += [(m.start(), _of_numbers(m, day_first, first)) for m in _NUMBERS.finditer(text)]
    return next((day for _, day in sorted(found, key=lambda item: item[0]) if day), None)


def _in_other_orders(text: str, first: int) -> Iterator[tuple[int, str | None]]:
    """Dates that begin with the year, number their months or count years from the Buddha's death."""
    for m in _YEAR_FIRST.finditer(text):
        yield m.start(), as_day(m[1], month_number(m[3] or m[4]), m[2] or m[5], first=first)
    for m in _NUMBERED.finditer(text):
        yield m.start(), as_day(m[3], m[2], m[1], first=first)
    for m in _BUDDHIST.finditer(text):
        yield m.start(), as_day(int(m[3]) - 543, month_number(m[2]), m[1], first=first)


def _plain_digits(text: str) -> str:
    """The text with the digits of all scripts as 0 to 9."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text)


def month_alone(text: str) -> str | None:
    """The first day of the month that `text` names and that is all it says."""
    found = _MONTH_ALONE.fullmatch(one_line(text))
    return as_day(found[2], month_number(found[1]), 1) if found else None


def as_day(year: str | int, month: str | int, day: str | int, *, first: int = _FIRST_YEAR) -> str | None:
    """The day as ISO 8601, unless it does not exist, is to come, or is of a year before `first`."""
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    return found.isoformat() if found.year >= first and found <= tomorrow else None


def writes_day_first(language: str) -> bool:
    """Whether people who write `language`, as "en-GB", put the day before the month in numbers; unknown: they do not."""
    main, _, region = language.lower().replace("_", "-").partition("-")
    return (
        region[:2] in ("gb", "au", "nz", "ie", "in", "za")
        if main in ("en", "")
        else main not in ("zh", "ja", "ko", "hu")
    )


def _of_numbers(found: re.Match[str], day_first: bool, earliest: int) -> str | None:
    first, second, year = found[1], found[3], found[4]
    if day_first or found[2] == ".":
        return as_day(year, second, first, first=earliest) or as_day(year, first, second, first=earliest)
    return as_day(year, first, second, first=earliest) or as_day(year, second, first, first=earliest)
