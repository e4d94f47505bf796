"""The table of limits is the code's, every test it names exists, and the limits no other test proves are in force."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from qa.settings import Settings
from tests.web.client import client_of
from tests.web.fake import FakeService
from web import listener
from web.schemas import MAX_ANSWER, MAX_PASSAGES, MAX_QUESTION, MAX_SOURCES, MAX_TURNS

ROOT = Path(__file__).resolve().parents[2]
LIMITS = re.findall(
    r"^\| [^|]+ \| ([\d,.]+) \| `([\w.]+):(\w+)(?:\[(\w+)\])?` \| `([\w/.]+)::(\w+)` \|$",
    (ROOT / "docs" / "limits.md").read_text(encoding="utf-8"),
    re.M,
)
FAULTS = (ROOT / "docs" / "faults.md").read_text(encoding="utf-8")
NAMED = sorted({*re.findall(r"`(tests/[\w/.]+)::(\w+)`", FAULTS), *((file, test) for *_, file, test in LIMITS)})
LETTERS = {"A": 20, "B": 26, "C": 16, "D": 8, "E": 14, "F": 16, "G": 8}
TURN = {"question": "why?", "answer": "a" * MAX_ANSWER}
PAST: dict[str, Any] = {
    "question": "q" * (MAX_QUESTION + 1),
    "history": [TURN] * (MAX_TURNS + 1),
    "filters": {"source": ["x"] * (MAX_SOURCES + 1)},
    "limit": MAX_PASSAGES + 1,
}


@pytest.mark.parametrize(("value", "module", "name", "key"), [row[:4] for row in LIMITS])
def test_the_table_is_the_code(value: str, module: str, name: str, key: str) -> None:
    if name == "RATE_LIMIT":
        assert int(value) == Settings().rate_limit
        return
    found = getattr(import_module(module), name)
    assert float(value.replace(",", "")) == (found[key] if key else found)


@pytest.mark.parametrize(("file", "test"), NAMED)
def test_every_test_that_is_named_exists(file: str, test: str) -> None:
    assert re.search(rf"^def {test}\(", (ROOT / file).read_text(encoding="utf-8"), re.M)


def test_every_fault_has_its_line() -> None:
    told = re.findall(r"^\| ([A-G]\d+) \| [^|]+ \| ([^|]+) \|$", FAULTS, re.M)
    assert [name for name, _ in told] == [
        f"{letter}{n}" for letter, last in LETTERS.items() for n in range(1, last + 1)
    ]
    assert all("`" in held or "not covered" in held or "does not apply" in held for _, held in told)
    assert len(LIMITS) > 25


@pytest.mark.parametrize("field", PAST)
def test_every_field_is_refused_just_past_its_limit(field: str) -> None:
    client = client_of(FakeService())
    whole = {"question": "harbour", "history": [], "filters": {"source": ["x"] * MAX_SOURCES}, "limit": 10}
    assert client.post("/api/answer", json=whole).status_code == 200
    past = {"question": "harbour", field: PAST[field]}
    sent = client.post("/api/search" if field == "limit" else "/api/answer", json=past)
    assert sent.status_code in (413, 422)
    longer = {"question": "harbour", "history": [TURN | {"answer": "a" * (MAX_ANSWER + 1)}]}
    assert client.post("/api/answer", json=longer).status_code == 422


def test_the_listener_has_its_limits() -> None:
    with listener.bind("127.0.0.1", 0) as socket:
        sockets: dict[int, Any] = {}
        server = listener.listen(lambda *_: [], socket, sockets)
        try:
            assert server.adj.connection_limit == 1000 and server.adj.channel_timeout == 20
            assert server.adj.max_request_body_size == 64 * 1024 + 1 and server.adj.asyncore_use_poll
            pools = server.task_dispatcher
            assert len(pools.threads) == listener.WORKERS and len(pools.spare.threads) == listener.SPARE
        finally:
            server.task_dispatcher.shutdown(timeout=1)
            server.close()
