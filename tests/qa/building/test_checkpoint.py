"""Chunks of a stopped build: whole or not there, of one model, and worth exactly what was embedded."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from embeddings.embedder import HashEmbedder
from qa.building.checkpoint import Checkpoint
from qa.index.inputs import quantized
from qa.index.store import IndexStore
from tests.qa.corpus import ARTICLES, CountingEmbedder, Quiet, build_index

MODEL = {"model": "hash-64"}
KEYS = [bytes([n]) * 16 for n in range(3)]
EMBEDDED = HashEmbedder().encode_spans(
    ["harbour repairs", "ferry", "library mill wheel"], [[(0, 7), (8, 15)], [], [(0, 7)]]
)


def add(checkpoint: Checkpoint, rows: slice) -> None:
    made = EMBEDDED[rows]
    checkpoint.add(KEYS[rows], np.stack([e.text for e in made]), [quantized(e.spans) for e in made])


def opened(root: Path, model: dict[str, str] | None = None) -> Checkpoint:
    return Checkpoint(root, model or MODEL, 64)


def test_what_was_added_is_there_for_the_next_build(tmp_path: Path) -> None:
    first = opened(tmp_path)
    add(first, slice(2))
    add(first, slice(2, 3))
    for one in (first, opened(tmp_path)):
        for key, expected in zip(KEYS, EMBEDDED, strict=True):
            found = one.find(key)
            assert found is not None
            chunk = one.chunks[found[0]]
            np.testing.assert_array_equal(chunk.vectors[found[1]], expected.text)
            np.testing.assert_array_equal(chunk.of_sentences(found[1]), quantized(expected.spans))
        assert one.find(b"x" * 16) is None


def test_another_model_finds_nothing(tmp_path: Path) -> None:
    add(opened(tmp_path), slice(3))
    assert opened(tmp_path, {"model": "other"}).find(KEYS[0]) is None


@pytest.mark.parametrize("damage", [b"", b"short", None])
def test_a_chunk_that_is_not_whole_is_dropped_and_its_number_used_again(tmp_path: Path, damage: bytes | None) -> None:
    add(opened(tmp_path), slice(2))
    (path,) = tmp_path.glob("checkpoint-*/*")
    data = path.read_bytes()
    path.write_bytes(data[:40] + bytes([data[40] ^ 1]) + data[41:] if damage is None else damage)
    (path.parent / "000009.tmp").write_bytes(data)  # killed before it had its name
    again = opened(tmp_path)
    assert again.chunks == [] and list(path.parent.iterdir()) == []
    add(again, slice(2, 3))
    assert again.find(KEYS[2]) == (0, 0) and again.find(KEYS[0]) is None


def test_a_stopped_build_is_taken_up_where_it_stopped(store: IndexStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qa.building.embedding._CHUNK", 2)

    class Stopped(CountingEmbedder):
        def encode_spans(self, texts, spans):  # type: ignore[no-untyped-def]
            if len(self.texts) >= 2:
                raise KeyboardInterrupt
            return super().encode_spans(texts, spans)  # type: ignore[no-untyped-call]

    stopped, resumed = Stopped(), CountingEmbedder()
    with pytest.raises(KeyboardInterrupt):
        build_index(store, embedder=stopped)
    assert store.current() is None and list(store.root.glob("checkpoint-*"))
    report = build_index(store, embedder=resumed)
    assert report.reused == len(stopped.texts) == 2
    assert not set(stopped.texts) & set(resumed.texts[: report.passages - report.reused])
    assert not list(store.root.glob("checkpoint-*"))
    whole = IndexStore(store.root.with_name("whole"))
    build_index(whole)
    for name in ("vectors.faiss", "sentence_vectors.npy", "keys.npy", "bm25.weights.npy"):
        mine, theirs = ((s.root / str(s.current()) / name).read_bytes() for s in (store, whole))
        assert mine == theirs, name


def test_vectors_that_fail_the_check_are_not_kept(store: IndexStore) -> None:
    class Fickle(HashEmbedder):
        calls = 0

        def encode_spans(self, texts, spans):  # type: ignore[no-untyped-def]
            self.calls += 1
            return super().encode_spans([t if self.calls == 1 else t[::-1] for t in texts], spans)

    with pytest.raises(Exception, match="not published"):
        build_index(store, embedder=Fickle())
    assert not list(store.root.glob("checkpoint-*"))


def test_a_failed_reading_leaves_the_chunks(store: IndexStore) -> None:
    store.root.mkdir()
    add(opened(store.root), slice(3))

    def fail() -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        build_index(store, ARTICLES, progress=Quiet("reading", fail))
    assert opened(store.root).find(KEYS[0]) is not None
