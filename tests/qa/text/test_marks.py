"""What a sentence shows on its face."""

from __future__ import annotations

import pytest

from qa.text.marks import Mark, marks


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
