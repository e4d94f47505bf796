"""A model's text becomes plain sentences with their numbers."""

from __future__ import annotations

import pytest

from qa.writing.draft import MOST, read_draft


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The wall cracked. [1] Boats moved. [2]", [("The wall cracked.", (1,)), ("Boats moved.", (2,))]),
        ("The wall cracked [1]. Boats moved [2, 3].", [("The wall cracked.", (1,)), ("Boats moved.", (2, 3))]),
        ("The wall [1] cracked [2][1].", [("The wall cracked.", (1, 2))]),
        ("The wall cracked【1】.", [("The wall cracked.", (1,))]),
        ("[1] The wall cracked.\n[2] Boats moved.", [("The wall cracked.", (1,)), ("Boats moved.", (2,))]),
        ("- The wall cracked. [1]\n- Boats moved.", [("The wall cracked.", (1,)), ("Boats moved.", ())]),
        ("1. The **wall** _cracked_. [^1]", [("The wall cracked.", (1,))]),
        ("## Why\nThe wall cracked. [1]", [("Why", ()), ("The wall cracked.", (1,))]),
        ("The [wall](http://e.example) cracked. [1](http://e.example)", [("The wall cracked.", (1,))]),
        ("![x](http://e.example/p.png)The wall cracked. [1]", [("The wall cracked.", (1,))]),
        ("The wall <b>cracked</b>. [1]", [("The wall cracked.", (1,))]),
        ("<think>The wall? [2]</think>The wall cracked. [1]", [("The wall cracked.", (1,))]),
        ("<think>The wall cracked. [1]", []),
        ("```\ncode\n```\nThe wall cracked. [1]", [("The wall cracked.", (1,))]),
        ("The wall cracked. [1]\n\n[1]: http://e.example\nBoats moved. [2]", [("The wall cracked.", (1,)), ("Boats moved.", (2,))]),
        ("The wall\u202e cracked. [1]", [("The wall cracked.", (1,))]),
        ("", []),
        ("[1] [2]", []),
    ],
)  # fmt: skip
def test_reading(text: str, expected: list[tuple[str, tuple[int, ...]]]) -> None:
    assert [(one.text, one.numbers) for one in read_draft(text)] == expected


def test_a_long_text_is_read_in_part() -> None:
    assert len(read_draft("The wall cracked. [1] " * 300)) == MOST
