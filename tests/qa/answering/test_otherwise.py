"""A value that the question takes for granted and a sentence about the same contradicts is found; others are left alone."""

from __future__ import annotations

import pytest

from qa.answering.otherwise import contradiction

AMAZON = "Amazon announced a one-year moratorium on police use of its Rekognition software in June 2020."


@pytest.mark.parametrize(
    ("question", "sentence", "asked", "said"),
    [
        ("Why did Amazon's moratorium on police use of Rekognition last five years?", AMAZON, "five years",
         "one-year moratorium"),
        ("Why did the town close 12 bridges over the river?", "The town closed nine bridges over the river on Monday.",
         "12 bridges", "nine bridges"),
    ],
)  # fmt: skip
def test_another_value_is_told(question: str, sentence: str, asked: str, said: str) -> None:
    found = contradiction(question, sentence, "")
    assert found is not None and (found.asked, said) == (asked, said) and said in f"to {found.said}"


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Why did Amazon announce a one-year moratorium on police use of Rekognition?", AMAZON),  # the same
        ("Why did IBM leave the facial recognition market for five years?", AMAZON),  # about something else
        ("How long did the moratorium of Amazon last?", AMAZON),  # takes no value for granted
        ("Who paid $90 for the park entrance fee?", "The park entrance fee is $70."),  # of another thing, perhaps
        ("What will four years at Yale cost?", "Here is how costs change over the next 18 years for six schools."),
        ("Why did the town close 12 bridges?", "The town closed nine bridges and opened two bridges."),  # which?
    ],
)
def test_nothing_is_told_where_nothing_is_contradicted(question: str, sentence: str) -> None:
    assert contradiction(question, sentence, "") is None
