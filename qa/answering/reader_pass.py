"""What a reader says of the most promising sentences, each read in a window with its neighbours."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from embeddings.windows import Reading, Window
from qa.answering.evidence import Evidence, EvidenceModel
from qa.answering.question import Question
from qa.answering.retrieval import Candidates, Floats
from qa.answering.signals import Weighed
from qa.index.opened import Index
from qa.text.marks import SAYS_NOTHING
from qa.types import Span

WINDOWS = 8
FIRST = 3  # windows that are read first
CLEAR = 1.0  # a reader's log-odds from which on an answer is clear
_LONGEST = 420  # characters of a window's sentences; the reader was trained on such

Places = tuple[int, int]  # first and last sentence of a window, as places in `Weighed`
Read = Callable[[str, Sequence[Window]], list[Reading]]


class ReadingModel:
    """Evidence before reading, the reading, and evidence after it."""

    def __init__(self, before: EvidenceModel, after: EvidenceModel, reader: Read) -> None:
        self._before = before
        self._after = after
        self._reader = reader

    def judge(self, index: Index, question: Question, found: Candidates, weighed: Weighed) -> Evidence:
        evidence = self._before.judge(index, question, found, weighed)
        return self._after.judge(index, question, found, read(index, question, weighed, evidence.odds, self._reader))


def read(index: Index, question: Question, weighed: Weighed, odds: Floats, reader: Read) -> Weighed:
    """The sentences with what the reader says of the most promising; `odds` are those before reading.

    A few windows are read first; if a sentence in them clearly answers, the others are left unread.
    """
    said = np.full(len(odds), np.nan, np.float32)
    margins = np.zeros(len(odds), np.float32)
    answers: dict[int, Span] = {}
    unfit = _unfit(index, weighed)
    places = promising(index, weighed, odds)
    for part in (places[:FIRST], places[FIRST:]):
        if not part:
            break
        windows = written(index, weighed, part)
        for (first, last), window, reading in zip(part, windows, reader(question.text, windows), strict=True):
            said[first : last + 1] = reading.log_odds
            margins[first : last + 1] = reading.margins
            rows = weighed.sentences[first : last + 1].tolist()
            shift = int(index.sentences[rows[0], 1]) - window.sentences[0][0]
            answers |= {
                row: Span(a + shift, b + shift) for row, (a, b) in zip(rows, reading.spans, strict=True) if b > a
            }
        said[unfit] = np.nan
        if np.fmax.reduce(said, initial=-np.inf) >= CLEAR:
            break
    return weighed.with_reading(odds, said, margins, answers)


def promising(index: Index, weighed: Weighed, odds: Floats, count: int = WINDOWS) -> list[Places]:
    """Windows around the sentences of the highest odds, best first; none holds a sentence that another centres on."""
    windows: list[Places] = []
    taken: set[int] = set()
    unfit = _unfit(index, weighed)
    for place in np.argsort(-odds, kind="stable").tolist():
        if len(windows) == count:
            break
        if place in taken or unfit[place]:
            continue
        first = last = place
        for neighbour in (place - 1, place + 1):
            if neighbour in taken or not 0 <= neighbour < len(odds):
                continue
            a, b = min(first, neighbour), max(last, neighbour)
            if weighed.passage[neighbour] == weighed.passage[place] and _length(index, weighed, a, b) <= _LONGEST:
                first, last = a, b
        taken.update(range(first, last + 1))
        windows.append((first, last))
    return windows


def written(index: Index, weighed: Weighed, windows: Sequence[Places]) -> list[Window]:
    """The windows as text, each under the title of its article."""
    rows = [int(index.passages[index.sentences[weighed.sentences[first], 0], 0]) for first, _ in windows]
    articles = index.articles.at(sorted(set(rows)))
    result = []
    for row, (first, last) in zip(rows, windows, strict=True):
        article = articles[row]
        spans = index.sentences[weighed.sentences[first : last + 1], 1:3].tolist()
        title = f"{article.title}. " if article.title else ""
        shift = len(title) - spans[0][0]
        text = title + article.text[spans[0][0] : spans[-1][1]]
        result.append(Window(text, tuple((a + shift, b + shift) for a, b in spans)))
    return result


def _unfit(index: Index, weighed: Weighed) -> npt.NDArray[np.bool_]:
    """Headings and questions are read as context, never as answers: "CNN —" looks like the answer to any "which network"."""
    return (np.asarray(index.sentence_marks[weighed.sentences]) & SAYS_NOTHING) > 0


def _length(index: Index, weighed: Weighed, first: int, last: int) -> int:
    return int(index.sentences[weighed.sentences[last], 2] - index.sentences[weighed.sentences[first], 1])
