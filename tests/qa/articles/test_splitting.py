"""Files of many articles are taken apart in a child with limits: the same units, little memory here, an end to all of it."""

from __future__ import annotations

import gzip
import json
import resource
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.articles import splitting
from qa.articles.notes import Unit
from qa.articles.splitting import capped, split_apart
from qa.articles.units import find_units
from qa.errors import ArticleError
from qa.types import Rejection

TEXT = "The council voted on Tuesday to close the bridge. Repairs will take two years, engineers said."


def explode(path: Path, origin: str) -> Iterator[Unit]:
    yield Unit(origin, "record", b"the first")
    yield Unit(origin, "record", bytes(3 * 2**30))


def sleep(path: Path, origin: str) -> Iterator[Unit]:
    import time

    time.sleep(600)
    yield Unit(origin, "record", b"")


def refuse(path: Path, origin: str) -> Iterator[Unit]:
    if path:
        raise ArticleError("damaged", "It is damaged. Save it again.")
    yield Unit(origin, "record", b"")


def fail(path: Path, origin: str) -> Iterator[Unit]:
    if path:
        raise OSError(5, "Input/output error")
    yield Unit(origin, "record", b"")


@pytest.mark.slow
def test_a_child_gives_what_is_found_here(tmp_path: Path) -> None:
    rows = [{"id": str(number), "text": f"{TEXT} {number}"} for number in range(700)]
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(lines.encode() + b"0\nno\n"))
    (tmp_path / "b.json.gz").write_bytes(gzip.compress(json.dumps({"articles": rows}).encode()))
    (tmp_path / "c.json.gz").write_bytes(gzip.compress(b"[]"))
    (tmp_path / "d.jsonl.gz").write_bytes(b"no gzip")
    found = list(find_units([tmp_path], apart=True))
    assert found == list(find_units([tmp_path])) and len(found) == 1404


@pytest.mark.slow
@pytest.mark.parametrize(("split", "reason"), [(explode, "memory"), (sleep, "timeout"), (refuse, "damaged")])
def test_a_child_that_fails_is_a_reason(
    tmp_path: Path, split: splitting.Split, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if split is sleep:
        monkeypatch.setattr(splitting, "SECONDS", 5.0)
    (tmp_path / "a.gz").write_bytes(b"")
    with pytest.raises(ArticleError) as raised:
        list(split_apart(split, tmp_path / "a.gz", "a"))
    assert raised.value.reason == reason


@pytest.mark.slow
def test_an_error_of_the_disk_stays_one(tmp_path: Path) -> None:
    (tmp_path / "a.gz").write_bytes(b"")
    with pytest.raises(OSError, match="Input/output error"):
        list(split_apart(fail, tmp_path / "a.gz", "a"))


@pytest.mark.slow
def test_a_bomb_of_records_takes_no_memory_here(tmp_path: Path) -> None:
    bomb = b"[" + b"[]," * 2_000_000 + b"[]]"
    (tmp_path / "a.json.gz").write_bytes(gzip.compress(bomb))
    (tmp_path / "b.json").write_bytes(bomb)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = list(find_units([tmp_path], apart=True))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100 * 2**10
    assert len(found) <= 2 * (splitting.REFUSED + 1)


@pytest.mark.parametrize("line", [b"0\n", b"{}\n", b"x\n"])
def test_a_file_of_what_is_no_record_has_an_end(tmp_path: Path, line: bytes) -> None:
    (tmp_path / "a.jsonl").write_bytes(line * 20_000)
    found = list(find_units([tmp_path]))
    assert len(found) == splitting.REFUSED + 1
    assert isinstance(found[-1], Rejection) and found[-1].reason == "too_many"


def test_records_have_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(splitting, "RECORDS", 3)
    found = list(capped([Unit("a", "record", b"{}")] * 5, "a"))
    assert [isinstance(one, Unit) for one in found] == [True] * 3 + [False]
