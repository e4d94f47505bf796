"""A real server, asked over HTTP by several clients at once: latency, questions a second, memory, start to ready."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from qa.index.store import IndexStore
from qa.settings import Settings

_READY_S = 600


@dataclass(frozen=True, slots=True)
class Load:
    """How many clients ask at once, one number after another, and how many questions they ask in all each time."""

    clients: tuple[int, ...]
    requests: int


def measure_server(settings: Settings, load: Load) -> dict[str, float]:
    """Figures of a server over the index of `settings`, without the cache of answers."""
    questions = _questions(settings.index, load.requests)
    figures: dict[str, float] = {}
    with _server(settings) as (port, pid, ready_s):
        figures["start to ready, s"] = ready_s
        _ask_all(port, questions[:50], 1)
        for clients in load.clients:
            before = _processor_s(pid)
            times, errors, seconds = _ask_all(port, questions, clients)
            busy = _processor_s(pid) - before
            name = f"{clients} clients"
            for quantile in (50, 95, 99):
                figures[f"{name}, p{quantile} ms"] = float(np.percentile(times, quantile)) * 1000 if times else 0.0
            figures[f"{name}, questions a second"] = len(times) / seconds
            figures[f"{name}, errors"] = errors
            figures[f"{name}, processors busy"] = busy / seconds
        figures |= _stages(port, questions[:100]) | _memory(pid)
    return figures


def _questions(root: Path, count: int) -> list[str]:
    """Titles make natural questions, each asked once in a round."""
    index, _ = IndexStore(root).open()
    titles = [t for t in index.articles.column("title")[:5000] if t]
    index.close()
    return [titles[i * 7 % len(titles)] + ("?" if i < len(titles) else f" {i}?") for i in range(count)]


@contextmanager
def _server(settings: Settings) -> Iterator[tuple[int, int, float]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    environ = os.environ | {
        "QA_INDEX": str(settings.index), "QA_PORT": str(port), "QA_HOST": "127.0.0.1", "QA_CACHE_MB": "0",
        "QA_FEEDBACK": "",
    }  # fmt: skip
    began = time.perf_counter()
    with subprocess.Popen(  # noqa: S603  our own command line
        [sys.executable, "-m", "web.serve"], env=environ, stderr=subprocess.DEVNULL
    ) as process:
        try:
            while not _ready(port):
                if process.poll() is not None or time.perf_counter() - began > _READY_S:
                    raise RuntimeError("The server did not become ready. Start it by hand to see why: make serve.")
                time.sleep(0.05)
            yield port, process.pid, time.perf_counter() - began
        finally:
            process.terminate()


def _ready(port: int) -> bool:
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except OSError:
        return False


def _ask_all(port: int, questions: Sequence[str], clients: int) -> tuple[list[float], int, float]:
    """Seconds of each answer, how many failed, and seconds of all."""
    times: list[float] = []
    errors: list[str] = []
    todo = iter(questions)
    lock = threading.Lock()

    def ask() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while True:
            with lock:
                question = next(todo, None)
            if question is None:
                return
            began = time.perf_counter()
            try:
                _answer(connection, question)
            except (OSError, http.client.HTTPException) as error:
                errors.append(repr(error))
                connection.close()
                continue
            times.append(time.perf_counter() - began)

    threads = [threading.Thread(target=ask) for _ in range(clients)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times, len(errors), time.perf_counter() - began


def _answer(connection: http.client.HTTPConnection, question: str) -> bytes:
    """The JSON of an answer; an OSError for any status but 200."""
    body = json.dumps({"question": question}).encode()
    connection.request("POST", "/api/answer", body, {"Content-Type": "application/json"})
    response = connection.getresponse()
    data = response.read()
    if response.status != 200:
        raise OSError(response.status)
    return data


def _processor_s(pid: int) -> float:
    """Seconds of processor that the server and we who ask have used."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK") + time.process_time()


def _stages(port: int, questions: Sequence[str]) -> dict[str, float]:
    """Milliseconds of each stage of an answer, by its own account, one client asking."""
    told: dict[str, list[float]] = {}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for question in questions:
        for stage, ms in json.loads(_answer(connection, question))["timings_ms"].items():
            told.setdefault(stage, []).append(ms)
    return {f"{stage}, p{q} ms": float(np.percentile(ms, q)) for stage, ms in told.items() for q in (50, 95)}


def _memory(pid: int) -> dict[str, float]:
    """MiB of the process: all that is resident, and of that what is its own and not mapped from files."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    kib = {line.split(":")[0]: int(line.split()[1]) for line in status.splitlines() if line.endswith(" kB")}
    return {"server MiB": kib["VmRSS"] / 1024, "server MiB, without mapped files": kib.get("RssAnon", 0) / 1024}
