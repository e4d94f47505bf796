"""Requests that are somehow wrong, from one seed."""

from __future__ import annotations

import json
import random
import string
from collections.abc import Callable


def fuzzed(chance: random.Random) -> bytes:
    """A request that is somehow wrong, or not."""
    path = chance.choice(["/api/answer", "/api/answer/stream", "/api/search", "/v1/chat/completions", "/"])
    body = json.dumps(_value(chance, 0) if chance.random() < 0.3 else _near(chance, path)).encode()
    if chance.random() < 0.3:
        body = _mutated(body, chance)
    if chance.random() < 0.1:
        body = chance.randbytes(chance.randrange(300))
    kind = chance.choice(["application/json"] * 8 + ["text/plain", "multipart/form-data; boundary=x", "a/b;;=", ""])
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: {kind}\r\n"
    if chance.random() < 0.05:
        head += "Content-Encoding: gzip\r\n"
    request = head.encode() + b"Content-Length: %d\r\n\r\n" % len(body) + body
    if chance.random() < 0.1:
        request += request  # two requests in one packet
    return _mutated(request, chance) if chance.random() < 0.05 else request


def _near(chance: random.Random, path: str) -> object:
    """Almost what the route takes."""
    found: dict[str, object]
    if path.startswith("/v1"):
        found = {"messages": [{"role": "user", "content": "harbour"}], "stream": chance.random() < 0.5, "n": 1}
    else:
        found = {
            "question": "harbour",
            "filters": {"published_from": "2020-01-01", "source": ["Coast Wire"]},
            "limit": 3,
        }
        if path != "/api/search":
            found |= {"history": [{"question": "why?", "answer": "so"}], "generator": "extractive"}
    for key in chance.sample(sorted(found), chance.randrange(len(found))):
        if chance.random() < 0.6:
            del found[key]
        else:
            found[key] = _value(chance, 1)
    return found


def _value(chance: random.Random, depth: int) -> object:
    kinds: list[Callable[[], object]] = [
        lambda: None,
        lambda: chance.random() < 0.5,
        lambda: chance.randrange(-(10**18), 10**18),
        lambda: chance.random() * 10 ** chance.randrange(-300, 300),
        lambda: "".join(chance.choice(string.printable + "é\u202e\ud800🐝\0") for _ in range(chance.randrange(60))),
        lambda: [_value(chance, depth + 1) for _ in range(chance.randrange(4))],
        lambda: {str(_value(chance, 9)): _value(chance, depth + 1) for _ in range(chance.randrange(4))},
    ]
    return chance.choice(kinds if depth < 3 else kinds[:5])()


def _mutated(data: bytes, chance: random.Random) -> bytes:
    found = bytearray(data)
    for _ in range(chance.randrange(1, 6)):
        at = chance.randrange(len(found) + 1)
        match chance.randrange(3):
            case 0:
                found[at : at + 1] = chance.randbytes(1)
            case 1:
                del found[at : at + chance.randrange(1, 20)]
            case _:
                found[at:at] = found[at : at + 20]
    return bytes(found)
