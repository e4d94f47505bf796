"""A real server process over the fake service, and raw sockets to talk to it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SCRIPT = Path(__file__).with_name("fake_server.py")


@dataclass(frozen=True, slots=True)
class Reply:
    """`status` 0: the connection ended without a reply."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def code(self) -> str:
        """The stable code of an error."""
        return str(json.loads(self.body)["error"]["code"])


@dataclass(frozen=True, slots=True)
class Live:
    """A running server."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path

    def connect(self, timeout: float = 5.0) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout)

    def send(self, data: bytes, *, timeout: float = 5.0) -> Reply:
        """Send raw bytes on a connection of their own and read until the server closes it."""
        with self.connect(timeout) as connection:
            connection.sendall(data)
            return read(connection)

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> Reply:
        """One plain request. Keyword `Content_Type` is the header Content-Type; an empty value leaves it out."""
        found = {"Host": f"127.0.0.1:{self.port}", "Connection": "close"}
        if method == "POST":
            found |= {"Content-Type": "application/json", "Content-Length": str(len(body))}
        found |= {name.replace("_", "-"): value for name, value in headers.items()}
        lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in found.items() if value)]
        return self.send("\r\n".join((*lines, "", "")).encode("latin-1") + body, timeout=30.0)

    def question(self, text: str = "When did the Northport harbour close?", path: str = "/api/answer") -> Reply:
        return self.ask("POST", path, json.dumps({"question": text}).encode())

    def streams(self) -> int:
        """How many answers are being streamed."""
        return int(json.loads(self.ask("GET", "/api/status").body)["streams"])

    def health_s(self) -> float:
        """Seconds until /healthz has answered."""
        started = time.perf_counter()
        assert self.ask("GET", "/healthz").status == 200
        return time.perf_counter() - started


def until(condition: Callable[[], bool], *, within: float = 5.0) -> bool:
    end = time.monotonic() + within
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False


def read(connection: socket.socket) -> Reply:
    """The first reply on a connection, which is read to its end."""
    return read_all(connection)[0]


def read_all(connection: socket.socket) -> list[Reply]:
    """All replies on a connection: two requests may have been sent in one go."""
    data = b""
    try:
        while more := connection.recv(65536):
            data += more
    except ConnectionResetError:
        pass
    found = []
    while data:
        reply, data = _first(data)
        found.append(reply)
    return found or [Reply(0, {}, b"")]


def _first(data: bytes) -> tuple[Reply, bytes]:
    """A reply, and what comes after it."""
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    rest = b""
    if headers.get("transfer-encoding") == "chunked":
        body = b"".join(_chunks(body))
    elif "content-length" in headers and not body.startswith(b"HTTP/1.1 "):  # to HEAD nothing but the length is sent
        length = int(headers["content-length"])
        body, rest = body[:length], body[length:]
    elif body.startswith(b"HTTP/1.1 "):
        body, rest = b"", body
    return Reply(int(first.split()[1]), headers, body), rest


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(log: Path, *, delay: float = 0.0, loading: float = 0.0) -> Iterator[Live]:
    """A server whose every event takes `delay` seconds and which loads for `loading`; killed at the end."""
    port = free_port()
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("QA_", "FLASK_"))}
    with log.open("wb") as out:
        command = [sys.executable, str(SCRIPT), str(port), str(delay), str(loading)]
        process = subprocess.Popen(command, stdout=out, stderr=out, env=environment)
        live = Live(port, process, log)
        try:
            _until_listening(live)
            yield live
        finally:
            process.kill()
            process.wait()


def _until_listening(live: Live) -> None:
    end = time.monotonic() + 20
    while time.monotonic() < end and live.process.poll() is None:
        try:
            live.connect().close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise AssertionError(f"the server did not start: {live.log.read_text()}")


def _chunks(body: bytes) -> Iterator[bytes]:
    while body:
        size, _, body = body.partition(b"\r\n")
        length = int(size, 16)
        yield body[:length]
        body = body[length + 2 :]
