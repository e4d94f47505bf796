"""The language of a page: its texts from one JSON file, its dates, ages and numbers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

from babel.dates import format_date, format_timedelta
from babel.numbers import format_decimal

LANGUAGES = ("en", "de", "fr")
_UNITS = ((365.25, 365), (30.44, 30), (7, 7), (1, 1))  # days in a year, month, week, day: measured, and as Babel counts
_FOLDER = Path(__file__).with_name("messages")


@dataclass(frozen=True, slots=True)
class Language:
    """Texts and formats of one language. Calling it looks a text up."""

    code: str
    texts: Mapping[str, str]

    def __call__(self, key: str, **values: object) -> str:
        return self.texts[key].format(**values)

    def count(self, key: str, number: int) -> str:
        """The text of `key` for a number of things: `key.one` or `key.other`."""
        one = number < 2 if self.code == "fr" else number == 1
        return self(f"{key}.{'one' if one else 'other'}", n=self.number(number))

    @property
    def locale(self) -> str:
        return self.texts["language.locale"].replace("-", "_")

    def number(self, value: int) -> str:
        return format_decimal(value, locale=self.locale)

    def day(self, iso: str | None) -> str:
        """An ISO 8601 date or time as a person writes the day; what is no such date stays as it is."""
        when = _day(iso)
        return format_date(when, "long", locale=self.locale) if when else iso or ""

    def month(self, iso: str) -> str:
        return format_date(date.fromisoformat(f"{iso}-01"), "LLLL y", locale=self.locale)

    def age(self, iso: str | None, today: date | None = None, *, within: int | None = None) -> str:
        """How long ago that day was; empty where there is none, or where it is more than `within` days away."""
        when = _day(iso)
        if when is None:
            return ""
        past = ((today or datetime.now(UTC).date()) - when).days
        if within is not None and abs(past) > within:
            return ""
        if past == 0:
            return self("age.today")
        length, whole = next(unit for unit in _UNITS if abs(past) >= unit[0])
        count = int(past / length)
        return format_timedelta(timedelta(days=-count * whole), threshold=1, add_direction=True, locale=self.locale)


def _day(iso: str | None) -> date | None:
    try:
        return date.fromisoformat((iso or "")[:10])
    except ValueError:
        return None


@cache
def language(code: str) -> Language:
    return Language(code, json.loads((_FOLDER / f"{code}.json").read_text(encoding="utf-8")))
