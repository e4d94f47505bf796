"""Both searches find, filters admit, and nothing else comes through."""

from __future__ import annotations

import numpy as np
import pytest

from embeddings.embedder import HashEmbedder
from qa.answering.question import read
from qa.answering.retrieval import Candidates, QueryTerms, allowed_passages, candidates
from qa.index.opened import Index
from qa.index.searching import highest
from qa.types import Filters

FILTERS: tuple[tuple[Filters, set[str]], ...] = (
    (Filters(published_from="2021-01-01"), {"a1", "a2"}),
    (Filters(published_to="2021-03-04"), {"a1", "a3"}),
    (Filters(published_from="2021-03-04", published_to="2021-03-04"), {"a1"}),
    (Filters(sources=("the lantern",)), {"a1", "a3"}),
    (Filters(sources=("The Lantern", "Verse and Voice"), published_from="2021-01-01"), {"a1"}),
    (Filters(published_from="2030-01-01"), set()),
    (Filters(sources=("No Such Paper",)), set()),
    (Filters(article_ids=("a1", "none")), {"a1"}),
    (Filters(article_ids=("a1", "a3"), published_from="2021-01-01"), {"a1"}),
    (Filters(article_ids=("none",)), set()),
    (Filters(tags=("no such tag",)), set()),
)


def find(index: Index, text: str, filters: Filters | None = None, context: tuple[str, ...] = ()) -> Candidates:
    allowed = allowed_passages(index, filters or Filters())
    return candidates(index, read(text), HashEmbedder().encode([text])[0], allowed=allowed, context=context)


def ids(index: Index, found: Candidates) -> list[str]:
    articles = index.articles.column("id")
    return [str(articles[index.articles_of[row]]) for row in found.rows.tolist()]


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("Why was the harbour of Northport closed?", "a1"),
        ("electric motors of the ferry Aurora", "a2"),
        ("Which town put its library into a mill?", "a3"),
        ("Mira Holt", "a4"),
    ],
)
def test_the_article_that_speaks_of_it_comes_first(index: Index, question: str, first: str) -> None:
    found = find(index, question)
    assert ids(index, found)[0] == first
    assert (np.diff(found.score) <= 0).all()
    assert len(set(found.rows.tolist())) == len(found.rows)


@pytest.mark.parametrize(("filters", "admitted"), FILTERS)
def test_filters_admit_exactly_theirs(index: Index, filters: Filters, admitted: set[str]) -> None:
    for question in ("Why was the harbour closed?", "library mill", "zzz"):
        assert set(ids(index, find(index, question, filters))) <= admitted
    assert set(ids(index, find(index, "harbour ferry library poet", filters))) == admitted


def test_no_filter_admits_all(index: Index) -> None:
    assert allowed_passages(index, Filters()) is None


def test_words_of_the_conversation_help_but_weigh_less(index: Index) -> None:
    bare, helped = find(index, "How much?"), find(index, "How much?", context=("aurora",))
    ferry = ids(index, helped).index("a2")
    assert helped.score[ferry] > bare.score[ids(index, bare).index("a2")]
    assert ids(index, find(index, "the library in the mill", context=("aurora",)))[0] == "a3"


def test_terms_the_index_does_not_know_are_named(index: Index) -> None:
    found = QueryTerms.of(read("Did Mongolia close the harbour?").terms, index)
    assert found.unknown == ("mongolia",)
    assert found.total > float(found.idf.sum())
    assert (np.diff(found.ids) > 0).all()


@pytest.mark.parametrize("question", ["", "?", "the of and", "\x00", "ﷺ" * 100])
def test_a_question_of_nothing_is_harmless(index: Index, question: str) -> None:
    found = find(index, question)
    assert np.isfinite(found.score).all()


@pytest.mark.parametrize("count", [1, 59, 61, 64, 3840, 3841, 5000])
def test_the_highest_keyword_scores_are_found_without_sorting_all(count: int) -> None:
    dice = np.random.default_rng(count)
    scores = np.where(dice.random(count) < 0.34, dice.random(count), 0).astype(np.float32)
    found = highest(scores, 60)
    expected = np.argsort(-scores)[:60]
    assert set(found.tolist()) == set(expected[scores[expected] > 0].tolist())
