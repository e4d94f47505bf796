"""A disk that is full at many sizes: `unshare -rm python -m tests.faults.disk FOLDER SIZES`, in a mount of its own.

The disk is a tmpfs on FOLDER that is made smaller before each build. What counts: nothing short is ever published, a
build that failed says so in one sentence, and with room again the next build works.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

from qa.errors import BuildError
from qa.index.store import IndexStore
from tests.faults.steps import FAILED, WRONG, build, forked, survived

PAGE = 4096
ROOM = 64 * 2**20


def mount(folder: Path, size: int, *, again: bool = False) -> None:
    options = f"{'remount,' if again else ''}size={size}"
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], check=True)


def used(folder: Path) -> int:
    stat = os.statvfs(folder)
    return (stat.f_blocks - stat.f_bfree) * stat.f_frsize


def crowded(store: IndexStore, title: str) -> int:
    """Build without the look at free space beforehand, which would refuse nearly every size."""
    os.statvfs = lambda _: SimpleNamespace(f_bavail=2**40, f_frsize=PAGE)  # type: ignore[assignment, return-value]
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    before = store.current()
    try:
        build(store, title)
    except BuildError:
        return FAILED if store.current() == before else WRONG
    return 0


def run(folder: Path, sizes: int) -> tuple[int, int]:
    """(nothing short published and the next build works, sizes)."""
    mount(folder, ROOM)
    store = IndexStore(folder / "index")
    build(IndexStore(folder / "warm"), "")
    assert forked(lambda: build(store, "one") or build(store, "two") or 0) == 0  # type: ignore[func-returns-value]
    generation = used(folder) // 3
    passed, succeeded = 0, 0
    for number in range(sizes):
        # from a third of a generation to three of them; every other size a page short of the one before
        free = generation // 3 + number // 2 * (8 * generation // 3) // (sizes // 2 or 1) - number % 2 * PAGE
        mount(folder, (used(folder) + free) // PAGE * PAGE, again=True)
        code = forked(lambda number=number: crowded(store, f"size {number}"))  # type: ignore[misc]
        mount(folder, ROOM, again=True)
        after = forked(lambda number=number: survived(store, number))  # type: ignore[misc]
        good = code in (0, FAILED) and after == 0
        passed += good
        succeeded += code == 0
        if not good:
            sys.stderr.write(f"{free} bytes free: build {code}, afterwards {after}\n")
    assert 0 < succeeded < sizes, f"{succeeded} of {sizes} builds had room: the sizes tell nothing"
    return passed, sizes


if __name__ == "__main__":
    done, total = run(Path(sys.argv[1]), int(sys.argv[2]))
    sys.stdout.write(f"{done} {total}\n")
    raise SystemExit(0 if done == total else 1)
