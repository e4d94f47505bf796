"""The real server under slow, greedy, rude and senseless clients: it refuses them in words and serves the others."""

from __future__ import annotations

import json
import random
import socket
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from waitress import wasyncore

from tests.web.fuzz import fuzzed
from tests.web.live import Live, read, running, until
from web.guard import ARRIVED
from web.listener import STREAMS, bind, listen

EXPECTED = {200, 204, 400, 404, 405, 411, 413, 415, 422}
QUICK_S, STALLED_S = 0.25, 3.0  # of /healthz, whatever else goes on
server = pytest.mark.server


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    with running(tmp_path_factory.mktemp("serve") / "log") as found:
        yield found


@pytest.fixture
def slow(tmp_path: Path) -> Iterator[Live]:
    """Every event takes a fifth of a second."""
    with running(tmp_path / "log", delay=0.2) as found:
        yield found


def health_is_quick(live: Live) -> bool:
    """Typically within 250 ms, and never stalled; the tests share their processor, so one slow answer is no stall."""
    seconds = sorted(live.health_s() for _ in range(20))
    return seconds[10] < QUICK_S and seconds[-1] < STALLED_S


@server
@pytest.mark.parametrize(
    ("head", "statuses"),
    [
        (b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", {411}),
        (b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n5\r\nhello\r\n0\r\n\r\n", {411}),
        (b"Transfer-Encoding: gzip, chunked\r\n\r\n", {411}),
        (b"\r\n", {411}),
        (b"Content-Length: +5\r\n\r\nhello", {400}),
        (b"Content-Length: -5\r\n\r\nhello", {400}),
        (b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!", {400}),
        (b"Content-Length: 0x5\r\n\r\nhello", {400}),
        (b"Content-Length: 99999999999999999999\r\n\r\n", {413}),
        (b"Content-Length: 65537\r\n\r\n", {413}),
        (b"X: " + b"a" * 40_000 + b"\r\n\r\n", {400}),
        (b"Bad Header: x\r\n\r\n", {400}),
        (b"Content-Length: 2\r\nX: a\rb\r\n\r\n{}", {400}),
    ],
)
def test_odd_framing_is_refused_in_our_words(live: Live, head: bytes, statuses: set[int]) -> None:
    start = b"POST /api/answer HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n"
    found = live.send(start + head)
    assert found.status in statuses
    assert json.loads(found.body)["error"]["message"].endswith(".")
    assert "server" not in found.headers and b"waitress" not in found.body
    assert "default-src 'none'" in found.headers["content-security-policy"]


@server
def test_a_body_of_200_megabytes_is_refused_early(live: Live) -> None:
    sent, block = 0, b"x" * 65_536
    with live.connect() as connection:
        connection.sendall(b"POST /api/answer HTTP/1.1\r\nHost: localhost\r\nContent-Length: 200000000\r\n\r\n")
        try:
            while sent < 200_000_000:
                sent += connection.send(block)
        except OSError:
            pass
        assert sent < 8_000_000
    with live.connect() as connection:
        connection.sendall(b"POST /api/answer HTTP/1.1\r\nHost: localhost\r\nContent-Length: 200000000\r\n\r\n")
        assert read(connection).status == 413


@server
def test_slow_clients_hold_up_no_one(live: Live) -> None:
    starts = [b""] * 300
    starts += [b"GET /healthz HTTP/1.1\r\nHost: loc"] * 50
    starts += [b"POST /api/answer HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{"] * 50
    starts += [b"GET /api/openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n"] * 50
    held = []
    try:
        for start in starts:
            held.append(live.connect())
            held[-1].sendall(start)
        assert health_is_quick(live)
        assert live.question().status == 200
    finally:
        for connection in held:
            connection.close()


@server
def test_streams_are_limited_and_health_stays_quick(slow: Live) -> None:
    assert until(lambda: slow.ask("GET", "/readyz").status == 200)
    with ThreadPoolExecutor(40) as pool:
        streams = [pool.submit(slow.question, path="/api/answer/stream") for _ in range(40)]
        assert health_is_quick(slow)
        found = Counter(stream.result().status for stream in streams)
    assert set(found) == {200, 503} and found[200] >= STREAMS


@server
def test_too_many_questions_are_refused_at_once(slow: Live) -> None:
    assert until(lambda: slow.ask("GET", "/readyz").status == 200)
    with ThreadPoolExecutor(160) as pool:
        asked = [pool.submit(slow.question) for _ in range(160)]
        assert health_is_quick(slow)
        found = [question.result() for question in asked]
    assert {reply.status for reply in found} == {200, 503}
    assert all(reply.headers["retry-after"] == "1" for reply in found if reply.status == 503)
    assert sum(reply.status == 200 for reply in found) >= 64


@server
def test_clients_that_leave_in_mid_stream_leave_nothing_behind(slow: Live) -> None:
    assert until(lambda: slow.ask("GET", "/readyz").status == 200)
    threads = len(list(Path(f"/proc/{slow.process.pid}/task").iterdir()))
    body = json.dumps({"question": "When did the Northport harbour close?"}).encode()
    head = b"POST /api/answer/stream HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    chance = random.Random(5)  # noqa: S311
    for _ in range(5):
        held = []
        for _ in range(STREAMS):
            held.append(slow.connect())
            held[-1].sendall(head + b"Content-Length: %d\r\n\r\n" % len(body) + body)
        time.sleep(chance.random() / 4)
        for connection in held:
            connection.close()
    assert until(lambda: slow.streams() == 0)
    assert until(lambda: len(list(Path(f"/proc/{slow.process.pid}/task").iterdir())) <= threads)
    assert "trace" not in slow.log.read_text()


PATHS = [
    "/static/../../etc/passwd",
    "/static/%2e%2e%2f%2e%2e%2fetc/passwd",
    "/static/..%5c..%5cweb",
    "/static/%00",
    "//evil.example/",
    "//evil.example/%2f..",
    "/\\evil.example",
    "http://evil.example/",
    "/%ff%fe",
    "/../healthz/..",
    "/" + "a" * 8000,
    "/?" + "q" * 8000,
    "/.env",
    "/console",
    "/api/articles/%00%0d%0aSet-Cookie:x",
]


@server
@pytest.mark.parametrize("method", ["GET", "TRACE", "PUT", "OPTIONS", "BREW", "POST"])
def test_odd_paths_and_methods_end_here(live: Live, method: str) -> None:
    for path in PATHS:
        found = live.ask(method, path)
        allowed = {400, 404, 405, 411, 413, 415, 422} | ({200} if path.startswith(("/?", "http:")) else set())
        assert found.status in allowed, path
        assert "location" not in found.headers and b"root:" not in found.body and "set-cookie" not in found.headers


@server
@pytest.mark.parametrize("path", ["/", "/healthz", "/static/none.css", "/api/status", "/none"])
def test_other_host_names_are_refused(live: Live, path: str) -> None:
    for host in ("evil.example", "localhost.evil.example", "127.0.0.1@evil.example", ""):
        found = live.ask("GET", path, Host=host)
        assert (found.status, found.code) == (400, "untrusted_host")
    assert live.ask("GET", path, Host=f"localhost:{live.port}").status in (200, 404)


@server
def test_other_sites_are_refused(live: Live) -> None:
    for headers in ({"Sec_Fetch_Site": "cross-site"}, {"Origin": "http://evil.example"}, {"Origin": "http://[broken"}):
        found = live.ask("POST", "/api/search", b'{"question":"x"}', **headers)
        assert (found.status, found.code) == (400, "cross_site")
    assert live.ask("POST", "/api/search", b'{"question":"x"}', Content_Type="text/plain").status == 415
    origin = f"http://127.0.0.1:{live.port}"
    assert live.ask("POST", "/api/search", b'{"question":"x"}', Origin=origin).status == 200


@server
def test_2000_fuzzed_requests_cause_no_server_error(live: Live) -> None:
    seed = 3
    chance = random.Random(seed)  # noqa: S311
    requests = [fuzzed(chance) for _ in range(2000)]

    def one(request: bytes) -> int:
        with live.connect() as connection:
            connection.sendall(request)
            connection.shutdown(socket.SHUT_WR)
            found = read(connection)
        if found.headers.get("content-type") == "application/json":
            json.loads(found.body)
        return found.status

    with ThreadPoolExecutor(8) as pool:
        found = Counter(pool.map(one, requests))
    assert set(found) <= EXPECTED | {0}, f"seed {seed}: {found}"  # 0: the server waits for the rest of a cut request
    assert found[200] > 100 and found[422] > 100 and found[400] > 100
    assert live.process.poll() is None and '"trace"' not in live.log.read_text()
    assert live.question().status == 200


def test_the_app_is_told_when_a_request_arrived() -> None:
    began, told = time.monotonic(), list[float]()
    sockets: dict[int, Any] = {}

    def app(environ: dict[str, Any], start: Any) -> list[bytes]:
        told.append(environ[ARRIVED])
        start("200 OK", [("Content-Length", "0")])
        return []

    listener = bind("127.0.0.1", 0)
    served = listen(app, listener, sockets)
    with socket.create_connection(listener.getsockname()) as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        while not told and time.monotonic() < began + 10:
            wasyncore.loop(timeout=0.1, use_poll=True, map=sockets, count=1)
    served.task_dispatcher.shutdown(timeout=1)
    wasyncore.close_all(sockets, ignore_all=True)
    assert began <= told[0] <= time.monotonic()
