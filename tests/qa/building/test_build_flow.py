"""A build: every input accounted for, nothing embedded twice, nothing published unless it is whole."""

from __future__ import annotations

import errno
import json
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from embeddings.embedder import HashEmbedder
from qa.errors import BuildError, IndexFault
from qa.index import safe_writing
from qa.index.inputs import quantized
from qa.index.opened import Index
from qa.index.probes import check_probes
from qa.index.store import IndexStore
from qa.types import Article, Rejection
from tests.qa.corpus import (
    ARTICLES,
    DISTINCT,
    FERRY,
    HARBOUR,
    LIBRARY,
    POETRY,
    UNREADABLE,
    CountingEmbedder,
    Quiet,
    build_index,
)


def left_over(store: IndexStore) -> list[str]:
    known = ("LOCK", "CURRENT", *store.generations())
    return [p.name for p in store.root.iterdir() if p.name not in known and not p.name.startswith("checkpoint-")]


def test_every_input_is_accounted_for(store: IndexStore) -> None:
    watch = Quiet()
    report = build_index(store, [*ARTICLES, UNREADABLE, replace(UNREADABLE, origin="7.pdf")], progress=watch)
    assert (report.read, report.indexed, len(report.duplicates), len(report.rejected)) == (7, DISTINCT, 1, 2)
    assert report.read == report.indexed + len(report.duplicates) + len(report.rejected)
    assert report.duplicates == (("a5", "a1"),)
    assert report.reasons() == {"damaged": 2}
    assert report.dates_missing == 1
    assert report.generation == store.current()
    assert watch.stages == ["reading", "embedding", "indexing", "verifying"]
    assert left_over(store) == []
    saved = json.loads((store.root / report.generation / "report.json").read_text())
    assert saved["rejected"][0]["origin"] == "6.pdf"


def test_copies_are_folded_and_found_by_their_own_id(index: Index) -> None:
    assert index.articles.get("a5").id == "a1"
    assert [c.source for c in index.articles.copies(0)] == ["Coast Wire"]


def test_only_what_changed_is_embedded(store: IndexStore) -> None:
    build_index(store)
    changed = replace(FERRY, text=FERRY.text.replace("240", "260"))
    embedder = CountingEmbedder()
    report = build_index(store, [LIBRARY, changed, POETRY, HARBOUR], embedder=embedder)
    assert report.reused == report.passages - 1
    assert (
        "260" in embedder.texts[0] and len(embedder.texts) == 1 + report.passages
    )  # once, then the check of the new index
    reused, _ = store.open()
    fresh = IndexStore(store.root.with_name("fresh"))
    build_index(fresh, [LIBRARY, changed, POETRY, HARBOUR])
    afresh, _ = fresh.open()
    rows = np.arange(report.passages)
    np.testing.assert_array_equal(reused.vectors.vectors(rows), afresh.vectors.vectors(rows))
    np.testing.assert_array_equal(reused.sentence_vectors, afresh.sentence_vectors)
    for one in (reused, afresh):
        one.close()


def test_another_title_is_another_vector(store: IndexStore) -> None:
    build_index(store)
    assert build_index(store, [replace(a, title="Retitled") for a in ARTICLES]).reused == 0


def test_another_model_shares_no_vector(store: IndexStore) -> None:
    class Other(HashEmbedder):
        fingerprint = {"model": "other"}

    build_index(store)
    assert build_index(store, embedder=Other()).reused == 0


def test_the_same_articles_make_the_same_index(store: IndexStore) -> None:
    build_index(store)
    first, _ = store.open()
    build_index(store)
    second, _ = store.open()
    assert {
        n: f["sha256"] for n, f in first.manifest["files"].items() if n not in ("report.json", "articles.sqlite")
    } == {n: f["sha256"] for n, f in second.manifest["files"].items() if n not in ("report.json", "articles.sqlite")}
    for one in (first, second):
        one.close()


@pytest.mark.parametrize(
    ("articles", "said"), [([], "nothing to read"), ([UNREADABLE, UNREADABLE], "None of the 2 inputs")]
)
def test_a_build_of_nothing_is_refused(store: IndexStore, articles: list[Rejection], said: str) -> None:
    build_index(store)
    before = store.current()
    with pytest.raises(BuildError, match=said) as refused:
        build_index(store, articles)
    assert "make index" in str(refused.value)
    assert store.current() == before and store.check() == before
    assert left_over(store) == []


def test_shrinking_by_more_than_half_needs_a_word(store: IndexStore) -> None:
    build_index(store)
    build_index(store, [HARBOUR, FERRY])  # half is allowed
    build_index(store)
    with pytest.raises(BuildError, match="QA_ALLOW_SHRINK=1"):
        build_index(store, [HARBOUR])
    assert store.live_articles() == DISTINCT
    assert left_over(store) == []
    build_index(store, [HARBOUR], allow_shrink=True)
    assert store.live_articles() == 1


def test_a_damaged_manifest_does_not_switch_the_guard_off(store: IndexStore) -> None:
    build_index(store)
    live = store.root / str(store.current())
    (live / "manifest.json").write_text("{")
    assert store.live_articles() == DISTINCT  # counted in the table of articles
    with pytest.raises(BuildError, match=f"holds {DISTINCT}.*QA_ALLOW_SHRINK=1"):
        build_index(store, [HARBOUR])
    (live / "articles.sqlite").write_bytes(b"not a table")
    with pytest.raises(BuildError, match="is damaged.*QA_ALLOW_SHRINK=1"):
        build_index(store, [HARBOUR])
    assert store.current() == live.name
    assert build_index(store, allow_shrink=True).indexed == DISTINCT


def test_a_damaged_build_is_counted_by_the_one_before(store: IndexStore) -> None:
    build_index(store, [HARBOUR, FERRY])
    build_index(store)
    live = store.root / str(store.current())
    for name in ("manifest.json", "articles.sqlite"):
        (live / name).unlink()
    assert store.live_articles() == 2


def no_space(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("call", ["write", "sync", "rename", "replace", "sha256"])
def test_a_failing_disk_leaves_the_live_index(store: IndexStore, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    build_index(store, [HARBOUR, FERRY])
    with monkeypatch.context() as patched:
        patched.setattr(safe_writing, call, no_space)
        with pytest.raises(BuildError, match="No space left on device.*The index that was live still is"):
            build_index(store)
    assert store.live_articles() == 2 and store.check()
    assert build_index(store).indexed == DISTINCT  # the next build works
    assert left_over(store) == []


def test_what_cannot_be_cleared_away_is_no_fault_of_a_build(store: IndexStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """By then the new index is live: to say that the old one still is would be wrong."""

    def fail(*_: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    build_index(store, [HARBOUR, FERRY])
    with monkeypatch.context() as patched:
        patched.setattr("qa.index.safe_writing.shutil", SimpleNamespace(rmtree=lambda *_, **__: fail()))
        last = Quiet("verifying", lambda: patched.setattr("qa.building.checkpoint.Path.glob", fail))
        assert build_index(store, progress=last).generation == store.current()
    build_index(store)
    assert left_over(store) == []


@pytest.mark.parametrize("stage", ["reading", "embedding", "indexing", "verifying"])
@pytest.mark.parametrize("failure", [KeyboardInterrupt, MemoryError, RuntimeError])
def test_an_interrupted_build_leaves_nothing(store: IndexStore, stage: str, failure: type[BaseException]) -> None:
    def fail() -> None:
        raise failure

    build_index(store, [HARBOUR, FERRY])
    with pytest.raises(failure):
        build_index(store, progress=Quiet(stage, fail))
    assert store.live_articles() == 2
    assert left_over(store) == []


def test_too_little_space_is_said_before_anything_is_embedded(
    store: IndexStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.building.build_flow.free_bytes", lambda _: 10)
    embedder = CountingEmbedder()
    with pytest.raises(BuildError, match="10 free"):
        build_index(store, embedder=embedder)
    assert embedder.texts == []


def test_a_folder_that_cannot_be_made_is_one_sentence(store: IndexStore) -> None:
    store.root.write_text("a file, not a folder")
    with pytest.raises(BuildError, match="INDEX="):
        build_index(store)


def permuted(index: Index) -> None:
    index.passages = index.passages[::-1].copy()


def other_vectors(index: Index) -> None:
    class Shifted:
        def vectors(self, rows: object) -> object:
            return np.roll(real.vectors(np.asarray(rows)), 1, axis=1)

    real = index.vectors
    index.vectors = Shifted()  # type: ignore[assignment]


@pytest.mark.parametrize("spoil", [permuted, other_vectors])
def test_vectors_and_text_out_of_step_are_seen(shared_store: IndexStore, spoil: Callable[[Index], None]) -> None:
    index, _ = shared_store.open()
    check_probes(index, HashEmbedder())
    spoil(index)
    with pytest.raises(IndexFault, match="do not belong together"):
        check_probes(index, HashEmbedder())
    index.close()


def test_a_model_that_changes_its_mind_is_not_published(store: IndexStore) -> None:
    class Fickle(HashEmbedder):
        calls = 0

        def encode_spans(self, texts, spans):  # type: ignore[no-untyped-def]
            self.calls += 1
            return super().encode_spans([t if self.calls == 1 else t[::-1] for t in texts], spans)

    with pytest.raises(BuildError, match="not published"):
        build_index(store, embedder=Fickle())
    assert store.current() is None and left_over(store) == []


def test_a_byte_a_number_keeps_cosines() -> None:
    vectors = HashEmbedder().encode([a.text for a in ARTICLES])
    again = quantized(vectors).astype(np.float32) / 127
    np.testing.assert_allclose(again @ vectors.T, vectors @ vectors.T, atol=0.01)


def test_two_articles_with_one_id_are_an_error_not_a_mix(store: IndexStore) -> None:
    twin: Article = replace(FERRY, id=HARBOUR.id)
    with pytest.raises(Exception, match="UNIQUE"):
        build_index(store, [HARBOUR, twin])
    assert left_over(store) == []
