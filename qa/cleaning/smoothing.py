"""The forests of pages and dumps, beside this file, and chances of lines smoothed over their neighbours."""

from __future__ import annotations

from pathlib import Path

from embeddings.forest import Forest, load_forest

_NEAR = (0.05, 0.1, 0.7, 0.1, 0.05)


def forest(name: str, features: tuple[str, ...]) -> Forest:
    """The forest `blocks` or `lines`."""
    return load_forest(Path(__file__).with_name(f"{name}.json"), features)


def smoothed(chances: list[float]) -> list[float]:
    """Each chance with a little of its neighbours': what stands beside a line of the article is likely one too."""
    reach = len(_NEAR) // 2
    padded = [*chances[:1] * reach, *chances, *chances[-1:] * reach]
    return [sum(w * p for w, p in zip(_NEAR, padded[i : i + len(_NEAR)], strict=True)) for i in range(len(chances))]
