"""Questions about the collection itself are answered from its metadata, counted by code, with links."""

from __future__ import annotations

import pytest

from qa.answering.answerer import Answerer
from qa.types import Filters, Query


@pytest.mark.parametrize(
    ("question", "articles", "counted"),
    [
        ("How many articles do you have?", ["a2", "a1", "a3", "a4"], "4 articles of 3 publishers in this collection, "),
        ("which articles are about the ferry?", ["a2"], "1 article of 1 publisher about the ferry"),
        ("What did Ada Reed write?", ["a2", "a1", "a3", "a4"], "4 articles of 3 publishers by Ada Reed, "),
        (
            "articles from The Lantern",
            ["a1", "a3"],
            "2 articles of 1 publisher by Lantern, from 2020-10-10 to 2021-03-04.",
        ),
        (
            "what was published in June 2022?",
            ["a2"],
            "1 article of 1 publisher published from 2022-06-01 to 2022-06-30.",
        ),
        ("oldest articles", ["a3", "a1", "a2"], "3 articles of 2 publishers with a date, "),
        ("Which articles did Ada Reed write?", ["a2", "a1", "a3", "a4"], "4 articles of 3 publishers by Ada Reed, "),
        ("which publishers do you have?", ["a1", "a2", "a4"], "3 publishers: The Lantern (2), "),
    ],
)
def test_the_collection_says_what_it_holds(
    answerer: Answerer, question: str, articles: list[str], counted: str
) -> None:
    answer = answerer.answer(Query(question))
    assert answer.form == "collection" and answer.confidence == 1
    assert [c.article_id for c in answer.citations] == articles
    assert answer.counted.startswith(counted) and answer.answer.startswith(answer.counted)
    for citation in answer.citations:
        assert answerer.index.articles.get(citation.article_id).text[citation.start : citation.end] == citation.quote


@pytest.mark.parametrize(
    "question",
    [
        "What did Lena Okafor write?",
        "which articles are about Mongolia?",
        "what was published in June 1999?",
        "Who is Ada?",
    ],
)
def test_what_the_collection_does_not_hold_is_asked_of_the_articles(answerer: Answerer, question: str) -> None:
    answer = answerer.answer(Query(question))
    assert answer.form != "collection" and answer.counted == ""


def test_a_refusal_does_not_miss_the_name_of_an_author(answerer: Answerer) -> None:
    answer = answerer.answer(Query("Where was Ada Reed, sister of Wolfgang, born?"))
    assert not answer.answered and answer.missing_terms == ("Wolfgang",)


def test_filters_hold_for_the_collection_too(answerer: Answerer) -> None:
    answer = answerer.answer(Query("How many articles do you have?", filters=Filters(sources=("The Lantern",))))
    assert answer.counted.startswith("2 articles of 1 publisher")
