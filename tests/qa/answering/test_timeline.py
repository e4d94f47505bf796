"""What a question says about time."""

from __future__ import annotations

from datetime import date

import pytest

from qa.answering.timeline import TimeHint, when

TODAY = date(2024, 5, 15)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [
        ("What happened in June 2020?", "2020-06-01", "2020-06-30"),
        ("what did IBM say this week?", "2024-05-13", "2024-05-19"),
        ("who resigned yesterday?", "2024-05-14", "2024-05-14"),
        ("which cities banned it since 2019?", "2019-01-01", None),
        ("what changed after 2020?", "2021-01-01", None),
        ("what was known before 2021?", None, "2020-12-31"),
        ("as of May 2021, who used it?", None, "2021-05-31"),
        ("until March 2022", None, "2022-03-31"),
        ("by the end of 2021", None, "2021-12-31"),
        ("bans between March and May 2020", "2020-03-01", "2020-05-31"),
        ("what happened from March to May 2020?", "2020-03-01", "2020-05-31"),
        ("bans from 2019-2021", "2019-01-01", "2021-12-31"),
        ("on 12 June 2020", "2020-06-12", "2020-06-12"),
        ("in 2019 and 2020", "2019-01-01", "2020-12-31"),
        ("2023", "2023-01-01", "2023-12-31"),
        ("inflation rate february", "2024-02-01", "2024-02-29"),
        ("gas price in march", "2024-03-01", "2024-03-31"),
        ("the first half of 2021", "2021-01-01", "2021-06-30"),
        ("What happened to Expo 2020 in 2021?", "2021-01-01", "2021-12-31"),
    ],
)
def test_a_time_that_is_asked_for_is_strict(question: str, first: str | None, last: str | None) -> None:
    assert when(question, TODAY) == TimeHint(_day(first), _day(last), strict=True)


@pytest.mark.parametrize("question", ["Who won the World Cup 2018?", "who won the 2018 World Cup?"])
def test_a_year_in_a_name_only_boosts(question: str) -> None:
    assert when(question, TODAY) == TimeHint(date(2018, 1, 1), date(2018, 12, 31), strict=False)


@pytest.mark.parametrize(
    "question",
    [
        "What is the latest on the ban?",
        "Is Amazon still selling Rekognition?",
        "who is currently head of IBM?",
        "what is Amazon's current policy?",
        "Latest news on Clearview",
        "how many cities have banned it so far?",
        "What is the most recent study?",
        "who is president now?",
    ],
)
def test_latest(question: str) -> None:
    assert when(question, TODAY) == TimeHint(latest=True)


def test_today_is_latest_and_boosts() -> None:
    assert when("what happened today?", TODAY) == TimeHint(TODAY, TODAY, strict=False, latest=True)


@pytest.mark.parametrize(
    ("question", "event"),
    [
        ("What did police use before the ban?", "before the ban"),
        ("did the FBI use it during the Capitol riot?", "during the Capitol riot"),
        ("what changed following the vote, and why?", "following the vote"),
    ],
)
def test_events_stay_words(question: str, event: str) -> None:
    assert when(question, TODAY) == TimeHint(event=event)


def test_an_event_with_a_date_gives_both() -> None:
    hint = when("what happened after the ruling in 2020?", TODAY)
    assert (hint.first, hint.event) == (date(2020, 1, 1), "after the ruling")


@pytest.mark.parametrize(
    "question",
    [
        "why did Apocalypse Now fail?",
        "is electrical current dangerous?",
        "who was the park named after?",
        "when was Amazon founded?",
        "how many of the 300 people may march?",
        "how much more does bread cost than a year ago?",
        "is the rent higher than in 2020",
        "",
    ],
)
def test_nothing_is_read_into_a_question_without_time(question: str) -> None:
    assert not when(question, TODAY)
