"""The whole way from articles and questions to answers: no date, figure, script or length on it is an error or takes long."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from embeddings.embedder import HashEmbedder
from qa.answering.answerer import Answerer
from qa.answering.disagreement import Cited, disagreements
from qa.answering.evidence import EvidenceModel
from qa.answering.timeline import when
from qa.articles.finish import finish
from qa.articles.notes import Draft
from qa.conversation import rewrite
from qa.index.store import IndexStore
from qa.text.dates import dates_in
from qa.text.figures import figures_in
from qa.types import Article, Query, Turn
from tests.qa.corpus import ARTICLES, build_index

COUNTS = ["1", "7", "250", "300", "999", "a", "several", "9" * 24, "9" * 311, "1,000,000", "0.5", "0", "fourteen"]
UNITS = ["days", "weeks", "months", "years", "decades", "%", "million euros", "people", "hours", "centuries"]
TIMES = ["ago", "last year", "next year", "yesterday", "tomorrow", "this summer", "last Monday", "in December", "on 31 February",
         "since 1500", "before today", "after today", "between March and May 2020", "Q4 2099", "late 2099", "1999-02-29",
         "the past decade", "last 999 decades", "winter of 2099", "2020–19", "by 31 December", "5 to 3 May"]  # fmt: skip
WORDS = ["The harbour", "Northport", "was founded", "cost", "closed", "more than", "about", "killed", "rose by", "not", "and", ".",
         "?", "“", "”", "\\q", "\\1", "港", "порт", "ميناء", "नदी", "A.", "A" * 300, "it", "he",
         "the company", "e\u0301" * 20]  # fmt: skip
PIECES = st.sampled_from([*COUNTS, *UNITS, *TIMES, *WORDS]) | st.text(max_size=6)
TEXTS = st.lists(PIECES, min_size=1, max_size=14).map(" ".join)
DAYS = st.sampled_from([None, "0001-01-01", "9999-12-31", "1970-01-01", "2020-02-29"]) | st.dates().map(str)
TURNS = st.lists(st.builds(Turn, TEXTS, TEXTS), max_size=4)
QUERIES = st.builds(Query, TEXTS, history=TURNS.map(tuple), question_date=DAYS)
FEW = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
FAR = "The harbour of Northport was founded 250 decades ago. It cost " + "9" * 311 + " euros. It opens again next year."


def answering(store: IndexStore) -> Answerer:
    embedder = HashEmbedder()
    found, _ = store.open()
    return Answerer(found, lambda text: embedder.encode([text])[0], EvidenceModel.packaged())


@pytest.fixture(scope="module")
def far(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answerer]:
    """Answers over articles that speak of what no calendar holds, written at the ends of all calendars."""
    days = ["0001-01-01", "9999-12-31", "2020-06-12", None, "2020-13-45"]
    odd = [replace(ARTICLES[0], id=f"odd{n}", title=f"Odd {n}", text=f"{FAR} {n} of us know.", published_at=day)
           for n, day in enumerate(days)]  # fmt: skip
    store = IndexStore(tmp_path_factory.mktemp("far") / "index")
    build_index(store, [*ARTICLES, *odd])
    answerer = answering(store)
    with closing(answerer.index):
        yield answerer


@FEW
@given(QUERIES)
def test_any_question_is_answered_or_refused(far: Answerer, query: Query) -> None:
    if query.question.strip():
        assert far.answer(query).answer


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(TEXTS, DAYS), min_size=2, max_size=5), QUERIES)
def test_any_articles_are_indexed_and_asked(
    tmp_path_factory: pytest.TempPathFactory, told: list[tuple[str, str | None]], query: Query
) -> None:
    articles = [finish(Draft(f"The harbour of Northport. {text}", published_at=day), f"{n}.txt").article
                for n, (text, day) in enumerate(told)]  # fmt: skip
    unique = {article.id: article for article in articles}
    store = IndexStore(tmp_path_factory.mktemp("any") / "index")
    build_index(store, unique.values())
    answerer = answering(store)
    with closing(answerer.index):
        for question in (query, Query("When was the harbour of Northport founded?", question_date=query.question_date)):
            assert not question.question.strip() or answerer.answer(question).answer


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.dates())
def test_any_text_has_dates_and_figures_or_none(text: str, day: date) -> None:
    for mention in dates_in(text, day):
        assert mention.first <= mention.last
    when(text, day)
    assert all(figure.low <= figure.high < float("inf") for figure in figures_in(text))


@settings(max_examples=100, deadline=None)
@given(TEXTS, st.lists(st.tuples(TEXTS, DAYS), min_size=2, max_size=4))
def test_any_sentences_are_compared(question: str, told: list[tuple[str, str | None]]) -> None:
    cited = [Cited(n, f"The harbour cost {text}", f"a{n}", day) for n, (text, day) in enumerate(told)]
    disagreements(question, cited)


def test_a_comparison_that_fails_costs_itself_alone(far: Answerer, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object) -> None:
        raise OverflowError("no text of an article may do this")

    monkeypatch.setattr("qa.answering.disagreement._read", failing)
    assert disagreements("How much?", [Cited(1, "a", "x"), Cited(2, "b", "y")]) == []


LONG = {
    "names": ". x ".join(f"{a}{b}{c}".title() for a in "abcdefghij" for b in "klmnopqrst" for c in "uvwxyzabcdefgh"),
    "initials": "A. " * 1100, "one word": "a" * 400 + " b c d e", "years": "A" * 1000 + "! " + "2020 " * 199,
    "years of names": "2020 A" * 300, "marks": "?!" * 1000, "spaces": " a" * 1000, "ands": "and " * 500, "ins": "in " * 600 + "x",
    "quotes": "“A" * 600, "figures": "9 " * 900, "digits": "9" * 1900, "commas": "1,000" * 380, "events": "before a " * 200,
    "by": "by 5 " * 380, "mays": "May " * 450, "ofs": "A of the " * 200, "hyphens": "a-" * 900, "apostrophes": "A'" * 900,
    "han": "中" * 1900, "points": "." * 1900, "pronouns": "he it they " * 180, "what about": "what about " * 170,
}  # fmt: skip


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_long_texts_take_no_time(far: Answerer, text: str) -> None:
    """A question and history as long as they may be: both are read in a fraction of a second of the processor."""
    question, history = text[:2000], tuple(Turn(text[:2000], text * (20_000 // len(text) + 1)) for _ in range(12))
    began = time.process_time()
    rewrite(question, history)
    dates_in(text, date(2020, 1, 1))
    figures_in(text)
    far.answer(Query(question, history))
    assert time.process_time() - began < 3


def test_names_are_put_in_to_the_letter() -> None:
    """A title may hold what would steer a replacement."""
    said = Turn(r"Who wrote “Alpha\q Beta\1”?", r"“Alpha\q Beta\1” is by Ada Reed.")
    assert r"\1" in rewrite(r"who liked alpha\q beta\1?", [said]).text
    for question in ("the company?", "Did she like it?", "What is in this article?", "How did they respond to this?"):
        rewrite(question, [said])


def test_a_question_does_not_grow_without_end() -> None:
    turns = [Turn(f"{'Aa ' * 300} and {'Aa ' + 'Bb' * 90}?", "Aa " + "Bb" * 90) for _ in range(12)]
    assert len(rewrite("Aa " * 600, turns).text) <= 3000


def test_a_day_written_nowhere_is_kept_from_articles(tmp_path: Path) -> None:
    found = finish(Draft(FAR, published_at="0001-01-01"), "x.pdf").article
    assert isinstance(found, Article) and found.published_at is None
