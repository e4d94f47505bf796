"""A build on a Ray cluster is the local build, also when a worker is killed in the middle of it."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from embeddings.embedder import Embedded, HashEmbedder, Spans
from qa.articles import read_corpus, read_flow
from qa.building.build_flow import Effort, build
from qa.index.store import IndexStore
from qa.types import Article
from tests.qa.corpus import ARTICLES, CountingEmbedder, Quiet, build_index, copies

ray = pytest.importorskip("ray")
pytestmark = [pytest.mark.ray, pytest.mark.filterwarnings("ignore")]

MANY = [replace(a, id=str(n), text=f"{a.text} That was report {n}.") for n in range(100) for a in [ARTICLES[n % 4]]]


class Mortal(HashEmbedder):
    """Kills its process once, at the third batch that any process is given."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def encode_spans(self, texts: Sequence[str], spans: Sequence[Spans]) -> list[Embedded]:
        (self._folder / f"batch-{os.getpid()}-{len(list(self._folder.iterdir()))}").touch()
        died = self._folder / "died"
        if len(list(self._folder.iterdir())) >= 3 and not died.exists():
            died.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return super().encode_spans(texts, spans)


@pytest.fixture(scope="module")
def cluster() -> Iterator[object]:
    from qa.building.remote import RayCluster

    os.environ.setdefault("PYTHONPATH", str(Path(__file__).resolve().parents[3]))
    ray.init(num_cpus=2, log_to_driver=False, include_dashboard=False)
    yield RayCluster("auto")
    ray.shutdown()


def test_a_killed_worker_changes_nothing(cluster: object, store: IndexStore, tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    seen.mkdir()
    local = CountingEmbedder()
    remote_embedder = partial(cluster.embed, load=partial(Mortal, seen))  # type: ignore[attr-defined]
    report = build(MANY, store, local, cluster=copies, progress=Quiet(), effort=Effort(remote_embedder=remote_embedder))
    assert (seen / "died").exists()
    assert report.reused == report.passages and len(local.texts) == len(
        np.unique(np.linspace(0, report.passages - 1, 8).astype(int))
    )
    alone = IndexStore(tmp_path / "alone")
    build_index(alone, MANY)
    for name in ("vectors.faiss", "sentence_vectors.npy", "keys.npy", "passages.npy", "bm25.weights.npy"):
        mine, theirs = ((s.root / str(s.current()) / name).read_bytes() for s in (store, alone))
        assert mine == theirs, name


def test_files_are_read_there_and_not_again_here(
    cluster: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, memory = tmp_path / "articles", tmp_path / "memory.sqlite"
    folder.mkdir()
    for n in range(6):
        (folder / f"{n}.txt").write_text(f"Title {n}\n\nThe council voted on day {n} to close the old bridge.\n")
    expected = list(read_corpus([folder]))
    cluster.read([folder], memory)  # type: ignore[attr-defined]
    monkeypatch.setattr(read_flow, "parse", lambda unit: pytest.fail("parsed again"))
    found = list(read_corpus([folder], memory=memory))
    assert found == expected and all(isinstance(a, Article) for a in found)
