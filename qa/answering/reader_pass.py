"""Reading: which passages are read for a question, by which reader, and what the readers say of their sentences.

The small reader reads the first passages whole. The base reader, where it is installed, reads the most promising of their
sentences again, each with the sentences beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from embeddings.windows import Reading, Window
from qa.answering.choosing import chosen
from qa.answering.evidence import Evidence, EvidenceModel
from qa.answering.question import Question
from qa.answering.retrieval import Candidates, Floats
from qa.answering.signals import Weighed, place_in_article
from qa.index.opened import Index
from qa.text.days import spelled
from qa.text.marks import SAYS_NOTHING
from qa.types import Article, Span

AGAIN = 4  # sentences that the base reader reads again, with their neighbours
COST_OF_PLACE = 0.1  # log-odds that each sentence before it costs one that is to tell what its article tells
_ABOUT_IT = 0.05  # how much less than the first an article may be about what is asked to be about it
_ELSEWHERE = 0.15  # from how much less on it is about something else
_BESIDE = 1  # neighbours on either side, so that what it speaks of is named
_BEFORE = 250  # characters of the sentence before a window, at most, to be read with it
_TITLE = 90  # characters of a title that are read with each window

Places = tuple[int, int]  # first and last sentence of a window, as places in `Weighed`
Read = Callable[[str, Sequence[Window]], list[Reading]]


@dataclass(frozen=True, slots=True)
class Readings:
    """What a reader says of the sentences of `Weighed`; each array of shape (sentences,); nan where it did not read."""

    answers: Floats  # log-odds that the sentence answers rather than nothing does
    quotable: Floats  # log-odds that an editor would quote it
    spans: dict[int, Span]  # by sentence: the words that answer, as characters of the article


class ReadingModel:
    """The readings, and the evidence model of what readers say."""

    def __init__(self, model: EvidenceModel, readers: Sequence[Read]) -> None:
        """`model` judges what was read; `readers`: small, or small and base."""
        self._model = model
        self._readers = readers

    def score(self, index: Index, question: Question, found: Candidates, weighed: Weighed) -> Evidence:
        places = passages_of(weighed, chosen(index, found, weighed), found.led)
        told = read(index, question, weighed, places, self._readers, found.told)
        return self._model.score(index, question, found, told)


def read(
    index: Index, question: Question, weighed: Weighed, places: Sequence[Places], readers: Sequence[Read],
    told: Sequence[int] = (),
) -> Weighed:  # fmt: skip
    """The sentences with what the readers say of them. `places`: the passages that the first reader reads; `told`: articles
    of which a further reader reads the best sentence, whatever else is promising.
    """
    unfit = unfit_sentences(index, question, weighed)
    said = [readings_of(index, question.read_as, weighed, places, readers[0], unfit)]
    for reader in readers[1:]:
        windows = promising(places, said[0].answers, besides=best_of_each(index, weighed, said[0].answers, told))
        said.append(readings_of(index, question.read_as, weighed, windows, reader, unfit))
    last = said[-1]
    columns = {"small": said[0].answers, "answers": last.answers, "quotable": last.quotable}
    return weighed.with_reading(columns, last.spans)


def readings_of(
    index: Index, question: str, weighed: Weighed, places: Sequence[Places], reader: Read, unfit: npt.NDArray[np.bool_],
) -> Readings:  # fmt: skip
    """What one reader says of the sentences in these windows; nothing of the unfit ones, which are read as context alone."""
    count = len(weighed.sentences)
    said = Readings(np.full(count, np.nan, np.float32), np.full(count, np.nan, np.float32), {})
    windows = list(written(index, weighed, places))
    for (first, last), window, reading in zip(places, windows, reader(question, windows), strict=True):
        part = slice(first, last + 1)
        said.answers[part], said.quotable[part] = reading.log_odds, reading.quotable
        rows = weighed.sentences[part].tolist()
        shift = int(index.sentences[rows[0], 1]) - window.sentences[0][0]
        for row, (a, b) in zip(rows, reading.spans, strict=True):
            if b > a:
                said.spans[row] = Span(a + shift, b + shift)
    said.answers[unfit] = np.nan
    return said


def passages_of(weighed: Weighed, order: npt.NDArray[np.int64], led: int = 0) -> list[Places]:
    """The passages that are read, whole: the `led` first candidates, and those of the `order` besides."""
    ends = np.flatnonzero(np.diff(weighed.passage, append=-1)).tolist()
    whole = list(zip([0, *(end + 1 for end in ends[:-1])], ends, strict=True)) if ends else []
    of_passage = {int(weighed.passage[first]): (first, last) for first, last in whole}
    return [of_passage[p] for p in dict.fromkeys([*range(led), *order.tolist()]) if p in of_passage]


def best_of_each(index: Index, weighed: Weighed, odds: Floats, articles: Sequence[int]) -> list[int]:
    """The best sentence that was read of each of these articles, by place in `Weighed`; early ones are preferred."""
    if not articles:
        return []
    owners = index.articles_of[index.sentences[weighed.sentences, 0]].tolist()
    first: dict[int, int] = {}
    for place in _by_odds((odds - COST_OF_PLACE * place_in_article(index, weighed.sentences)).astype(np.float32)):
        first.setdefault(owners[place], place)
    return [first[article] for article in articles if article in first]


def _by_odds(odds: Floats) -> list[int]:
    """Places of the sentences that were read, the highest odds first."""
    known = np.nan_to_num(odds, nan=-np.inf)
    return [i for i in np.argsort(-known, kind="stable").tolist() if known[i] > -np.inf]


def promising(places: Sequence[Places], odds: Floats, count: int = AGAIN, besides: Sequence[int] = ()) -> list[Places]:
    """The sentences of the highest odds, and those `besides`, each with its neighbours in its passage; those that touch are
    one window.
    """
    best = {*_by_odds(odds)[:count], *besides}
    windows: list[Places] = []
    for first, last in places:
        for place in sorted(i for i in best if first <= i <= last):
            start, end = max(first, place - _BESIDE), min(last, place + _BESIDE)
            if windows and first <= windows[-1][0] <= windows[-1][1] <= last and windows[-1][1] >= start - 1:
                windows[-1] = (windows[-1][0], end)
            else:
                windows.append((start, end))
    return windows


def written(index: Index, weighed: Weighed, windows: Sequence[Places]) -> Iterator[Window]:
    """The windows as text: title and day of the article, the sentence before, then the sentences that are scored."""
    rows = [int(index.passages[index.sentences[weighed.sentences[first], 0], 0]) for first, _ in windows]
    articles = index.articles.at(sorted(set(rows)))
    for row, (first, last) in zip(rows, windows, strict=True):
        article = articles[row]
        spans = index.sentences[weighed.sentences[first : last + 1], 1:3].tolist()
        start = _start(index, int(weighed.sentences[first]), row)
        lead = _lead(article)
        shift = len(lead) - start
        yield Window(lead + article.text[start : spans[-1][1]], tuple((a + shift, b + shift) for a, b in spans))


def unfit_sentences(index: Index, question: Question, weighed: Weighed) -> npt.NDArray[np.bool_]:
    """The sentences that answer nothing: headings and questions, for "CNN —" looks like the answer to any "which network";
    and to a question for a reason what was told before.
    """
    says_nothing = (np.asarray(index.sentence_marks[weighed.sentences]) & SAYS_NOTHING) > 0
    return np.asarray(says_nothing | told_before(index, weighed) if question.kind == "why" else says_nothing, bool)


def told_before(index: Index, weighed: Weighed) -> npt.NDArray[np.bool_]:
    """The sentences of articles about something else that are older than all articles about what is asked: why it happened
    cannot be said before it did.
    """
    about = weighed.columns("about")[:, 0]
    days = index.days[index.articles_of[index.sentences[weighed.sentences, 0]]]
    known = days >= 0
    began = days[known & (about >= -_ABOUT_IT)].min(initial=np.iinfo(days.dtype).max)
    return np.asarray(known & (days < began - 1) & (about < -_ELSEWHERE), bool)


def _lead(article: Article) -> str:
    """What stands before each window: "Title (September 8, 2022): "."""
    day = spelled(article.published_at)
    parts = [p for p in (article.title[:_TITLE].rstrip(), f"({day})" if day else "") if p]
    return f"{' '.join(parts)}: " if parts else ""


def _start(index: Index, sentence: int, article: int) -> int:
    """Where a window's text begins: one that opens a passage begins with the sentence before it, if that is not long.

    A window within a passage has a sentence beside the promising one already.
    """
    start = int(index.sentences[sentence, 1])
    before = sentence - 1
    if before < 0 or int(index.passages[index.sentences[before, 0], 0]) != article:
        return start
    if index.sentences[before, 0] == index.sentences[sentence, 0]:
        return start
    earlier = int(index.sentences[before, 1])
    return earlier if start - earlier <= _BEFORE else start
