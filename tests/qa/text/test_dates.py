"""Dates that a text mentions."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.text.dates import dates_in

PUBLISHED = date(2024, 5, 15)


def _one(text: str) -> tuple[str, str, str]:
    (mention,) = dates_in(text, PUBLISHED)
    return text[mention.start : mention.end], mention.first.isoformat(), mention.last.isoformat()


@pytest.mark.parametrize(
    ("text", "said", "first", "last"),
    [
        ("signed on 12 June 2020 in Paris", "12 June 2020", "2020-06-12", "2020-06-12"),
        ("signed June 12, 2020, in Paris", "June 12, 2020", "2020-06-12", "2020-06-12"),
        ("the 12th of June", "12th of June", "2023-06-12", "2023-06-12"),
        ("dated 2020-06-12.", "2020-06-12", "2020-06-12", "2020-06-12"),
        ("from 12 to 14 June 2020", "12 to 14 June 2020", "2020-06-12", "2020-06-14"),
        ("held June 12-14, 2020", "June 12-14, 2020", "2020-06-12", "2020-06-14"),
        ("in June 2020", "June 2020", "2020-06-01", "2020-06-30"),
        ("in late June 2020", "late June 2020", "2020-06-21", "2020-06-30"),
        ("in Sept. 2019", "Sept. 2019", "2019-09-01", "2019-09-30"),
        ("the first half of 2021", "first half of 2021", "2021-01-01", "2021-06-30"),
        ("in Q3 2021", "Q3 2021", "2021-07-01", "2021-09-30"),
        ("the second quarter of 2021", "second quarter of 2021", "2021-04-01", "2021-06-30"),
        ("in the summer of 2020", "summer of 2020", "2020-06-01", "2020-08-31"),
        ("in the 1990s", "1990s", "1990-01-01", "1999-12-31"),
        ("from 2018-20", "2018-20", "2018-01-01", "2020-12-31"),
        ("in 2019 it fell", "2019", "2019-01-01", "2019-12-31"),
        ("three years ago", "three years ago", "2021-01-01", "2021-12-31"),
        ("in the past two weeks", "past two weeks", "2024-05-01", "2024-05-15"),
        ("over the past year", "past year", "2023-05-15", "2024-05-15"),
        ("in the last month", "last month", "2024-04-15", "2024-05-15"),
        ("he said on Monday", "Monday", "2024-05-13", "2024-05-13"),
        ("last month", "last month", "2024-04-01", "2024-04-30"),
        ("yesterday", "yesterday", "2024-05-14", "2024-05-14"),
        ("approved in November", "November", "2023-11-01", "2023-11-30"),
    ],
)
def test_forms(text: str, said: str, first: str, last: str) -> None:
    assert _one(text) == (said, first, last)


@pytest.mark.parametrize(
    "text",
    [
        "2000 people died",
        "by 2000 people",
        "it cost $2020",
        "1,999 people in 1,200 places",
        "on June 31 2020",
        "2023-02-29",
        "he may 12 times out of 20",
        "they may leave on the march",
        "room 2020b",
        "2020% more",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert dates_in(text, PUBLISHED) == []


def test_without_a_day_of_publication_only_full_dates_count() -> None:
    text = "Yesterday, last month, in June, on Monday, 12 June and in 2019"
    assert [text[m.start : m.end] for m in dates_in(text, None)] == ["2019"]


def test_a_month_takes_the_year_said_after_it() -> None:
    months = dates_in("between March and May 2020", PUBLISHED)
    assert [(m.first, m.relative) for m in months] == [(date(2020, 3, 1), False), (date(2020, 5, 1), False)]
    first, _ = dates_in("between November and February 2021", PUBLISHED)
    assert first.first == date(2020, 11, 1)


@pytest.mark.parametrize("text", ["World Cup 2018", "the 2018 World Cup", "Expo 2020", "the 2016 election"])
def test_a_year_that_may_be_part_of_a_name_is_not_firm(text: str) -> None:
    assert [mention.firm for mention in dates_in(text, PUBLISHED)] == [False]


@given(st.text(alphabet=st.sampled_from("0123456789 -–.,June May last ago 12 years'\n"), max_size=60))
def test_any_text_gives_spans_inside_it_in_order(text: str) -> None:
    end = 0
    for mention in dates_in(text, PUBLISHED):
        assert end <= mention.start < mention.end <= len(text)
        assert mention.first <= mention.last
        end = mention.end
