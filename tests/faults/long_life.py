"""A long life in short: distinct questions, rebuilds with articles that come and go, a writer model that fails at random.

`make long-life`. Afterwards memory has stood still, and no descriptor, thread, temporary file or old build is left over.
The index, the evidence model and the listener are real, the embedding model is a stand-in.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np

from qa.index.store import IndexStore
from tests.faults.builds import answered, serving
from tests.faults.soak import resident_mb
from tests.qa.corpus import ARTICLES, HARBOUR, build_index
from tests.web.live import Live, Reply

ALLOWED = 0.2  # MiB of memory a minute, once settled
SETTLED = 0.3  # share of the run after which memory is judged: caches fill first
_CLIENTS = 4
_WORDS = "harbour ferry library prize mayor wall boats wheel books captain island mill poet jury bridge summer".split()


@dataclass(slots=True)
class Life:
    """What was seen. Counts are those once settled, and at rest after the end."""

    asked: int = 0
    faults: list[str] = field(default_factory=list)
    memory: list[tuple[float, float]] = field(default_factory=list)  # minutes, MiB
    before: dict[str, int] = field(default_factory=dict)
    after: dict[str, int] = field(default_factory=dict)
    rebuilds: int = 0

    @property
    def growth(self) -> float:
        """MiB a minute once settled."""
        last = self.memory[-1][0] if self.memory else 0.0
        settled = np.asarray([one for one in self.memory if one[0] >= SETTLED * last])
        return float(np.polyfit(settled[:, 0], settled[:, 1], 1)[0]) if len(settled) > 10 else 0.0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=50_000)
    parser.add_argument("--rebuilds", type=int, default=100)
    parser.add_argument("--minutes", type=float, default=60, help="over which the rebuilds are spread")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--writer", action="store_true", help="with a writer model that fails at random")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        life = live_long(
            Path(folder), options.questions, options.rebuilds, options.minutes * 60, options.seed, writer=options.writer
        )
    return judge(life)


def live_long(folder: Path, questions: int, rebuilds: int, seconds: float, seed: int, *, writer: bool = False) -> Life:
    """Ask so many distinct questions of a server while its index is rebuilt so often, over at least so many seconds."""
    store, scratch = IndexStore(folder / "index"), folder / "scratch"
    scratch.mkdir()
    build_index(store)
    life = Life()
    with ExitStack() as stack:
        settings: dict[str, Any] = {}
        if writer:
            port = stack.enter_context(failing_writer(random.Random(seed)))  # noqa: S311
            settings = {"generator": "openai", "llm_model": "any", "llm_url": f"http://127.0.0.1:{port}/v1"}
        live = stack.enter_context(serving(folder / "index", before=("env", f"TMPDIR={scratch}"), **settings))
        live.question("Who is the mayor of Northport?")
        life.before = left_over(live, store, scratch)
        _run(live, store, scratch, life, questions, rebuilds, seconds, seed)
        time.sleep(3)  # threads of streams and connections end
        life.after = left_over(live, store, scratch)
    return life


def _run(
    live: Live, store: IndexStore, scratch: Path, life: Life, questions: int, rebuilds: int, seconds: float, seed: int
) -> None:  # fmt: skip
    began = time.monotonic()
    numbers = iter(range(questions))
    lock, done = threading.Lock(), threading.Event()

    def ask(client: int) -> None:
        dice = random.Random(f"{seed}/{client}")  # noqa: S311
        while True:
            with lock:
                number = next(numbers, None)
            if number is None:
                return
            path = "/api/answer/stream" if number % 5 == 0 else "/api/answer"
            fault = wrong(live.question(distinct(number, dice), path=path))
            with lock:
                life.asked += 1
                life.faults += [fault] if fault else []
            time.sleep(max(0.0, began + seconds * number / questions - time.monotonic()))

    def watch() -> None:
        while not done.wait(max(0.05, seconds / 500)):
            life.memory.append(((time.monotonic() - began) / 60, resident_mb(live.process.pid)))

    with ThreadPoolExecutor(_CLIENTS + 1) as pool:
        watching = pool.submit(watch)
        asking = [pool.submit(ask, client) for client in range(_CLIENTS)]
        try:
            for number in range(rebuilds):
                time.sleep(max(0.0, began + seconds * number / rebuilds - time.monotonic()))
                build_index(
                    store, [HARBOUR, *(replace(a, title=f"{a.title} {number}") for a in ARTICLES[1 + number % 3 :])]
                )
                life.rebuilds += 1
                if number == int(SETTLED * rebuilds):  # by then each thread has its connection to the articles
                    seen = left_over(live, store, scratch)
                    life.before = {name: max(count, seen[name]) for name, count in life.before.items()}
            for one in asking:
                one.result()
        finally:
            done.set()
        watching.result()


def distinct(number: int, dice: random.Random) -> str:
    """A question that was not asked before."""
    return f"What about the {' and the '.join(dice.sample(_WORDS, 3))} of number {number}?"


def wrong(reply: Reply) -> str:
    """What is wrong with a reply; to refuse, or to say that it is busy, is right."""
    if reply.status == 503 and reply.headers.get("retry-after"):
        return ""
    return "" if reply.status == 200 and answered(reply) else f"{reply.status} {reply.body[-200:]!r}"


def left_over(live: Live, store: IndexStore, scratch: Path) -> dict[str, int]:
    """What may pile up: threads and descriptors of the server, temporary files, builds and what killed builds leave."""
    process = Path(f"/proc/{live.process.pid}")
    names = [path.name for path in store.root.iterdir()]
    return {
        "threads": len(list((process / "task").iterdir())),
        "descriptors": len(list((process / "fd").iterdir())),
        "temporary files": len(list(scratch.rglob("*"))),
        "builds": len(store.generations()),
        "unfinished builds": sum(name.startswith("tmp-") for name in names),
    }


@contextmanager
def failing_writer(dice: random.Random) -> Iterator[int]:
    """A server of a writer model that answers with errors, nonsense, nothing, or after a while; its port."""

    class Failing(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            kind = dice.choice(("error", "nonsense", "cut", "slow", "empty"))
            if kind == "slow":
                time.sleep(0.5)
            body = {"nonsense": b"{]", "cut": b'data: {"choices": [', "empty": b""}.get(kind, b"{}")
            self.send_response(500 if kind == "error" else 200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Failing)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def judge(life: Life) -> int:
    """Print what was seen; 1 where a reply was wrong, memory grew or something was left over."""
    left = [name for name, count in life.after.items() if count > life.before[name] + _spare(name)]
    rows = [
        ("distinct questions", f"{life.asked:,}"), ("replies that were wrong", f"{len(life.faults):,}"),
        ("rebuilds", f"{life.rebuilds:,}"), ("memory, MiB a minute", f"{life.growth:.2f}"),
        ("memory at the end, MiB", f"{life.memory[-1][1]:.0f}" if life.memory else "not seen"),
        *((name, f"{life.before[name]} → {life.after[name]}") for name in life.after),
    ]  # fmt: skip
    sys.stdout.write("| what | figure |\n|---|---|\n" + "".join(f"| {what} | {figure} |\n" for what, figure in rows))
    for fault in life.faults[:5]:
        sys.stdout.write(f"{fault}{os.linesep}")
    return 1 if life.faults or left or life.growth > ALLOWED else 0


def _spare(name: str) -> int:
    """A connection that is just closing; the build before the live one."""
    return {"threads": 2, "descriptors": 4, "builds": 1}.get(name, 0)


if __name__ == "__main__":
    raise SystemExit(main())
