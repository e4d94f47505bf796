"""A clock that jumps: back an hour, to 1970, past 2038. Builds are numbered, waits are by a clock that cannot be set."""

from __future__ import annotations

import time
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from embeddings.batching import EmbeddingThread
from embeddings.embedder import HashEmbedder
from qa.answering.evidence import EvidenceModel
from qa.building import build_flow as building
from qa.index.store import IndexStore
from qa.serving import service as services
from qa.serving.service import Service
from qa.types import Query
from tests.qa.corpus import ARTICLES, HARBOUR, build_index
from tests.web.live import until
from web.faults import Refusal
from web.limits import Allowance

WHY = "Why did Northport close its harbour?"
JUMPS = (datetime(2039, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC), datetime(1970, 1, 1, tzinfo=UTC))


def test_each_build_is_served_whatever_the_clock_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "WATCH_S", 0.02)
    store, numbers = IndexStore(tmp_path / "index"), []
    build_index(store)
    service = Service(store, EmbeddingThread(HashEmbedder), EvidenceModel.packaged(), {"name": "hash"})
    with closing(service):
        for word, now in zip(("leaned", "sunk", "gone"), JUMPS, strict=True):
            monkeypatch.setattr(building, "datetime", SimpleNamespace(now=lambda _, now=now: now))
            build_index(store, [replace(HARBOUR, text=HARBOUR.text.replace("cracked", word, 1)), *ARTICLES[1:4]])
            numbers.append(str(store.current())[:8])
            assert until(lambda word=word: f"had {word}" in service.answer(Query(WHY)).answer)  # type: ignore[misc]
            assert service.index.info.built_at.startswith(str(now.year))
    assert numbers == sorted(set(numbers)) and store.check()


@pytest.mark.parametrize("jump", [-3600.0, -1.7e9, 3600.0, 4e8])
def test_nobody_is_shut_out_by_a_jump(monkeypatch: pytest.MonkeyPatch, jump: float) -> None:
    allowance = Allowance(2)
    allowance.take("ada")
    allowance.take("ada")
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + jump)
    allowance.take("ada")
    allowance.take("ada")
    with pytest.raises(Refusal) as refused:
        allowance.take("ada")
    assert refused.value.fault.retry_after is not None and 1 <= refused.value.fault.retry_after <= 60
