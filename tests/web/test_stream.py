"""Streams: pings while waiting, one slot each, nothing left behind when the client goes."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Generator, Iterator

import pytest

from qa.errors import Busy
from web import stream
from web.stream import EventStream, Slots, event


def failed(error: Exception) -> bytes:
    return event("error", str(error))


def until(condition: Callable[[], bool], *, within: float = 2.0) -> bool:
    end = time.monotonic() + within
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.005)
    return False


def test_frames_come_in_order_and_the_slot_comes_back() -> None:
    slots = Slots(1)
    found = EventStream((b"%d" % n for n in range(5)), slots, failed=failed)
    assert list(found) == [b"0", b"1", b"2", b"3", b"4"]
    assert slots.active == 0


def test_an_empty_stream_ends() -> None:
    slots = Slots(1)
    found = EventStream((frame for frame in list[bytes]()), slots, failed=failed)
    assert until(lambda: slots.active == 0)
    assert list(found) == [] and next(found, None) is None


def test_pings_fill_the_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "PING_S", 0.01)
    go = threading.Event()

    def frames() -> Generator[bytes]:
        go.wait(5)
        yield b"late"

    found = EventStream(frames(), Slots(1), failed=failed)
    assert [next(found) for _ in range(3)] == [b": ping\n\n"] * 3
    go.set()
    assert b"late" in list(found)


def test_one_too_many_is_refused() -> None:
    go, slots = threading.Event(), Slots(2)

    def frames() -> Generator[bytes]:
        yield b"first"
        go.wait(5)

    held = [EventStream(frames(), slots, failed=failed) for _ in range(2)]
    with pytest.raises(Busy):
        EventStream(frames(), slots, failed=failed)
    assert slots.active == 2
    go.set()
    assert [list(found) for found in held] == [[b"first"]] * 2
    assert slots.active == 0


def test_a_client_that_leaves_stops_the_work() -> None:
    slots, made, closed = Slots(1), [], threading.Event()

    def frames() -> Generator[bytes]:
        try:
            for n in range(10_000):
                made.append(n)
                yield b"x"
                time.sleep(0.005)
        finally:
            closed.set()

    found = EventStream(frames(), slots, failed=failed)
    next(found)
    found.close()
    assert closed.wait(2) and until(lambda: slots.active == 0)
    assert len(made) < 100


def test_a_client_that_leaves_before_reading_frees_the_slot() -> None:
    slots = Slots(1)
    EventStream((frame for frame in [b"x", b"y"]), slots, failed=failed).close()
    assert until(lambda: slots.active == 0)


def test_an_error_at_once_is_raised_and_frees_the_slot() -> None:
    def full() -> Iterator[bytes]:
        raise Busy("full")

    def frames() -> Generator[bytes]:
        yield from full()

    slots = Slots(1)
    with pytest.raises(Busy):
        EventStream(frames(), slots, failed=failed)
    assert until(lambda: slots.active == 0)


def test_an_error_in_mid_stream_is_the_last_frame() -> None:
    def frames() -> Generator[bytes]:
        yield b"one"
        raise RuntimeError("lost")

    assert list(EventStream(frames(), Slots(1), failed=failed)) == [b"one", b'event: error\ndata: "lost"\n\n']


@pytest.mark.parametrize(
    "text",
    ["a\n\nb", "data: x", "event: done\ndata: {}", "\r", "\r\n", "\u2028\u2029\x85\x0b\x0c\x1c", ": ping", "🐝é"],
)
def test_no_text_splits_an_event(text: str) -> None:
    lines = event("sentence", {"text": text}).decode().splitlines()
    assert len(lines) == 3 and lines[0] == "event: sentence" and lines[2] == ""
    assert json.loads(lines[1].removeprefix("data: ")) == {"text": text}
