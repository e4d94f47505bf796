"""The examples do what they show, where the library they are for is installed."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from qa.index.store import IndexStore
from tests.qa.corpus import build_index

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted((ROOT / "docs" / "examples").glob("*.py"))
NEEDED = {"langchain_retriever": "langchain_core", "haystack_retriever": "haystack"}
RUN = """
import runpy, sys
from embeddings.embedder import HashEmbedder
from qa import wiring
wiring.open_embedder = wiring.open_question_embedder = lambda settings, dtype="": HashEmbedder()
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


@pytest.mark.server  # each in a process of its own: these libraries set up logging and telemetry when imported
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_an_example(example: Path, tmp_path: Path) -> None:
    if find_spec(NEEDED[example.stem]) is None:
        pytest.skip(f"{NEEDED[example.stem]} is not installed")
    build_index(IndexStore(tmp_path / "index"))
    environment = os.environ | {
        "QA_INDEX": str(tmp_path / "index"),
        "QA_READER": "0",
        "HAYSTACK_TELEMETRY_ENABLED": "False",
        "HOME": str(tmp_path),
        "PYTHONPATH": os.pathsep.join([os.environ.get("PYTHONPATH", ""), str(ROOT)]),
    }
    question = "Why did Northport close its harbour?"
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(example), question],
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Northport closes its harbour for repairs\nNorthport closed its harbour on 3 March")
