"""One time limit for all the waits of a question."""

from __future__ import annotations

import time

from qa.answering.deadline import SECONDS, left, since, untimed


def test_all_waits_share_the_time_since_it_arrived() -> None:
    with since(time.monotonic() - SECONDS / 2):
        assert 0 < left() <= SECONDS / 2
    with since(time.monotonic() - 2 * SECONDS):
        assert left() == 0


def test_who_is_not_timed_has_all_of_it() -> None:
    with since(0):
        pass
    assert left() == SECONDS


def test_what_is_untimed_does_not_count() -> None:
    with since(time.monotonic()):
        before = left()
        with untimed():
            time.sleep(0.05)
        assert before - left() < 0.05
