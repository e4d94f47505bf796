"""The log cannot be forged, and holds questions only when asked to."""

from __future__ import annotations

import json
import logging
import sys

import pytest

from tests.web.client import client_of
from tests.web.fake import FakeService
from web.log import JsonLines

HOSTILE = [
    "a\r\nb",
    '{"level":"critical"}',
    "\x1b[31mred\x1b[0m",
    "\u2028",
    "\u202e",
    "'\"\\",
    "x" * 10_000,
    "\x00\x07",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_every_line_is_one_json_object(text: str) -> None:
    record = logging.makeLogRecord(
        {"name": "web", "levelname": "INFO", "msg": "%s", "args": (text,), "extra_key": text}
    )
    line = JsonLines().format(record)
    assert len(line.splitlines()) == 1 and line.isascii() and "\x1b" not in line
    assert json.loads(line)["message"] == json.loads(line)["extra_key"] == text


def test_a_trace_stays_on_its_line() -> None:
    try:
        raise ValueError("lost\nhere")
    except ValueError:
        record = logging.LogRecord("web", logging.ERROR, "", 1, "failed", None, sys.exc_info())
    line = JsonLines().format(record)
    assert len(line.splitlines()) == 1 and "ValueError" in json.loads(line)["trace"]


@pytest.mark.parametrize("in_full", [False, True])
@pytest.mark.parametrize("path", ["/api/answer", "/api/answer/stream", "/api/search", "/v1/chat/completions"])
def test_questions_are_hashed_unless_asked_for(caplog: pytest.LogCaptureFixture, path: str, in_full: bool) -> None:
    canary = "canary harbour question"
    body = {"messages": [{"role": "user", "content": canary}]} if path.startswith("/v1") else {"question": canary}
    client = client_of(FakeService(), log_questions=in_full)
    with caplog.at_level(logging.INFO):
        reply = client.post(path, json=body)
        reply.close()
    lines = [json.loads(JsonLines().format(record)) for record in caplog.records if record.name == "web.access"]
    assert [line["request_id"] for line in lines] == [reply.headers["X-Request-Id"]]
    assert (lines[0]["route"], lines[0]["question_length"]) == (path, len(canary))
    assert (canary in json.dumps(lines)) == in_full
