"""Thumbs become questions: the last counts, a citation's own thumb overrides the answer's, doubt leaves a question out."""

from __future__ import annotations

import json
from typing import Any

import pytest

from qa.answering.receipts import digest
from qa.evaluation.feedback import judged, rows
from qa.evaluation.outcomes import KnownQuestion

WHY = "Why did the harbour close?"
QUOTES = [
    ("a", 0, 20, "The wall had cracked."),
    ("a", 40, 60, "See [2] and\n\n[3]: it was old."),
    ("b", 5, 9, "Nobody asked."),
]


def line(verdict: str, place: int | None = None, *, quotes: Any = QUOTES, question: str = WHY, **more: Any) -> str:
    answer = " ".join(f"{text} [{n}]" for n, (*_, text) in enumerate(quotes, start=1)) or "The articles do not answer."
    receipt = {"quotes": [{"article_id": a, "start": s, "end": e, "quote": digest(t)} for a, s, e, t in quotes]}
    row = {"verdict": verdict, "question": question, "answer": answer, "reason": "", "receipt": json.dumps(receipt)}
    if place is not None:
        row |= dict(zip(("article_id", "start", "end"), quotes[place], strict=False))
    return json.dumps(row | more)


def only(*lines: str) -> KnownQuestion:
    found = judged(lines)
    assert found.left_out == ()
    (known,) = found.questions
    return known


def test_a_good_answer_makes_its_quotes_the_answer_and_their_articles_gold() -> None:
    known = only(line("up"))
    assert known.question == WHY
    assert known.answers == tuple(text for *_, text in QUOTES)
    assert known.gold == ("a", "b")


def test_a_bad_citation_of_a_good_answer_is_neither() -> None:
    known = only(line("down", 2), line("up"))
    assert known.answers == (QUOTES[0][3], QUOTES[1][3])
    assert known.gold == ("a",)
    assert only(line("up"), line("down", 0)).gold == ("a", "b"), "the article holds another good quote"


def test_a_good_citation_of_a_bad_answer_is_the_answer() -> None:
    known = only(line("down"), line("up", 2))
    assert (known.answers, known.gold) == (("Nobody asked.",), ("b",))


def test_of_each_question_and_citation_the_last_thumb_counts() -> None:
    assert only(line("down"), line("up")).answers
    assert not judged([line("up"), line("down")]).questions
    assert only(line("up", 0), line("down", 0), line("up", 2)).gold == ("b",)
    assert only(line("up"), line("up", question="why did  the harbour CLOSE?")).answers, "one question, not two"


@pytest.mark.parametrize(
    "lines", [[line("down")], [line("down", 1)], [line("up"), *(line("down", n) for n in range(3))]]
)
def test_an_answer_only_known_to_be_bad_is_left_out_with_the_reason(lines: list[str]) -> None:
    found = judged(lines)
    assert found.questions == ()
    assert found.left_out == (f"{WHY!r}: no quote was found good, so the right answer is not known.",)


def test_a_good_refusal_is_a_question_without_an_answer() -> None:
    assert only(line("up", quotes=[])).answers is None
    assert not judged([line("down", quotes=[])]).questions, "a bad refusal does not say what the answer is"


def test_what_was_asked_under_filters_is_left_out() -> None:
    found = judged([line("up", quotes=[], filtered=True)])
    assert (found.questions, found.left_out) == ((), (f"{WHY!r} was asked under filters.",))


@pytest.mark.parametrize(
    "broken",
    ["{", "[]", "5", "{}", "[" * 9999, line("maybe"), line("up", receipt="{}"), line("up", receipt=5),
     line("up", receipt='{"quotes": [5]}'), line("up", answer=None), line("up", answer="Another one. [1] So. [2] It is. [3]"),
     line("up", 0, start="x")],
)  # fmt: skip
def test_a_broken_line_is_named_and_the_others_count(broken: str) -> None:
    found = judged([line("up"), "", broken])
    assert len(found.questions) == 1
    assert found.left_out == ("Line 3 is not a line of feedback.",)


def test_rows_are_what_an_evaluation_file_holds() -> None:
    (row,) = rows(judged([line("up", 2)]).questions)
    assert row["question"] == WHY and row["answer"] == ("Nobody asked.",) and row["gold_article_ids"] == ("b",)
    assert row["id"].startswith("feedback-")
