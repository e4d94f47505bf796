"""Calendar arithmetic."""

from __future__ import annotations

from datetime import date

import pytest

from qa.text.days import back, month_range, narrowed, stretch, valid_day, year_range

WEDNESDAY = date(2024, 5, 15)


def test_ranges_of_months_and_years() -> None:
    assert month_range(2024, 2) == (date(2024, 2, 1), date(2024, 2, 29))
    assert month_range(2023, 12, 3) == (date(2023, 12, 1), date(2024, 2, 29))
    assert year_range(2019, 2021) == (date(2019, 1, 1), date(2021, 12, 31))
    assert valid_day(2023, 2, 29) is None


@pytest.mark.parametrize(
    ("count", "unit", "day"),
    [(3, "days", date(2024, 5, 12)), (2, "weeks", date(2024, 5, 1)), (3, "months", date(2024, 2, 15))],
)
def test_counting_back(count: int, unit: str, day: date) -> None:
    assert back(WEDNESDAY, count, unit) == day


def test_counting_back_ends_in_a_month_that_has_the_day() -> None:
    assert back(date(2024, 3, 31), 1, "month") == date(2024, 2, 29)
    assert back(date(2024, 2, 29), 1, "year") == date(2023, 2, 28)


@pytest.mark.parametrize(
    ("unit", "step", "days"),
    [
        ("week", 0, (date(2024, 5, 13), date(2024, 5, 19))),
        ("weekend", -1, (date(2024, 5, 11), date(2024, 5, 12))),
        ("month", -1, (date(2024, 4, 1), date(2024, 4, 30))),
        ("quarter", -1, (date(2024, 1, 1), date(2024, 3, 31))),
        ("year", 1, (date(2025, 1, 1), date(2025, 12, 31))),
        ("decade", -1, (date(2010, 1, 1), date(2019, 12, 31))),
        ("monday", -1, (date(2024, 5, 13), date(2024, 5, 13))),
        ("wednesday", -1, (date(2024, 5, 8), date(2024, 5, 8))),
        ("june", -1, (date(2023, 6, 1), date(2023, 6, 30))),
        ("winter", -1, (date(2023, 12, 1), date(2024, 2, 29))),
    ],
)
def test_stretches_seen_from_a_day(unit: str, step: int, days: tuple[date, date]) -> None:
    assert stretch(WEDNESDAY, unit, step) == days


def test_thirds() -> None:
    whole = month_range(2020, 6)
    assert narrowed(whole, None) == whole
    assert narrowed(whole, "early")[0] == whole[0]
    assert narrowed(whole, "Late")[1] == whole[1]
    assert narrowed(whole, "late")[0] > narrowed(whole, "early")[1]
