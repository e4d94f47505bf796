"""Thumbs: off unless a file is named; what is sent is checked; a stranger cannot fill the disk."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from tests.web.fake import FakeService
from web import create_app, feedback

GOOD = {"verdict": "down", "question": "Why?", "answer": "So.", "article_id": "a", "start": 1, "end": 5, "reason": "no"}


def test_without_a_file_there_are_neither_thumbs_nor_a_place_to_send_them() -> None:
    client = create_app(FakeService()).test_client()
    assert client.post("/feedback", json=GOOD).status_code == 404
    assert "data-feedback" not in client.get("/").text


def test_a_verdict_becomes_one_line_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "var" / "feedback.jsonl"
    client = create_app(FakeService(), feedback=path).test_client()
    assert "data-feedback" in client.get("/").text
    assert client.post("/feedback", json=GOOD).status_code == 204
    assert client.post("/feedback", json={"verdict": "up", "question": "Who\n{}?"}).status_code == 204
    first, second = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    assert {key: first[key] for key in GOOD} == GOOD
    assert first["given_at"]
    assert second["question"] == "Who {}?"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "wrong", [{"verdict": "maybe"}, {"question": ""}, {"start": -1}, {"path": "/etc/x"}, {"reason": "x" * 1001}]
)
def test_what_is_no_verdict_is_refused(tmp_path: Path, wrong: dict[str, object]) -> None:
    path = tmp_path / "feedback.jsonl"
    client = create_app(FakeService(), feedback=path).test_client()
    assert client.post("/feedback", json=GOOD | wrong).status_code == 422
    assert not path.exists()


def test_a_full_file_takes_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feedback, "MAX_FILE", 300)
    client = create_app(FakeService(), feedback=tmp_path / "feedback.jsonl").test_client()
    assert [client.post("/feedback", json=GOOD).status_code for _ in range(3)] == [204, 503, 503]
