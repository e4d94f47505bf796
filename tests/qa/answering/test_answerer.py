"""The answer flow: quotes to the letter, refusals that help, nothing from outside the filters."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from embeddings.embedder import HashEmbedder
from qa.answering.answerer import Answerer
from qa.answering.evidence import EvidenceModel
from qa.answering.receipts import verify
from qa.answering.refusal import refusal
from qa.index.opened import Index
from qa.types import Answer, AnswerSentence, Citation, Filters, IndexInfo, Query, Related, SearchResult, Turn

WHY = "Why did Northport close its harbour?"
ABSENT = ("Who won the 2018 World Cup?", "What is the capital of Mongolia?", "", "?!", "the of and", "\x00\x1b[31m")


class Willing(EvidenceModel):
    """Answers whatever it is asked, so that composing and citing can be tested whatever the threshold."""

    def __init__(self) -> None:
        packaged = EvidenceModel.packaged()
        vars(self).update(vars(packaged) | {"threshold": 0.0})


@pytest.fixture(scope="module")
def willing(index: Index) -> Iterator[Answerer]:
    embedder = HashEmbedder()
    yield Answerer(index, lambda text: embedder.encode([text])[0], Willing())


def test_a_plain_question_is_answered_with_its_sentence(answerer: Answerer) -> None:
    answer = answerer.answer(Query(WHY))
    assert answer.answered and answer.generator == "extractive"
    assert "because the sea wall had cracked" in answer.answer
    assert (answer.citations[0].article_id, answer.citations[0].number) == ("a1", 1)
    assert [c.source for c in answer.citations[0].copies] == ["Coast Wire"]


@pytest.mark.parametrize("question", [WHY, "Who is the captain of the ferry?", "Where is the library?", *ABSENT])
@pytest.mark.parametrize("limit", [1, 2, 5])
def test_what_holds_of_every_answer(willing: Answerer, index: Index, question: str, limit: int) -> None:
    answer = willing.answer(Query(question, limit=limit))
    assert answer.answered == bool(answer.sentences) == bool(answer.citations)
    assert len(answer.citations) <= 2 * limit
    assert [c.number for c in answer.citations] == list(range(1, len(answer.citations) + 1))
    for citation in answer.citations:
        assert index.articles.get(citation.article_id).text[citation.start : citation.end] == citation.quote
    for sentence in answer.sentences:
        assert sentence.text in answer.answer and 0 <= sentence.support <= 1
        assert set(sentence.citations) <= {c.number for c in answer.citations}
        if sentence.highlight:
            assert 0 <= sentence.highlight.start < sentence.highlight.end <= len(sentence.text)
    assert 0 <= answer.confidence <= 1
    assert not {r.article_id for r in answer.related} & {c.article_id for c in answer.citations}
    assert verify(answer.receipt, index).stands
    assert answer.index == index.info
    assert set(answer.timings_ms) >= {"embed", "retrieve", "evidence", "total"}


@pytest.mark.parametrize("question", ABSENT)
def test_a_refusal_is_plain_and_names_the_nearest(answerer: Answerer, question: str) -> None:
    answer = answerer.answer(Query(question))
    assert not answer.answered and not answer.citations and not answer.sentences
    assert answer.answer.startswith("The articles do not answer this question.")
    assert "2020-10-10" in answer.answer and "2022-06-18" in answer.answer


def test_a_refusal_names_the_words_nobody_wrote(answerer: Answerer) -> None:
    answer = answerer.answer(Query("What is the capital of Mongolia?"))
    assert "Mongolia" in answer.missing_terms and "“Mongolia”" in answer.answer


@pytest.mark.parametrize(
    ("related", "missing", "days", "said"),
    [
        (0, (), (None, None), "The articles do not answer this question."),
        (1, ("X",), ("2020-01-01", "2020-01-01"), "They never mention “X”. Nearest: “T0”. They are of 2020-01-01."),
        (5, (), (None, None), "Nearest: “T0”, “T1” and “T2”."),
    ],
)
def test_the_words_of_a_refusal(
    related: int, missing: tuple[str, ...], days: tuple[str | None, str | None], said: str
) -> None:
    found = refusal(tuple(Related(str(n), f"T{n}") for n in range(related)), missing, IndexInfo("", "", 1, 1, *days))
    assert found.endswith(said)


def test_filters_bind_answers_searches_and_suggestions(willing: Answerer) -> None:
    query = Query(WHY, filters=Filters(sources=("Harbour Gazette",)))
    answer = willing.answer(query)
    ids = {c.article_id for c in answer.citations} | {r.article_id for r in answer.related}
    assert ids == {"a2"} == {p.article.id for p in willing.search(query).passages}
    nothing = willing.answer(replace(query, filters=Filters(published_from="2030-01-01")))
    assert not nothing.answered and nothing.related == ()


def test_the_stream_tells_the_same_in_pieces(answerer: Answerer) -> None:
    (first, retrieved), *middle, (last, answer) = answerer.stream(Query(WHY))
    assert (first, last, {name for name, _ in middle}) == ("retrieved", "done", {"sentence"})
    assert isinstance(retrieved, SearchResult) and isinstance(answer, Answer)
    told: list[AnswerSentence] = []
    cited: list[Citation] = []
    for _, event in middle:
        assert isinstance(event, tuple)
        told.append(event[0])
        cited += event[1]
    assert (tuple(told), tuple(cited)) == (answer.sentences, answer.citations)
    again = answerer.answer(Query(WHY))
    assert replace(again, timings_ms={}) == replace(answer, timings_ms={})


def test_a_follow_up_is_asked_with_its_subject(answerer: Answerer) -> None:
    history = (Turn("When did the ferry Aurora begin to sail?", "In June 2022."),)
    answer = answerer.answer(Query("and who is its captain?", history=history))
    assert "Aurora" in answer.standalone_question and "captain" in answer.standalone_question
    assert answer.question == "and who is its captain?"


def test_search_gives_passages_with_their_text(answerer: Answerer) -> None:
    found = answerer.search(Query("the ferry between Karsk and Northport", limit=3))
    assert found.passages[0].article.id == "a2" and len(found.passages) == 3
    assert len({p.article.id for p in found.passages}) == 3, "one copy of a syndicated text"
    for passage in found.passages:
        assert passage.article.text[passage.start : passage.end] == passage.text


def test_old_evidence_for_the_latest_says_as_of_when(willing: Answerer) -> None:
    asked = Query("What is the latest news of the ferry Aurora?", question_date="2024-01-01")
    answer = willing.answer(asked)
    cited = [c.published_at for c in answer.citations if c.published_at]
    assert answer.as_of == max(cited)[:10]
    assert willing.answer(Query(WHY, question_date="2024-01-01")).as_of is None


def test_a_dated_question_that_names_another_time_is_about_both(answerer: Answerer) -> None:
    def recency(text: str) -> dict[str, float]:
        found = answerer.find(Query(text, question_date="2022-06-18"))
        weighed, index = found.evidence.weighed, answerer.index
        rows = index.passages[index.sentences[weighed.sentences, 0], 0].tolist()
        ids = index.articles.column("id")
        return dict(zip((ids[r] or "" for r in rows), weighed.columns("recency")[:, 0].tolist(), strict=True))

    plain, dated = (recency(f"What of the harbour and the ferry{when}?") for when in ("", " in March 2021"))
    assert plain["a2"] == dated["a2"] == pytest.approx(1), "its own day"
    assert dated["a1"] == pytest.approx(1) and plain["a1"] < 0.9, "the month it names"


def test_answers_do_not_depend_on_the_order_of_asking(answerer: Answerer) -> None:
    questions = [WHY, *ABSENT, "Who won the river prize?"] * 3
    serial = {q: answerer.answer(Query(q)) for q in questions}
    for place in np.random.default_rng(1).permutation(len(questions)).tolist():
        again = answerer.answer(Query(questions[place]))
        assert replace(again, timings_ms={}) == replace(serial[questions[place]], timings_ms={})


def test_a_receipt_is_one_line_of_json(answerer: Answerer) -> None:
    receipt = json.loads(answerer.answer(Query(WHY)).receipt)
    assert receipt["question"] == WHY and len(receipt["quotes"][0]["quote"]) == 64


def test_a_greeting_is_returned_and_is_no_refusal(answerer: Answerer) -> None:
    answer = answerer.answer(Query("Hello!"))
    assert answer.form == "talk" and answer.answer.startswith("Hello.")
    assert not answer.answered and not answer.related and not answer.missing_terms


def test_a_mistyped_name_is_put_right_and_that_is_said(answerer: Answerer) -> None:
    answer = answerer.answer(Query("Why did Northprot close its harbour?"))
    assert answer.standalone_question == WHY and answer.question == "Why did Northprot close its harbour?"
    assert answer.notes[0] == "Taken as: “Northport” for “Northprot”."
    assert answer.citations[0].article_id == answerer.answer(Query(WHY)).citations[0].article_id
