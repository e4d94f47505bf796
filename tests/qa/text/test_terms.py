"""Words and terms: names and numbers whole, stop words gone."""

from __future__ import annotations

import pytest

from qa.text.terms import names, terms, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The U.S. paid 25.7 million", ["The", "U.S.", "paid", "25.7", "million"]),
        ("Northport’s harbour", ["Northport", "harbour"]),
        ("don't", ["don't"]),
        ("ﬁsh ½", ["fish", "1", "2"]),
        ("snake_case-x", ["snake", "case", "x"]),
        ("", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_terms_are_stems_without_stop_words() -> None:
    assert terms("Which harbours were closing?") == terms("closed the HARBOUR")[::-1]
    assert terms("What is it?") == []


def test_capitals_are_never_stopped() -> None:
    assert terms("it was he who") == []
    assert terms("IT said the US and WHO agreed") == [*terms("IT"), *terms("US"), *terms("WHO"), *terms("agreed")]


def test_a_number_is_the_same_however_it_is_written() -> None:
    assert terms("2,400") == terms("2400") == ["2400"]
    assert terms("1,2") != terms("12")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("夏までに解雇する船員", "会社は百四十人の船員を解雇すると発表した"),
        ("关闭大桥", "市议会周二决定关闭这座大桥"),
        ("ปิดสะพาน", "สภาลงมติปิดสะพานเก่าเป็นเวลาสองปี"),
    ],
)
def test_where_a_script_has_no_spaces_words_are_found_all_the_same(asked: str, said: str) -> None:
    assert set(terms(asked)) & set(terms(said))
    assert all(len(term) <= 6 for term in terms(said))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("мосты", "мостами"),
        ("γέφυρες", "γέφυρα"),
        ("किताबें", "किताबों"),
        ("الكتب", "كتب"),
    ],
)
def test_words_are_stemmed_as_their_script_demands(one: str, other: str) -> None:
    assert terms(one) == terms(other) and len(terms(one)) == 1


def test_signs_around_letters_do_not_cut_a_word() -> None:
    assert words("पुरानी इमारत") == ["पुरानी", "इमारत"]
    assert words("cafe\u0301 na\u0308chste") == ["café", "nächste"]


def test_names_are_capitals_in_mid_sentence() -> None:
    assert names("Mayor Lena Okafor spoke in Northport") == terms("Lena Okafor Northport")
