"""A trained forest of decision trees, kept as JSON that a person can read, applied to rows of numbers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Forest:
    """All nodes of all trees in one table; a leaf leads to itself."""

    features: tuple[str, ...]
    bias: float
    roots: NDArray[np.int32]
    column: NDArray[np.int32]
    threshold: NDArray[np.float64]
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    value: NDArray[np.float64]

    def probabilities(self, rows: Sequence[Sequence[float]]) -> list[float]:
        """The probability of what the forest was trained to find, for each row, whose columns are `features`."""
        return [float(p) for p in 1 / (1 + np.exp(-self.log_odds(rows)))]

    def log_odds(self, rows: Sequence[Sequence[float]] | NDArray[np.float32]) -> NDArray[np.float64]:
        """The same as log-odds, shape (rows,)."""
        if not len(rows):
            return np.zeros(0)
        table = np.asarray(rows, dtype=np.float64)
        each = np.arange(len(rows))[:, None]
        at = np.broadcast_to(self.roots, (len(rows), len(self.roots)))
        while True:
            below = np.where(table[each, self.column[at]] <= self.threshold[at], self.left[at], self.right[at])
            if np.array_equal(below, at):
                break
            at = below
        return np.asarray(self.bias + self.value[at].sum(axis=1))


@lru_cache
def load_forest(path: Path, features: tuple[str, ...]) -> Forest:
    """The forest of a file; a ValueError when it was trained on other features."""
    saved = json.loads(path.read_text(encoding="utf-8"))
    if tuple(saved["features"]) != features:
        raise ValueError(f"{path.name} was trained on other features. Train it again: {saved['trained_by']}.")
    return _unrolled(saved)


def _unrolled(saved: dict[str, list[object]]) -> Forest:
    """Nested trees, `[feature, threshold, left, right]` or a leaf's value, as one table."""
    features = tuple(str(name) for name in saved["features"])
    columns = {name: i for i, name in enumerate(features)}
    table: list[list[float]] = []

    def add(tree: object) -> int:
        at = len(table)
        if isinstance(tree, list):
            table.append([columns[tree[0]], tree[1], 0, 0, 0.0])
            table[at][2], table[at][3] = add(tree[2]), add(tree[3])
        else:
            table.append([0, np.inf, at, at, float(str(tree))])
        return at

    roots = [add(tree) for tree in saved["trees"]]
    nodes = np.array(table, dtype=np.float64)
    return Forest(
        features=features,
        bias=float(str(saved["bias"])),
        roots=np.array(roots, dtype=np.int32),
        column=nodes[:, 0].astype(np.int32),
        threshold=nodes[:, 1],
        left=nodes[:, 2].astype(np.int32),
        right=nodes[:, 3].astype(np.int32),
        value=nodes[:, 4],
    )
