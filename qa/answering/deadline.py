"""How long a question may wait for the model: all its waits together, from when it arrived."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

SECONDS = 15.0

_UNTIL: ContextVar[float | None] = ContextVar("until", default=None)


@contextmanager
def since(arrived: float) -> Iterator[None]:
    """What is asked within arrived at `arrived`, a `time.monotonic()`."""
    token = _UNTIL.set(arrived + SECONDS)
    try:
        yield
    finally:
        _UNTIL.reset(token)


@contextmanager
def untimed() -> Iterator[None]:
    """What is done within has a limit of its own and does not count here."""
    began = time.monotonic()
    try:
        yield
    finally:
        if (until := _UNTIL.get()) is not None:
            _UNTIL.set(until + time.monotonic() - began)


def left() -> float:
    """Seconds that may still be waited, 0 or more; `SECONDS` for a question that nobody timed."""
    until = _UNTIL.get()
    return SECONDS if until is None else max(0.0, until - time.monotonic())
