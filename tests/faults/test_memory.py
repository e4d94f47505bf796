"""Too little memory: a build ends with one sentence, whatever was being done, and the index that was live still is."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from embeddings.embedder import HashEmbedder
from qa import wiring
from qa.cli import main
from qa.index.store import IndexStore
from tests.qa.corpus import HARBOUR, build_index

LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (400_000_000, 400_000_000))
from qa.cli import main
sys.exit(main())
"""


class BrokenProcessPool(Exception):
    """Named as what a pool raises whose children were ended."""


def one_sentence(said: str) -> bool:
    return said.count("quoth:") == said.strip().count("\n") + 1 == 1 and "memory" in said


@pytest.fixture
def articles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for key in [k for k in os.environ if k.startswith("QA_")]:
        monkeypatch.delenv(key)
    monkeypatch.setenv("QA_INDEX", str(tmp_path / "index"))
    for name in ("open_embedder", "open_question_embedder"):
        monkeypatch.setattr(wiring, name, lambda settings, dtype="": HashEmbedder())
    (tmp_path / "a.txt").write_text(f"{HARBOUR.title}\n\n{HARBOUR.text}\n\n{HARBOUR.text}")
    return tmp_path / "a.txt"


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(), OSError(errno.ENOMEM, "Cannot allocate memory"), BrokenProcessPool("terminated abruptly"),
        RuntimeError("DefaultCPUAllocator: can't allocate memory"), RuntimeError("can't start new thread"),
        ImportError("libtorch_cpu.so: failed to map segment from shared object"),
    ],
    ids=lambda error: type(error).__name__,
)  # fmt: skip
def test_whatever_a_library_calls_it(
    articles: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], error: Exception
) -> None:
    def fail(*_: object) -> None:
        try:
            raise error
        except Exception as cause:
            raise ValueError("while embedding") from cause

    store = IndexStore(articles.parent / "index")
    build_index(store, [HARBOUR])
    before = store.current()
    monkeypatch.setattr(HashEmbedder, "encode_spans", fail)
    code = main(["index", str(articles)])
    last = capfd.readouterr().err.strip().splitlines()[-1]
    assert code == 1 and one_sentence(last)
    assert store.check() == before


def test_other_defects_keep_their_trace(articles: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(HashEmbedder, "encode_spans", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        main(["index", str(articles)])


@pytest.mark.server
def test_a_process_with_too_little_says_so(tmp_path: Path) -> None:
    """The limit is below what the libraries alone take."""
    command = [sys.executable, "-c", LIMITED, "index", "--index", str(tmp_path / "index")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 1 and one_sentence(done.stderr), done.stderr
    assert not list(tmp_path.glob("index/g-*"))
