"""Answers given before, for the same question to the same build on the same day; bounded by size, gone at a swap.

A question that is asked again while it is being answered waits for that answer, a stream event by event.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import UTC, datetime
from hashlib import blake2b

from cachetools import LRUCache

from qa.answering.answerer import Answerer, Event
from qa.answering.deadline import left
from qa.errors import Busy
from qa.types import Answer, Query

_OVERHEAD = 1024  # bytes of a place in the cache, with its key
_OBJECT = 64  # bytes of a value besides what it holds


@dataclass(frozen=True, slots=True)
class _Given:
    """What was said to a query: all events of a stream, or of a plain answer only the last."""

    events: tuple[Event, ...]
    size: int

    @property
    def answer(self) -> Answer:
        return self.events[-1][1]  # type: ignore[return-value]


class _Recording:
    """The events of a stream that is under way, for callers who ask the same meanwhile."""

    def __init__(self) -> None:
        self.readers = 0  # changed only under the lock of the cache
        self._events: list[Event] = []
        self._ended = False
        self._error: BaseException | None = None
        self._changed = threading.Condition()

    @property
    def events(self) -> tuple[Event, ...]:
        return tuple(self._events)

    def add(self, event: Event) -> None:
        with self._changed:
            self._events.append(event)
            self._changed.notify_all()

    def end(self, error: BaseException | None = None) -> None:
        """No further event will come; `error` is raised for whoever reads."""
        with self._changed:
            self._ended, self._error = True, error
            self._changed.notify_all()

    def read(self) -> Iterator[Event]:
        """All events, each as soon as it is there. Raises Busy when one does not come in time, or the stream's error."""
        place = 0
        while (event := self._await(place)) is not None:
            yield event
            place += 1

    def _await(self, place: int) -> Event | None:
        """The event at `place`; None where the stream ended before it."""
        with self._changed:
            if not self._changed.wait_for(lambda: place < len(self._events) or self._ended, timeout=left()):
                raise _late()
            if place < len(self._events):
                return self._events[place]
            if self._error:
                raise self._error
            return None


class AnswerCache:
    """Stands before an Answerer. Errors are not kept. Safe to share between threads; `megabytes` 0 keeps nothing."""

    def __init__(self, megabytes: int) -> None:
        self._given: LRUCache[bytes, _Given] = LRUCache(megabytes * 2**20, getsizeof=lambda g: g.size)
        self._under_way: dict[bytes, Future[Answer]] = {}
        self._streams: dict[bytes, _Recording] = {}
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
        key = b"stream" + _key(answerer, query)
        with self._lock:
            given = self._find(key)
            recording = None if given else self._streams.get(key)
            mine = None if given or recording else self._streams.setdefault(key, _Recording())
            if recording:
                recording.readers += 1
        if mine:
            yield from self._recorded(key, mine, answerer.stream(query))
            return
        for name, value in given.events if given else recording.read() if recording else ():
            yield name, _retold(value, query, began) if isinstance(value, Answer) else value

    def _recorded(self, key: bytes, recording: _Recording, events: Iterator[Event]) -> Iterator[Event]:
        """`events`, which others may read along. When this caller leaves early, the rest is computed only for them."""
        try:
            for event in events:
                recording.add(event)
                yield event
            self._end(key, recording)
        except GeneratorExit:
            with self._lock:
                if not recording.readers:
                    del self._streams[key]  # from here on nobody can begin to read along
                    raise
            self._finish(key, recording, events)
            raise
        except BaseException as error:
            self._end(key, recording, error)
            raise

    def _finish(self, key: bytes, recording: _Recording, events: Iterator[Event]) -> None:
        try:
            for event in events:
                recording.add(event)
        except BaseException as error:  # raised where it is read
            self._end(key, recording, error)
        else:
            self._end(key, recording)

    def _end(self, key: bytes, recording: _Recording, error: BaseException | None = None) -> None:
        if error is None:
            self._keep(key, recording.events)
        with self._lock:
            del self._streams[key]
        recording.end(error)

    def clear(self) -> None:
        """Forget all: another build answers now."""
        with self._lock:
            self._given.clear()

    def _find(self, key: bytes) -> _Given | None:
        with self._lock:
            given = self._given.get(key)
            self.hits += given is not None
            self.misses += given is None
            return given

    def _keep(self, key: bytes, events: tuple[Event, ...]) -> None:
        given = _Given(events, _size(events))
        if given.answer.fallback:
            return  # a writer that was away may be back
        with self._lock:
            if given.size <= self._given.maxsize:
                self._given[key] = given


def _key(answerer: Answerer, query: Query) -> bytes:
    """Two queries with one key have one answer: the build, the words, all options, and the day that "now" means.

    It is a digest: whole histories as keys would be memory that nobody counts.
    """
    day = query.question_date or datetime.now(UTC).date().isoformat()
    asked = (answerer.index.folder.name, day, replace(query, question=_plain(query.question)))
    return blake2b(repr(asked).encode(), digest_size=32).digest()


def _plain(question: str) -> str:
    """Without needless white space. Capitals stay: "who" is not "WHO"."""
    return " ".join(question.split())


def _awaited(answer: Future[Answer]) -> Answer:
    """The answer that another thread is finding, or its error."""
    try:
        return answer.result(timeout=left())
    except TimeoutError:
        raise _late() from None


def _late() -> Busy:
    return Busy("The answer did not come in time. Try again in a few seconds.", retry_after=5)


def _retold(answer: Answer, query: Query, began: float) -> Answer:
    timings = dict.fromkeys(answer.timings_ms, 0.0) | {"total": round((time.perf_counter() - began) * 1000, 2)}
    return replace(answer, question=query.question, timings_ms=timings)


def _size(events: tuple[Event, ...]) -> int:
    """About the bytes that events take: texts dominate, in the worst case four bytes a character."""
    return _OVERHEAD + sum(_weight(value) for _, value in events)


def _weight(value: object) -> int:
    """About the bytes of a value, all texts that hang on it counted."""
    if isinstance(value, str):
        return _OBJECT + 4 * len(value)
    if isinstance(value, tuple | list):
        return _OBJECT + sum(map(_weight, value))
    if isinstance(value, dict):
        return _OBJECT + sum(_weight(key) + _weight(one) for key, one in value.items())
    if is_dataclass(value):
        return _OBJECT + sum(_weight(getattr(value, field.name)) for field in fields(value))
    return _OBJECT
