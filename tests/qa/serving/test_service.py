"""A running service: swaps in a new build, refuses a wrong one, never mixes, and says how it is."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from embeddings.batching import EmbeddingThread
from embeddings.embedder import HashEmbedder
from qa.answering.answerer import Answerer
from qa.answering.deadline import since
from qa.answering.evidence import EvidenceModel
from qa.errors import Busy, IndexDamaged, IndexMissing, ModelMismatch, NotFound, UsageError
from qa.index.store import IndexStore
from qa.serving import service as services
from qa.serving.service import Service
from qa.types import Query
from tests.qa.corpus import ARTICLES, HARBOUR, LIBRARY, POETRY, build_index

WHY = "Why did Northport close its harbour?"


class Another(HashEmbedder):
    fingerprint = {"model": "another"}


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "WATCH_S", 0.02)


def open_service(store: IndexStore) -> Service:
    return Service(store, EmbeddingThread(HashEmbedder), EvidenceModel.packaged(), {"name": "hash"})


@pytest.fixture
def service(store: IndexStore) -> Iterator[Service]:
    build_index(store)
    with closing(open_service(store)) as found:
        yield found


def soon(condition: Callable[[], bool]) -> bool:
    end = time.monotonic() + 5
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.01)
    return False


def test_it_answers_and_says_what_it_is(service: Service) -> None:
    assert service.answer(Query(WHY)).answered
    status = service.status()
    assert (status.ready, status.degraded, status.reason, status.model) == (True, False, "", {"name": "hash"})
    assert status.index == service.answer(Query(WHY)).index
    assert service.articles().total == 4


def test_where_an_article_was_read_is_never_told(service: Service) -> None:
    assert service.article("a1") == replace(HARBOUR, origin="")
    with pytest.raises(NotFound):
        service.article("none")


def test_a_new_build_is_served_by_itself(service: Service, store: IndexStore) -> None:
    moved = replace(HARBOUR, text=HARBOUR.text.replace("the sea wall had cracked", "a whale had moved in"))
    build_index(store, [moved, LIBRARY, POETRY])
    assert soon(lambda: service.status().index.articles == 3)  # type: ignore[union-attr]
    assert "a whale had moved in" in service.answer(Query(WHY)).answer
    assert "cracked in" not in service.answer(Query(WHY)).answer


def test_a_build_of_another_model_is_refused_and_the_old_one_serves(service: Service, store: IndexStore) -> None:
    before = service.answer(Query(WHY)).index
    build_index(store, embedder=Another())
    assert soon(lambda: service.status().degraded)
    assert "another model" in service.status().reason
    assert service.answer(Query(WHY)).index == before
    build_index(store)
    assert soon(lambda: not service.status().degraded)


def test_a_build_that_could_not_be_opened_for_once_is_opened_later(
    service: Service, store: IndexStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    faults = [Busy("The model is slow."), MemoryError()]
    check = services.check_model

    def busy(*given: object) -> None:
        if faults:
            raise faults.pop()
        check(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(services, "check_model", busy)
    monkeypatch.setattr(services, "AGAIN_S", 0.05)
    build_index(store, [HARBOUR, LIBRARY, POETRY])
    assert soon(lambda: service.status().degraded)
    assert soon(lambda: service.index.info.articles == 3 and not service.status().degraded)


def test_a_disk_that_fails_for_once_does_not_end_the_watch(
    service: Service, store: IndexStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    faults = [OSError(5, "Input/output error"), OSError(5, "Input/output error")]
    current = IndexStore.current

    def failing(self: IndexStore) -> str | None:
        if faults and threading.current_thread().name == "index-watcher":
            raise faults.pop()
        return current(self)

    monkeypatch.setattr(IndexStore, "current", failing)
    assert soon(lambda: not faults)
    build_index(store, [HARBOUR, LIBRARY, POETRY])
    assert soon(lambda: service.index.info.articles == 3)


def test_a_start_on_a_busy_machine_is_tried_again(store: IndexStore, monkeypatch: pytest.MonkeyPatch) -> None:
    faults = [Busy("The model is slow."), Busy("The model is slow.")]
    check = services.check_model

    def slow(*given: object) -> None:
        if faults:
            raise faults.pop()
        check(*given)  # type: ignore[arg-type]

    build_index(store)
    monkeypatch.setattr(services, "check_model", slow)
    with closing(open_service(store)) as service:
        assert service.answer(Query(WHY)).answered and not faults


def test_it_opens_the_build_before_a_damaged_one(store: IndexStore) -> None:
    build_index(store)
    build_index(store)
    vectors = store.root / str(store.current()) / "vectors.faiss"
    vectors.write_bytes(vectors.read_bytes()[::-1])
    with closing(open_service(store)) as service:
        assert service.status().degraded and "make index" in service.status().reason
        assert service.answer(Query(WHY)).answered
        build_index(store)
        assert soon(lambda: not service.status().degraded)


def test_swaps_under_load_are_never_mixed(service: Service, store: IndexStore) -> None:
    stop = threading.Event()
    mixed: list[str] = []
    words = ("cracked", "leaned", "sunk")

    def ask() -> int:
        asked = 0
        while not stop.is_set():
            answer = service.answer(Query(WHY))
            for citation in answer.citations:
                try:
                    if service.article(citation.article_id).id != "a1":
                        continue
                except NotFound:
                    mixed.append("an article vanished")
            said = [w for w in words if f"had {w}" in answer.answer]
            if len(said) != 1 or not answer.answered:
                mixed.append(answer.answer)
            asked += 1
        return asked

    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(ask) for _ in range(4)]
        for word in words[1:]:
            text = HARBOUR.text.replace("cracked", word, 1)
            build_index(store, [replace(HARBOUR, text=text), *ARTICLES[1:4]])
            assert soon(lambda word=word: f"had {word}" in service.answer(Query(WHY)).answer)  # type: ignore[misc]
        stop.set()
    assert mixed == [] and all(a.result() > 0 for a in asked)


def test_no_such_generator_is_a_usage_error(service: Service) -> None:
    for call in (service.answer, service.stream):
        with pytest.raises(UsageError) as refused:
            call(Query(WHY, generator="oracle"))
        assert (refused.value.code, refused.value.field) == ("unknown_generator", "generator")


def test_an_index_of_another_model_is_not_opened(store: IndexStore) -> None:
    build_index(store, embedder=Another())
    with pytest.raises(ModelMismatch, match="make index"):
        open_service(store)


def test_nothing_to_open(store: IndexStore) -> None:
    with pytest.raises(IndexMissing, match="make index"):
        open_service(store)
    build_index(store)
    for file in (store.root / str(store.current())).glob("*.npy"):
        Path(file).write_bytes(b"")
    with pytest.raises(IndexDamaged, match="make index"):
        open_service(store)


def test_a_closed_service_is_not_ready(store: IndexStore) -> None:
    build_index(store)
    service = open_service(store)
    service.close()
    assert not service.ready


def test_a_slow_model_is_busy_not_an_error(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    def late(*_: object, **__: object) -> None:
        raise TimeoutError

    monkeypatch.setattr(EmbeddingThread, "embed", late)
    with pytest.raises(Busy) as refused:
        service.answer(Query(WHY))
    assert refused.value.retry_after > 0


def test_who_has_waited_too_long_already_is_told_so_at_once(service: Service) -> None:
    with since(time.monotonic() - 60), pytest.raises(Busy):
        service.answer(Query(WHY))


def test_a_question_to_begin_with_that_fails_is_left_out(store: IndexStore, monkeypatch: pytest.MonkeyPatch) -> None:
    build_index(store)
    answer = Answerer.answer

    def failing(self: Answerer, query: Query) -> object:
        if query.question.startswith("What is reported about"):
            raise OverflowError("date value out of range")
        return answer(self, query)

    monkeypatch.setattr(Answerer, "answer", failing)
    with closing(open_service(store)) as found:
        assert found.status().ready and not found.status().suggestions
