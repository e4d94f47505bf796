"""Forests trained by scikit-learn, written as the JSON that embeddings/forest.py reads."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sklearn.ensemble import HistGradientBoostingClassifier


def save(model: HistGradientBoostingClassifier, names: tuple[str, ...], path: Path, trained_by: str) -> None:
    """Write the forest as JSON, a line a tree. `trained_by`: the module that does it again."""
    # scikit-learn has no public way to the nodes of these trees.
    trees = [_nested(stage[0].nodes, 0, names) for stage in model._predictors]
    head = {"trained_by": f"python -m {trained_by}", "features": names}
    lines = ",\n".join(json.dumps(tree, separators=(",", ":")) for tree in trees)
    bias = float(model._baseline_prediction.ravel()[0])
    path.write_text(json.dumps(head, indent=0)[:-2] + f',\n"bias": {bias:.6f},\n"trees": [\n{lines}\n]}}\n')


def _nested(nodes: Any, at: int, names: tuple[str, ...]) -> object:
    node = nodes[at]
    if node["is_leaf"]:
        return round(float(node["value"]), 5)
    sides = [_nested(nodes, int(node[side]), names) for side in ("left", "right")]
    return [names[int(node["feature_idx"])], float(f"{node['num_threshold']:.7g}"), *sides]
