"""How far a build is, as a JSON object a line: for a server that runs it as a child."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

_EVERY_S = 0.25


def event(**values: object) -> str:
    return json.dumps(values) + "\n"


class EventProgress:
    """Writes the stage and its steps, at most some times a second."""

    def __init__(self, write: Callable[[str], None], flush: Callable[[], None]) -> None:
        self._write, self._flush = write, flush
        self._stage, self._total, self._done, self._told = "", None, 0, 0.0  # type: ignore[var-annotated]

    def start(self, stage: str, total: int | None) -> None:
        self._stage, self._total, self._done = stage, total, 0
        self._tell()

    def advance(self, count: int) -> None:
        self._done += count
        if time.monotonic() - self._told >= _EVERY_S:
            self._tell()

    def _tell(self) -> None:
        self._told = time.monotonic()
        self._write(event(stage=self._stage, done=self._done, total=self._total))
        self._flush()
