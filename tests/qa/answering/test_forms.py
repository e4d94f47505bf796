"""The form a question asks for, told from its words alone."""

from __future__ import annotations

import pytest

from qa.answering.forms import COMPARISON, FACT, LIST, OVERVIEW, TIMELINE, asked, form_of, read_as


@pytest.mark.parametrize(
    ("question", "form", "topic"),
    [
        ("what's going on with the harbour?", OVERVIEW, "harbour"),
        ("Summarize the Okafor case", OVERVIEW, "Okafor case"),
        ("tell me about Karsk", OVERVIEW, "Karsk"),
        ("the ferry strike whats going on", OVERVIEW, "ferry strike"),
        ("What happened to the sea wall?", OVERVIEW, "sea wall"),
        ("ferry strike timeline", TIMELINE, "ferry strike"),
        ("how did the dispute over the quarry unfold step by step", TIMELINE, "dispute over the quarry"),
    ],
)
def test_a_story_is_asked_for_by_its_topic(question: str, form: str, topic: str) -> None:
    found = form_of(question)
    assert (found.name, found.topic) == (form, topic)
    assert asked(found, question) == topic and topic in read_as(found, question)


@pytest.mark.parametrize(
    ("question", "form"),
    [
        ("How has the mayor's position changed?", COMPARISON),
        ("ticket prices in 2019 vs now", COMPARISON),
        ("How is the new ferry different from the old one?", COMPARISON),
        ("Which towns have closed their harbours?", LIST),
        ("names of the shipyard's owners", LIST),
        ("Who says what about the dust?", LIST),
        ("What do the mayor and the council say about the quarry?", LIST),
        ("Who is the captain of the ferry?", FACT),
        ("How much did the repairs cost?", FACT),
        ("How much did the share price fall on 3 March?", FACT),
        ("What is the timetable of the ferry?", FACT),
        ("which book won the prize", FACT),
    ],
)
def test_the_form_of_a_question(question: str, form: str) -> None:
    found = form_of(question)
    assert found.name == form
    assert asked(found, question) == read_as(found, question) == question


@pytest.mark.parametrize(
    ("question", "newest"),
    [
        ("How many cases are there now?", True),
        ("When is the launch?", True),
        ("who's in charge of the port", True),
        ("cheapest ferry across the bay", True),
        ("When was the launch?", False),
        ("What did the mayor say?", False),
        ("How did it begin?", False),
    ],
)
def test_the_newest_is_wanted_unless_the_question_asks_of_the_past(question: str, newest: bool) -> None:
    assert form_of(question).newest is newest


@pytest.mark.parametrize(
    ("question", "now"),
    [
        ("cheapest ferry across the bay", True),
        ("When do the first pictures come out?", True),
        ("When did the first pictures come out?", False),
        ("which book won the prize", False),
        ("points scored by the champion", False),
    ],
)
def test_a_question_without_a_verb_asks_of_now(question: str, now: bool) -> None:
    assert form_of(question).now is now


def test_what_has_a_day_is_not_asked_of_the_newest() -> None:
    assert not form_of("How many cases are there in June?", dated=True).newest


def test_a_comparison_names_its_sides() -> None:
    assert form_of("repair costs in 2019 vs this year").sides == ("repair costs in 2019", "this year repair costs")
    assert form_of("How has the plan changed?").sides == ()
