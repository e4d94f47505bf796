"""Every step of a build on the disk, killed or failed once: `python -m tests.faults.steps FOLDER KIND FIRST EVERY`.

A step is an opening, syncing, renaming, removing or making of a file or folder below the index, a connection of SQLite
included. Children are forked from a process that has built once, with one thread for each library, so that a round
costs two small builds and no imports.
"""

from __future__ import annotations

import errno
import itertools
import os
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from qa.errors import BuildError
from qa.index.store import IndexStore
from tests.qa.corpus import ARTICLES, build_index

KILLED, FAILED, NOT_REACHED, WRONG = 137, 1, 10, 20
ERRORS = {"EIO": errno.EIO, "ENOSPC": errno.ENOSPC, "EACCES": errno.EACCES, "EINTR": errno.EINTR}
EVENTS = {
    "open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "os.listdir", "os.scandir", "fcntl.flock",
    "sqlite3.connect", "shutil.rmtree",
}  # fmt: skip


@dataclass(slots=True)
class Steps:
    """Counts the steps below `root` and remembers them; `at` the wanted one it calls `then`."""

    root: str
    at: int = 0
    then: Callable[[], None] = lambda: None
    seen: list[tuple[str, str]] = field(default_factory=list)

    def arm(self) -> None:
        sys.addaudithook(self._event)
        sync = os.fsync

        def fsync(handle: int) -> None:
            self._step("fsync", str(Path(f"/proc/self/fd/{handle}").readlink()))
            sync(handle)

        os.fsync = fsync  # type: ignore[assignment]

    def _event(self, event: str, args: tuple[object, ...]) -> None:
        path = _path(args[0]) if event in EVENTS else ""
        if path.startswith(self.root):
            writing = event == "open" and isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR)
            self._step("write" if writing else event, path if event != "os.rename" else f"{path}\n{_path(args[1])}")

    def _step(self, kind: str, path: str) -> None:
        self.seen.append((kind, path))
        if len(self.seen) == self.at:
            self.then()


def _path(value: object) -> str:
    if isinstance(value, int):
        try:
            return str(Path(f"/proc/self/fd/{value}").readlink())
        except OSError:
            return ""
    return os.fsdecode(value) if isinstance(value, str | bytes | os.PathLike) else ""


def forked(work: Callable[[], int]) -> int:
    """The exit code of `work` in a child of its own."""
    child = os.fork()
    if not child:
        code = WRONG
        try:
            code = work()
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def build(store: IndexStore, title: str) -> None:
    build_index(store, [replace(a, title=f"{a.title} {title}") for a in ARTICLES])


def faulty(store: IndexStore, step: int, kind: str) -> int:
    """Build with a fault at `step`; FAILED is one sentence to a person, anything that is none is WRONG."""

    def strike() -> None:
        if kind == "kill":
            os._exit(KILLED)
        raise OSError(ERRORS[kind], os.strerror(ERRORS[kind]))

    before = store.current()
    steps = Steps(str(store.root.resolve()), step, strike)
    steps.arm()
    try:
        build(store, f"step {step}")
    except BuildError as error:
        says_live = "is live" in str(error)
        if (store.current() != before) == says_live:
            return FAILED
        sys.stderr.write(f"{steps.seen[step - 1]}: {error}\n")
        return WRONG
    return NOT_REACHED if len(steps.seen) < step else 0


def survived(store: IndexStore, step: int) -> int:
    """The index is whole, the next build works, and nothing is left lying about."""
    index, degraded = store.open()
    index.close()
    store.check()
    build(store, f"after {step}")
    index, _ = store.open()
    left = {p.name for p in store.root.iterdir()} - {"LOCK", "CURRENT", *store.generations()}
    whole = index.articles.get("a1").title.endswith(f"after {step}")
    index.close()
    return 0 if whole and not degraded and not left and len(store.generations()) == 2 else WRONG


def run(folder: Path, kind: str, *, first: int = 1, every: int = 1) -> tuple[int, int]:
    """(survived, steps) with the fault `kind` at every step, or at each `every`th from `first`."""
    store = IndexStore(folder / "index")
    build(IndexStore(folder / "warm"), "")
    assert forked(lambda: build(store, "one") or build(store, "two") or 0) == 0  # type: ignore[func-returns-value]
    passed = 0
    for total, step in enumerate(itertools.count(first, every)):
        code = forked(lambda step=step: faulty(store, step, kind))  # type: ignore[misc]
        if code == NOT_REACHED:
            return passed, total
        after = forked(lambda step=step: survived(store, step))  # type: ignore[misc]
        if code in (KILLED, FAILED, 0) and after == 0:
            passed += 1
        else:
            sys.stderr.write(f"{kind} at step {step}: build {code}, afterwards {after}\n")
    raise AssertionError("unreachable")


def main() -> int:
    folder, kind, first, every = sys.argv[1:]
    passed, total = run(Path(folder), kind, first=int(first), every=int(every))
    sys.stdout.write(f"{passed} {total}\n")
    return 0 if passed == total else 1


if __name__ == "__main__":
    raise SystemExit(main())
