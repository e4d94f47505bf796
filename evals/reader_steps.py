"""Steps of training: groups of windows as tensors, made a question at a time, in other processes where there are any."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset

from embeddings.embedder import by_length
from embeddings.reader import Batch, collate
from evals.reader_data import Group, Marked, Source

_QUESTIONS = 26  # of a step, which has about 32 groups with the near misses

Row = tuple[int, int]  # a source, and a question of it


@dataclass(frozen=True, slots=True)
class Step:
    """Groups as tensors. Sentences are in the order of the batches; `edges` are the first and last token of the
    answer of each window of a batch, [CLS] where there is none, shape (2 n,).
    """

    batches: tuple[Batch, ...]
    edges: tuple[torch.Tensor, ...]
    group: torch.Tensor  # (sentences,)
    answers: torch.Tensor  # (sentences,)
    answerable: torch.Tensor  # (groups,)
    sets: tuple[str, ...]  # (groups,)

    def to(self, device: str) -> Step:
        return Step(*(_moved(getattr(self, f.name), device) for f in fields(self)))


def _moved(value: Any, device: str) -> Any:
    """Tensors within tuples and dictionaries, on a device."""
    if isinstance(value, torch.Tensor):
        return value.to(device, non_blocking=True)
    if isinstance(value, Batch):
        return Batch(*(_moved(v, device) for v in value))
    if isinstance(value, tuple):
        return tuple(_moved(v, device) for v in value)
    return {k: _moved(v, device) for k, v in value.items()} if isinstance(value, dict) else value


class Steps(Dataset[Step]):
    """Questions of one pass over the sources, a step's worth at a time."""

    def __init__(
        self, sources: Sequence[Source], rows: Sequence[Row], seed: int, *, tokenizer: Any, characters: int
    ) -> None:
        """`seed`: how windows are cut; `characters`: of a padded batch, at most."""
        self._sources = sources
        self._rows = rows
        self._seed = seed * len(sources)
        self._tokenizer = tokenizer
        self._characters = characters

    def __len__(self) -> int:
        return -(-len(self._rows) // _QUESTIONS)

    def __getitem__(self, place: int) -> Step:
        rows = self._rows[place * _QUESTIONS : (place + 1) * _QUESTIONS]
        groups = [g for source, row in rows for g in self._sources[source].groups(row, self._seed + source)]
        return _tensors(self._tokenizer, groups, self._characters)


def loaded(steps: Steps, workers: int) -> Iterator[Step]:
    """The steps in order, made ahead by as many processes; by none, one when it is asked for. None is empty."""
    made = DataLoader(steps, batch_size=None, num_workers=workers, prefetch_factor=4 if workers else None)
    yield from (step for step in made if step.batches)


def _tensors(tokenizer: Any, groups: Sequence[Group], characters: int) -> Step:
    pairs = [(i, g.question, m) for i, g in enumerate(groups) for m in g.windows]
    parts = [
        [pairs[i] for i in rows]
        for rows in by_length([len(question) + len(m.window.text) for _, question, m in pairs], characters)
    ]
    batches = tuple(collate(tokenizer, [q for _, q, _ in part], [m.window for _, _, m in part]) for part in parts)
    return Step(
        batches,
        tuple(_edges(batch, [m for _, _, m in part]) for batch, part in zip(batches, parts, strict=True)),
        torch.tensor([i for part in parts for i, _, m in part for _ in m.answers]),
        torch.tensor([a for part in parts for _, _, m in part for a in m.answers]),
        torch.tensor([g.answerable for g in groups]),
        tuple(g.set for g in groups),
    )


def _edges(batch: Batch, windows: Sequence[Marked]) -> torch.Tensor:
    targets = []
    for offsets, marked in zip(batch.offsets, windows, strict=True):
        start, end = marked.answer or (0, 0)
        inside = np.flatnonzero((offsets[:, 1] > start) & (offsets[:, 0] < end))
        targets += [int(inside[0]), int(inside[-1])] if len(inside) else [0, 0]
    return torch.tensor(targets)
