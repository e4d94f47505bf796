"""Dates as people of many languages write them."""

from __future__ import annotations

import pytest

from qa.cleaning.metadata.written_dates import iso_date, written_date


@pytest.mark.parametrize(
    "text",
    [
        "2. května 2021", "2 maja 2021", "2. toukokuuta 2021", "2 Μαΐου 2021", "2 мая 2021 г.", "2 травня 2021",
        "2021. május 2.",
        "2 mai 2021", "2 de maig de 2021", "2 Mayıs 2021", "2 tháng 5, 2021", "ngày 2 tháng 5 năm 2021", "2 Mei 2021",
        "2 مايو 2021",
        "٢ مايو ٢٠٢١",
        "2 במאי 2021",
        "2 พฤษภาคม 2564",
        "2 मई 2021",
        "2021年5月2日",
        "2021년 5월 2일",
        "May 2nd, 2021",
        "2. svibnja 2021.",
        "2021. gada 2. maijs", "2021 m. gegužės 2 d.", "dim, 2 mai 2021 10:00:00 +0200", "02-May-2021",
    ],
)  # fmt: skip
def test_one_day_in_many_languages(text: str) -> None:
    assert written_date(text) == "2021-05-02"


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("1893-02-11", "1893-02-11"), ("11 February 1893", "1893-02-11"), ("1580-01-01", None), ("1650000000", "2022-04-15"),
        ("1650000000000", "2022-04-15"), ("1650000000.25", "2022-04-15"), ("159000000", "1975-01-15"), ("2999-01-01", None),
    ],
)  # fmt: skip
def test_what_a_field_states(value: str, day: str | None) -> None:
    assert iso_date(value) == day


def test_an_old_year_in_a_text_is_one_that_it_tells_of() -> None:
    assert written_date("The bridge of 3 May 1911 fell.") is None
