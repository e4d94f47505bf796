"""Cleaning of characters: what must go, what must stay, and that doing it twice changes nothing."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.text.characters import clean_characters, one_line

ANY = st.text(alphabet=st.characters(), max_size=60)


@settings(max_examples=400, deadline=None)
@given(ANY)
def test_nothing_unsafe_is_left(text: str) -> None:
    clean = clean_characters(text)
    assert all(char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs") for char in clean)
    assert clean_characters(clean) == clean
    assert len(clean) <= len(text)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("pay\u202eload", "payload"),
        ("a\u2066b\u2069c", "abc"),
        ("tag\U000e0041\U000e007f", "tag"),
        ("soft\u00adhyphen", "softhyphen"),
        ("zero\u200bwidth", "zerowidth"),
        ("\ufeffstart", "start"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d💻", "👩\u200d💻"),
        ("a \u200d b", "a  b"),
        ("line\r\nline\u2028line", "line\nline\nline"),
        ("no\u00a0break", "no break"),
        ("e\u0301", "é"),
        ("lone\ud800surrogate", "lonesurrogate"),
        ("nul\x00", "nul"),
        ("p\u0430ypal", "p\u0430ypal"),
    ],
)
def test_each_kind(text: str, clean: str) -> None:
    assert clean_characters(text) == clean


def test_a_pile_of_marks_is_capped() -> None:
    assert len(clean_characters("a" + "\u0323" * 100_000)) <= 9


def test_one_line() -> None:
    assert one_line("  two \n\n lines\t") == "two lines"
