"""A word that no article holds is taken for one that looks alike; one that may be meant as it stands is not."""

from __future__ import annotations

import pytest

from qa.answering.spelling import in_their_letters, respelled
from qa.index.opened import Index
from qa.text.terms import fold, terms


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("Why did Northprot close its harbour?", "Why did Northport close its harbour?"),
        ("why did nothport close its harbour", "why did Northport close its harbour"),
        ("Why did Northport close its harbour?", "Why did Northport close its harbour?"),
    ],
)
def test_a_mistyped_name_is_put_right(index: Index, asked: str, meant: str) -> None:
    text, taken = respelled(asked, index)
    assert text == meant
    assert [one.meant for one in taken] == (["Northport"] if asked != meant else [])


@pytest.mark.parametrize(
    "asked", ["Who is Nort?", "When was it repealed?", "What costs 20455 euros?", "Is Xyzzyville near?"]
)
def test_a_short_a_common_and_a_strange_word_stay(index: Index, asked: str) -> None:
    assert respelled(asked, index) == (asked, ())


@pytest.mark.parametrize(
    ("one", "other"),
    [("Łódź", "lodz"), ("Erdoğan", "Erdogan"), ("Sørensen", "Sorensen"), ("Strauß", "Strauss"), ("Müller", "Muller")],
)
def test_names_meet_without_their_accents(one: str, other: str) -> None:
    assert terms(one) == terms(other)


def test_only_latin_letters_lose_their_marks() -> None:
    assert fold("हिन्दी") == "हिन्दी" and fold("Йод") == "йод"


@pytest.mark.parametrize(
    ("asked", "read"),
    [
        ("What did Soren Kjaer win?", "What did Søren Kjær win?"),
        ("what did soren kjaer win", "what did Søren Kjær win"),
        ("What did Søren Kjær win?", "What did Søren Kjær win?"),
        ("What did Zoe win in Lodz?", "What did Zoe win in Łódź?"),
    ],
)
def test_a_name_typed_without_its_letters_is_read_as_the_articles_write_it(asked: str, read: str) -> None:
    texts = ["Søren Kjær won the river prize.", "Zoë and Zoe were in Łódź."]
    assert in_their_letters(asked, texts).replace("Zoë", "Zoe") == read
