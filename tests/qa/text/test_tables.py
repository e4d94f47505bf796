"""A row of a table is known with the headings above it."""

from __future__ import annotations

import pytest

from qa.text.tables import headings_of

POOLS = "Visitors by year.\n\nPool | 2022 | 2023\nLido | 41 | 37\nWend Baths | 12 | 15\n\nThe council counted."


@pytest.mark.parametrize("row", ["Lido", "Wend Baths", "37"])
def test_a_row_has_its_headings(row: str) -> None:
    assert headings_of(POOLS, POOLS.index(row)) == "Pool | 2022 | 2023"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (POOLS, "Pool |"),
        (POOLS, "Visitors"),
        (POOLS, "The council"),
        ("Lido | 41 | 37\nWend Baths | 12 | 15", "Wend"),  # no headings: figures from the first row on
        ("Mayor | Hilde Marsh\nClerk | Carl Emmet", "Clerk"),  # names beside names: nothing says which is above which
        ("A | B\n\nLido | 41 | 37", "Lido"),  # another table
        ("", ""),
    ],
)
def test_what_is_no_row_or_has_none(text: str, place: str) -> None:
    assert headings_of(text, text.index(place)) == ""


def test_headings_may_hold_a_figure_among_words() -> None:
    assert headings_of("Town | Price in 2022\nAldmere | 90", 25) == "Town | Price in 2022"
