"""What is measured: questions and refusals, time by stage, the queue, the age of the index, fallbacks, the process."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from qa.types import Answer, Query, Status
from tests.web.client import client_of
from tests.web.fake import FakeService

CLOSED = "When did the Northport harbour close?"


class Waiting(FakeService):
    """Three questions wait; a writer model did not answer."""

    def status(self) -> Status:
        return replace(super().status(), counts={"waiting": 3})

    def answer(self, query: Query) -> Answer:
        return replace(super().answer(query), fallback="timeout")


@pytest.fixture
def measured() -> str:
    client = client_of(Waiting())
    for question in (CLOSED, "Who won the world cup?", ""):
        client.post("/api/answer", json={"question": question}).close()  # as a server does
    return str(client.get("/metrics").text)


@pytest.mark.parametrize(
    "line",
    [
        r'quoth_questions_total\{outcome="answered"\} 1.0',
        r'quoth_questions_total\{outcome="refused"\} 1.0',
        r'quoth_stage_seconds_count\{stage="embed"\} 2.0',
        r'quoth_fallbacks_total\{reason="timeout"\} 2.0',
        r"quoth_queue_length 3.0",
        r"quoth_index_age_seconds \d",
        r'quoth_http_requests_total\{method="POST",route="/api/answer",status="422"\} 1.0',
        r"process_resident_memory_bytes \d",
    ],
)
def test_it_is_told(measured: str, line: str) -> None:
    assert re.search(f"^{line}", measured, re.M), measured


def test_nothing_of_what_was_asked_is_told(measured: str) -> None:
    assert "Northport" not in measured and "world cup" not in measured
