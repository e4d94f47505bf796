"""A new build is asked what the live one answers; where answers got worse by more than chance it is not published."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from embeddings.embedder import HashEmbedder
from qa import wiring
from qa.answering.answerer import Answerer
from qa.answering.citations import cite
from qa.building.build_flow import build
from qa.errors import BuildError, NotFound
from qa.evaluation.outcomes import KnownQuestion
from qa.evaluation.watch import chosen, compare
from qa.index.opened import Index
from qa.index.store import IndexStore
from qa.settings import Settings
from qa.types import Answer, AnswersCompared, Article, Query, SearchResult
from tests.qa.corpus import FERRY, HARBOUR, LIBRARY, POETRY, Quiet, build_index

WHY = "Why did Northport close its harbour?"


class Told:
    """Answers some questions, each with a quote of an article that may be gone."""

    def __init__(self, blank: Answer, answered: str, *, gone: bool = False, fails: str = "") -> None:
        self._blank, self._answered, self._gone, self._fails = blank, answered, gone, fails

    def answer(self, query: Query) -> Answer:
        if query.question == self._fails:
            raise RuntimeError
        answered = query.question in self._answered
        cited = (cite(1, HARBOUR, 0, 20, score=0.9),) if answered else ()
        return replace(self._blank, answered=answered, citations=cited)

    def search(self, query: Query) -> SearchResult:
        raise NotImplementedError

    def article(self, article_id: str) -> Article:
        if self._gone:
            raise NotFound
        return HARBOUR


@pytest.fixture(scope="module")
def blank(answerer: Answerer) -> Answer:
    return answerer.answer(Query("Who built the moon?"))


def questions(*texts: str) -> list[KnownQuestion]:
    return [KnownQuestion(text, text, ()) for text in texts]


def test_what_only_one_of_them_answers_is_better_or_worse(blank: Answer) -> None:
    found = compare(Told(blank, "ab"), Told(blank, "bc"), questions("a", "b", "c", "d"))
    assert found == AnswersCompared(4, ("c",), ("a",))


def test_what_cited_a_deleted_article_is_not_worse_and_what_fails_is_left_out(blank: Answer) -> None:
    assert compare(Told(blank, "a"), Told(blank, "", gone=True), questions("a")).worse == ()
    assert compare(Told(blank, "a"), Told(blank, "", fails="a"), questions("a", "b")).asked == 1


@pytest.mark.parametrize(
    ("better", "worse", "is_worse"),
    [(0, 0, False), (0, 4, False), (0, 5, True), (3, 8, False), (1, 9, True), (9, 1, False)],
)
def test_chance_is_told_from_getting_worse(better: int, worse: int, is_worse: bool) -> None:
    assert AnswersCompared(20, ("b",) * better, ("w",) * worse).got_worse == is_worse


def test_known_questions_with_an_answer_come_first() -> None:
    known = [KnownQuestion("1", "one", ("yes",)), KnownQuestion("2", "two", None)]
    assert [one.question for one in chosen(known, ["three", "four"], 2)] == ["one", "three"]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    row = {"question": WHY, "answer": "the sea wall had cracked"}
    (tmp_path / "known.jsonl").write_text("".join(json.dumps(row | {"id": str(n)}) + "\n" for n in range(6)))
    return Settings(index=tmp_path / "index", reader="off", feedback="", known=str(tmp_path / "known.jsonl"))


@pytest.fixture
def emptied(tmp_path: Path) -> Iterator[Index]:
    """A build in which the article is there, and no longer says it."""
    store = IndexStore(tmp_path / "other")
    build_index(
        store,
        [replace(HARBOUR, text="A page of this address is being moved to another place."), FERRY, LIBRARY, POETRY],
    )
    with closing(store.open()[0]) as found:
        yield found


def test_a_build_that_answers_worse_is_refused_unless_it_may_be(settings: Settings, emptied: Index) -> None:
    build_index(IndexStore(settings.index))
    with pytest.raises(BuildError, match="QA_ALLOW_WORSE=1"):
        wiring.compare_answers(settings, HashEmbedder(), emptied)
    found = wiring.compare_answers(replace(settings, allow_worse=True), HashEmbedder(), emptied)
    assert found is not None and found.got_worse and len(found.worse) == 6


def test_there_is_nothing_to_compare_with_a_first_build_or_another_model(settings: Settings, emptied: Index) -> None:
    assert wiring.compare_answers(settings, HashEmbedder(), emptied) is None

    class Another(HashEmbedder):
        fingerprint = {"model": "another"}

    build_index(IndexStore(settings.index), embedder=Another())
    assert wiring.compare_answers(settings, HashEmbedder(), emptied) is None


def test_a_build_that_is_not_accepted_leaves_the_live_one(store: IndexStore) -> None:
    build_index(store)
    live = store.current()

    def refuse(new: Index) -> AnswersCompared:
        raise BuildError("Worse.")

    options = {"cluster": lambda articles: {}, "progress": Quiet()}
    with pytest.raises(BuildError, match="Worse"):
        build([HARBOUR, FERRY, LIBRARY, POETRY], store, HashEmbedder(), accept=refuse, **options)  # type: ignore[arg-type]
    assert store.current() == live
    compared = AnswersCompared(1, (), ())
    report = build([HARBOUR, FERRY, LIBRARY, POETRY], store, HashEmbedder(), accept=lambda new: compared, **options)  # type: ignore[arg-type]
    assert report.compared == compared and store.current() == report.generation
