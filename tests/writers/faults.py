"""Forty ways in which a model server fails, each with the codes that may be given for it."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass

from tests.writers.mock_server import (
    Behaviour,
    body,
    completion,
    dripping,
    endless,
    head,
    raw,
    reset,
    says,
    silent,
)  # fmt: skip

GOOD = completion("Northport closed its harbour because the sea wall had cracked in two places. [1]")
HALF = GOOD[: len(GOOD) // 2]
SSE = b'data: {"choices": [{"index": 0, "delta": {"content": "Northport"}}]}\n\n'
MEGABYTE = 2**20


@dataclass(frozen=True, slots=True)
class Fault:
    name: str
    behave: Behaviour
    codes: tuple[str, ...]
    url: str = ""  # where the server is not: in place of its address


def _reply(data: object) -> Behaviour:
    return body(json.dumps(data).encode())


UNUSED = raw(b"")
FAULTS = (
    Fault("nobody listens", UNUSED, ("unreachable",), "http://127.0.0.1:9/v1"),
    Fault("the name is unknown", UNUSED, ("unreachable", "timeout"), "http://writer.invalid/v1"),
    Fault("no certificate", UNUSED, ("unreachable",), "https"),
    Fault("no such key", body(b"{}", "401 Unauthorized"), ("denied",)),
    Fault("forbidden", body(b"{}", "403 Forbidden"), ("denied",)),
    Fault("no such model", body(b"{}", "404 Not Found"), ("denied",)),
    Fault("too many requests", body(b"{}", "429 Too Many Requests", Retry_After=60), ("busy",)),
    Fault("broken inside", body(b"{}", "500 Internal Server Error"), ("failed",)),
    Fault("a proxy's page", body(b"<h1>Bad gateway</h1>", "502 Bad Gateway", Content_Type="text/html"), ("failed",)),
    Fault("overloaded", body(b"", "503 Service Unavailable", Retry_After=1), ("failed",)),
    Fault("redirect to another port", body(b"", "302 Found", Location="http://127.0.0.1:22/"), ("failed",)),
    Fault("redirect to itself", body(b"", "307 Temporary Redirect", Location="/v1/chat/completions"), ("failed",)),
    Fault("never a byte", silent(), ("timeout",)),
    Fault("stall after the head", silent(head(Content_Length=len(GOOD))), ("timeout",)),
    Fault("stall in the middle", silent(head(Content_Length=len(GOOD)) + HALF), ("timeout",)),
    Fault("head byte by byte", dripping(b"HTTP/1.1 200 OK\r\n", b"X-Slow: 1\r\n"), ("timeout",)),
    Fault("body byte by byte", dripping(head(Content_Length=10**6), GOOD), ("timeout",)),
    Fault("endless head", endless(b"HTTP/1.1 200 OK\r\n", b"X-More: 1\r\n" * 500), ("unreachable",)),
    Fault("endless body", endless(head(), b'{"x": ' * 5000), ("too_long",)),
    Fault("endless chunks", endless(head(Transfer_Encoding="chunked"), b"1000\r\n" + b" " * 4096 + b"\r\n"), ("too_long",)),
    Fault("chunks of no size", raw(head(Transfer_Encoding="chunked") + b"zz\r\nhello\r\n"), ("unreachable",)),
    Fault("closes without a word", raw(b""), ("unreachable",)),
    Fault("reset", reset(), ("unreachable",)),
    Fault("reset in the middle", reset(head(Content_Length=len(GOOD)) + HALF), ("unreachable",)),
    Fault("half an answer, then close", raw(head(Content_Length=len(GOOD)) + HALF), ("unreachable",)),
    Fault("another protocol", raw(b"SSH-2.0-OpenSSH_9.2\r\n"), ("unreachable",)),
    Fault("nothing at all", body(b""), ("garbled",)),
    Fault("a page", body(b"<html>Welcome!</html>", Content_Type="text/html"), ("garbled",)),
    Fault("a stream nobody asked for", body(SSE * 3 + b"data: [DONE]\n\n", Content_Type="text/event-stream"), ("garbled",)),
    Fault("half of the JSON", body(HALF), ("garbled",)),
    Fault("not UTF-8", body(GOOD.replace(b"harbour", b"har\xff\xfebour")), ("garbled",)),
    Fault("null", _reply(None), ("garbled",)),
    Fault("a list", _reply([1, 2, 3]), ("garbled",)),
    Fault("an error with 200", _reply({"error": {"message": "CUDA out of memory"}}), ("garbled",)),
    Fault("no choices", _reply({"choices": []}), ("garbled",)),
    Fault("content of another type", says([{"type": "image_url", "image_url": {"url": "http://evil.example"}}]), ("garbled",)),
    Fault("a tool call", says(None), ("empty",)),
    Fault("ten megabytes", says("The harbour. [1] " * (10 * MEGABYTE // 17)), ("too_long",)),
    Fault("a bomb", body(gzip.compress(b" " * 50 * MEGABYTE, 1), Content_Encoding="gzip"), ("garbled",)),
    Fault("deep nesting", body(b"[" * 200_000), ("garbled",)),
)  # fmt: skip
assert len(FAULTS) == 40
