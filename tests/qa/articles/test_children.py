"""Child processes end with their parent."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from qa.articles import children

BUILD = """
import multiprocessing, os, signal, sys, time
from concurrent.futures import ProcessPoolExecutor
from qa.articles.children import end_with_parent
if __name__ == "__main__":
    pool = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"), initializer=end_with_parent)
    print(pool.submit(os.getpid).result(), flush=True)
    os.kill(os.getpid(), signal.Signals[sys.argv[1]])
    time.sleep(60)
"""


@pytest.mark.slow
@pytest.mark.parametrize("name", ["SIGTERM", "SIGKILL"])
def test_no_child_outlives_a_build_that_is_ended(tmp_path: Path, name: str) -> None:
    (tmp_path / "build.py").write_text(BUILD)
    root = str(Path(children.__file__).parents[2])
    done = subprocess.run(
        [sys.executable, tmp_path / "build.py", name], stdout=subprocess.PIPE, text=True, check=False, timeout=120,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([root, os.environ.get("PYTHONPATH", "")])},
    )  # fmt: skip
    child = Path(f"/proc/{int(done.stdout)}")
    until = time.monotonic() + 30
    while child.exists() and time.monotonic() < until:
        time.sleep(0.1)
    assert done.returncode < 0 and not child.exists()
