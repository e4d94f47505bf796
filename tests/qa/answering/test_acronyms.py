"""An acronym that the articles only spell out is read with its long form."""

from __future__ import annotations

import pytest

from qa.answering.acronyms import spelled_out


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        (
            "What does the ACLU want?",
            "Nicole Ozer of the American Civil Liberties Union of Northern California spoke.",
            "What does the ACLU (American Civil Liberties Union) want?",
        ),
        ("what did NIST find", "The National Institute of Standards and Technology tested it.",
         "what did NIST (National Institute of Standards and Technology) find"),
        ("What does the ACLU want?", "The ACLU, or American Civil Liberties Union, spoke.", "What does the ACLU want?"),
        ("What does the ACLU want?", "Nobody is named here.", "What does the ACLU want?"),
        ("no acronym here", "American Civil Liberties Union", "no acronym here"),
    ],
)  # fmt: skip
def test_a_long_form_is_added_where_only_that_stands_in_the_text(question: str, text: str, expected: str) -> None:
    assert spelled_out(question, [text]) == expected
