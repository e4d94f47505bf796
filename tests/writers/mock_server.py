"""A model server with fault knobs: it answers the OpenAI chat protocol as well, or as badly, as a test wishes."""

from __future__ import annotations

import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

Behaviour = Callable[[socket.socket, "MockServer"], None]


class MockServer:
    """Listens on a free port; `behave` is done to each connection after its request was read."""

    def __init__(self, behave: Behaviour) -> None:
        self.behave = behave
        self.requests: list[dict[str, Any]] = []  # bodies
        self.closing = threading.Event()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}/v1"

    def close(self) -> None:
        self.closing.set()
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for thread in self._threads:
            thread.join(5)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError, ValueError):  # the client may leave at any time, or speak TLS
            connection.settimeout(5)
            self.requests.append(_read(connection))
            self.behave(connection, self)


@contextmanager
def serving(behave: Behaviour) -> Iterator[MockServer]:
    server = MockServer(behave)
    try:
        yield server
    finally:
        server.close()


def _read(connection: socket.socket) -> dict[str, Any]:
    data = b""
    while b"\r\n\r\n" not in data:
        data += _some(connection)
        if data.startswith(b"\x16"):
            raise ValueError("a client that speaks TLS")
    head, body = data.split(b"\r\n\r\n", 1)
    length = next(
        int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")
    )
    while len(body) < length:
        body += _some(connection)
    found: dict[str, Any] = json.loads(body)
    return found


def _some(connection: socket.socket) -> bytes:
    data = connection.recv(65536)
    if not data:
        raise ConnectionResetError
    return data


def head(status: str = "200 OK", **headers: str | int) -> bytes:
    fields = {"Content-Type": "application/json"} | {k.replace("_", "-"): str(v) for k, v in headers.items()}
    lines = [f"HTTP/1.1 {status}", *(f"{key}: {value}" for key, value in fields.items()), "", ""]
    return "\r\n".join(lines).encode()


def completion(content: object) -> bytes:
    choice = {"index": 0, "message": {"role": "assistant", "content": content}, "finish_reason": "stop"}
    whole = {"id": "x", "object": "chat.completion", "created": 0, "model": "mock", "choices": [choice]}
    return json.dumps(whole).encode()


def raw(data: bytes) -> Behaviour:
    """Send these bytes and close."""
    return lambda connection, _: connection.sendall(data)


def body(data: bytes, status: str = "200 OK", **headers: str | int) -> Behaviour:
    return raw(head(status, Content_Length=len(data), Connection="close", **headers) + data)


def says(content: object) -> Behaviour:
    """A proper reply."""
    return body(completion(content))


def silent(sent: bytes = b"") -> Behaviour:
    """Send these bytes, then nothing for ever."""

    def behave(connection: socket.socket, server: MockServer) -> None:
        connection.sendall(sent)
        server.closing.wait(30)

    return behave


def dripping(before: bytes, dripped: bytes) -> Behaviour:
    """Send one byte after the other, slowly, so that no single read ever times out."""

    def behave(connection: socket.socket, server: MockServer) -> None:
        connection.sendall(before)
        for byte in dripped * 100:
            connection.sendall(bytes([byte]))
            if server.closing.wait(0.05):
                return

    return behave


def endless(before: bytes, again: bytes) -> Behaviour:
    """Send the same bytes over and over."""

    def behave(connection: socket.socket, server: MockServer) -> None:
        connection.sendall(before)
        end = time.monotonic() + 30
        while not server.closing.is_set() and time.monotonic() < end:
            connection.sendall(again)

    return behave


def reset(sent: bytes = b"") -> Behaviour:
    """Break the connection without a farewell."""

    def behave(connection: socket.socket, _: MockServer) -> None:
        connection.sendall(sent)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    return behave
