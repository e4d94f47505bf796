"""Names in a text."""

from __future__ import annotations

import pytest

from qa.conversation.names import ANYTHING, find_names, title_name


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Did Kamala Harris meet Bank of America?", ["Kamala Harris", "Bank of America"]),
        ("The company left. Buoyed by Eagle. Nobody spoke.", ["Buoyed", "Eagle"]),
        ("What did IBM's CEO say in June 2020?", ["IBM", "CEO"]),
        ("the CEO of IBM", ["IBM"]),
        ('He sang "Blind Man" on Monday.', ["Blind Man"]),
        ("In Washington, D.C. and New York", ["Washington", "D.C", "New York"]),
        ("an American", []),
        ("", []),
    ],
)
def test_names(text: str, names: list[str]) -> None:
    found = find_names(text)
    assert [name.text for name in found] == names
    assert all(text[name.start : name.end] == name.text for name in found)


@pytest.mark.parametrize(
    ("text", "pronouns"),
    [
        ("John Smith left", frozenset({"he"})),
        ("Angela Merkel left", frozenset({"she"})),
        ("NASA left", frozenset({"they", "it"})),
        ("born in Honolulu", frozenset({"it"})),
        ("Krishna left", ANYTHING),
    ],
)
def test_pronouns(text: str, pronouns: frozenset[str]) -> None:
    assert find_names(text)[0].pronouns == pronouns


def test_headings() -> None:
    heading = title_name("Eagles (band): Reunion")
    assert heading is not None
    assert (heading.text, heading.pronouns) == ("Eagles", frozenset({"they", "it"}))
    assert title_name("who are the Eagles") is None
    assert title_name("the Eagles broke up?") is None
