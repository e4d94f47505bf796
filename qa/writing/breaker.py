"""Leaves a model alone that keeps failing, and lets only a few questions at a time through to it."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from qa.writing.fallback import Fallback, WriterFault

AT_ONCE = 4
_FAILURES, _WITHIN_S, _PAUSE_S = 5, 30.0, 30.0


class Breaker:
    """After 5 failures in 30 seconds no question passes for 30 seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failures: deque[float] = deque(maxlen=_FAILURES)
        self._until = 0.0
        self._running = 0

    @contextmanager
    def passing(self) -> Iterator[None]:
        """Raise PAUSED or BUSY, or count how what runs inside ends."""
        self._enter()
        try:
            yield
        except WriterFault:
            self._failed()
            raise
        finally:
            with self._lock:
                self._running -= 1

    def _enter(self) -> None:
        with self._lock:
            if self._clock() < self._until:
                raise WriterFault(Fallback.PAUSED)
            if self._running == AT_ONCE:
                raise WriterFault(Fallback.BUSY)
            self._running += 1

    def _failed(self) -> None:
        with self._lock:
            now = self._clock()
            self._failures.append(now)
            if len(self._failures) == _FAILURES and now - self._failures[0] <= _WITHIN_S:
                self._until = now + _PAUSE_S
                self._failures.clear()
