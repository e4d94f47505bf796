"""Figures of held-out natural questions, by the reader alone over all windows of the right articles."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import torch

from evals.reader_data import Asked, Data
from evals.reader_groups import BEST, HOLE, WHOLE, Group, collate, group_of
from evals.reader_network import Network
from qa.evaluation.metrics import auroc

_AT_ONCE = 64  # groups
_MOST_ODDS = 30.0  # of a sentence, when a group's are added up
Figures = dict[str, float]


class _Read(NamedTuple):
    """A group that was read: scores, log-odds of a quote and marks of its sentences, shape (sentences,)."""

    role: str
    choice: npt.NDArray[np.float32]
    quote: npt.NDArray[np.float32]
    mark: npt.NDArray[np.int64]

    @property
    def answered(self) -> bool:
        return bool((self.mark > 0).any())


def figures(network: Network, data: Data, device: str, source: str) -> dict[str, Figures]:
    """Figures of a source's held-out questions, by `choice` (log-odds that a sentence answers) and by `quote`.

    first: the best sentence answers; best: an editor would quote it; three: one of the best three answers; near, holes: AUROC
    of answerable questions against near misses, and against the same questions with their answers cut out.
    """
    asked = [q for q in data.asked if q.held and q.source == source]
    read = list(_read(network, data, asked, device))
    return {name: _figures(read, name) for name in ("choice", "quote")} if read else {}


def _read(network: Network, data: Data, asked: Sequence[Asked], device: str) -> Iterator[_Read]:
    groups: list[Group] = []
    for one in asked:
        for role in (WHOLE, HOLE) if one.best else (WHOLE,):
            rng = random.Random(one.id)  # noqa: S311 a seed is the point
            groups.append(group_of(data, one, role, rng, others=(0, 0), whole=1.0))
    groups = [g for g in groups if g.runs]
    network.eval()
    for first in range(0, len(groups), _AT_ONCE):
        part = groups[first : first + _AT_ONCE]
        step = collate(data, part, None).to(device)
        with torch.inference_mode():
            said = network.scores(step)
        choice, quote = said.choice.cpu().numpy(), said.quote.cpu().numpy()
        of, mark = step.group.cpu().numpy(), step.mark.cpu().numpy()
        for number, group in enumerate(part):
            own = of == number
            yield _Read(group.role, choice[own], quote[own], mark[own])


def _figures(read: Sequence[_Read], name: str) -> Figures:
    yes = [r for r in read if r.role == WHOLE and r.answered]
    near = [r for r in read if r.role == WHOLE and not r.answered]
    holes = [r for r in read if r.role == HOLE]
    ranked = [r.mark[np.argsort(-getattr(r, name), kind="stable")] for r in yes]
    result = {"questions": float(len(yes))}
    if yes:
        result["first"] = float(np.mean([m[0] > 0 for m in ranked]))
        result["best"] = float(np.mean([m[0] == BEST for m in ranked]))
        result["three"] = float(np.mean([(m[:3] > 0).any() for m in ranked]))
    for kind, others in (("near", near), ("holes", holes)):
        if yes and others:
            result[kind] = auroc([_sure(r, name) for r in yes], [_sure(r, name) for r in others])
    return {k: round(v, 3) for k, v in result.items()}


def _sure(read: _Read, name: str) -> float:
    """How sure a group is answered: log of 1 + the sum of the sentences' odds; of quotes the highest log-odds."""
    if name == "quote":
        return float(read.quote.max())
    return float(np.log1p(np.exp(np.minimum(read.choice, _MOST_ODDS)).sum()))
