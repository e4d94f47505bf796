"""Thumbs on an answer or a citation, appended to a local file that becomes evaluation questions."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Annotated, Literal

from flask import Blueprint, Response
from pydantic import Field

from web.body import read_json
from web.faults import Fault, Refusal
from web.schemas import Question, Request, dumps, parse

MAX_FILE = 16 * 1024 * 1024  # bytes; a stranger must not fill the disk


class FeedbackIn(Request):
    """A verdict. With `article_id`, `start` and `end` it is on that citation, else on the whole answer."""

    verdict: Literal["up", "down"]
    question: Question
    answer: Annotated[str, Field(max_length=20_000)] = ""
    reason: Annotated[str, Field(max_length=1000)] = ""
    receipt: Annotated[str, Field(max_length=20_000)] = ""
    filtered: bool = False  # asked under filters
    article_id: Annotated[str, Field(max_length=500)] | None = None
    start: Annotated[int, Field(ge=0)] | None = None
    end: Annotated[int, Field(ge=0)] | None = None


def register_feedback(pages: Blueprint, path: Path) -> None:
    """Add `POST /feedback`, which appends one JSON line to `path`."""
    lock = Lock()

    @pages.post("/feedback")
    def feedback() -> Response:
        given = parse(FeedbackIn, read_json())
        line = dumps(
            {"given_at": datetime.now(UTC).isoformat(timespec="seconds"), **given.model_dump(exclude_none=True)}
        )
        with lock:
            append(path, line)
        return Response(status=204)


def append(path: Path, line: str) -> None:
    """Add one line in one write, readable by the owner alone."""
    data = f"{line}\n".encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size + len(data) > MAX_FILE:
        message = "The feedback file is full. Ask whoever runs this service to move it away."
        raise Refusal(Fault(503, "feedback_full", message))
    target = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(target, data)
    finally:
        os.close(target)
