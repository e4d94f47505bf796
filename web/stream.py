"""Server-sent events: a bounded number of streams, each kept alive by pings while its next event is computed."""

from __future__ import annotations

import contextvars
import queue
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import closing

from qa.errors import Busy
from web.schemas import dumps

PING_S = 1.0  # a client that left is noticed when the second write after that fails
_PING = b": ping\n\n"


class Slots:
    """Counts the running streams and refuses one too many, so that threads stay free for everything else."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._lock = threading.Lock()
        self.active = 0

    def take(self) -> None:
        with self._lock:
            if self.active >= self._limit:
                raise Busy("Too many answers are being streamed. Try again in a second.", retry_after=1)
            self.active += 1

    def release(self) -> None:
        with self._lock:
            self.active -= 1


class EventStream(Iterator[bytes]):
    """Frames computed in a thread of their own. `failed` turns an error in mid-stream into the last frame.

    An error before the first frame, if it comes within a ping, is raised by the constructor:
    the client then gets a plain HTTP error. The slot is given back when the computing has ended,
    which after the client has left is at its next frame.
    """

    def __init__(self, frames: Generator[bytes], slots: Slots, *, failed: Callable[[Exception], bytes]) -> None:
        self._frames = frames
        self._slots = slots
        self._failed = failed
        self._queue: queue.SimpleQueue[bytes | Exception | None] = queue.SimpleQueue()
        self._left = threading.Event()
        slots.take()
        try:
            context = contextvars.copy_context()  # the span of the request, where there is one
            threading.Thread(target=context.run, args=(self._compute,), name="stream", daemon=True).start()
        except RuntimeError:
            slots.release()
            raise Busy("No thread is free for a stream. Try again in a second.", retry_after=1) from None
        first = self._next()
        if isinstance(first, Exception):
            raise first
        self._waiting = [first]  # read here, not given out yet; None in it is an end without any frame

    def __next__(self) -> bytes:
        frame = self._waiting.pop() if self._waiting else self._next()
        if frame is None:
            self._waiting = [None]  # nothing more will come: whoever asks again learns the same
            raise StopIteration
        if isinstance(frame, Exception):
            return self._failed(frame)
        return frame

    def close(self) -> None:
        """The client has left or has everything."""
        self._left.set()

    def _next(self) -> bytes | Exception | None:
        try:
            return self._queue.get(timeout=PING_S)
        except queue.Empty:
            return _PING

    def _compute(self) -> None:
        try:
            with closing(self._frames) as frames:
                for frame in frames:
                    if self._left.is_set():
                        break
                    self._queue.put(frame)
        except Exception as error:  # told to the client by whoever reads
            self._queue.put(error)
        finally:
            self._slots.release()
            self._queue.put(None)


def event(name: str, data: object) -> bytes:
    """One event. ASCII-only JSON holds no line break of any kind, so no text can split it."""
    return f"event: {name}\ndata: {dumps(data, ascii_only=True)}\n\n".encode()


def bare_event(data: object) -> bytes:
    return f"data: {dumps(data, ascii_only=True)}\n\n".encode()
