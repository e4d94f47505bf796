"""An index that may only be read, by a user who is nobody: it is served, and a build of it fails in one sentence."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.index.store import IndexStore
from tests.faults.builds import WHY, answered, serving
from tests.qa.corpus import build_index

NOBODY = 65534
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of an index, below nothing that is writable, which anyone may read."""
    folder = Path("/var/tmp") / f"quoth-{os.getpid()}"  # noqa: S108  of pytest's own folders strangers see nothing
    folder.mkdir(mode=0o755)
    try:
        build_index(IndexStore(folder / "index"))
        for path in [folder, *folder.rglob("*")]:
            path.chmod(0o555 if path.is_dir() else 0o444)
        yield folder / "index"
    finally:
        for path in [folder, *folder.rglob("*")]:
            path.chmod(0o755)
        shutil.rmtree(folder)


def as_nobody() -> list[str]:
    """What goes before a command to run it as a user without rights; root, whom no mode holds, needs it."""
    if os.geteuid():
        return []
    command = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--no-new-privs"]
    reads = [*command, sys.executable, "-c", f"open({str(Path(__file__))!r}).read(); import flask"]
    if not shutil.which("setpriv") or subprocess.run(reads, capture_output=True, check=False).returncode:
        pytest.skip("no setpriv here, or nobody may not read this folder: run the tests as a user who is not root")
    return command


@pytest.mark.server
def test_it_is_served(sealed: Path, tmp_path: Path) -> None:
    before = sorted((path, path.stat().st_mtime_ns) for path in sealed.rglob("*"))
    with serving(sealed, log=tmp_path / "log", before=as_nobody()) as live:
        assert answered(live.question(WHY))["answered"]
        assert answered(live.question(WHY, path="/api/answer/stream"))["answered"]
        assert live.ask("GET", "/api/articles").status == 200
    assert sorted((path, path.stat().st_mtime_ns) for path in sealed.rglob("*")) == before


@pytest.mark.server
def test_a_build_says_so(sealed: Path) -> None:
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "from pathlib import Path\nfrom qa.errors import BuildError\nfrom qa.index.store import IndexStore\n"
        "from tests.qa.corpus import build_index\n"
        f"try: build_index(IndexStore(Path({str(sealed)!r})))\nexcept BuildError as error: sys.exit(str(error))"
    )
    done = subprocess.run([*as_nobody(), sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1 and done.stderr.count("\n") == 1
    assert "cannot be written (Permission denied)" in done.stderr and "INDEX=" in done.stderr
    assert IndexStore(sealed).check()
