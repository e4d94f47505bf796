"""Which build is live: generations side by side, a pointer that moves in one step, a lock for builders.

root/LOCK             held by the one builder
root/CURRENT          the name of the live generation
root/g-000007-1f2e…   a published generation; the live one and the one before are kept
root/tmp-…            a build in progress, or what a killed one left; the next builder removes it
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import secrets
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from qa.errors import BuildError, BuildRunning, IndexDamaged, IndexMissing
from qa.index import safe_writing
from qa.index.article_table import ArticleTable
from qa.index.opened import Index, check_files, read_manifest

_NAME = re.compile(r"g-(\d{6,12})-[0-9a-f]{8}")
_MOVED_LIMIT = 5  # times the pointer may move while a reader loads


class IndexStore:
    """A folder of generations."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def current(self) -> str | None:
        """The name CURRENT holds, if it names a generation that is there."""
        try:
            with (self.root / "CURRENT").open("rb") as file:
                name = file.read(64).decode("ascii", "replace").strip()
        except OSError:
            return None
        return name if _NAME.fullmatch(name) and (self.root / name).is_dir() else None

    def generations(self) -> list[str]:
        """Names of all published generations, newest first."""
        if not self.root.is_dir():
            return []
        names = [p.name for p in self.root.iterdir() if _NAME.fullmatch(p.name) and p.is_dir()]
        return sorted(names, key=_number, reverse=True)

    def require(self) -> None:
        """Raise IndexMissing where nothing was ever published, and IndexDamaged where no manifest can be read or all are of
        another format: before anything slow is loaded.
        """
        names = self.generations()
        if not names:
            raise IndexMissing(f"There is no index in {self.root}. Build one: make index ARTICLES=folder.")
        fault: IndexDamaged | None = None
        for name in names:
            try:
                read_manifest(self.root / name)
            except IndexDamaged as error:
                fault = fault or error
            else:
                return
        if fault:
            raise fault

    def open(self) -> tuple[Index, str]:
        """The live build, checked; and why it is not the newest, or "" when it is.

        When the live build is damaged the next older sound one is opened instead.
        """
        for _ in range(_MOVED_LIMIT):
            fault: IndexDamaged | None = None
            live = self.current()
            others = [n for n in self.generations() if n != live]
            for name in ([live] if live else []) + others:
                try:
                    index = Index.open(self.root / name)
                except (IndexDamaged, FileNotFoundError) as error:
                    if self.current() != live or isinstance(error, FileNotFoundError):
                        break  # a builder removed it while we looked: read the pointer again
                    fault = fault or error
                else:
                    degraded = name != live
                    return index, (
                        str(fault or "CURRENT names no index. Build it again: make index.") if degraded else ""
                    )
            else:
                break
        if fault:
            raise fault
        self.require()
        raise IndexDamaged(f"The index in {self.root} changes faster than it can be read. Try again.")

    @contextlib.contextmanager
    def building(self) -> Iterator[Path]:
        """A fresh folder to build in, under the builders' lock; what is left in it afterwards is removed."""
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            with (self.root / "LOCK").open("a+", encoding="ascii") as lock:
                _take(lock, self.root)
                self._sweep()
                folder = self.root / f"tmp-{secrets.token_hex(8)}"
                folder.mkdir()
                try:
                    yield folder
                finally:
                    safe_writing.remove(folder)
        except (OSError, sqlite3.OperationalError) as error:
            said = getattr(error, "strerror", None) or error
            raise BuildError(
                f"{self.root} cannot be written ({said}). The index that was live still is; "
                "see to the disk or choose another INDEX=, then build again."
            ) from error

    def publish(self, folder: Path) -> str:
        """Make a finished folder the live generation; its name. Only within `building`."""
        numbers = [_number(n) for n in self.generations()]
        name = f"g-{max(numbers, default=0) + 1:06d}-{secrets.token_hex(4)}"
        safe_writing.rename(folder, self.root / name)
        try:
            safe_writing.replace(self.root / "CURRENT", name + "\n")
        except OSError as error:
            if self.current() != name:
                raise
            raise BuildError(
                f"The new index is live, but the disk did not confirm it ({error.strerror or error}). "
                "See to the disk, then build again."
            ) from error
        with contextlib.suppress(OSError):  # what cannot be removed now is removed by the next build
            self._sweep()
        return name

    def check(self) -> str:
        """Check every file of the live build; its name."""
        name = self.current()
        if name is None:
            raise IndexMissing(f"There is no live index in {self.root}. Build one: make index ARTICLES=folder.")
        check_files(self.root / name)
        Index.open(self.root / name, verify=False).close()
        return name

    def live_articles(self) -> int:
        """How many articles the live build holds; 0 where nothing was published yet.

        Where its manifest is damaged, its table of articles is counted, then the build before it is asked. Raises
        IndexDamaged where none of them can be read: that they hold few articles is not known.
        """
        live = self.current()
        names = [live] if live else []
        names += [n for n in self.generations() if n != live]
        for name in names:
            found = _count_articles(self.root / name)
            if found is not None:
                return found
        if names:
            raise IndexDamaged(f"No build in {self.root} says how many articles it holds. Build it again: make index.")
        return 0

    def live_dtype(self) -> str:
        """The numbers the model of the live build computes in, "auto" where it does not say; "" where there is none."""
        name = self.current()
        try:
            return str(read_manifest(self.root / name).get("dtype") or "auto") if name else ""
        except IndexDamaged:
            return ""

    def built_at(self, name: str) -> str:
        """When a generation was built, an ISO 8601 time."""
        return str(read_manifest(self.root / name)["info"]["built_at"])

    def _sweep(self) -> None:
        """Remove what killed builds left, and all generations but the live one and the newest before it."""
        live = self.current()
        names = self.generations()
        keep = {live, *[n for n in names if n != live][:1]}
        for path in list(self.root.iterdir()):
            orphan = path.name.startswith("tmp-") or (_NAME.fullmatch(path.name) and path.name not in keep)
            if orphan and path.is_dir() and not path.is_symlink():
                safe_writing.remove(path)


def _count_articles(folder: Path) -> int | None:
    """The number of articles of a build, also of a damaged one; None where it cannot be read."""
    try:
        return int(read_manifest(folder)["info"]["articles"])
    except (IndexDamaged, KeyError, TypeError, ValueError):
        pass
    try:
        with contextlib.closing(ArticleTable(folder / "articles.sqlite")) as table:
            return table.count()
    except sqlite3.Error:
        return None


def _take(lock: IO[str], root: Path) -> None:
    """Become the one builder, and say in the lock who that is; it is given up with the process, however that ends."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        lock.seek(0)
        who = lock.read(20).strip()
        raise BuildRunning(
            f"Another build of {root} is running{f' (process {who})' if who else ''}. Wait until it is done, then try again."
        ) from error
    lock.truncate(0)
    lock.write(f"{os.getpid()}\n")
    lock.flush()


def _number(name: str) -> int:
    return int(name.split("-")[1])


def free_bytes(path: Path) -> int:
    """Bytes an unprivileged process may still write where `path` lies."""
    stat = os.statvfs(path)
    return stat.f_bavail * stat.f_frsize
