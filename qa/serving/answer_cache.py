"""Answers given before, for the same question to the same build on the same day; bounded by size, gone at a swap.

A question that is asked again while it is being answered waits for that answer.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from cachetools import LRUCache

from qa.answering.answerer import Answerer, Event
from qa.answering.deadline import left
from qa.errors import Busy
from qa.types import Answer, Query, SearchResult

_OVERHEAD = 4096  # bytes of an answer besides its texts


@dataclass(frozen=True, slots=True)
class _Given:
    """What was said to a query: all events of a stream, or of a plain answer only the last."""

    events: tuple[Event, ...]
    size: int

    @property
    def answer(self) -> Answer:
        return self.events[-1][1]  # type: ignore[return-value]


class AnswerCache:
    """Stands before an Answerer. Errors are not kept. Safe to share between threads; `megabytes` 0 keeps nothing."""

    def __init__(self, megabytes: int) -> None:
        self._given: LRUCache[tuple[object, ...], _Given] = LRUCache(megabytes * 2**20, getsizeof=lambda g: g.size)
        self._under_way: dict[tuple[object, ...], Future[Answer]] = {}
        self._lock = threading.RLock()
        self.hits = 0
        self.misses = 0

    def answer(self, answerer: Answerer, query: Query) -> Answer:
        """As `answerer.answer`."""
        began = time.perf_counter()
        key, mine = _key(answerer, query), Future[Answer]()
        with self._lock:
            given = self._find(key)
            first = mine if given else self._under_way.setdefault(key, mine)
        if given is not None:
            return _retold(given.answer, query, began)
        if first is not mine:
            return _retold(_awaited(first), query, began)
        try:
            answer = answerer.answer(query)
            self._keep(key, (("done", answer),))
            mine.set_result(answer)
        except BaseException as error:
            mine.set_exception(error)
            raise
        finally:
            with self._lock:
                del self._under_way[key]
        return answer

    def stream(self, answerer: Answerer, query: Query) -> Iterator[Event]:
        """As `answerer.stream`."""
        began = time.perf_counter()
        key = ("stream", *_key(answerer, query))
        given = self._find(key)
        if given is None:
            events = []
            for event in answerer.stream(query):
                events.append(event)
                yield event
            self._keep(key, tuple(events))
            return
        yield from given.events[:-1]
        yield "done", _retold(given.answer, query, began)

    def clear(self) -> None:
        """Forget all: another build answers now."""
        with self._lock:
            self._given.clear()

    def _find(self, key: tuple[object, ...]) -> _Given | None:
        with self._lock:
            given = self._given.get(key)
            self.hits += given is not None
            self.misses += given is None
            return given

    def _keep(self, key: tuple[object, ...], events: tuple[Event, ...]) -> None:
        given = _Given(events, _size(events))
        if given.answer.fallback:
            return  # a writer that was away may be back
        with self._lock:
            if given.size <= self._given.maxsize:
                self._given[key] = given


def _key(answerer: Answerer, query: Query) -> tuple[object, ...]:
    """Two queries with one key have one answer: the build, the words, all options, and the day that "now" means."""
    day = query.question_date or datetime.now(UTC).date().isoformat()
    return answerer.index.folder.name, day, replace(query, question=_plain(query.question))


def _plain(question: str) -> str:
    """Without needless white space. Capitals stay: "who" is not "WHO"."""
    return " ".join(question.split())


def _awaited(answer: Future[Answer]) -> Answer:
    """The answer that another thread is finding, or its error."""
    try:
        return answer.result(timeout=left())
    except TimeoutError:
        raise Busy("The answer did not come in time. Try again in a few seconds.", retry_after=5) from None


def _retold(answer: Answer, query: Query, began: float) -> Answer:
    timings = dict.fromkeys(answer.timings_ms, 0.0) | {"total": round((time.perf_counter() - began) * 1000, 2)}
    return replace(answer, question=query.question, timings_ms=timings)


def _size(events: tuple[Event, ...]) -> int:
    """About the bytes that events take: texts dominate, in the worst case four bytes a character."""
    characters = 0
    for _, value in events:
        if isinstance(value, SearchResult):
            characters += sum(len(p.article.text) + len(p.text) for p in value.passages)
        elif isinstance(value, Answer):
            characters += len(value.answer) + len(value.receipt) + sum(len(c.quote) for c in value.citations)
    return _OVERHEAD + 4 * characters
