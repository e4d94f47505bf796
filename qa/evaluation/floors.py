"""Pinned floors: figures that may not fall. Lowering one is an explicit act in evals/floors.json."""

from __future__ import annotations

import json
from pathlib import Path

from qa.errors import UsageError
from qa.evaluation.measured import Evaluation

_CEILINGS = {"calibration error", "words an answer"}  # figures that may not rise


def below_floors(measured: Evaluation, questions: str, floors: Path) -> list[str]:
    """One sentence for each figure on the wrong side of its floor; none for questions that have no floors."""
    if not floors.exists():
        return []
    try:
        pinned = json.loads(floors.read_text(encoding="utf-8")).get(questions, {})
    except ValueError as error:
        raise UsageError(f"{floors} is not JSON ({error}). Mend it.") from error
    faults = []
    for name, floor in pinned.items():
        value = measured.figures[name].value
        if value > floor if name in _CEILINGS else value < floor:
            side = "above its ceiling" if name in _CEILINGS else "below its floor"
            faults.append(f"{name} is {value:.3f}, {side} of {floor} in {floors.name}. Find out what changed.")
    return faults
