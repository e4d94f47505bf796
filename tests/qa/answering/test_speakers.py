"""Who says a sentence, by the sentence itself or the one before it."""

from __future__ import annotations

import pytest

from qa.answering.speakers import speaker_of


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("“The wall will hold,” said Mayor Lena Okafor.", "Mayor Lena Okafor"),
        ('"The wall will hold," harbour master Ivo Brandt said in a statement.', "Ivo Brandt"),
        ("Suri Patel, who drew the plans, says the wheel stays.", "Suri Patel"),
        ("About 300 people work there, according to the Port of Karsk.", "Port of Karsk"),
        ("Officials have said the dust may be harmful.", "Officials"),
        ("The company said late Tuesday that it would appeal.", "the company"),
        ("The ferry carries 240 passengers.", None),
        ("A judge in Karsk denied the appeal.", None),
        ("A source close to Mira Holt says so.", None),
        ("He came late after the company's lawyer said that it was over.", "the company's lawyer"),
        ("Why did Lena Okafor close it?", None),
        ("The town that the poet Mira Holt calls home has a library.", None),
    ],
)
def test_the_speaker_of_a_sentence(sentence: str, speaker: str | None) -> None:
    assert speaker_of(sentence) == speaker


def test_who_is_named_in_a_quote_does_not_say_it() -> None:
    assert speaker_of("“Brandt said it would hold,” said Lena Okafor.") == "Lena Okafor"


@pytest.mark.parametrize("sentence", ["“It cost too much.”", "“It cost too much,” she said."])
def test_the_sentence_before_names_the_speaker(sentence: str) -> None:
    assert speaker_of(sentence, "“We are sorry,” said Lena Okafor.") == "Lena Okafor"
    assert speaker_of(sentence, "") is None
