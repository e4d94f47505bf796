"""Words and terms: names and numbers whole, stop words gone."""

from __future__ import annotations

import pytest

from qa.text.terms import names, terms, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The U.S. paid 25.7 million", ["The", "U.S.", "paid", "25.7", "million"]),
        ("Northport’s harbour", ["Northport", "harbour"]),
        ("don't", ["don't"]),
        ("ﬁsh ½", ["fish", "1", "2"]),
        ("snake_case-x", ["snake", "case", "x"]),
        ("", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_terms_are_stems_without_stop_words() -> None:
    assert terms("Which harbours were closing?") == terms("closed the HARBOUR")[::-1]
    assert terms("What is it?") == []


def test_capitals_are_never_stopped() -> None:
    assert terms("it was he who") == []
    assert terms("IT said the US and WHO agreed") == [*terms("IT"), *terms("US"), *terms("WHO"), *terms("agreed")]


def test_a_number_is_the_same_however_it_is_written() -> None:
    assert terms("2,400") == terms("2400") == ["2400"]
    assert terms("1,2") != terms("12")


def test_names_are_capitals_in_mid_sentence() -> None:
    assert names("Mayor Lena Okafor spoke in Northport") == terms("Lena Okafor Northport")
