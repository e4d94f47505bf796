"""Follow-up questions made to stand alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.conversation import rewrite, standalone
from qa.types import Turn

PAUSE = Turn(
    "why did Amazon pause police use of Rekognition?",
    "Amazon said on Wednesday it was implementing a one-year moratorium on police use of its software. [1] "
    "It came amid protests. [2]",
)
IBM = Turn("and what did IBM do?", "IBM said it would no longer offer facial recognition software. [1]")
CHIEF = Turn("who is the CEO of IBM?", "Arvind Krishna is chief executive of IBM. [1]")
BORN = Turn("Where was Barack Obama born?", "Barack Obama was born in Honolulu, Hawaii. [1]")
CITIES = Turn("which cities have banned facial recognition?", "San Francisco became the first city to do so. [1]")
RESIGNED = Turn("did Boris Johnson resign?", "Boris Johnson resigned as prime minister on 7 July 2022. [1]")


@pytest.mark.parametrize(
    ("history", "question", "whole"),
    [
        ([PAUSE], "and what did IBM do?", "what did IBM do about police use of Rekognition?"),
        ([PAUSE], "and Microsoft?", "why did Microsoft pause police use of Rekognition?"),
        ([PAUSE], "What about Microsoft?", "why did Microsoft pause police use of Rekognition?"),
        ([PAUSE], "did Microsoft do the same?", "did Microsoft pause police use of Rekognition?"),
        ([PAUSE], "when was that?", "when did Amazon pause police use of Rekognition?"),
        ([PAUSE], "when did they do that?", "when did Amazon pause police use of Rekognition?"),
        ([PAUSE], "for how long?", "how long did Amazon pause police use of Rekognition?"),
        ([PAUSE], "and in 2021?", "why did Amazon pause police use of Rekognition in 2021?"),
        (
            [PAUSE],
            "how did police respond to this?",
            "how did police respond to Amazon pausing police use of Rekognition?",
        ),
        ([PAUSE], "is it still in place?", "Amazon pausing police use of Rekognition: is it still in place?"),
        ([PAUSE], "who criticised the company?", "who criticised Amazon?"),
        ([PAUSE], "what did the company say about Congress?", "what did Amazon say about Congress?"),
        ([PAUSE], "what did they say?", "what did Amazon say about police use of Rekognition?"),
        ([PAUSE], "who is its CEO?", "who is Amazon's CEO?"),
        ([PAUSE, IBM], "and Microsoft?", "what did Microsoft do about police use of Rekognition?"),
        ([CHIEF], "when did he join?", "when did Arvind Krishna join?"),
        ([CHIEF], "and Microsoft?", "who is the CEO of Microsoft?"),
        ([CHIEF], "what about his predecessor?", "what about Arvind Krishna's predecessor?"),
        ([BORN], "What about his wife?", "Where was Barack Obama's wife born?"),
        ([BORN], "and Michelle Obama?", "Where was Michelle Obama born?"),
        ([BORN], "when was he elected?", "when was Barack Obama elected?"),
        ([RESIGNED], "when was johnson born?", "when was Boris Johnson born?"),
        ([RESIGNED], "why?", "why did Boris Johnson resign?"),
        ([RESIGNED], "who replaced him?", "who replaced Boris Johnson?"),
        ([CITIES], "and Portland?", "Portland: which cities have banned facial recognition?"),
    ],
)
def test_follow_ups(history: list[Turn], question: str, whole: str) -> None:
    assert standalone(question, history) == whole


def test_asking_why_twice_asks_for_the_reason_of_the_answer() -> None:
    assert standalone("why?", [PAUSE, IBM]) == "why: IBM said it would no longer offer facial recognition software?"


@pytest.mark.parametrize(
    "question",
    [
        "Who won the 2018 World Cup?",
        "What is the capital of France?",
        "how does facial recognition work?",
        "why did ibm stop selling facial recognition?",
        "Did Kamala Harris say she would support the bill?",
        "what is Rekognition?",
        "",
        "?",
    ],
)
def test_questions_that_stand_alone_are_left_alone(question: str) -> None:
    assert standalone(question, [PAUSE]) == question


@pytest.mark.parametrize("question", ["and what did IBM do?", "why?", "who is he?"])
def test_without_a_conversation_nothing_is_known(question: str) -> None:
    assert rewrite(question, []) == rewrite(question, ())
    assert standalone(question, []) == question
    assert rewrite(question, []).context_terms == ()


def test_a_question_on_something_else_brings_no_words_of_the_conversation() -> None:
    assert rewrite("Who won the 2018 World Cup?", [PAUSE]).context_terms == ()


def test_context_terms_hold_names_and_words_of_the_last_turn_but_none_of_the_question_or_markers() -> None:
    found = rewrite("and Microsoft?", [PAUSE])
    assert "amazon" in found.context_terms and "moratorium" in found.context_terms
    assert not {"microsoft", "rekognition", "1", "2"} & set(found.context_terms)


def test_a_refusal_teaches_nothing() -> None:
    refused = Turn(PAUSE.question, "The articles do not say. Nearest: Nvidia Unveils Chips.")
    found = rewrite("and Microsoft?", [refused])
    assert found.text == "why did Microsoft pause police use of Rekognition?"
    assert "nvidia" not in found.context_terms


def test_a_pronoun_inside_the_question_points_inside() -> None:
    question = "Did Michelle Obama say she would run?"
    assert standalone(question, [BORN]) == question


def test_a_topic_typed_as_a_heading_is_what_later_questions_are_about() -> None:
    heading = Turn("The Birth of a Nation: Home media")
    assert standalone("Are there other interesting aspects about this article?", [heading]) == (
        "Are there other interesting aspects about The Birth of a Nation?"
    )
    assert standalone("when did she die?", [Turn("Nina Simone", "")]) == "when did Nina Simone die?"


def test_long_histories_fade_and_stay_quick() -> None:
    history = [BORN] * 40 + [CHIEF]
    assert standalone("and Microsoft?", history) == "who is the CEO of Microsoft?"


_SAID = st.text(alphabet=st.sampled_from("aA .?'\"[1]-:,\nhe it and why did Amazon IBM's this 2020 é"), max_size=120)


@settings(deadline=None)
@given(_SAID, st.lists(st.tuples(_SAID, _SAID), max_size=3))
def test_whatever_is_said_a_question_comes_back(question: str, said: list[tuple[str, str]]) -> None:
    found = rewrite(question, [Turn(*turn) for turn in said])
    assert isinstance(found.text, str)
    assert bool(found.text.strip()) >= bool(question.strip())
    assert found == rewrite(question, [Turn(*turn) for turn in said])
