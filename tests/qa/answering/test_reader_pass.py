"""The first passages are read whole, what is promising is read again, and what the readers say counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from embeddings.embedder import HashEmbedder
from embeddings.windows import Reading, Window
from qa.answering import question as questions
from qa.answering.evidence import EvidenceModel
from qa.answering.reader_pass import (
    AGAIN,
    ReadingModel,
    best_of_each,
    passages_of,
    promising,
    read,
    told_before,
    written,
)
from qa.answering.retrieval import Candidates, candidates
from qa.answering.signals import READ_SIGNALS, SIGNALS, UNREAD, Weighed, place_in_article, weigh
from qa.index.opened import Index

QUESTION = questions.read("Why did Northport close its harbour?")
ORDER = np.arange(5)
Found = tuple[Candidates, Weighed]


class Favourite:
    """A reader that knows one word, and marks it."""

    def __init__(self, word: str) -> None:
        self.word = word
        self.windows: list[Window] = []
        self.asked: list[str] = []

    def __call__(self, question: str, windows: Sequence[Window]) -> list[Reading]:
        self.asked.append(question)
        self.windows += windows
        return [self._one(w) for w in windows]

    def _one(self, window: Window) -> Reading:
        texts = [window.text[a:b] for a, b in window.sentences]
        odds = np.asarray([6.0 if self.word in t else -6.0 for t in texts], np.float32)
        starts = [a + t.find(self.word) for t, (a, _) in zip(texts, window.sentences, strict=True)]
        spans = [(s, s + len(self.word)) if self.word in t else (0, 0) for s, t in zip(starts, texts, strict=True)]
        return Reading(odds, tuple(spans), (odds / 2).astype(np.float32), odds)


@pytest.fixture
def found(index: Index) -> Found:
    vector = HashEmbedder().encode([QUESTION.text])[0]
    first = candidates(index, QUESTION, vector)
    return first, weigh(index, QUESTION, vector, first)


def test_the_small_reader_gets_the_first_passages_whole(index: Index, found: Found) -> None:
    _, weighed = found
    order = np.arange(weighed.passage.max() + 1)[::-1]
    places = passages_of(weighed, order)
    assert len(places) == len(order)
    for number, (first, last) in zip(order.tolist(), places, strict=False):
        assert (weighed.passage[first : last + 1] == number).all()
        assert last + 1 == len(weighed.passage) or weighed.passage[last + 1] != number


def test_the_base_reader_gets_the_best_sentences_with_their_neighbours() -> None:
    places = [(10, 19), (0, 9)]  # the passage read first stands later
    odds = np.full(20, np.nan, np.float32)
    odds[[10, 13, 14, 9, 5]] = [3, 2, 1, 0.5, -1]
    assert promising(places, odds, 3) == [(10, 15)]
    assert promising(places, odds, 4) == [(10, 15), (8, 9)]
    assert promising(places, np.full(20, np.nan, np.float32), 4) == []


def test_of_articles_that_are_told_the_best_sentence_of_each_is_read_again(index: Index, found: Found) -> None:
    _, weighed = found
    places = passages_of(weighed, ORDER)
    owners = index.articles_of[index.sentences[weighed.sentences, 0]]
    odds = np.full(len(weighed.sentences), np.nan, np.float32)
    for first, last in places:
        odds[first : last + 1] = -5
    told = sorted({int(owners[first]) for first, _ in places})
    best = best_of_each(index, weighed, odds, told)
    read_again = {int(owners[first]) for first, _ in promising(places, odds, besides=best)}
    assert len(told) > 1 and read_again == set(told)


def test_an_early_sentence_is_preferred_among_equals(index: Index, found: Found) -> None:
    _, weighed = found
    (first, last), *_ = places = passages_of(weighed, ORDER)
    odds = np.full(len(weighed.sentences), np.nan, np.float32)
    odds[first : last + 1] = 1
    row = place_in_article(index, weighed.sentences[first : first + 1])
    assert (
        row[0]
        == weighed.sentences[first]
        - index.passages[
            np.searchsorted(index.articles_of, index.articles_of[index.sentences[weighed.sentences[first], 0]]), 3
        ]
    )
    owner = int(index.articles_of[index.sentences[weighed.sentences[first], 0]])
    best = best_of_each(index, weighed, odds, [owner])
    assert promising(places, odds, besides=best)[0][0] == first


def test_a_window_is_written_as_its_article_has_it_under_title_and_day(index: Index, found: Found) -> None:
    _, weighed = found
    places = passages_of(weighed, ORDER)
    for (first, last), window in zip(places, written(index, weighed, places), strict=True):
        passage = int(index.sentences[weighed.sentences[first], 0])
        row = int(index.passages[passage, 0])
        article = index.articles.at([row])[row]
        assert window.text.startswith(article.title)
        said = [window.text[a:b] for a, b in window.sentences]
        rows = weighed.sentences[first : last + 1]
        assert said == [article.text[a:b] for a, b in index.sentences[rows, 1:3].tolist()]


def test_what_both_readers_say_becomes_signals_and_marks(index: Index, found: Found) -> None:
    _, weighed = found
    small, base = Favourite("wall"), Favourite("harbour")
    after = read(index, QUESTION, weighed, passages_of(weighed, ORDER), [small, base])
    assert after.signals.shape == (len(weighed.sentences), len(SIGNALS) + len(READ_SIGNALS))
    assert after.read is not None and 1 <= len(base.windows) <= AGAIN
    columns = {name: after.signals[:, len(SIGNALS) + i] for i, name in enumerate(READ_SIGNALS)}
    unread = np.isnan(after.read)
    assert (columns["answers"][unread] == UNREAD).all() and (columns["share"][unread] == 0).all()
    assert columns["answers"][~unread].tolist() == after.read[~unread].tolist()
    assert (columns["small"] == 6).any() or not any("wall" in w.text for w in small.windows)
    for row, span in after.answers.items():
        owner = int(index.articles_of[index.sentences[row, 0]])
        assert index.articles.at([owner])[owner].text[span.start : span.end] == "harbour"


def test_readers_see_the_conversation(index: Index, found: Found) -> None:
    first, weighed = found
    reader = Favourite("wall")
    asked = questions.read("and why?", "and why? (earlier: Did Northport close its harbour? Yes.)")
    ReadingModel(EvidenceModel.packaged("small"), [reader]).score(index, asked, first, weighed)
    assert reader.asked == ["and why? (earlier: Did Northport close its harbour? Yes.)"]


def test_a_sentence_that_no_reader_read_is_no_evidence(index: Index, found: Found) -> None:
    first, weighed = found
    model = ReadingModel(EvidenceModel.packaged("small"), [Favourite("wall")])
    evidence = model.score(index, QUESTION, first, weighed)
    assert evidence.weighed.read is not None
    assert (evidence.support[np.isnan(evidence.weighed.read)] < 0.01).all()


def test_headings_and_questions_are_no_answers(index: Index, found: Found) -> None:
    first, weighed = found
    after = read(index, QUESTION, weighed, passages_of(weighed, ORDER), [Favourite("")])
    asks = weighed.columns("asks")[:, 0] > 0
    assert after.read is not None and np.isnan(after.read[asks]).all()


def test_a_reason_is_not_told_before_what_it_is_the_reason_of(index: Index, found: Found) -> None:
    """Of an article that is older than those about what is asked, and about something else, no sentence says why."""
    first, weighed = found
    days = index.days[index.articles_of[index.sentences[weighed.sentences, 0]]]
    newest = days == days.max()
    about = weighed.signals.copy()
    about[:, SIGNALS.index("about")] = np.where(newest, 0, -0.5)
    told = told_before(index, replace(weighed, signals=about))
    assert (told == ((days >= 0) & (days < days.max() - 1))).all() and told.any()
    about[:, SIGNALS.index("about")] = 0
    assert not told_before(index, replace(weighed, signals=about)).any()
