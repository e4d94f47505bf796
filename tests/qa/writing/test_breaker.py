"""A model that keeps failing is left alone; few questions at a time reach it."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from qa.writing.breaker import AT_ONCE, Breaker
from qa.writing.fallback import Fallback, WriterFault


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def fail(breaker: Breaker) -> Fallback:
    with pytest.raises(WriterFault) as raised, breaker.passing():
        raise WriterFault(Fallback.TIMEOUT)
    return raised.value.code


def test_five_failures_in_half_a_minute_pause_it() -> None:
    clock = Clock()
    breaker = Breaker(clock)
    assert [fail(breaker) for _ in range(6)] == [Fallback.TIMEOUT] * 5 + [Fallback.PAUSED]
    clock.now += 31
    with breaker.passing():
        pass


def test_failures_far_apart_do_not() -> None:
    clock = Clock()
    breaker = Breaker(clock)
    for _ in range(12):
        assert fail(breaker) is Fallback.TIMEOUT
        clock.now += 10


def test_only_so_many_at_once() -> None:
    breaker = Breaker()
    with ExitStack() as stack:
        for _ in range(AT_ONCE):
            stack.enter_context(breaker.passing())
        with pytest.raises(WriterFault, match="busy"), breaker.passing():
            pass
    with breaker.passing():
        pass
