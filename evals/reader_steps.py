"""Steps of training: which questions a step takes, in which roles and with which weights."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
from torch.utils.data import Dataset

from evals.reader_data import Asked, Data, Tokens
from evals.reader_groups import ELSEWHERE, HOLE, WHOLE, Group, Step, collate, group_of
from evals.reader_sources import LABELLED, NATURAL

_ANSWERED, _NEAR, _OTHER = (
    0.32,
    0.12,
    0.25,
)  # questions of a step, as shares of its groups: natural ones, near misses, others
_HOLES, _ELSEWHERE = 0.8, 0.12  # how often an answerable question comes in these roles too
_TALK = 0.15  # how often a conversation stands before a question that needs none
_MOST_SAID, _MOST_QUOTED = 60, 45  # tokens of such a conversation, and of the quote in it
_SPAN_HOLES = 0.3
_WEIGHTS = {"elsewhere": 0.5, "near": 0.6, "span": 0.7, "span hole": 0.4}  # of a group in the loss; 1 for all others
_ENDLESS = 1_000_000


class Steps(Dataset[Step]):
    """Steps without end, each made from its number alone: the same in every process. Each question of a pool is seen as
    often as the others. `groups`: about how many a step has; `budget`: padded tokens of a batch, at most.
    """

    def __init__(self, data: Data, seed: int, groups: int, budget: int) -> None:
        self._data, self._seed, self._groups, self._budget = data, seed, groups, budget
        learnt = [q for q in data.asked if not q.held]
        natural = [q for q in learnt if q.form == NATURAL]
        self._pools = (
            ([q for q in natural if q.best], _ANSWERED),
            ([q for q in natural if not q.best], _NEAR),
            ([q for q in learnt if q.form != NATURAL], _OTHER),
        )
        if not learnt:
            raise ValueError("All questions are held out, so there is none to learn from. Name another source.")
        self._of_article: dict[int, list[Asked]] = {}
        for asked in natural:
            for article in asked.articles:
                self._of_article.setdefault(article, []).append(asked)
        self._orders: dict[tuple[int, int], list[int]] = {}

    def __len__(self) -> int:
        return _ENDLESS

    def __getitem__(self, step: int) -> Step:
        if step >= _ENDLESS:
            raise IndexError(step)
        return collate(self._data, self.groups(step), self._rng(step, "cut"), self._budget)

    def groups(self, step: int) -> list[Group]:
        """The groups of a step that have windows."""
        rng = self._rng(step, "roles")
        answered, near, others = (self._picked(number, step) for number in range(len(self._pools)))
        groups = [g for asked in answered for g in self._of_answered(asked, rng)]
        groups += [group_of(self._data, asked, WHOLE, rng, weight=_WEIGHTS["near"]) for asked in near]
        groups += [g for asked in others for g in self._of_other(asked, rng)]
        return [g for g in groups if g.runs]

    def _of_answered(self, asked: Asked, rng: random.Random) -> list[Group]:
        said = self._conversation(asked, rng)
        groups = [group_of(self._data, asked, WHOLE, rng, before=said)]
        if rng.random() < _HOLES:
            groups.append(group_of(self._data, asked, HOLE, rng, before=said))
        if rng.random() < _ELSEWHERE:
            groups.append(group_of(self._data, asked, ELSEWHERE, rng, before=said, weight=_WEIGHTS["elsewhere"]))
        return groups

    def _of_other(self, asked: Asked, rng: random.Random) -> list[Group]:
        weight = _WEIGHTS["span" if asked.best else "near"]
        groups = [group_of(self._data, asked, WHOLE, rng, others=(1, 4), weight=weight)]
        if asked.best and asked.form != LABELLED and rng.random() < _SPAN_HOLES:
            groups.append(group_of(self._data, asked, HOLE, rng, others=(1, 3), weight=_WEIGHTS["span hole"]))
        return groups

    def _conversation(self, asked: Asked, rng: random.Random) -> Tokens | None:
        """Now and then another question of the article and its quote; None: what was said before, if anything was."""
        if asked.follows or rng.random() >= _TALK:
            return None
        others: Sequence[Asked] = [q for q in self._of_article[asked.articles[0]] if q is not asked]
        if not others:
            return None
        other = rng.choice(others)
        quote = self._data.sentence(other.best[0])[:_MOST_QUOTED] if other.best else ()
        return (*other.tokens, *quote)[:_MOST_SAID]

    def _picked(self, number: int, step: int) -> list[Asked]:
        """The questions of a pool that a step takes: passes over the pool, each in an order of its own."""
        pool, share = self._pools[number]
        count = round(self._groups * share)
        places = range(step * count, (step + 1) * count) if pool else range(0)
        return [pool[self._order(number, place // len(pool))[place % len(pool)]] for place in places]

    def _order(self, number: int, turn: int) -> list[int]:
        if (number, turn) not in self._orders:
            rng = np.random.default_rng([self._seed, turn, number])
            self._orders = {k: v for k, v in self._orders.items() if k[0] != number or k[1] == turn - 1}
            self._orders[number, turn] = rng.permutation(len(self._pools[number][0])).tolist()
        return self._orders[number, turn]

    def _rng(self, step: int, purpose: str) -> random.Random:
        return random.Random(f"{self._seed} {step} {purpose}")  # noqa: S311 a seed is the point
