"""Writing that survives a crash: every file and folder of an index is written through these few calls."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from pathlib import Path


def write(path: Path, data: bytes) -> None:
    """Write a file, force it to the disk and check that all of it arrived."""
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    if path.stat().st_size != len(data):
        raise OSError(f"{path.name} is shorter on disk than what was written. Free some space and build again.")


def reserve(path: Path) -> None:
    """Take the room of a file that is to be mapped: on a full disk a page of it would end the process, this an error."""
    with path.open("r+b") as file:
        os.posix_fallocate(file.fileno(), 0, os.fstat(file.fileno()).st_size)


def sync(path: Path) -> None:
    """Force a file, or a folder's list of names, to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def rename(source: Path, target: Path) -> None:
    """Give a finished folder or file its final name, for good."""
    source.rename(target)
    sync(target.parent)


def replace(path: Path, text: str) -> None:
    """Replace a small file in one step: readers see the old text or the new, never a mix."""
    fresh = path.with_name(path.name + ".tmp")
    write(fresh, text.encode())
    fresh.replace(path)
    sync(path.parent)


def remove(folder: Path) -> None:
    """Delete a folder that nobody needs; what cannot be deleted now is left for the next build."""
    with contextlib.suppress(OSError):
        shutil.rmtree(folder, ignore_errors=True)


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
