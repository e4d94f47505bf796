"""What stands around a line of a dump, as numbers."""

from __future__ import annotations

import pytest

from qa.cleaning.dump.dump_features import is_prose_line
from qa.cleaning.dump.line_context import CONTEXT_NAMES, line_context

PROSE = [
    "The council voted on Tuesday to close the old bridge over the river, after engineers found cracks in the bridge.",
    "Buses will cross the river at the mill until the bridge is mended, the council said in a statement on Monday.",
    "The bridge was built by the council in a dry summer, when the river could be crossed on foot by the old mill.",
]


def column(name: str, lines: list[str]) -> list[float]:
    rows = line_context(lines, [is_prose_line(line) for line in lines])
    return [row[CONTEXT_NAMES.index(name)] for row in rows]


def test_every_line_has_every_number() -> None:
    assert [len(row) for row in line_context(["Menu"], [False])] == [len(CONTEXT_NAMES)]
    assert line_context([], []) == []


def test_a_heading_of_the_article_uses_its_words_and_a_link_to_another_does_not() -> None:
    own, other = column("known_words", [*PROSE, "Council on the bridge", "Seven ways with rice"])[3:]
    assert (own, other) == (1.0, 0.0)


@pytest.mark.parametrize(
    "heading", ["12 Comments", "Leave a reply", "3 thoughts on “The old bridge”", "Join the conversation"]
)
def test_what_comes_after_a_discussion_begins(heading: str) -> None:
    lines = [PROSE[0], heading, "Ada", PROSE[1]]
    assert column("talked", lines) == [0, 1, 1, 1]
    assert column("since_talk", lines) == [99, 0, 0, 1]


@pytest.mark.parametrize(
    "heading", ["Related articles", "You may also like", "Read next", "Tags: bridge", "About the author"]
)
def test_what_comes_after_the_foot_begins(heading: str) -> None:
    assert column("feet", [PROSE[0], heading, "Rain on Sunday"]) == [0, 0, 1]


def test_sentences_begin_neither() -> None:
    lines = [
        "Comments were made by all who had seen the bridge, and by some who had not, on the whole evening.",
        *PROSE,
    ]
    assert column("talked", lines) == [0, 0, 0, 0]


def test_stamps_around_a_line_are_counted() -> None:
    lines = ["Ada", "June 12, 2020, 10:14 am", PROSE[0], "Ben", "3 hours ago", PROSE[1]]
    assert column("stamps_before", lines) == [0, 0, 1, 1, 1, 2]
    assert column("stamps_after", lines) == [2, 1, 1, 1, 0, 0]
