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
            yield _one(root, root.stat().st_mode)


def printable(path: Path | str) -> str:
    """The path as text that can be stored and shown, whatever bytes its name holds."""
    return os.fspath(path).encode("utf-8", "backslashreplace").decode("utf-8")


def _walk(root: Path) -> Iterator[Path | Rejection]:
    """All under a folder, however deep: what is still to be walked is a list, so that depth costs no recursion."""
    waiting = [root]
    while waiting:
        path = waiting.pop()
        try:
            mode = path.lstat().st_mode
            if stat.S_ISDIR(mode):
                waiting += sorted(path.iterdir(), key=lambda inner: inner.name, reverse=True)
                continue
        except OSError as error:
            yield Rejection(printable(path), "unreadable", f"It cannot be read: {_said(error)}.")
        else:
            yield _one(path, mode)


def _one(path: Path, mode: int) -> Path | Rejection:
    if stat.S_ISLNK(mode):
        return Rejection(printable(path), "link", "Links are not followed. Name the file it leads to.")
    if stat.S_ISREG(mode):
        return path
    return Rejection(printable(path), "not_a_file", "It is a pipe, socket or device. Only regular files are read.")


def _said(error: Exception) -> str:
    return error.strerror or "unknown error" if isinstance(error, OSError) else "the links lead in a circle"
