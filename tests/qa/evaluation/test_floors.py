"""Pinned figures may not fall; two of them may not rise."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qa.errors import UsageError
from qa.evaluation.floors import below_floors
from qa.evaluation.measured import Evaluation
from qa.evaluation.metrics import Measured

MEASURED = Evaluation(
    {"hits@1": Measured(0.8, 0.7, 0.9, 50), "calibration error": Measured(0.1, 0, 0.2, 50)}, {}, [], 1.0, 2.0
)


@pytest.mark.parametrize(
    ("pinned", "named"),
    [
        ({"hits@1": 0.8, "calibration error": 0.1}, []),
        ({"hits@1": 0.81}, ["hits@1"]),
        ({"calibration error": 0.05}, ["calibration error"]),
        ({"hits@1": 0.1, "calibration error": 0.9}, []),
    ],
)
def test_each_side_of_a_floor(tmp_path: Path, pinned: dict[str, float], named: list[str]) -> None:
    floors = tmp_path / "floors.json"
    floors.write_text(json.dumps({"known.jsonl": pinned}))
    faults = below_floors(MEASURED, "known.jsonl", floors)
    assert [fault.split(" is ")[0] for fault in faults] == named
    assert below_floors(MEASURED, "other.jsonl", floors) == []


def test_no_floors_no_faults(tmp_path: Path) -> None:
    assert below_floors(MEASURED, "known.jsonl", tmp_path / "none.json") == []


def test_broken_floors_are_said(tmp_path: Path) -> None:
    (tmp_path / "floors.json").write_text("{")
    with pytest.raises(UsageError, match=r"floors\.json"):
        below_floors(MEASURED, "known.jsonl", tmp_path / "floors.json")
