"""What a sentence shows on its face."""

from __future__ import annotations

import pytest

from qa.text.marks import SAYS_NOTHING, Mark, marks


@pytest.mark.parametrize(
    ("sentence", "shown", "hidden"),
    [
        ("It closed on 3 March because the wall had cracked.", Mark.REASON | Mark.DATE | Mark.NUMBER | Mark.PRONOUN, Mark.QUOTE),
        ("Mayor Lena Okafor flew to Karsk.", Mark.PERSON | Mark.PLACE | Mark.NAME, Mark.NUMBER | Mark.HEADING),
        ("A new ferry sails", Mark.HEADING, Mark.NAME | Mark.PERSON),
        ("Who won?", Mark.QUESTION, Mark.HEADING),
        ("“We will not go,” she said.", Mark.QUOTE, Mark.QUESTION),
        ("Dozens came by boat, using the old harbour.", Mark.NUMBER | Mark.MANNER, Mark.DATE),
        ("", Mark(0), Mark.HEADING | Mark.PRONOUN),
    ],
)  # fmt: skip
def test_marks(sentence: str, shown: Mark, hidden: Mark) -> None:
    found = marks(sentence)
    assert found & shown == shown
    assert not found & hidden


@pytest.mark.parametrize(
    ("line", "can_be_quoted"),
    [
        ("Lido | 41 | 37", True),
        ("Town hall | 4,137", True),
        ("Mayor | Hilde Marsh", True),
        ("Pool | 2022 | 2023", False),  # the headings of a table
        ("Year | Tonnes", False),
        ("The new pool", False),
        ("The figure was [⋯] in the end.", False),  # its page shows a figure there
        ("“We built it […] in a year,” she said.", True),
    ],
)
def test_rows_can_be_quoted_and_sentences_with_a_gap_cannot(line: str, can_be_quoted: bool) -> None:
    assert (marks(line) & SAYS_NOTHING == 0) is can_be_quoted
