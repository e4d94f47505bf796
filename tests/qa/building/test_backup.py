"""A backup holds all that would be missed, is whole or said not to be, and comes back as it was."""

from __future__ import annotations

import io
import json
import tarfile
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from qa.building import backup
from qa.building.backup import Parts, back_up, restore
from qa.errors import QAError, UsageError
from qa.index.opened import FORMAT
from qa.index.store import IndexStore
from tests.qa.corpus import FERRY, HARBOUR, LIBRARY, build_index


@pytest.fixture
def here(tmp_path: Path) -> Parts:
    parts = Parts(tmp_path / "index", tmp_path / "articles", tmp_path / "feedback.jsonl", tmp_path / "keys")
    (parts.articles / "of" / "may").mkdir(parents=True)
    (parts.articles / "a.txt").write_text("One")
    (parts.articles / "of" / "may" / "b.txt").write_text("Two")
    (parts.articles / "link.txt").symlink_to("/etc/passwd")
    assert parts.feedback and parts.keys
    parts.feedback.write_text('{"verdict": "up"}\n{"verd')  # a line that is just being written
    parts.keys.write_text("ada sha256:00\n")
    build_index(IndexStore(parts.index))
    return parts


@pytest.fixture
def there(tmp_path: Path) -> Parts:
    new = tmp_path / "new"
    return Parts(new / "index", new / "articles", new / "feedback.jsonl", new / "keys")


def test_all_comes_back_as_it_was(here: Parts, there: Parts, tmp_path: Path) -> None:
    made = back_up(here, tmp_path / "backup.tar.gz", ["QA_LLM_KEY"])
    assert (made.articles, made.feedback, made.keys, len(made.told)) == (2, True, True, 1)
    assert (tmp_path / "backup.tar.gz").stat().st_mode & 0o777 == 0o600
    back = restore(tmp_path / "backup.tar.gz", there)
    assert (back.articles, back.feedback, back.keys, back.settings, back.told) == (2, True, True, ("QA_LLM_KEY",), ())
    assert there.feedback and there.keys
    assert (there.articles / "of/may/b.txt").read_text() == "Two" and not (there.articles / "link.txt").exists()
    assert there.feedback.read_text() == '{"verdict": "up"}\n' and there.keys.read_text() == "ada sha256:00\n"
    assert IndexStore(there.index).check() == back.generation
    index, degraded = IndexStore(there.index).open()
    assert index.info.articles == 4 and not degraded
    index.close()


def test_a_backup_while_builds_go_on_holds_one_whole_build(here: Parts, there: Parts, tmp_path: Path) -> None:
    done = threading.Event()

    def build() -> None:
        for number in range(6):
            build_index(IndexStore(here.index), [HARBOUR, FERRY, replace(LIBRARY, title=f"Library {number}")])
        done.set()

    thread = threading.Thread(target=build)
    thread.start()
    while not done.is_set():
        back_up(here, tmp_path / "b.tar.gz", [])
    thread.join()
    assert IndexStore(there.index).current() is None and restore(tmp_path / "b.tar.gz", there).generation
    IndexStore(there.index).check()


def test_a_backup_that_broke_off_or_was_changed_restores_nothing(here: Parts, there: Parts, tmp_path: Path) -> None:
    whole = tmp_path / "whole.tar.gz"
    back_up(here, whole, [])
    data = whole.read_bytes()
    for cut in (0, 10, len(data) // 2, len(data) - 300):  # the last bytes hold nothing
        (tmp_path / "cut.tar.gz").write_bytes(data[:cut])
        with pytest.raises(QAError):
            restore(tmp_path / "cut.tar.gz", there)
    renamed(whole, tmp_path / "changed.tar.gz", "articles/c.txt", told=False)
    with pytest.raises(QAError):
        restore(tmp_path / "changed.tar.gz", there)
    assert not there.articles.exists() and not there.index.exists()


@pytest.mark.parametrize("name", ["articles/../../out.txt", "/out.txt", "articles/../x", "index/../x", "other", ""])
def test_a_backup_with_names_that_lead_out_restores_nothing(
    here: Parts, there: Parts, tmp_path: Path, name: str
) -> None:
    back_up(here, tmp_path / "whole.tar.gz", [])
    renamed(tmp_path / "whole.tar.gz", tmp_path / "b.tar.gz", name, told=True)
    with pytest.raises(UsageError):
        restore(tmp_path / "b.tar.gz", there)
    assert not there.articles.exists()


def renamed(source: Path, target: Path, name: str, *, told: bool) -> None:
    """Copy a backup with another name for one article, in what it says of itself too if it is `told`."""
    with tarfile.open(source) as old, tarfile.open(target, "w:gz") as new:
        for member in old:
            file = old.extractfile(member)
            data = file.read() if file else b""
            if member.name == "articles/a.txt":
                member.name = name
            if member.name == backup.ABOUT and told:
                about = json.loads(data)
                about["files"][name] = about["files"].pop("articles/a.txt")
                data = json.dumps(about).encode()
                member.size = len(data)
            new.addfile(member, io.BytesIO(data))


def test_what_is_there_is_not_overwritten(here: Parts, there: Parts, tmp_path: Path) -> None:
    back_up(here, tmp_path / "b.tar.gz", [])
    with pytest.raises(UsageError, match="--articles"):
        restore(tmp_path / "b.tar.gz", here)
    back = restore(tmp_path / "b.tar.gz", replace(there, feedback=here.feedback, keys=None))
    assert len(back.told) == 2 and not back.feedback and not back.keys
    assert here.feedback and here.feedback.read_text().endswith('{"verd')


@pytest.mark.parametrize(("step", "says"), [(1, "Update Quoth"), (-1, "make index")])
def test_an_index_of_another_format_is_left_out_and_told_of(
    here: Parts, there: Parts, tmp_path: Path, step: int, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    back_up(here, tmp_path / "b.tar.gz", [])
    monkeypatch.setattr(backup, "FORMAT", FORMAT - step)
    back = restore(tmp_path / "b.tar.gz", there)
    assert back.generation == "" and back.articles == 2 and says in back.told[0]
