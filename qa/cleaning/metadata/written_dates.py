"""Dates in numbers or in the words of a dozen languages -> ISO 8601."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from qa.text.characters import one_line

_ENGLISH_MONTHS = (
    "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
    "september sept sep", "october oct", "november nov", "december dec",
)  # fmt: skip
# German, French, Spanish, Italian, Portuguese, Dutch, the Scandinavian languages, Polish and Russian
_OTHER_MONTHS = (
    "januar jänner janvier janv enero ene gennaio gen janeiro januari stycznia января",
    "februar février fevrier févr febrero febbraio fevereiro fev februari lutego февраля",
    "märz maerz mars marzo março maart mrt marca марта",
    "avril avr abril abr aprile kwietnia апреля",
    "mai mayo maggio mag maio mei maj maja мая",
    "juni juin junio giugno giu junho czerwca июня",
    "juli juillet juil julio luglio lug julho lipca июля",
    "août aout agosto ago augustus augusti sierpnia августа",
    "septembre septiembre setiembre settembre setembro set września сентября",
    "oktober okt octobre octubre ottobre ott outubro out października октября",
    "novembre noviembre novembro listopada ноября",
    "dezember dez décembre decembre déc diciembre dic dicembre dezembro desember des grudnia декабря",
)
_MONTHS = {
    word: i for names in (_ENGLISH_MONTHS, _OTHER_MONTHS) for i, words in enumerate(names, 1) for word in words.split()
}


def _any_of(names: tuple[str, ...]) -> str:
    return "(" + "|".join(sorted(" ".join(names).split(), key=len, reverse=True)) + r")\b\.?"


_ENGLISH = _any_of(_ENGLISH_MONTHS)
_YEAR = r"((?:19|20)\d\d)"
_HAS_YEAR = re.compile(_YEAR)
_ISO = re.compile(
    rf"(?<!\d){_YEAR}[-/.](\d\d?)[-/.](\d\d?)(?!\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:[.,]\d+)?\s*(Z|[+-]\d\d:?\d\d)?)?"
)
_COMPACT = re.compile(rf"^{_YEAR}(\d\d)(\d\d)(?:T?\d{{4,6}}Z?)?$")
_SECONDS = re.compile(r"^\d{10}(?:\d{3})?$")  # since 1970, or thousandths of them
_MONTH_FIRST = re.compile(rf"\b{_ENGLISH}\s+(\d\d?)(?:st|nd|rd|th)?(?:,\s*|\s+){_YEAR}\b", re.IGNORECASE)
_DAY_FIRST = re.compile(
    rf"\b(\d\d?)(?:st|nd|rd|th|er|º|\.)?[\s-]+(?:of\s+|de\s+)?{_any_of((*_ENGLISH_MONTHS, *_OTHER_MONTHS))},?"
    rf"[\s-]+(?:del?\s+)?{_YEAR}\b",
    re.IGNORECASE,
)
_CLOCK_BETWEEN = re.compile(
    rf"\b{_ENGLISH} +(\d\d?) \d\d:\d\d:\d\d (?:[A-Z+-][A-Z\d]{{2,4}} )?{_YEAR}\b", re.IGNORECASE
)
_IDEOGRAPHS = re.compile(rf"{_YEAR}\s?[年년]\s?(\d\d?)\s?[月월]\s?(\d\d?)\s?[日일]")
_NUMBERS = re.compile(rf"(?<![\d/.-])(\d\d?)([/.-])(\d\d?)\2{_YEAR}(?![\d/-])")
_MONTH_ALONE = re.compile(rf"(?:(?:published|posted|date|updated)\W*)?{_ENGLISH},? {_YEAR}", re.IGNORECASE)
_FIRST_YEAR = 1990  # there were no pages before
_LONGEST = 100  # characters of a value that is to be a date


def iso_date(value: str, *, day_first: bool = False) -> str | None:
    """The date, with its time where one is given, that `value` states; None when it states none that can be."""
    value = one_line(value)[:_LONGEST]
    found = _ISO.search(value)
    if found:
        day = as_day(found[1], found[2], found[3])
        clock = f"T{found[4]}{found[5] or ''}" if found[4] else ""
        return day and day + clock
    if compact := _COMPACT.match(value):
        return as_day(*compact.groups())
    if _SECONDS.match(value):
        moment = datetime.fromtimestamp(int(value[:10]), UTC)
        return as_day(str(moment.year), moment.month, moment.day)
    return written_date(value, day_first=day_first)


def written_date(text: str, *, day_first: bool = False) -> str | None:
    """The first date in words or numbers inside a text.

    Of 6/7/2020 the month comes first, as most of the web writes it, unless `day_first` or that cannot be; of 6.7.2020
    the day, as all who use points do.
    """
    if not _HAS_YEAR.search(text):
        return None
    found = [(m.start(), as_day(m[3], _MONTHS[m[1].lower()], m[2])) for m in _MONTH_FIRST.finditer(text)]
    found += [(m.start(), as_day(m[3], _MONTHS[m[2].lower()], m[1])) for m in _DAY_FIRST.finditer(text)]
    found += [(m.start(), as_day(m[1], m[2], m[3])) for kind in (_ISO, _IDEOGRAPHS) for m in kind.finditer(text)]
    if not found:
        found = [(m.start(), as_day(m[3], _MONTHS[m[1].lower()], m[2])) for m in _CLOCK_BETWEEN.finditer(text)]
        found += [(m.start(), _of_numbers(m, day_first)) for m in _NUMBERS.finditer(text)]
    return next((day for _, day in sorted(found, key=lambda item: item[0]) if day), None)


def month_alone(text: str) -> str | None:
    """The first day of the month that `text` names and that is all it says."""
    found = _MONTH_ALONE.fullmatch(one_line(text))
    return as_day(found[2], _MONTHS[found[1].lower()], 1) if found else None


def month_number(name: str) -> int:
    """1 for "jan" and "January"; 0 for what is no month."""
    return _MONTHS.get(name.lower(), 0)


def as_day(year: str | int, month: str | int, day: str | int) -> str | None:
    """The day as ISO 8601, unless it does not exist, is to come, or is older than any page."""
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    return found.isoformat() if found.year >= _FIRST_YEAR and found <= tomorrow else None


def writes_day_first(language: str) -> bool:
    """Whether people who write `language`, as "en-GB", put the day before the month in numbers; unknown: they do not."""
    main, _, region = language.lower().replace("_", "-").partition("-")
    return (
        region[:2] in ("gb", "au", "nz", "ie", "in", "za")
        if main in ("en", "")
        else main not in ("zh", "ja", "ko", "hu")
    )


def _of_numbers(found: re.Match[str], day_first: bool) -> str | None:
    first, second, year = found[1], found[3], found[4]
    if day_first or found[2] == ".":
        return as_day(year, second, first) or as_day(year, first, second)
    return as_day(year, first, second) or as_day(year, second, first)
