"""The most promising sentences are read with their neighbours, and what the reader says of them counts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from embeddings.embedder import HashEmbedder
from embeddings.windows import Reading, Window
from qa.answering import question as questions
from qa.answering.evidence import EvidenceModel
from qa.answering.reader_pass import FIRST, WINDOWS, ReadingModel, promising, read, written
from qa.answering.retrieval import Candidates, candidates
from qa.answering.signals import READ_SIGNALS, SIGNALS, Weighed, weigh
from qa.index.opened import Index

QUESTION = questions.read("Why did Northport close its harbour?")
Found = tuple[Candidates, Weighed]


class Favourite:
    """A reader that knows one word, and marks it."""

    def __init__(self, word: str) -> None:
        self.word = word
        self.windows: list[Window] = []

    def __call__(self, question: str, windows: Sequence[Window]) -> list[Reading]:
        self.windows += windows
        return [self._one(w) for w in windows]

    def _one(self, window: Window) -> Reading:
        texts = [window.text[a:b] for a, b in window.sentences]
        odds = np.asarray([6.0 if self.word in t else -6.0 for t in texts], np.float32)
        starts = [a + t.find(self.word) for t, (a, _) in zip(texts, window.sentences, strict=True)]
        spans = [(s, s + len(self.word)) if self.word in t else (0, 0) for s, t in zip(starts, texts, strict=True)]
        return Reading(odds, tuple(spans), odds / 2)  # type: ignore[arg-type]


@pytest.fixture
def found(index: Index) -> Found:
    vector = HashEmbedder().encode([QUESTION.text])[0]
    first = candidates(index, QUESTION, vector)
    return first, weigh(index, QUESTION, vector, first)


def test_windows_hold_whole_sentences_of_one_passage_and_none_twice(index: Index, found: Found) -> None:
    _, weighed = found
    odds = weighed.signals[:, SIGNALS.index("similarity")]
    places = promising(index, weighed, odds)
    assert 1 < len(places) <= WINDOWS
    inside = [p for first, last in places for p in range(first, last + 1)]
    assert len(inside) == len(set(inside)) and int(np.argmax(odds)) in range(places[0][0], places[0][1] + 1)
    assert all(len(set(weighed.passage[a : b + 1].tolist())) == 1 for a, b in places)


def test_a_window_is_written_as_its_article_has_it_under_the_title(index: Index, found: Found) -> None:
    _, weighed = found
    places = promising(index, weighed, weighed.signals[:, 0])
    for (first, last), window in zip(places, written(index, weighed, places), strict=True):
        passage = int(index.sentences[weighed.sentences[first], 0])
        row = int(index.passages[passage, 0])
        article = index.articles.at([row])[row]
        assert window.text.startswith(article.title)
        said = [window.text[a:b] for a, b in window.sentences]
        rows = weighed.sentences[first : last + 1]
        assert said == [article.text[a:b] for a, b in index.sentences[rows, 1:3].tolist()]


def test_what_is_read_becomes_signals_and_marks(index: Index, found: Found) -> None:
    _, weighed = found
    reader = Favourite("wall")
    after = read(index, QUESTION, weighed, weighed.signals[:, 0], reader)
    assert after.signals.shape == (len(weighed.sentences), len(SIGNALS) + len(READ_SIGNALS))
    assert after.read is not None and len(reader.windows) <= WINDOWS
    read_at, unread = np.flatnonzero(after.read == 6), np.isnan(after.read)
    later = {name: after.signals[:, len(SIGNALS) + i] for i, name in enumerate(READ_SIGNALS)}
    assert len(read_at) and (later["unread"][unread] == 1).all()
    assert (later["read_margin"][read_at] == 3).all() and not later["read_margin"][unread].any()
    for place in read_at:
        row = int(weighed.sentences[place])
        owner = int(index.passages[index.sentences[row, 0], 0])
        span = after.answers[row]
        assert index.articles.at([owner])[owner].text[span.start : span.end] == "wall"


def test_what_is_clear_ends_the_reading(index: Index, found: Found) -> None:
    _, weighed = found
    odds = weighed.signals[:, SIGNALS.index("similarity")]
    first = written(index, weighed, promising(index, weighed, odds))
    clear, unclear = Favourite(first[0].text[slice(*first[0].sentences[0])]), Favourite("nothing of the kind")
    read(index, QUESTION, weighed, odds, clear)
    read(index, QUESTION, weighed, odds, unclear)
    assert len(clear.windows) == FIRST < len(unclear.windows) == len(first)


def test_the_reader_has_the_last_word(index: Index, found: Found) -> None:
    first, weighed = found
    before, after = EvidenceModel.packaged(), EvidenceModel.packaged(read=True)
    told = {}
    for word in ("wall", "nothing of the kind"):
        told[word] = ReadingModel(before, after, Favourite(word)).judge(index, QUESTION, first, weighed)
    assert told["wall"].confidence > told["nothing of the kind"].confidence
    assert told["wall"].support.max() > told["nothing of the kind"].support.max()
    best = int(weighed.sentences[int(told["wall"].support.argmax())])
    assert best in told["wall"].weighed.answers


def test_nothing_found_is_nothing_read(index: Index, found: Found) -> None:
    nothing = np.zeros(0, np.int64)
    none = Candidates(nothing, *(np.zeros(0, np.float32) for _ in range(3)))
    weighed = weigh(index, QUESTION, HashEmbedder().encode(["?"])[0], none)
    reader = Favourite("wall")
    model = ReadingModel(EvidenceModel.packaged(), EvidenceModel.packaged(read=True), reader)
    assert model.judge(index, QUESTION, none, weighed).confidence == 0
    assert not reader.windows
