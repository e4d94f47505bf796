"""Rude clients of the real server: silent, slow, senseless, gone in mid-stream; and an end while streams run."""

from __future__ import annotations

import json
import random
import signal
import socket
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from tests.faults.result import Result
from tests.web.fuzz import fuzzed
from tests.web.live import Live, read_all, running, until

QUICK_S = 0.25
SILENT_S = 30  # by then the silent ones must have been closed
ALLOWED = {0, 200, 204, 400, 404, 405, 411, 413, 415, 422}  # 0: the server waits for the rest of a cut request
STREAM = (
    b"POST /api/answer/stream HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    b'Content-Length: 56\r\n\r\n{"question":"When did the Northport harbour close now?"}'
)
SLOW = {  # kind -> what is sent before nothing more is
    "silent": b"",
    "slow header": b"GET /healthz HTTP/1.1\r\nHost: loc",
    "slow body": b"POST /api/answer HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{",
    "never reading": b"GET /api/openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n",
}


def slow_clients(folder: Path, counts: dict[str, int], seconds: float) -> Result:
    """All of them at once; the health of the server is asked ten times a second."""
    with running(folder / "log") as live, _held(live, counts) as held:
        times = []
        until_s = time.monotonic() + seconds
        while time.monotonic() < until_s:
            times.append(live.health_s())
            time.sleep(0.1)
        assert live.question().status == 200
        closed = seconds < SILENT_S or until(lambda: all(map(_closed, held["silent"])), within=2)
    times.sort()
    note = f"p99 {times[int(0.99 * (len(times) - 1))] * 1000:.0f} ms, worst {times[-1] * 1000:.0f} ms"
    return Result(sum(t < QUICK_S for t in times) if closed else 0, len(times), note)


@contextmanager
def _held(live: Live, counts: dict[str, int]) -> Iterator[dict[str, list[socket.socket]]]:
    held: dict[str, list[socket.socket]] = {kind: [] for kind in counts}
    try:
        for kind, number in counts.items():
            for _ in range(number):
                connection = live.connect()
                held[kind].append(connection)
                connection.sendall(SLOW[kind])
        yield held
    finally:
        for connection in (c for kind in held.values() for c in kind):
            connection.close()


def _closed(connection: socket.socket) -> bool:
    connection.settimeout(0)
    try:
        return connection.recv(65536) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


def bodies(folder: Path, dice: random.Random, number: int) -> Result:
    """Requests that are somehow wrong: no server error, none that waits, no trace in the log."""
    requests = [fuzzed(dice) for _ in range(number)]
    found = Counter[int]()
    slowest = 0.0
    with running(folder / "log") as live:

        def one(request: bytes) -> tuple[list[int], float]:
            began = time.monotonic()
            with live.connect(timeout=30) as connection:
                connection.sendall(request)
                connection.shutdown(socket.SHUT_WR)
                replies = read_all(connection)
            for reply in replies:
                if reply.headers.get("content-type") == "application/json":
                    json.loads(reply.body)
            return [reply.status for reply in replies], time.monotonic() - began

        with ThreadPoolExecutor(8) as pool:
            for statuses, seconds in pool.map(one, requests):
                found[max(statuses)] += 1  # of two in one packet the worse one
                slowest = max(slowest, seconds)
        alive = live.process.poll() is None and live.question().status == 200
        sound = alive and '"trace"' not in live.log.read_text()
    bad = sum(count for status, count in found.items() if status not in ALLOWED)
    said = ", ".join(f"{count} × {status or 'cut'}" for status, count in found.most_common(5))
    return Result(number - bad if sound and slowest < 5 else 0, number, f"{said}; slowest {slowest:.1f} s")


def disconnects(folder: Path, dice: random.Random, number: int) -> Result:
    """Streams whose clients leave at a random moment; afterwards nothing of them is left in the server."""
    with running(folder / "log", delay=0.05) as live:
        assert until(lambda: live.ask("GET", "/readyz").status == 200)
        waits = [dice.uniform(0, 0.3) for _ in range(number)]
        with ThreadPoolExecutor(16) as pool:
            list(pool.map(lambda wait: _leave(live, wait), waits[:64]))
            assert until(lambda: live.streams() == 0, within=10)
            before = _open_things(live)
            list(pool.map(lambda wait: _leave(live, wait), waits[64:]))
        quiet = until(lambda: live.streams() == 0, within=3)
        back = until(
            lambda: all(now <= then + 2 for now, then in zip(_open_things(live), before, strict=True)), within=5
        )
        clean = '"trace"' not in live.log.read_text()
        after = _open_things(live)
    note = f"threads {before[0]} → {after[0]}, descriptors {before[1]} → {after[1]}"
    return Result(number if quiet and back and clean else 0, number, note)


def _leave(live: Live, wait: float) -> None:
    with live.connect() as connection:
        connection.sendall(STREAM)
        time.sleep(wait)


def _open_things(live: Live) -> tuple[int, int]:
    process = Path(f"/proc/{live.process.pid}")
    return len(list((process / "task").iterdir())), len(list((process / "fd").iterdir()))


def ending(folder: Path, streams: int = 8) -> Result:
    """SIGTERM while streams run: all are finished, then the process ends with code 0."""
    with running(folder / "log", delay=0.3) as live:
        assert until(lambda: live.ask("GET", "/readyz").status == 200)
        with ThreadPoolExecutor(streams) as pool:
            asked = [pool.submit(live.question, path="/api/answer/stream") for _ in range(streams)]
            assert until(lambda: live.streams() == streams)
            live.process.send_signal(signal.SIGTERM)
            done = sum(one.result().body.split(b"\n\n")[-2].startswith(b"event: done") for one in asked)
        code = live.process.wait(10)
    return Result(done if code == 0 else 0, streams, f"exit {code}")
