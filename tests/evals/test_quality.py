"""Answer quality is a test: the samples' questions, through the command line, against the floors in evals/floors.json."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def quoth(*arguments: str, index: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "qa", *arguments],
        cwd=ROOT, env=os.environ | {"QA_INDEX": str(index)}, capture_output=True, text=True, timeout=300,
    )  # fmt: skip


@pytest.mark.model
def test_the_samples_are_answered_above_their_floors(tmp_path: Path) -> None:
    index = tmp_path / "index"
    assert quoth("index", "samples/articles", index=index).returncode == 0
    result = quoth("eval", "evals/samples.jsonl", "--json", index=index)
    assert result.returncode == 0, result.stderr
    measured = json.loads(result.stdout)
    assert measured["below_floors"] == []
    assert measured["figures"]["verbatim"]["value"] == 1


def test_the_floors_name_figures_of_the_samples() -> None:
    floors = json.loads((ROOT / "evals/floors.json").read_text())
    assert {"hits@4", "refusal AUROC", "verbatim"} <= set(floors["samples.jsonl"])
