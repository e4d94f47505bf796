"""Writing that survives a crash, or says that it did not."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from qa.index import safe_writing


def test_what_is_written_is_there(tmp_path: Path) -> None:
    safe_writing.write(tmp_path / "a", b"\x00\xff" * 5000)
    assert (tmp_path / "a").read_bytes() == b"\x00\xff" * 5000
    assert safe_writing.sha256(tmp_path / "a") == hashlib.sha256(b"\x00\xff" * 5000).hexdigest()


def test_a_short_file_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda handle: os.ftruncate(handle, 3))
    with pytest.raises(OSError, match="shorter on disk"):
        safe_writing.write(tmp_path / "a", b"12345")


def test_a_file_is_replaced_in_one_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pointer = tmp_path / "CURRENT"
    safe_writing.replace(pointer, "old\n")

    def fail(self: Path, target: Path) -> None:
        assert pointer.read_text() == "old\n"
        raise OSError("no power")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", fail)
        with pytest.raises(OSError, match="no power"):
            safe_writing.replace(pointer, "new\n")
    assert pointer.read_text() == "old\n"
    safe_writing.replace(pointer, "new\n")
    assert pointer.read_text() == "new\n"
    assert [p.name for p in tmp_path.iterdir()] == ["CURRENT"]


def test_removing_what_is_gone_is_no_error(tmp_path: Path) -> None:
    safe_writing.remove(tmp_path / "nothing")
