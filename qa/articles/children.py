"""What every child process does first: it takes no more memory than it may, and does not outlive its parent."""

from __future__ import annotations

import multiprocessing
import os
import resource
import threading
from multiprocessing.connection import wait


def limit(memory: int) -> None:
    """No more than `memory` bytes of address space, and no core file."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def end_with_parent() -> None:
    """End this process as soon as its parent has, by whatever: one that waits for work would wait for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_outlived, args=[parent.sentinel], name="parent-watch", daemon=True).start()


def _outlived(parent: int) -> None:
    wait([parent])
    os._exit(1)
