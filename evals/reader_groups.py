"""Groups: a question with windows that compete to answer it, in one of three roles; and groups as tensors.

whole      the question's own articles, or parts of them, and windows of others that look like the question
hole       the same without every sentence that answers: nothing is right
elsewhere  windows of other articles alone: nothing is right
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

import numpy as np
import torch

from embeddings.encoder import CLS, SEP
from embeddings.reader import MAX_TOKENS
from evals.reader_data import Asked, Data, Tokens
from evals.reader_sources import Place

T = TypeVar("T")
WHOLE, HOLE, ELSEWHERE = "whole", "hole", "elsewhere"
BEST, ALSO = 2, 1  # marks of a sentence; 0 for all others
NOWHERE = (-1, -1)  # edges of a window that is not asked for the words of the answer

_OPEN, _COLON, _CLOSE, _EARLIER = 1006, 1024, 1007, 3041  # ( : ) and the word "earlier"
_RUN = 70, 210  # tokens of a run of sentences: drawn anew for each, between these
_ROUND = 70, 200  # the same for a window around a sentence
_CONTEXT = 40  # last tokens of the sentence before a run
_MANY = 12  # runs of an article, above which only some are taken


@dataclass(frozen=True, slots=True)
class Run:
    """Sentences of an article that are read together, perhaps after the one before them."""

    article: int
    before: int | None
    sentences: tuple[int, ...]

    def holds(self, places: frozenset[Place]) -> bool:
        return any((self.article, i) in places for i in self.sentences)

    def touches(self, places: frozenset[Place]) -> bool:
        """Whether a sentence of the run stands beside one of the places."""
        return any((self.article, i + step) in places for i in self.sentences for step in (-1, 1))


@dataclass(frozen=True, slots=True)
class Group:
    """`tokens` are those of the question with what was said before it; `weight` is the group's share in the loss."""

    asked: Asked
    role: str
    runs: tuple[Run, ...]
    tokens: Tokens
    weight: float = 1.0

    def mark(self, place: Place) -> int:
        if self.role != WHOLE:
            return 0
        return BEST if place in self.asked.best else ALSO if place in self.asked.also else 0


class Batch(NamedTuple):
    """Windows as tensors of shape (n, tokens). `sentence`: which of the batch's sentences a token is in, -1 for none;
    `owner` and `lengths`: each sentence's row and number of tokens, at least one, shape (sentences,).
    """

    ids: torch.Tensor
    mask: torch.Tensor
    types: torch.Tensor
    sentence: torch.Tensor
    owner: torch.Tensor
    lengths: torch.Tensor


class Step(NamedTuple):
    """Groups as tensors. Sentences and windows are in the order of the batches."""

    batches: list[Batch]
    group: torch.Tensor  # of each sentence, shape (sentences,)
    mark: torch.Tensor  # BEST, ALSO or 0, shape (sentences,)
    edges: torch.Tensor  # first and last token of the answer in each window, 0 for no answer, shape (windows, 2)
    weight: torch.Tensor  # shape (groups,)

    def to(self, device: str) -> Step:
        batches = [Batch(*(t.to(device, non_blocking=True) for t in batch)) for batch in self.batches]
        return Step(batches, *(t.to(device, non_blocking=True) for t in self[1:]))


class _Row(NamedTuple):
    """A window of a group: its token ids, the sentence of each (-1: none), where the context begins, marks, edges."""

    group: int
    ids: list[int]
    sentence: list[int]
    start: int
    marks: list[int]
    edge: tuple[int, int]


def question_tokens(asked: Asked, before: Tokens | None = None) -> Tokens:
    """The question, and what was said before it in brackets; `before` in the place of its own."""
    said = asked.before if before is None else before
    return (*asked.tokens, _OPEN, _EARLIER, _COLON, *said, _CLOSE) if said else asked.tokens


def runs_of(data: Data, article: int, kept: Sequence[int], rng: random.Random) -> list[Run]:
    """The sentences that are kept, cut into runs; six in ten of these begin with the sentence before."""
    runs: list[list[int]] = [[]]
    size, most = 0, rng.randint(*_RUN)
    for i in kept:
        length = len(data.sentence((article, i)))
        if runs[-1] and size + length > most:
            runs.append([])
            size, most = 0, rng.randint(*_RUN)
        runs[-1].append(i)
        size += length
    before = [None, *(run[-1] for run in runs[:-1])]
    return [
        Run(article, b if rng.random() < 0.6 else None, tuple(run)) for b, run in zip(before, runs, strict=True) if run
    ]


def around(data: Data, place: Place, rng: random.Random) -> Run:
    """A sentence with what stands around it."""
    article, first = place
    last, size, most = first, len(data.sentence(place)), rng.randint(*_ROUND)
    end = len(data.articles[article].sentences) - 1
    while ways := [w for w in (-1, 1) if (first > 0 if w < 0 else last < end)]:
        new = first - 1 if rng.choice(ways) < 0 else last + 1
        size += len(data.sentence((article, new)))
        if size > most:
            break
        first, last = min(first, new), max(last, new)
    return Run(article, first - 1 if first > 0 and rng.random() < 0.5 else None, tuple(range(first, last + 1)))


def group_of(
    data: Data, asked: Asked, role: str, rng: random.Random, *, others: tuple[int, int] = (0, 5), whole: float = 0.6,
    before: Tokens | None = None, weight: float = 1.0,
) -> Group:  # fmt: skip
    """A question in a role. `others`: fewest and most windows of other articles; `whole`: how often all of the question's
    own articles are shown rather than some runs. A group may have no run: it teaches nothing then.
    """
    runs: list[Run] = []
    best = frozenset(asked.best)
    cut = best | frozenset(asked.also) if role == HOLE else frozenset[Place]()
    if role != ELSEWHERE:
        for article in asked.articles:
            runs += _own(data, article, cut, best, rng)
        if rng.random() > whole and len(runs) > 2:
            kept = [r for r in runs if (r.touches(cut) if role == HOLE else r.holds(best))]
            rest = [r for r in runs if r not in kept]
            runs = kept + _some(rest, rng.randint(0, 3), rng)
    count = rng.randint(*others) + (2 if role == ELSEWHERE else 0)
    runs += [around(data, place, rng) for place in _some(asked.like, count, rng)]
    return Group(asked, role, tuple(runs), question_tokens(asked, before), weight)


def _own(
    data: Data, article: int, cut: frozenset[Place], best: frozenset[Place], rng: random.Random
) -> list[Run]:  # fmt: skip
    """An article's runs; of a long one, an encyclopedia's, those that hold the answer and two to six more."""
    kept = [i for i in range(len(data.articles[article].sentences)) if (article, i) not in cut]
    runs = runs_of(data, article, kept, rng)
    if len(runs) <= _MANY:
        return runs
    rest = [r for r in runs if not r.holds(best)]
    return [r for r in runs if r.holds(best)] + _some(rest, rng.randint(2, 6), rng)


def _some(items: Sequence[T], count: int, rng: random.Random) -> list[T]:
    """So many of the items in any order, or all."""
    return rng.sample(items, min(count, len(items)))


def collate(data: Data, groups: Sequence[Group], rng: random.Random | None, budget: int = 24_000) -> Step:
    """Groups as tensors, in batches of windows of like length with `budget` padded tokens at most.

    `rng` leaves titles out now and then, and days; without it each window begins with all that is known.
    """
    rows = [_row(data, number, group, run, rng) for number, group in enumerate(groups) for run in group.runs]
    parts = list(_parts(sorted(rows, key=lambda row: -len(row.ids)), budget))
    ordered = [row for part in parts for row in part]
    return Step(
        [_batch(part) for part in parts],
        torch.tensor([row.group for row in ordered for _ in row.marks]),
        torch.tensor([mark for row in ordered for mark in row.marks]),
        torch.tensor([row.edge for row in ordered]).reshape(-1, 2),
        torch.tensor([group.weight for group in groups]),
    )


def _row(data: Data, number: int, group: Group, run: Run, rng: random.Random | None) -> _Row:
    """[CLS] question [SEP] title (day): context, sentences [SEP]."""
    article = data.articles[run.article]
    ids = [CLS, *group.tokens, SEP]
    start = len(ids)
    lead = list(article.title) if rng is None or rng.random() < 0.9 else []
    if article.day and (rng is None or rng.random() < 0.75):
        lead += [_OPEN, *article.day, _CLOSE]
    ids += [*lead, _COLON] if lead else []
    if run.before is not None:
        ids += data.sentence((run.article, run.before))[-_CONTEXT:]
    sentence = [-1] * len(ids)
    begins = []
    for place, i in enumerate(run.sentences):
        tokens = data.sentence((run.article, i))[: max(MAX_TOKENS - 1 - len(ids), 0)]
        begins.append(len(ids))
        ids += tokens
        sentence += [place] * len(tokens)
    marks = [group.mark((run.article, i)) for i in run.sentences]
    return _Row(number, [*ids, SEP], [*sentence, -1], start, marks, _edge(group, run, marks, begins, len(ids)))


def _edge(group: Group, run: Run, marks: Sequence[int], begins: Sequence[int], end: int) -> tuple[int, int]:
    """First and last token of the answer in a window; (0, 0) where nothing answers, NOWHERE where its words are not known."""
    if not any(marks):
        return 0, 0
    span = group.asked.span
    if span is None or span[0] != run.article or span[1] not in run.sentences:
        return NOWHERE
    begin = begins[run.sentences.index(span[1])]
    return (begin + span[2], begin + span[3]) if begin + span[3] < end else NOWHERE


def _parts(rows: Sequence[_Row], budget: int) -> Iterator[list[_Row]]:
    """Rows, the longest first, in runs of like length."""
    part: list[_Row] = []
    for row in rows:
        if part and (len(part) + 1) * _padded(part[0]) > budget:
            yield part
            part = []
        part.append(row)
    if part:
        yield part


def _padded(row: _Row) -> int:
    return -(-len(row.ids) // 8) * 8  # attention is faster over multiples of eight


def _batch(rows: Sequence[_Row]) -> Batch:
    shape = len(rows), _padded(rows[0])
    ids, mask, types = (np.zeros(shape, np.int64) for _ in range(3))
    sentence = np.full(shape, -1, np.int64)
    owner, lengths = list[int](), list[int]()
    for place, row in enumerate(rows):
        length = len(row.ids)
        ids[place, :length] = row.ids
        mask[place, :length] = 1
        types[place, row.start : length] = 1
        own = np.asarray(row.sentence)
        sentence[place, :length] = np.where(own >= 0, own + len(owner), -1)
        lengths += np.bincount(own[own >= 0], minlength=len(row.marks)).tolist()
        owner += [place] * len(row.marks)
    a, b, c, d = (torch.from_numpy(array) for array in (ids, mask, types, sentence))
    return Batch(a, b, c, d, torch.tensor(owner), torch.tensor(lengths).clamp(min=1).float())
