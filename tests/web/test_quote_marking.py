"""Paragraphs of the reader: every word once, the span marked across lines."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from web.quote_marking import paragraphs

TEXT = "One two.\n\nThree four. Five.\n  \nSix."


def _marked(text: str, start: int, end: int) -> list[str]:
    return [piece.text for pieces in paragraphs(text, start, end) for piece in pieces if piece.marked]


def test_a_span_is_marked_in_each_line_it_touches() -> None:
    assert _marked(TEXT, 4, 15) == ["two.", "Three"]
    assert _marked(TEXT, 22, 27) == ["Five."]
    assert len(paragraphs(TEXT)) == 3


def test_a_span_that_is_none_marks_nothing() -> None:
    for start, end in ((5, 5), (7, 3), (-1, 4), (0, len(TEXT) + 1)):
        assert _marked(TEXT, start, end) == []


@given(st.text("ab \n😀", max_size=40), st.integers(-2, 42), st.integers(-2, 42))
def test_no_character_is_lost_and_exactly_the_span_is_marked(text: str, start: int, end: int) -> None:
    drawn = paragraphs(text, start, end)
    assert "\n".join("".join(p.text for p in pieces) for pieces in drawn).split() == text.split()
    if 0 <= start < end <= len(text):
        kept = [line for line in text[start:end].split("\n") if line.strip()]
        assert [piece for piece in _marked(text, start, end) if piece.strip()] == kept
