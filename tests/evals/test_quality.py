"""Answer quality is a test: the samples' questions, through the command line, against the floors in evals/floors.json."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from qa.evaluation.natural import inside

ROOT = Path(__file__).parents[2]


def quoth(*arguments: str, index: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "qa", *arguments],
        cwd=ROOT, env=os.environ | {"QA_INDEX": str(index)}, capture_output=True, text=True, timeout=1800,
    )  # fmt: skip


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the sample articles, with the real model."""
    index = tmp_path_factory.mktemp("samples") / "index"
    assert quoth("index", "samples/articles", index=index).returncode == 0
    return index


@pytest.mark.model
@pytest.mark.parametrize(
    ("questions", "every"), [("samples-asked.jsonl", 6), ("samples-stories.jsonl", 1), ("samples.jsonl", 1)]
)
def test_the_samples_are_answered_above_their_floors(samples: Path, tmp_path: Path, questions: str, every: int) -> None:
    """Every so many questions, in the order of the file: all natural ones would take minutes. `make eval` asks them all."""
    lines = (ROOT / "evals" / questions).read_text(encoding="utf-8").splitlines(keepends=True)
    (tmp_path / questions).write_text("".join(lines[::every]), encoding="utf-8")
    result = quoth("eval", str(tmp_path / questions), "--json", index=samples)
    assert result.returncode == 0, result.stderr
    measured = json.loads(result.stdout)
    assert measured["below_floors"] == []
    assert measured["figures"]["verbatim"]["value"] == 1
    assert bool(measured["similarity"]) is (questions != "samples.jsonl")


@pytest.mark.model
def test_the_question_about_amazon_gets_its_reason_first(samples: Path) -> None:
    """In the words of either year's article; not "the company gave no reason for its decision", which is said of another."""
    question = "why did Amazon pause police use of Rekognition?"
    rows = map(json.loads, (ROOT / "evals/samples-asked.jsonl").read_text(encoding="utf-8").splitlines())
    quoted = [s["text"] for row in rows if row["question"] == question for s in row["best"] + row["also"]]
    reasons = [text for text in quoted if "rules" in text]  # Congress was to be given a year to make them
    assert reasons
    result = quoth("ask", question, "--json", index=samples)
    first = json.loads(result.stdout)["sentences"][0]["text"]
    assert any(inside(reason, first) for reason in reasons), first


def test_the_floors_name_figures_of_the_samples() -> None:
    floors = json.loads((ROOT / "evals/floors.json").read_text())
    assert {"hits@4", "refusal AUROC", "verbatim"} <= set(floors["samples.jsonl"])
    wanted = {"right", "first", "full", "quotes to the point", "answered", "near misses refused", "AUROC", "verbatim"}
    assert wanted <= set(floors["samples-asked.jsonl"])
