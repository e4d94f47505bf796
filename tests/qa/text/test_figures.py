"""Figures in a sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.text.figures import Figure, figures_in


def _one(text: str) -> Figure:
    (figure,) = figures_in(text)
    return figure


@pytest.mark.parametrize(
    ("text", "said", "low", "high", "unit"),
    [
        ("It matched 28 members of Congress.", "28 members", 28, 28, ("member",)),
        ("Forty-one people died.", "Forty-one people", 41, 41, ("peopl",)),
        ("More than 600 agencies use it.", "More than 600 agencies", 570, 750, ("agenc",)),
        ("About 600 agencies use it.", "About 600 agencies", 540, 660, ("agenc",)),
        ("Up to 100 cities agreed.", "Up to 100 cities agreed", 75, 105, ("agre", "citi")),
        ("It cost $1.2 billion.", "$1.2 billion", 1.15e9, 1.25e9, ("$",)),
        ("It cost 30,000 euros.", "30,000 euros", 28500, 31500, ("€",)),
        ("It failed for 16.5 percent of adults.", "16.5 percent", 16.45, 16.55, ("%",)),
        ("A dozen cities agreed.", "A dozen cities agreed", 12, 12, ("agre", "citi")),
        ("The 28 lawmakers left.", "28 lawmakers left", 28, 28, ("lawmak", "left")),
    ],
)
def test_figures(text: str, said: str, low: float, high: float, unit: tuple[str, ...]) -> None:
    figure = _one(text)
    assert (text[figure.start : figure.end], figure.unit) == (said, unit)
    assert [figure.low, figure.high] == pytest.approx([low, high])


@pytest.mark.parametrize(
    "text",
    ["He is 45 years old.", "Boeing 737 left", "won 6-3, 6-4", "at 12:30", "the 20th century", "in 2018 it fell", ""],
)
def test_numbers_that_count_nothing(text: str) -> None:
    assert figures_in(text) == []


def test_a_change_is_told_by_its_lead_and_a_whole_by_its_term() -> None:
    assert _one("Sales rose by 5 percent.").lead == "by"
    assert _one("Used by 5 agencies.").lead == ""
    assert _one("It matched 28 members of the Congress.").of == "congress"


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("about 600 cities", "more than 600 cities", True),
        ("over 600 cities", "623 cities", True),
        ("more than 600 cities", "2,400 cities", False),
        ("28 cities", "26 cities", False),
        ("2 dozen cities", "24 cities", True),
        ("1.5 million cities", "1.54 million cities", True),
    ],
)
def test_agreement(one: str, other: str, agree: bool) -> None:
    assert _one(one).agrees(_one(other)) is agree
    assert _one(other).agrees(_one(one)) is agree


@given(st.text(alphabet=st.sampled_from("0123456789 ,.%$-amillion about people"), max_size=60))
def test_any_text_gives_spans_inside_it(text: str) -> None:
    for figure in figures_in(text):
        assert 0 <= figure.start < figure.end <= len(text)
        assert figure.low <= figure.high
