"""Disagreement between cited sentences: found where there is one, never where there is none."""

from __future__ import annotations

import pytest

from qa.answering.disagreement import Cited, disagreements
from qa.types import Disagreement

DAY = "2020-06-12"


def _found(question: str, one: str, other: str, later: str = DAY) -> list[Disagreement]:
    return disagreements(question, [Cited(1, one, "a", DAY), Cited(2, other, "b", later)])


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        (
            "How many members of Congress did Rekognition misidentify?",
            "Rekognition falsely matched 28 members of Congress with mugshots.",
            "The test found that Rekognition wrongly matched 26 members of Congress with mugshots.",
        ),
        (
            "How many people died in the flood?",
            "The flood killed 41 people in the valley.",
            "Officials said 57 people died in the flood in the valley.",
        ),
        (
            "What did the deal cost?",
            "Facebook bought WhatsApp for $19 billion.",
            "Facebook bought WhatsApp for $16 billion.",
        ),
        (
            "How much did Facebook pay for WhatsApp?",
            "Facebook paid $19 billion for WhatsApp.",
            "Facebook paid about $16 billion for WhatsApp in a deal.",
        ),
        (
            "When did Amazon announce the moratorium?",
            "Amazon announced the moratorium on June 10, 2020.",
            "Amazon announced the moratorium in May 2020.",
        ),
        ("When was the bridge opened?", "The bridge was opened in 1932.", "The bridge was opened to traffic in 1936."),
        (
            "Did Microsoft sell it to police?",
            "Microsoft sold facial recognition software to police in California.",
            "Microsoft has not sold facial recognition software to police in California.",
        ),
        (
            "How many police departments use Clearview?",
            "More than 600 police departments use Clearview.",
            "Clearview is used by 2,400 police departments.",
        ),
        (
            "How accurate is the system?",
            "The system misidentified 35 percent of darker-skinned women.",
            "The system misidentified 20% of darker-skinned women.",
        ),
        (
            "How long is the moratorium?",
            "Amazon imposed a one-year moratorium on police use.",
            "Amazon imposed a two-year moratorium on police use.",
        ),
        (
            "How many wrongful arrests are known?",
            "Three wrongful arrests are known in Detroit.",
            "Seven wrongful arrests are known in Detroit.",
        ),
        (
            "When was the law signed?",
            "The governor signed the law on 31 March 2020.",
            "The governor signed the law on 2 April 2020.",
        ),
    ],
)
def test_different_values_of_one_fact(question: str, one: str, other: str) -> None:
    (disagreement,) = _found(question, one, other)
    assert disagreement.citations == (1, 2)
    assert len(set(disagreement.values)) == 2
    if disagreement.about != "whether it is so":
        assert disagreement.values[0] in one
        assert disagreement.values[1] in other


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        ("How many agencies?", "About 600 agencies use Clearview.", "More than 600 agencies use Clearview."),
        ("How many agencies?", "Over 600 agencies use Clearview.", "623 agencies use Clearview."),
        ("How many people died?", "In Texas, 12 people died in the storm.", "In Ohio, 15 people died in the storm."),
        ("How many people?", "In the protests 600 people were arrested.", "In the protests 40 people died."),
        (
            "How did sales change?",
            "Sales rose by 5 percent last year.",
            "Sales rose to 12 percent of revenue last year.",
        ),
        (
            "How many members?",
            "The software misidentified 28 members of Congress.",
            "The software misidentified 11 members of color.",
        ),
        ("What did Amazon do?", "Amazon paused police use in 2020.", "IBM stopped police use in 2019."),
        ("When?", "Amazon announced the moratorium in June 2020.", "Amazon extended the moratorium in May 2021."),
        ("When?", "Amazon announced the ban in June 2020.", "Amazon announced the ban on 10 June 2020."),
        (
            "Did it?",
            "Amazon said it would not sell the tool to police.",
            "Amazon said it would sell books to readers in Europe.",
        ),
        (
            "How many?",
            "In 2018 the agency made 500 searches of the database.",
            "In 2019 the agency made 900 searches of the database.",
        ),
        ("How much?", "Facebook paid $19 billion for WhatsApp.", "Facebook paid $19.3 billion for WhatsApp."),
        ("How old?", "He is 45 years old.", "He is 46 years old."),
        ("How many cities?", "Two dozen cities have banned it.", "24 cities have banned it."),
        ("how many votes", "The council voted 8-1 to ban it.", "The council voted 11 to 0 to ban it."),
        ("Who was arrested?", "Two men were arrested in Detroit.", "Two women were arrested in Detroit."),
        (
            "how much",
            "He won $5 million in damages from the city.",
            "He asked for $12 million in damages from the county.",
        ),
        ("when did police use it", "Police had used it since 2017.", "Police stopped using it in 2020."),
        ("when was it banned", "San Francisco banned it in May 2019.", "Oakland banned it in July 2019."),
        (
            "how many",
            "The survey of 1,000 adults found support.",
            "The survey of 2,000 adults in Britain found support among women.",
        ),
        (
            "percent",
            "56 percent of adults trust police to use facial recognition responsibly.",
            "36 percent of adults trust technology companies to use facial recognition responsibly.",
        ),
        ("how many", "Boeing 737 planes carried 100 passengers.", "Boeing 747 planes carried 400 passengers."),
    ],
)
def test_traps(question: str, one: str, other: str) -> None:
    assert _found(question, one, other) == []


@pytest.mark.parametrize(
    ("question", "one", "other", "later"),
    [
        (
            "How many deaths?",
            "At least 12 people have died in the flood so far.",
            "The death toll rose to 20 people in the flood.",
            "2020-06-14",
        ),
        (
            "When?",
            "Amazon announced the moratorium on Wednesday.",
            "Amazon announced the moratorium on June 10, 2020.",
            "2020-06-20",
        ),
        ("How many?", "The company has 3 billion images.", "The company has 10 billion images.", "2021-10-01"),
        (
            "Was monkeypox declared an emergency?",
            "Monkeypox has not been declared an emergency in the country.",
            "Monkeypox was declared an emergency in the country.",
            "2020-07-12",
        ),
        ("What did petrol cost?", "Petrol fell below $4 per gallon.", "Petrol fell below $5 per gallon.", "2020-08-12"),
    ],
)
def test_what_changed_between_two_days_is_no_disagreement(question: str, one: str, other: str, later: str) -> None:
    assert _found(question, one, other, later) == []


def test_sentences_of_one_article_do_not_disagree() -> None:
    pair = [Cited(n, f"The flood killed {n} people in the valley.", "a") for n in (41, 57)]
    assert disagreements("How many people died?", pair) == []


def test_what_it_is_about_and_every_value_is_named_once() -> None:
    cited = [
        Cited(n, f"The software misidentified {count} members of Congress.", f"a{n}")
        for n, count in enumerate((28, 26, 28), 1)
    ]
    assert disagreements("How many members of Congress were misidentified?", cited) == [
        Disagreement("number of members", ("28 members", "26 members"), (1, 2))
    ]
    lengths = _found(
        "How long is it?", "Amazon imposed a one-year moratorium.", "Amazon imposed a two-year moratorium."
    )
    assert [d.about for d in lengths] == ["length of the moratorium"]


def test_nothing_cited() -> None:
    assert disagreements("how many?", []) == []
