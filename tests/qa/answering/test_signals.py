"""What speaks for a sentence: each signal says what its name promises."""

from __future__ import annotations

import numpy as np
import pytest

from embeddings.embedder import HashEmbedder
from qa.answering.question import read
from qa.answering.retrieval import candidates
from qa.answering.signals import SIGNALS, Weighed, weigh
from qa.index.opened import Index, day_number


def weighed(index: Index, text: str, *days: str) -> Weighed:
    vector = HashEmbedder().encode([text])[0]
    question = read(text)
    periods = [(day_number(day), day_number(day)) for day in days]
    return weigh(index, question, vector, candidates(index, question, vector), periods)


def signal(found: Weighed, name: str) -> np.ndarray:
    return found.signals[:, SIGNALS.index(name)]


def sentence(index: Index, row: int) -> str:
    passage, start, end = index.sentences[row].tolist()
    article = index.articles.at([int(index.passages[passage, 0])])
    return next(iter(article.values())).text[start:end]


def best(index: Index, found: Weighed, name: str) -> str:
    return sentence(index, int(found.sentences[int(np.argmax(signal(found, name)))]))


@pytest.mark.parametrize("question", ["Why did Northport close its harbour?", "zzz", "", "the of", "?" * 500])
def test_every_signal_of_every_sentence_is_a_number(index: Index, question: str) -> None:
    found = weighed(index, question, "2022-07-01")
    assert found.signals.shape == (len(found.sentences), len(SIGNALS))
    assert np.isfinite(found.signals).all()
    assert len(found.passage) == len(found.sentences)


@pytest.mark.parametrize(
    ("question", "name", "expected"),
    [
        ("Why had the sea wall of the harbour cracked?", "coverage", "because the sea wall had cracked"),
        ("Captain Ivo Brandt", "name_coverage", "Captain Ivo Brandt said"),
        ("electric motors", "phrases", "electric motors"),
        ("How did the mayor warn of the cracks?", "similarity", "the cracks"),
    ],
)
def test_the_sentence_that_holds_it_has_most_of_it(index: Index, question: str, name: str, expected: str) -> None:
    assert expected in best(index, weighed(index, question), name)


def test_coverage_is_a_share(index: Index) -> None:
    found = weighed(index, "Why did Northport close its harbour in Mongolia?")
    for name in ("coverage", "near_coverage", "passage_coverage", "title_coverage", "name_coverage", "phrases"):
        assert ((signal(found, name) >= 0) & (signal(found, name) <= 1 + 1e-6)).all(), name
    assert (signal(found, "near_coverage") >= signal(found, "coverage") - 1e-6).all()
    assert (signal(found, "passage_coverage") >= signal(found, "near_coverage") - 1e-6).all()


def test_recency_falls_with_the_distance_in_days(index: Index) -> None:
    found = weighed(index, "ferry harbour library prize", "2022-06-18")
    articles = index.passages[index.sentences[found.sentences, 0], 0]
    ids = [index.articles.column("id")[a] for a in articles.tolist()]
    recency = dict(zip(ids, signal(found, "recency").tolist(), strict=True))
    assert recency["a2"] == pytest.approx(1) and recency["a2"] > recency["a1"] > recency["a3"] >= 0
    assert recency["a4"] == 0, "no date, no recency"
    assert not signal(weighed(index, "ferry"), "recency").any()
    same_week = signal(found, "same_week")
    assert (same_week <= signal(found, "recency") + 1e-6).all() and same_week.max() == pytest.approx(1)


def test_the_nearest_of_the_periods_counts(index: Index) -> None:
    text = "ferry harbour library prize"
    one, other = (signal(weighed(index, text, day), "recency") for day in ("2022-06-18", "2021-03-05"))
    both = signal(weighed(index, text, "2022-06-18", "2021-03-05"), "recency")
    assert both == pytest.approx(np.maximum(one, other)) and (one != other).any()


def test_what_an_article_is_about_is_how_it_opens(index: Index) -> None:
    """The article that opens with what is asked is first, by however much the others open with something else."""
    found = weighed(index, "Why did Northport close its harbour?")
    about = signal(found, "about")
    owners = index.articles_of[index.sentences[found.sentences, 0]]
    assert about.max() == 0
    for article in np.unique(owners).tolist():
        assert len(set(about[owners == article].tolist())) == 1
    top = index.articles.at([int(owners[int(np.argmax(about))])])
    assert "harbour" in next(iter(top.values())).text.lower()
