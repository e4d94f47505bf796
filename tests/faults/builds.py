"""The index under attack: builds killed at random moments, files damaged at random, builds swapped under load."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from qa.errors import IndexDamaged
from qa.index.store import IndexStore
from tests.faults.result import Result
from tests.faults.soak import resident_mb
from tests.qa.corpus import ARTICLES, HARBOUR, build_index
from tests.web.live import Live, Reply, free_port, until

HERE = Path(__file__).parent
WHY = "Why did Northport close its harbour?"
SETTLED, GROWN = 20, 1.05  # swaps after which memory is compared, and how much more of it there may be at the end
WORDS = ("cracked", "leaned")  # of the same article in turn: an answer shows which build it came from


@contextmanager
def serving(
    index: Path, *, hang: float = 0.0, log: Path | None = None, before: Sequence[str] = (), **settings: str
) -> Iterator[Live]:
    """The real server and service over `index`, the model being a stand-in that may hang for `hang` seconds.

    `before` goes before the command; `settings` are QA_ variables.
    """
    port, log = free_port(), log or index.with_name(f"{index.name}.log")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("QA_", "FLASK_"))}
    environment |= {f"QA_{name.upper()}": value for name, value in settings.items()}
    command = [*before, sys.executable, str(HERE / "small_server.py"), str(port), str(index), str(hang)]
    with log.open("ab") as out:
        server = subprocess.Popen(command, stdout=out, stderr=out, env=environment)
    live = Live(port, server, log)
    try:
        assert until(lambda: ready(live), within=120), log.read_text()
        yield live
    finally:
        server.kill()
        server.wait()


def ready(live: Live) -> bool:
    try:
        return live.ask("GET", "/readyz").status == 200
    except OSError:
        return False


@contextmanager
def clients(live: Live, number: int, wrong: Callable[[Reply], str]) -> Iterator[list[str]]:
    """`number` clients ask all the time, every fourth of them for streams; what was wrong with each reply, or "".

    By chance they must not ask for more streams than the server gives at once: it would rightly refuse some.
    """
    found: list[str] = []
    stop = threading.Event()

    def ask(client: int) -> None:
        path = "/api/answer" if client % 4 else "/api/answer/stream"
        while not stop.is_set():
            try:
                reply = live.question(WHY, path=path)
            except OSError as error:
                found.append(type(error).__name__)
            else:
                found.append(wrong(reply))

    with ThreadPoolExecutor(number) as pool:
        asking = [pool.submit(ask, client) for client in range(number)]
        try:
            yield found
        finally:
            stop.set()
    for one in asking:
        one.result()


def answered(reply: Reply) -> dict[str, object]:
    """The JSON of an answer, plain or streamed; empty where the reply is none."""
    if reply.status != 200:
        return {}
    if not reply.headers["content-type"].startswith("text/event-stream"):
        return dict(json.loads(reply.body))
    last = reply.body.rstrip(b"\n").rsplit(b"\n\n", 1)[-1]
    name, _, data = last.partition(b"\n")
    return dict(json.loads(data.removeprefix(b"data: "))) if name == b"event: done" else {}


def wrong(reply: Reply) -> str:
    """What is wrong with a reply that should be an answer: "" where nothing is."""
    if reply.status != 200:
        waits = reply.headers.get("retry-after", "")
        return f"{reply.status} {reply.code if reply.body else 'cut'}{' to retry' if waits else ''}"
    found = answered(reply)
    return "" if found.get("answered") else "refused" if found else f"a stream ending in {reply.body[-200:]!r}"


def tally(asked: list[str]) -> str:
    """How many replies there were, and how many of each that was wrong."""
    faults = Counter(filter(None, asked))
    return ", ".join([f"{len(asked):,} answers", *(f"{n} × {what}" for what, n in faults.most_common())])


def killed_builds(folder: Path, dice: random.Random, rounds: int) -> Result:
    """After each kill the index is whole and no older than before; two clients never notice; the next build works."""
    store = IndexStore(folder / "index")
    began = time.monotonic()
    assert _start(store, 0).wait() == 0
    whole, passed, newest = time.monotonic() - began, 0, store.generations()[0]
    with serving(store.root) as live, clients(live, 2, wrong) as asked:
        for number in range(1, rounds + 1):
            builder = _start(store, number)
            time.sleep(dice.uniform(0, 1.2 * whole))
            os.killpg(builder.pid, signal.SIGKILL)
            builder.wait()
            name = store.check()
            index, degraded = store.open()
            index.close()
            passed += name >= newest and not degraded and len(store.generations()) <= 3
            newest = name
            if number % 10 == 0 or number == rounds:
                assert _start(store, number).wait() == 0, "a build after a kill failed"
                assert len(store.generations()) == 2, "an orphan was left"
                newest = store.check()
    return Result(0 if any(asked) else passed, rounds, f"meanwhile {tally(asked)}")


def damaged_files(folder: Path, dice: random.Random, rounds: int) -> Result:
    """One random change to one random file of the live build."""
    store = IndexStore(folder / "index")
    build_index(store)
    live, passed = store.root / str(store.current()), 0
    files = sorted(p for p in live.iterdir() if p.stat().st_size)
    for _ in range(rounds):
        path = dice.choice(files)
        data = path.read_bytes()
        path.write_bytes(changed(data, dice))
        try:
            store.check()
        except IndexDamaged:
            passed += 1
        path.write_bytes(data)
    assert store.check() == live.name
    return Result(passed, rounds, f"{len(files)} files")


def changed(data: bytes, dice: random.Random) -> bytes:
    """A flipped bit, a cut or an added byte; always different to a reader."""
    kind, place = dice.choice(("flip", "cut", "add")), dice.randrange(len(data))
    if kind == "flip":
        return data[:place] + bytes([data[place] ^ 1 << dice.randrange(8)]) + data[place + 1 :]
    return data[:place] if kind == "cut" else data + bytes([dice.randrange(1, 9)])


def builders(folder: Path, rounds: int) -> Result:
    """Five builders at once: at least one publishes, the others are told of it, and the index is whole."""
    store, passed = IndexStore(folder / "index"), 0
    for _ in range(rounds):
        codes = [one.wait() for one in [_start(store, n) for n in range(5)]]
        passed += 0 in codes and set(codes) <= {0, 1} and store.check() == store.current()
    return Result(passed if len(store.generations()) <= 2 else 0, rounds)


def swaps(folder: Path, rounds: int) -> Result:
    """Builds of two texts in turn under 16 clients: each answer is of the build that it names."""
    store = IndexStore(folder / "index")
    said: dict[str, str] = {}  # the part of a build's id that is its content -> its word
    told: set[tuple[str, str]] = set()  # the same, as answers have it: a build may be served before we know its id

    def publish(word: str) -> str:
        text = HARBOUR.text.replace(WORDS[0], word)
        build_index(store, [replace(HARBOUR, text=text), *ARTICLES[1:4]])
        index, _ = store.open()
        index.close()
        said[index.info.id.rsplit("-", 1)[1]] = word
        return index.info.id

    def unlike(reply: Reply) -> str:
        if fault := wrong(reply):
            return fault
        answer = answered(reply)
        words = [w for w in WORDS if f"had {w}" in str(answer["answer"])]
        if len(words) != 1:
            return f"{len(words)} words"
        told.add((dict(answer["index"])["id"].rsplit("-", 1)[1], words[0]))  # type: ignore[call-overload]
        return ""

    publish(WORDS[0])
    with serving(store.root) as live, clients(live, 16, unlike) as asked:
        swapped, memory = 0, []
        for number in range(1, rounds + 1):
            name = publish(WORDS[number % 2])
            swapped += until(lambda name=name: served(live) == name, within=60)  # type: ignore[misc]
            memory.append(resident_mb(live.process.pid))
    mixed = sum(said.get(build) != word for build, word in told)
    settled, last = memory[min(SETTLED, rounds - 1)], memory[-1]
    note = f"{tally(asked)}, {mixed} mixed; {settled:.0f} MiB, at the end {last:.0f}"
    return Result(0 if mixed or any(asked) or last > GROWN * settled else swapped, rounds, note)


def served(live: Live) -> str:
    return str(json.loads(live.ask("GET", "/api/status").body)["index"]["id"])


def hung_model(folder: Path) -> Result:
    """A model that does not come back ends the process with code 70 and the place where it stood in the log."""
    store = IndexStore(folder / "index")
    build_index(store)
    with serving(store.root, hang=30) as live:
        with ThreadPoolExecutor(1) as pool:
            asked = pool.submit(live.question, "why does it hang?")
            code = live.process.wait(20)
            cut = asked.exception() is not None or asked.result().status in (0, 503)
        log = live.log.read_text()
    return Result(int(code == 70 and cut and "in encode" in log and "the model hangs" in log), 1)


def _start(store: IndexStore, number: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, str(HERE / "small_build.py"), str(store.root), str(number)]
    return subprocess.Popen(command, stderr=subprocess.DEVNULL, start_new_session=True)
