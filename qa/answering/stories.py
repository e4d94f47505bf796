"""The running story a question is about: which articles tell it, and which of their passages are read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from embeddings.embedder import Vectors
from qa.answering.forms import COMPARISON, LIST, OVERVIEW, TIMELINE, Form
from qa.answering.retrieval import Candidates
from qa.answering.timeline import Days
from qa.index.opened import Index
from qa.index.searching import Allowed
from qa.text.marks import SAYS_NOTHING

NEAR = 0.6  # of the best article's score: what an article must have to belong to the story by itself
NEARER = 0.8  # the same where the best article is of an event: the event says who tells it
MATE = 0.5  # the same for one of the same event as the best
MOST = 12  # articles of a story that are looked at
_NEWEST = 3  # passages of a story's newest articles that are surely read where the newest state is asked for
_LED = 8  # articles of a story, or passages of a list or a comparison, that are surely read
_WORDS = 5  # terms of a sentence that an article can be said to open with
_ENOUGH = 2  # articles of an event from which on it is a story by itself
_ABOUT = 7  # days before and after the days a question names, in which articles still tell of them
_NARROW = 31  # days between the first and the last that a question names, where it names a time and not an age
_TOLD_AFTER = 2  # days after the last of them in which articles still tell of it
_OF_ONE = 2  # passages of one article among those that are read, where a question is for several

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Story:
    """The articles that tell what a question is about, by row, in order of publication."""

    articles: tuple[int, ...]


def story_of(index: Index, found: Candidates) -> Story:
    """The articles near the question, and those of the same event as the nearest."""
    rows, first = np.unique(index.articles_of[found.rows], return_index=True)
    if not len(rows):
        return Story(())
    score = found.score[first]  # candidates come best first
    best = float(score.max())
    event = int(index.events[rows[int(np.argmax(score))]])
    mates = index.events[rows] == event if event >= 0 else np.zeros(len(rows), bool)
    near = (score >= (NEARER if mates.sum() > _ENOUGH else NEAR) * best) | (mates & (score >= MATE * best))
    kept = np.flatnonzero(near)[np.argsort(-score[near], kind="stable")][:MOST]
    told = rows[kept]
    return Story(tuple(told[np.lexsort((told, index.days[told]))].tolist()))


def within(index: Index, story: Story, days: Days) -> Story:
    """The story as told about some days; the whole story where fewer than two articles do."""
    first, last = days
    published = {a: int(index.days[a]) for a in story.articles}
    kept = [
        a
        for a, day in published.items()
        if (first is None or day >= first - _ABOUT) and (last is None or day <= last + _ABOUT)
    ]
    return Story(tuple(kept)) if len(kept) > 1 else story


def is_narrow(days: Days) -> bool:
    """Whether a question names days of a month or so, which say of which articles it is likely to be told."""
    first, last = days
    return first is not None and last is not None and last - first <= _NARROW


def told_then(published: Rows | npt.NDArray[np.int32], days: Days) -> npt.NDArray[np.bool_]:
    """Which of these days of publication are those a question names, or shortly after them."""
    first, last = days
    told = (published >= (first or 0)) & (published >= 0)
    return told if last is None else told & (published <= last + _TOLD_AFTER)


def arranged(
    index: Index, found: Candidates, form: Form, story: Story, vector: Vectors, days: Days = (None, None)
) -> Candidates:
    """The candidates in the order in which they should be read for an answer of this form. `days`: those it is about."""
    if form.name in (OVERVIEW, TIMELINE):
        return each_article(index, found, story, vector)
    if form.name in (COMPARISON, LIST):
        return spread(index, found)
    if is_narrow(days) and not form.first:
        return of_days_too(index, found, story, vector, days)
    return newest_too(index, found, story, vector) if form.now else found


def each_article(index: Index, found: Candidates, story: Story, vector: Vectors) -> Candidates:
    """The candidates led by how each of the story's articles opens, and by the nearest passage of each; nearest first."""
    nearest = _nearest(index, found)
    told = sorted(story.articles, key=lambda a: nearest.get(a, len(found.rows)))[:_LED]
    rows = [*index.openings(told).tolist(), *(int(found.rows[nearest[a]]) for a in told if a in nearest)]
    return _led_by(index, found, list(dict.fromkeys(rows)), vector, told)


def spread(index: Index, found: Candidates) -> Candidates:
    """The candidates with no more than two passages of one article among those that are read."""
    taken: dict[int, int] = {}
    first: list[int] = []
    later: list[int] = []
    for place, article in enumerate(index.articles_of[found.rows].tolist()):
        taken[article] = taken.get(article, 0) + 1
        (first if taken[article] <= _OF_ONE and len(first) < _LED else later).append(place)
    told = dict.fromkeys(index.articles_of[found.rows[first]].tolist())
    return _ordered(found, np.asarray(first + later, np.int64), len(first), told)


def newest_too(index: Index, found: Candidates, story: Story, vector: Vectors) -> Candidates:
    """The candidates with what is newer than the nearest passage among those that are read: the nearest passages of the
    newest articles near the question, and of an event's newest articles how they open.
    """
    if not len(found.rows):
        return found
    nearest = _nearest(index, found)
    first = int(index.articles_of[found.rows[0]])
    near = {a for a, place in nearest.items() if found.score[place] >= MATE * found.score[0]}
    newer = [a for a in near if index.days[a] > index.days[first] and a not in story.articles]
    newest = sorted(newer, key=lambda a: -int(index.days[a]))[:_NEWEST]
    rows = [int(found.rows[nearest[a]]) for a in newest]
    told: list[int] = []
    if len(story.articles) > 1 and index.events[first] >= 0:
        told = sorted(story.articles, key=lambda a: -int(index.days[a]))[:_NEWEST]
        of_event = [*(int(found.rows[nearest[a]]) for a in told if a in nearest), *index.openings(told).tolist()]
        rows = [*list(dict.fromkeys(of_event))[:_NEWEST], *rows]
    return _led_by(index, found, rows, vector, told) if rows else found


def of_days_too(index: Index, found: Candidates, story: Story, vector: Vectors, days: Days) -> Candidates:
    """The candidates led by the nearest passages of the story's articles that were published in these days."""
    articles = np.asarray(story.articles, np.int64)
    then = set(articles[told_then(index.days[articles], days)].tolist())
    nearest = {a: place for a, place in _nearest(index, found).items() if a in then}
    told = sorted(nearest, key=lambda a: nearest[a])[:_NEWEST]
    return _led_by(index, found, [int(found.rows[nearest[a]]) for a in told], vector, told) if told else found


def opening(index: Index, article: int) -> int | None:
    """The sentence that opens an article, by row: the first that says something."""
    first, last = index.openings([article, article + 1])
    if first == last:
        return None
    rows = range(int(index.passages[first, 3]), int(index.passages[last - 1, 4]))
    starts = index.sentence_terms.starts
    for row in rows:
        if not index.sentence_marks[row] & SAYS_NOTHING and starts[row + 1] - starts[row] >= _WORDS:
            return row
    return next((row for row in rows if not index.sentence_marks[row] & SAYS_NOTHING), None)


def allowed_articles(index: Index, allowed: Allowed | None) -> npt.NDArray[np.bool_]:
    """Which articles the filters of a question admit, by row."""
    admitted = np.ones(index.info.articles, bool)
    if allowed is not None:
        admitted[:] = False
        admitted[index.articles_of[allowed.mask]] = True
    return admitted


def _nearest(index: Index, found: Candidates) -> dict[int, int]:
    """By article, the place of its nearest passage among the candidates."""
    return {article: place for place, article in reversed(list(enumerate(index.articles_of[found.rows].tolist())))}


def _led_by(index: Index, found: Candidates, rows: Sequence[int], vector: Vectors, told: Sequence[int]) -> Candidates:
    """The candidates with these passages first, whether or not they were found. `told`: the articles that are told."""
    places = {row: place for place, row in enumerate(found.rows.tolist())}
    new = np.asarray([row for row in rows if row not in places], np.int64)
    cosine = (index.vectors.vectors(new) @ np.atleast_2d(vector).T).max(axis=1) if len(new) else np.zeros(0, np.float32)
    every = Candidates(
        np.concatenate([found.rows, new]),
        np.concatenate([found.cosine, cosine]).astype(np.float32),
        np.concatenate([found.bm25, np.zeros(len(new), np.float32)]),
        np.concatenate([found.score, cosine]).astype(np.float32),
    )
    places |= {row: len(found.rows) + i for i, row in enumerate(new.tolist())}
    led = [places[row] for row in rows]
    rest = np.setdiff1d(np.arange(len(every.rows)), led)
    return _ordered(every, np.asarray([*led, *rest.tolist()], np.int64), len(led), told)


def _ordered(found: Candidates, order: Rows, led: int, told: Iterable[int]) -> Candidates:
    return Candidates(found.rows[order], found.cosine[order], found.bm25[order], found.score[order], led, tuple(told))
