"""What was parsed before is not parsed again; what changed is; a broken memory costs nothing but time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.articles import parse_cache, read_corpus, read_flow
from qa.articles.notes import Unit
from qa.articles.units import find_units
from qa.types import Article, Rejection


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    for name in ("bridge", "ferry", "mill"):
        (folder / f"{name}.txt").write_text(f"The {name}\n\nThe council voted on Monday to close the old {name}.\n")
    records = [{"text": f"Story {n} of the harbour was told on the quay.", "title": f"Story {n}"} for n in range(4)]
    (folder / "records.jsonl").write_text("".join(json.dumps(r) + "\n" for r in records))
    (folder / "list.json").write_text(json.dumps(records[:2]))
    (folder / "empty.txt").write_bytes(b"")
    (folder / "photo.bin").write_bytes(b"\0")
    return folder


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Origins of the units that were parsed."""
    origins: list[str] = []
    parse = read_flow.parse  # type: ignore[attr-defined]

    def noted(unit: Unit) -> list[object]:
        origins.append(Path(unit.origin).name)
        return list(parse(unit))

    monkeypatch.setattr(read_flow, "parse", noted)
    return origins


def read(folder: Path, workers: int = 1) -> list[Article | Rejection]:
    return list(read_corpus([folder], workers=workers, memory=folder.parent / "parse_cache.sqlite"))


def test_an_unchanged_folder_is_not_parsed_again(folder: Path, parsed: list[str]) -> None:
    plain = list(read_corpus([folder]))
    first = list(parsed)
    parsed.clear()
    assert read(folder) == plain and parsed == first
    parsed.clear()
    assert read(folder) == plain and parsed == []


def test_only_what_changed_is_parsed(folder: Path, parsed: list[str]) -> None:
    read(folder)
    parsed.clear()
    (folder / "ferry.txt").write_text("The ferry\n\nThe ferry was sold to the island of Karsk in May.\n")
    lines = (folder / "records.jsonl").read_text().splitlines()
    (folder / "records.jsonl").write_text("\n".join([*lines[:2], lines[2].replace("quay", "pier"), lines[3]]))
    (folder / "mill.txt").unlink()
    found = read(folder)
    assert parsed == ["ferry.txt", "records.jsonl:3", "records.jsonl:4"]  # the last line lost its line end
    assert found == list(read_corpus([folder]))


@pytest.mark.slow
def test_child_processes_and_memory_agree(folder: Path) -> None:
    plain = list(read_corpus([folder]))
    assert read(folder, workers=2) == plain
    (folder / "mill.txt").write_text("The mill\n\nThe mill burned down on Sunday, the fire brigade said.\n")
    assert read(folder, workers=2) == list(read_corpus([folder]))


def test_what_is_gone_is_forgotten(folder: Path, parsed: list[str]) -> None:
    read(folder)
    text = (folder / "mill.txt").read_text()
    (folder / "mill.txt").unlink()
    read(folder)
    (folder / "mill.txt").write_text(text)
    parsed.clear()
    read(folder)
    assert parsed == ["mill.txt"]


def test_a_reading_that_stops_early_is_taken_up(folder: Path, parsed: list[str]) -> None:
    whole = len(list(read_corpus([folder]))) and len(parsed)
    parsed.clear()
    stopped: Iterator[object] = read_flow._outcomes(find_units([folder]), 1, folder.parent / "parse_cache.sqlite")
    for _ in range(4):
        next(stopped)
    stopped.close()  # type: ignore[attr-defined]
    done = len(parsed)
    parsed.clear()
    read(folder)
    assert done > 1 and len(parsed) <= whole - (done - 1)


@pytest.mark.parametrize("damage", [b"", b"not a database at all, of some length" * 50])
def test_a_damaged_memory_is_begun_anew(folder: Path, parsed: list[str], damage: bytes) -> None:
    plain = read(folder)
    for path in folder.parent.glob("parse_cache.sqlite*"):
        path.write_bytes(damage)
    assert read(folder) == plain
    parsed.clear()
    assert read(folder) == plain and parsed == []


def test_where_nothing_can_be_written_it_reads_all_the_same(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    nowhere = folder.parent / "none" / "parse_cache.sqlite"
    assert list(read_corpus([folder], memory=nowhere)) == list(read_corpus([folder]))
    assert [r.levelname for r in caplog.records] == ["WARNING"] and str(nowhere) in caplog.text


def test_other_code_parses_afresh(folder: Path, parsed: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    list(read_corpus([folder]))
    first = list(parsed)
    read(folder)
    parsed.clear()
    monkeypatch.setattr(parse_cache, "_code_version", lambda: "another")
    read(folder)
    assert parsed == first


def test_what_may_not_hold_the_next_time_is_not_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(read_flow, "parse", lambda unit: [Rejection(unit.origin, "timeout", "Try again.")])
        assert all(isinstance(one, Rejection) for one in read(folder))
    assert read(folder) == list(read_corpus([folder]))


def test_a_file_named_like_an_article_of_another_goes_when_it_is_deleted(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    names = ["x.txt", "x.txt#2", "x.txt#2.txt", "x.txt#3.bin"]
    for name in names:
        (folder / name).write_text(f"About {name}\n\nThe council voted on Monday to close the old {name} bridge.\n")
    assert len(read(folder)) == len(read(folder)) == len(names)
    for name in names[1:]:
        (folder / name).unlink()
    assert [Path(item.origin).name for item in read(folder)] == ["x.txt"]
