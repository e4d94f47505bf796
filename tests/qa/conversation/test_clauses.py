"""Questions taken apart."""

from __future__ import annotations

import pytest

from qa.conversation.clauses import gerund, matter, opening, take_apart


def test_parts() -> None:
    clause = take_apart("why did Amazon finally pause police use of Rekognition?")
    assert clause is not None
    assert (clause.wh, clause.auxiliary, clause.subject, clause.verb) == ("why", "did", "Amazon", "pause")
    assert clause.event == "Amazon pausing police use of Rekognition"
    assert take_apart("why is the sky blue?") is None


@pytest.mark.parametrize(
    ("question", "about"),
    [
        ("why did Amazon pause police use of Rekognition?", "police use of Rekognition"),
        ("which cities have banned facial recognition?", "facial recognition"),
        ("who banned facial recognition first?", "facial recognition first"),
        ("what did IBM do?", ""),
        ("why?", ""),
    ],
)
def test_matter(question: str, about: str) -> None:
    assert matter(question) == about


@pytest.mark.parametrize(
    ("verb", "form"), [("pause", "pausing"), ("ban", "banning"), ("die", "dying"), ("see", "seeing"), ("fix", "fixing")]
)
def test_gerund(verb: str, form: str) -> None:
    assert gerund(verb) == form


def test_opening_is_the_first_sentence_cut_short() -> None:
    assert opening("It fell. Then it rose.") == "It fell"
    assert len(opening("word " * 90).split()) == 24
    assert opening("") == ""
