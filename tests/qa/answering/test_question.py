"""A question is read for its kind, its terms and its names."""

from __future__ import annotations

import pytest

from qa.answering.question import KINDS, kind, read
from qa.text.terms import terms


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Who won the river prize?", "who"),
        ("Which president opened the bridge?", "who"),
        ("When did it open?", "when"),
        ("In which year was the law passed?", "when"),
        ("Where does the ferry sail?", "where"),
        ("Which city banned it first?", "where"),
        ("How many people work there?", "quantity"),
        ("What percentage of the votes did she get?", "quantity"),
        ("Why did Northport close its harbour?", "why"),
        ("What were the reasons?", "why"),
        ("How does the engine work?", "how"),
        ("Did the ferry sail?", "yes_no"),
        ("What did the mayor say?", "what"),
        ("What has the city decided?", "what"),
        ("What French politician said so?", "who"),
        ("Tell me about the mill", "what"),
        ("It was closed in March. Why?", "why"),
        ("", "what"),
    ],
)
def test_kinds(question: str, expected: str) -> None:
    assert expected in KINDS
    assert kind(question) == expected


def test_names_are_capitals_and_numbers_but_not_the_opening_word() -> None:
    found = read('Did Lena Okafor sign "the sea wall act" in 2021?')
    assert found.names == tuple(terms("Lena Okafor 2021"))
    assert set(found.names) < set(found.terms)
    assert found.subject == tuple(terms("Lena Okafor"))


def test_terms_are_told_once() -> None:
    assert read("harbour harbours HARBOUR?").terms == tuple(terms("harbour"))
