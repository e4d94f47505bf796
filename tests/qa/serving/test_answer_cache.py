"""Answers given before: the same where nothing differs, afresh where anything does, never an error, never too many."""

from __future__ import annotations

import threading
import time
import tracemalloc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import datetime

import pytest

from embeddings.batching import EmbeddingThread
from embeddings.embedder import HashEmbedder
from qa.answering.answerer import Answerer, Event
from qa.answering.deadline import since
from qa.answering.evidence import EvidenceModel
from qa.errors import Busy
from qa.index.store import IndexStore
from qa.serving import answer_cache
from qa.serving import service as services
from qa.serving.answer_cache import AnswerCache
from qa.serving.service import Service
from qa.types import Answer, Filters, Query, Turn
from tests.qa.corpus import HARBOUR, LIBRARY, POETRY, build_index

WHY = "Why did Northport close its harbour?"


class Counted:
    """An answerer that says how often it was asked, and fails when it is told to."""

    def __init__(self, answerer: Answerer) -> None:
        self._answerer = answerer
        self.index = answerer.index
        self.asked = 0
        self.fault: Exception | None = None

    def answer(self, query: Query) -> Answer:
        self.asked += 1
        if self.fault:
            raise self.fault
        return self._answerer.answer(query)

    def stream(self, query: Query) -> Iterator[Event]:
        self.asked += 1
        for name, value in self._answerer.stream(query):
            if self.fault and name == "sentence":
                raise self.fault
            yield name, value


class Slow(Counted):
    """One that waits until it may go on."""

    def __init__(self, answerer: Answerer) -> None:
        super().__init__(answerer)
        self.begun, self.go_on = threading.Event(), threading.Event()

    def answer(self, query: Query) -> Answer:
        self.begun.set()
        assert self.go_on.wait(10)
        return super().answer(query)


@pytest.fixture
def counted(answerer: Answerer) -> Counted:
    return Counted(answerer)


def test_the_same_question_is_answered_once(counted: Counted) -> None:
    cache = AnswerCache(4)
    first = cache.answer(counted, Query(WHY))  # type: ignore[arg-type]
    again = cache.answer(counted, Query(f"  {WHY} \n"))  # type: ignore[arg-type]
    assert (counted.asked, cache.hits, cache.misses) == (1, 1, 1)
    assert again == replace(first, question=f"  {WHY} \n", timings_ms=again.timings_ms)
    assert set(again.timings_ms) == set(first.timings_ms) and again.timings_ms["embed"] == 0


@pytest.mark.parametrize("fault", [None, Busy("Not now.", retry_after=1)])
def test_a_question_asked_while_it_is_being_answered_waits_for_that_answer(
    answerer: Answerer, fault: Exception | None
) -> None:
    cache, slow = AnswerCache(0), Slow(answerer)
    slow.fault = fault
    with ThreadPoolExecutor(8) as threads:
        first = threads.submit(cache.answer, slow, Query(WHY))  # type: ignore[arg-type]
        assert slow.begun.wait(10)
        others = [threads.submit(cache.answer, slow, Query(WHY)) for _ in range(7)]  # type: ignore[arg-type]
        while cache.misses < 8:
            time.sleep(0.01)
        slow.go_on.set()
    assert slow.asked == 1
    if fault:
        assert all(other.exception() is fault for other in others)
    else:
        assert {other.result().answer for other in others} == {first.result().answer}


class SlowStream(Counted):
    """A stream that stops after its first event until it may go on."""

    def __init__(self, answerer: Answerer) -> None:
        super().__init__(answerer)
        self.begun, self.go_on = threading.Event(), threading.Event()

    def stream(self, query: Query) -> Iterator[Event]:
        for event in super().stream(query):
            yield event
            self.begun.set()
            assert self.go_on.wait(10)


@pytest.mark.parametrize("fault", [None, Busy("Not now.", retry_after=1)])
def test_a_stream_asked_for_while_it_is_under_way_is_read_along(answerer: Answerer, fault: Exception | None) -> None:
    cache, slow = AnswerCache(4), SlowStream(answerer)
    slow.fault = fault
    with ThreadPoolExecutor(4) as threads:
        first = threads.submit(lambda: list(cache.stream(slow, Query(WHY))))  # type: ignore[arg-type]
        assert slow.begun.wait(10)
        others = [cache.stream(slow, Query(WHY)) for _ in range(3)]  # type: ignore[arg-type]
        assert [next(other)[0] for other in others] == ["retrieved"] * 3  # the first event is there before the last is
        rest = [threads.submit(list, other) for other in others]
        slow.go_on.set()
    assert slow.asked == 1
    if fault:
        assert all(other.exception() is fault for other in (first, *rest))
    else:
        assert [len(other.result()) + 1 for other in rest] == [len(first.result())] * 3
        (_, told), (_, given) = rest[0].result()[-1], first.result()[-1]
        assert isinstance(told, Answer) and isinstance(given, Answer) and told.answer == given.answer
    list(cache.stream(slow, Query(WHY))) if not fault else None  # type: ignore[arg-type]
    assert slow.asked == 1


@pytest.mark.parametrize("read_along", [True, False])
def test_a_stream_whose_caller_leaves_is_finished_only_for_others(answerer: Answerer, read_along: bool) -> None:
    cache, counted = AnswerCache(4), Counted(answerer)
    first = cache.stream(counted, Query(WHY))  # type: ignore[arg-type]
    next(first)
    other = cache.stream(counted, Query(WHY))  # type: ignore[arg-type]
    if read_along:
        next(other)
    first.close()  # type: ignore[attr-defined]
    assert list(other)[-1][0] == "done"
    assert counted.asked == (1 if read_along else 2)


def test_who_waits_for_the_answer_of_another_waits_no_longer_than_for_its_own(answerer: Answerer) -> None:
    cache, slow = AnswerCache(0), Slow(answerer)
    with ThreadPoolExecutor(1) as threads:
        threads.submit(cache.answer, slow, Query(WHY))  # type: ignore[arg-type]
        assert slow.begun.wait(10)
        with since(time.monotonic() - 60), pytest.raises(Busy):
            cache.answer(slow, Query(WHY))  # type: ignore[arg-type]
        slow.go_on.set()


@pytest.mark.parametrize(
    "other",
    [
        Query(WHY.lower()),
        Query(WHY, history=(Turn("Where is Karsk?", "In the bay."),)),
        Query(WHY, filters=Filters(sources=("The Lantern",))),
        Query(WHY, limit=1),
        Query(WHY, question_date="2021-03-05"),
    ],
)
def test_any_difference_is_another_question(counted: Counted, other: Query) -> None:
    cache = AnswerCache(4)
    for query in (Query(WHY), other):
        cache.answer(counted, query)  # type: ignore[arg-type]
    assert counted.asked == 2


def test_tomorrow_is_another_day(counted: Counted, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = AnswerCache(4)
    cache.answer(counted, Query(WHY))  # type: ignore[arg-type]

    class Tomorrow(datetime):
        @classmethod
        def now(cls, tz: object = None) -> Tomorrow:
            return cls(2999, 1, 1)

    monkeypatch.setattr(answer_cache, "datetime", Tomorrow)
    cache.answer(counted, Query(WHY))  # type: ignore[arg-type]
    assert counted.asked == 2


def test_a_stream_is_told_again_as_it_was(counted: Counted) -> None:
    cache = AnswerCache(4)
    first = list(cache.stream(counted, Query(WHY)))  # type: ignore[arg-type]
    again = list(cache.stream(counted, Query(WHY)))  # type: ignore[arg-type]
    assert counted.asked == 1
    assert [name for name, _ in again] == [name for name, _ in first]
    assert again[:-1] == first[:-1]


def test_errors_and_broken_streams_are_not_kept(counted: Counted) -> None:
    cache = AnswerCache(4)
    counted.fault = RuntimeError("not now")
    for call in (lambda: cache.answer(counted, Query(WHY)), lambda: list(cache.stream(counted, Query(WHY)))):  # type: ignore[arg-type]
        with pytest.raises(RuntimeError):
            call()
    left = cache.stream(counted, Query(WHY))  # type: ignore[arg-type]
    next(left)
    left.close()  # type: ignore[attr-defined]
    counted.fault = None
    assert cache.answer(counted, Query(WHY)).answered  # type: ignore[arg-type]
    assert list(cache.stream(counted, Query(WHY)))[-1][0] == "done"  # type: ignore[arg-type]
    assert cache.hits == 0


def test_it_is_bounded_and_the_oldest_goes(counted: Counted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answer_cache, "_OVERHEAD", 200_000)  # so that few fit
    cache = AnswerCache(1)
    for number in range(8):
        cache.answer(counted, Query(f"{WHY} {number}"))  # type: ignore[arg-type]
    asked = counted.asked
    cache.answer(counted, Query(f"{WHY} 7"))  # type: ignore[arg-type]
    assert counted.asked == asked == 8
    cache.answer(counted, Query(f"{WHY} 0"))  # type: ignore[arg-type]
    assert counted.asked == asked + 1


def test_none_are_kept_where_none_are_wanted(counted: Counted) -> None:
    cache = AnswerCache(0)
    for _ in range(2):
        cache.answer(counted, Query(WHY))  # type: ignore[arg-type]
    assert counted.asked == 2


def test_a_new_build_answers_afresh(store: IndexStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "WATCH_S", 0.02)
    build_index(store)
    thread = EmbeddingThread(HashEmbedder)
    with closing(Service(store, thread, EvidenceModel.packaged(), {}, cache=AnswerCache(4))) as service:
        old = service.answer(Query(WHY))
        assert service.answer(Query(WHY)).index == old.index and service.cache.hits == 1
        build_index(store, [replace(HARBOUR, text=HARBOUR.text.replace("cracked", "leaned")), LIBRARY, POETRY])
        end = time.monotonic() + 5
        while service.status().index == old.index and time.monotonic() < end:
            time.sleep(0.01)
        assert "leaned" in service.answer(Query(WHY)).answer
        assert service.status().counts["cache_hits"] == 1


def test_what_hangs_on_a_question_takes_no_memory_uncounted(counted: Counted) -> None:
    """A key is a digest, and what an answer repeats of the question is counted."""
    cache = AnswerCache(4)
    history = tuple(Turn("Who?", "word " * 4000) for _ in range(20))
    tracemalloc.start()
    for number in range(40):
        cache.answer(counted, Query(f"{WHY} {number}", history=history[:-1] + (Turn("Who?", f"{number} " * 6000),)))  # type: ignore[arg-type]
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert cache.misses == 40 and held < 6 * 2**20
