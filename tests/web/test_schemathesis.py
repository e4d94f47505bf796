"""The running server does what its description says: cases that schemathesis makes of it, few or, by CASES, many."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.web.live import running, until
from web.docs import OPERATIONS

CASES = int(os.environ.get("CASES", "60"))
PHASES = "examples,coverage,fuzzing,stateful" if "CASES" in os.environ else "examples,fuzzing"
VARIED = sum(bool(one.body or one.query or "{" in one.path) for one in OPERATIONS)  # the others have one case each
CONFIG = Path(__file__).with_name("schemathesis.toml")
PROGRAM = Path(sys.executable).with_name("st")


@pytest.mark.server
@pytest.mark.skipif(not shutil.which(PROGRAM), reason="schemathesis is not installed")
def test_no_case_finds_a_violation(tmp_path: Path) -> None:
    each = -(-CASES // VARIED)
    options = ["--phases", PHASES, "--checks", "all", "--max-examples", str(each), "--seed", "1", "--workers", "1"]
    with running(tmp_path / "log") as live:
        assert until(lambda: live.ask("GET", "/readyz").status == 200, within=60)
        done = subprocess.run(
            [PROGRAM, "--config-file", CONFIG, "--no-color", "run", f"http://127.0.0.1:{live.port}/api/openapi.json", *options,
             "--generation-database", "none"],
            capture_output=True, text=True, cwd=tmp_path,
        )  # fmt: skip
    print(done.stdout)  # `make test-api` shows it
    assert done.returncode == 0, done.stdout + done.stderr
    generated = re.search(r"(\d+) generated", done.stdout)
    assert generated and int(generated[1]) >= CASES, done.stdout
