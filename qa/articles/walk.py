"""Which files to read: folders walked in a stable order, every entry accounted for."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from qa.types import Rejection


def find_files(paths: Iterable[Path]) -> Iterator[Path | Rejection]:
    """Every regular file under `paths`, sorted by name; anything else there is a Rejection."""
    for path in paths:
        try:
            root = path.resolve(strict=True)  # a link that a person names is meant
        except (OSError, RuntimeError) as error:
            yield Rejection(printable(path), "unreadable", f"It cannot be read: {_said(error)}. Check the path.")
            continue
        if root.is_dir():
            yield from _walk(root)
        else:
            yield from _one(root)


def printable(path: Path | str) -> str:
    """The path as text that can be stored and shown, whatever bytes its name holds."""
    return os.fspath(path).encode("utf-8", "backslashreplace").decode("utf-8")


def _walk(folder: Path) -> Iterator[Path | Rejection]:
    try:
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        yield Rejection(printable(folder), "unreadable", f"The folder cannot be read: {_said(error)}.")
        return
    for entry in found:
        path = Path(entry.path)
        if entry.is_symlink():
            yield Rejection(printable(path), "link", "Links are not followed. Name the file it leads to.")
        elif entry.is_dir(follow_symlinks=False):
            yield from _walk(path)
        else:
            yield from _one(path)


def _one(path: Path) -> Iterator[Path | Rejection]:
    try:
        mode = path.stat(follow_symlinks=False).st_mode
    except OSError as error:
        yield Rejection(printable(path), "unreadable", f"It cannot be read: {_said(error)}.")
        return
    if stat.S_ISREG(mode):
        yield path
    else:
        yield Rejection(printable(path), "not_a_file", "It is a pipe, socket or device. Only regular files are read.")


def _said(error: Exception) -> str:
    return error.strerror or "unknown error" if isinstance(error, OSError) else "the links lead in a circle"
