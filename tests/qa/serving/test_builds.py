"""Builds that somebody asked for: one at a time, their progress and what became of each input; and files that change."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.errors import NotFound
from qa.serving.builds import Builds, become
from qa.serving.watching import Watcher
from qa.types import BuildState, Outcome
from tests.web.live import until

TOLD = """
import json, sys, time
print(json.dumps({"stage": "embedding", "done": 1, "total": 2}), flush=True)
print("no event", flush=True)
time.sleep(float(sys.argv[1]))
found = [{"name": "/added/a.txt", "state": "indexed", "article_id": "a", "title": "A", "of": None, "message": ""}]
print(json.dumps({"outcomes": found, "built_at": "2026-01-01T00:00:00+00:00"}))
"""
FAILS = "import sys; sys.stderr.write('warning\\nquoth: There is no room. Make some.\\n'); sys.exit(1)"
WAITING = Outcome("a.txt", "waiting")


@pytest.fixture
def builds() -> Iterator[Builds]:
    made = Builds([sys.executable, "-c", TOLD, "0.3"])
    yield made
    made.close()


def ended(builds: Builds, build_id: str) -> BuildState:
    assert until(lambda: builds.get(build_id).state in ("done", "failed"), within=60)
    return builds.get(build_id)


def test_a_build_tells_its_stage_and_what_became_of_its_inputs(builds: Builds) -> None:
    asked = builds.request([(WAITING, "/added/a.txt")])
    assert (asked.state, asked.inputs) == ("waiting", (WAITING,))
    assert until(lambda: builds.get(asked.id).stage == "embedding", within=60)
    assert (builds.get(asked.id).done, builds.get(asked.id).total) == (1, 2)
    done = ended(builds, asked.id)
    assert done.inputs == (Outcome("a.txt", "indexed", "a", "A"),)
    assert done.built_at.startswith("2026")


def test_what_is_asked_for_while_a_build_runs_is_one_further_build(builds: Builds) -> None:
    first = builds.request(())
    assert until(lambda: builds.get(first.id).state == "running", within=60)
    second, third = builds.request([(WAITING, "/added/a.txt")]), builds.request([(WAITING, "/added/a.txt")])
    assert first.id != second.id == third.id
    assert len(ended(builds, third.id).inputs) == 2
    assert not builds.busy


def test_a_failed_build_says_why_in_one_sentence() -> None:
    builds = Builds([sys.executable, "-c", FAILS])
    failed = ended(builds, builds.request(()).id)
    assert (failed.state, failed.message) == ("failed", "There is no room. Make some.")
    builds.close()


def test_a_command_that_is_not_there_is_a_failed_build() -> None:
    builds = Builds(["/none/such"])
    assert ended(builds, builds.request(()).id).state == "failed"
    builds.close()


def test_an_unknown_build_is_told(builds: Builds) -> None:
    with pytest.raises(NotFound):
        builds.get("none")


def test_closing_ends_the_build_that_runs() -> None:
    builds = Builds([sys.executable, "-c", TOLD, "600"])
    asked = builds.request(())
    assert until(lambda: builds.get(asked.id).stage == "embedding", within=60)
    builds.close()
    assert ended(builds, asked.id).state == "failed"


def test_all_that_came_of_one_file_is_told_and_nothing_of_another() -> None:
    found = [
        Outcome("/added/a.jsonl:1", "indexed", "1", "One"),
        Outcome("/added/a.jsonl:2", "rejected", message="Too short."),
        Outcome("/added/a.jsonl2", "indexed", "3", "Three"),
        Outcome("https://www.example.org/a/", "indexed", "4", "Four"),
    ]
    inputs = [
        (Outcome("a.jsonl", "waiting"), "/added/a.jsonl"),
        (Outcome("http://example.org/a", "waiting"), "http://example.org/a"),
        (Outcome("gone.txt", "waiting"), "/added/gone.txt"),
        (Outcome("Old", "removed", "old"), ""),
    ]
    told = [(one.name, one.state) for one in become(inputs, found)]
    assert told == [
        ("a.jsonl", "indexed"),
        ("a.jsonl", "rejected"),
        ("http://example.org/a", "indexed"),
        ("gone.txt", "rejected"),
        ("Old", "removed"),
    ]


def test_files_that_change_are_seen_once_they_have_settled(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("one")
    watcher = Watcher(lambda: [tmp_path])
    assert not watcher.settled_change()
    (tmp_path / "b.txt").write_text("two")
    assert not watcher.settled_change(), "it may still be written"
    (tmp_path / "b.txt").write_text("two and more")
    assert not watcher.settled_change()
    assert watcher.settled_change()
    assert not watcher.settled_change(), "told once"
    os.utime(tmp_path / "a.txt", (1, 1))
    (tmp_path / "b.txt").unlink()
    assert [watcher.settled_change() for _ in range(3)] == [False, True, False]
