"""What every child process does first: it takes no more memory than it may, and it ends when its parent has ended."""

from __future__ import annotations

import multiprocessing
import os
import resource
import threading
from multiprocessing.connection import wait


def limit_memory(most: int) -> None:
    """Allow this process `most` bytes of address space and no core file."""
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def end_with_parent() -> None:
    """End this process as soon as its parent has ended, by whatever: one that waits for work would wait for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_watch, args=[parent.sentinel], name="parent-watch", daemon=True).start()


def _watch(parent: int) -> None:
    wait([parent])
    os._exit(1)
