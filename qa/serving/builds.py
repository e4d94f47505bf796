"""Builds that somebody asked for: one at a time, each in a process of its own that steps back behind what answers."""

from __future__ import annotations

import json
import re
import secrets
import subprocess
import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from qa.errors import NotFound
from qa.types import BuildState, Outcome

_KEPT = 200  # builds whose end is remembered
_TRIES, _AGAIN_S = 60, 5.0  # where another build holds the lock: how often, and how long after, it is tried again
_ADDRESS = re.compile(r"^https?://(?:www\.)?")
_LOCKED = 75  # exit code of a build that found the lock held


class Builds:
    """Runs `command`, which prints one JSON object a line of how far it is; see `qa.commands.building`."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = list(command)
        self._lock = threading.Lock()
        self._states: OrderedDict[str, BuildState] = OrderedDict()
        self._sources: dict[str, list[str]] = {}  # of the inputs of a build, in their order
        self._wanted = threading.Event()
        self._closing = threading.Event()
        self._child: subprocess.Popen[str] | None = None
        self._thread: threading.Thread | None = None

    def request(self, inputs: Iterable[tuple[Outcome, str]]) -> BuildState:
        """Ask for a build of what there is now; what is asked for while one waits is part of that one.

        With each input comes where it will be read: a file or an address.
        """
        inputs = list(inputs)
        with self._lock:
            waiting = next((s for s in self._states.values() if s.state == "waiting"), None)
            state = waiting or BuildState(secrets.token_hex(6), "waiting")
            self._states[state.id] = state = replace(state, inputs=(*state.inputs, *(one for one, _ in inputs)))
            self._sources.setdefault(state.id, []).extend(source for _, source in inputs)
            while len(self._states) > _KEPT:
                self._sources.pop(self._states.popitem(last=False)[0], None)
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="builds", daemon=True)
                self._thread.start()
        self._wanted.set()
        return state

    def get(self, build_id: str) -> BuildState:
        with self._lock:
            if build_id not in self._states:
                raise NotFound("No build has this id. It may be from before the server was started.")
            return self._states[build_id]

    @property
    def busy(self) -> bool:
        with self._lock:
            return any(s.state in ("waiting", "running") for s in self._states.values())

    def close(self) -> None:
        """Stop; a build that runs is ended and leaves the index as it was."""
        self._closing.set()
        self._wanted.set()
        child = self._child
        if child is not None:
            child.terminate()

    def _work(self) -> None:
        while not self._closing.is_set():
            self._wanted.wait()
            self._wanted.clear()
            while (build_id := self._next()) and not self._closing.is_set():
                self._run(build_id)

    def _next(self) -> str | None:
        with self._lock:
            state = next((s for s in self._states.values() if s.state == "waiting"), None)
            if state:
                self._states[state.id] = replace(state, state="running")
            return state.id if state else None

    def _change(self, build_id: str, **changes: Any) -> None:
        with self._lock:
            if build_id in self._states:
                self._states[build_id] = replace(self._states[build_id], **changes)

    def _run(self, build_id: str) -> None:
        for _ in range(_TRIES):
            code, complaint = self._once(build_id)
            if code != _LOCKED or self._closing.wait(_AGAIN_S):
                break
        if code:
            said = complaint.strip().rpartition("\n")[2].removeprefix("quoth: ")
            self._change(build_id, state="failed", message=said or "The build stopped. Try again.")
        else:
            self._change(build_id, state="done")

    def _once(self, build_id: str) -> tuple[int, str]:
        """Run the command to its end; its exit code and the last it complained of."""
        try:
            child = subprocess.Popen(  # noqa: S603  our own command, without a shell
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                encoding="utf-8",
                errors="replace",
            )
        except OSError as error:
            return 1, f"The build cannot be started ({error.strerror}). Try again."
        self._child, complaints = child, list[str]()
        reader = threading.Thread(target=_drain, args=(child.stderr, complaints), daemon=True)
        reader.start()
        for line in child.stdout or ():
            self._take(build_id, line)
        code = child.wait()
        reader.join(timeout=5)
        self._child = None
        return code, "".join(complaints)

    def _take(self, build_id: str, line: str) -> None:
        try:
            event = json.loads(line)
        except ValueError:
            return
        if "outcomes" in event:
            inputs = zip(self.get(build_id).inputs, self._sources[build_id], strict=True)
            found = [Outcome(**one) for one in event["outcomes"]]
            self._change(build_id, inputs=tuple(become(inputs, found)), built_at=event["built_at"])
        elif "stage" in event:
            self._change(build_id, stage=event["stage"], done=event["done"], total=event["total"])


def become(inputs: Iterable[tuple[Outcome, str]], found: Sequence[Outcome]) -> Iterable[Outcome]:
    """What became of each input: all that came of its file. `name` of `found` is where it was read."""
    for one, source in inputs:
        if one.state != "waiting":  # removed or restored: the build did as it was told
            yield one
            continue
        mine = [f for f in found if _came_from(f.name, source)]
        yield from (replace(f, name=one.name) for f in mine)
        if not mine:
            yield replace(one, state="rejected", message="Nothing was read of it. See the report of the build.")


def _came_from(origin: str, source: str) -> bool:
    """Whether an origin is a file or address, or a part of it; a page may have been fetched by another scheme."""
    origin, source = (_ADDRESS.sub("", text).rstrip("/") for text in (origin, source))
    return origin == source or origin.startswith((f"{source}:", f"{source}#", f"{source}!", f"{source}/"))


def _drain(stream: Iterable[str] | None, lines: list[str]) -> None:
    """Keep the last lines of a stream."""
    for line in stream or ():
        lines.append(line)
        del lines[:-20]
