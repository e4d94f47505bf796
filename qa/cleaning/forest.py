"""A trained forest of decision trees, kept as JSON that a person can read, applied to rows of numbers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_NEAR = (0.05, 0.1, 0.7, 0.1, 0.05)
_FOLDER = Path(__file__).parent


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
        """The probability of "main content" for each row, whose columns are `features`."""
        if not rows:
            return []
        table = np.asarray(rows, dtype=np.float64)
        each = np.arange(len(rows))[:, None]
        at = np.broadcast_to(self.roots, (len(rows), len(self.roots)))
        while True:
            below = np.where(table[each, self.column[at]] <= self.threshold[at], self.left[at], self.right[at])
            if np.array_equal(below, at):
                break
            at = below
        score = self.bias + self.value[at].sum(axis=1)
        return [float(p) for p in 1 / (1 + np.exp(-score))]


def smoothed(chances: list[float]) -> list[float]:
    """Each chance with a little of its neighbours': what stands beside a line of the article is likely one too."""
    reach = len(_NEAR) // 2
    padded = [*chances[:1] * reach, *chances, *chances[-1:] * reach]
    return [sum(w * p for w, p in zip(_NEAR, padded[i : i + len(_NEAR)], strict=True)) for i in range(len(chances))]


@lru_cache
def load_forest(name: str, features: tuple[str, ...]) -> Forest:
    """The forest `name`.json beside this file; a ValueError when it was trained on other features."""
    saved = json.loads((_FOLDER / f"{name}.json").read_text())
    if tuple(saved["features"]) != features:
        raise ValueError(f"{name}.json was trained on other features. Train it again: {saved['trained_by']}.")
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
