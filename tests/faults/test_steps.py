"""The order in which a build reaches the disk, and that who only reads an index never writes to it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from embeddings.embedder import HashEmbedder
from qa.answering.answerer import Answerer
from qa.answering.evidence import EvidenceModel
from qa.index.store import IndexStore
from qa.types import Query
from tests.faults.steps import Steps, build

CHANGES = {"write", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "fcntl.flock", "shutil.rmtree"}


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Steps]:
    """What happens below the folder of this test; the hook stays in the process, blind to any other folder."""
    sync = os.fsync
    steps = Steps(str(tmp_path.resolve()))
    steps.arm()
    yield steps
    steps.root = "\0"
    os.fsync = sync


def test_everything_is_on_the_disk_before_its_name_is(watched: Steps, tmp_path: Path) -> None:
    """True power loss is not tested; this is the order that survives it."""
    store = IndexStore(tmp_path / "index")
    build(store, "")
    seen = watched.seen
    renames = [(n, path.split("\n")) for n, (kind, path) in enumerate(seen) if kind == "os.rename"]
    (published, (folder, target)), (pointed, (fresh, pointer)) = renames[-2:]
    assert Path(target).name == store.current() and Path(pointer).name == "CURRENT"
    for file in Path(target).iterdir():
        path = f"{folder}/{file.name}"
        written = max(n for n, step in enumerate(seen) if step == ("write", path)) if ("write", path) in seen else 0
        assert written < max(n for n, step in enumerate(seen[:published]) if step == ("fsync", path)), file.name
    last = [Path(path).name for kind, path in seen[:published] if kind == "write" and path.startswith(folder)][-1]
    assert last == "manifest.json"
    assert ("fsync", str(store.root.resolve())) in seen[published:pointed]
    assert ("fsync", fresh) in seen[published:pointed]
    assert ("fsync", str(store.root.resolve())) in seen[pointed:]


def test_who_answers_writes_nothing(watched: Steps, tmp_path: Path) -> None:
    store = IndexStore(tmp_path / "index")
    build(store, "")
    watched.seen.clear()
    index, _ = store.open()
    embedder = HashEmbedder()
    answerer = Answerer(index, lambda text: embedder.encode([text])[0], EvidenceModel.packaged())
    assert answerer.answer(Query("Why did Northport close its harbour?")).answered
    store.check()
    index.close()
    assert watched.seen and not [step for step in watched.seen if step[0] in CHANGES]
