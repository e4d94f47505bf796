"""Sees that files have changed and have settled: by looking at their sizes and times, on any file system."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from hashlib import blake2b
from pathlib import Path

from qa.articles.walk import find_files

LOOK_S = 2.0  # between two looks, at least; twenty times what a look takes, if that is more
_SHARE = 20


class Watcher:
    """Compares the files under `paths()` with those of the last look."""

    def __init__(self, paths: Callable[[], Iterable[Path]]) -> None:
        self._paths = paths
        self._took = 0.0
        self._built = self._seen = self._look()

    def settled_change(self) -> bool:
        """Whether the files differ from those of the last time this was true, and did not change since the last look."""
        now = self._look()
        settled, self._seen = now == self._seen, now
        if not settled or now == self._built:
            return False
        self._built = now
        return True

    def pause(self, wait: Callable[[float], object] = time.sleep) -> None:
        """Wait until the next look."""
        wait(max(LOOK_S, _SHARE * self._took))

    def _look(self) -> bytes:
        began, digest = time.monotonic(), blake2b(digest_size=16)
        for path in find_files(self._paths()):
            if isinstance(path, Path):
                try:
                    about = path.stat()
                except OSError:
                    continue  # gone again: the next look sees it gone
                digest.update(repr((str(path), about.st_size, about.st_mtime_ns)).encode("utf-8", "surrogateescape"))
        self._took = time.monotonic() - began
        return digest.digest()
