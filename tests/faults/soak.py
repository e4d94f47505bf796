"""The long load test: many clients, a rebuild a minute, answers compared with a serial run. `make soak`."""

from __future__ import annotations

import argparse
import http.client
import json
import random
import shutil
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from qa.evaluation.outcomes import load_questions
from tests.e2e.house import ROOT, SAMPLES, House, build, serving

SETTLED_S = 120  # of growing caches, before memory is judged
KINDS = {"plain": 70, "stream": 20, "leave": 8, "junk": 2}  # in a hundred requests
QUICK_S = 0.25


@dataclass(slots=True)
class Seen:
    """What the clients met; `append` and a counter's `+=` under its own key by one thread each are enough."""

    counts: Counter[str] = field(default_factory=Counter)
    answers_s: list[float] = field(default_factory=list)
    health_s: list[float] = field(default_factory=list)
    memory: list[tuple[float, float]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, what: str) -> None:
        with self.lock:
            self.counts[what] += 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--minutes", type=float, default=15)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print(f"seed {options.seed}, {options.clients} clients, {options.minutes:g} minutes", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        articles = Path(shutil.copytree(SAMPLES, Path(folder) / "articles"))
        with serving(Path(folder), articles) as house:
            return judge(soak(house, options.clients, options.minutes * 60, options.seed))


def soak(house: House, clients: int, seconds: float, seed: int) -> Seen:
    questions = [known.question for known in load_questions(ROOT / "evals" / "samples.jsonl") if not known.history]
    expected = {q: house.answer(q)["answer"] for q in questions}
    began = rebuilt = time.monotonic()
    until, seen = began + seconds, Seen()
    asking = [
        threading.Thread(target=client, args=(house, expected, until, seen, random.Random(f"{seed}/{n}")))  # noqa: S311
        for n in range(clients)
    ]
    for thread in asking:
        thread.start()
    while time.monotonic() < until:
        seen.memory.append((time.monotonic() - began, resident_mb(house.server.pid)))
        if time.monotonic() - rebuilt > 60:
            build(house.index, house.articles)
            rebuilt = time.monotonic()
            seen.count("rebuilds")
        for _ in range(5):
            asked = time.monotonic()
            house.get("/healthz")
            seen.health_s.append(time.monotonic() - asked)
            time.sleep(1)
    for thread in asking:
        thread.join()
    return seen


def client(house: House, expected: dict[str, str], until: float, seen: Seen, dice: random.Random) -> None:
    port = int(house.url.rsplit(":", 1)[1])
    while time.monotonic() < until:
        question = dice.choice(list(expected))
        kind = dice.choices(list(KINDS), list(KINDS.values()))[0]
        began = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            found = one(connection, kind, question, expected[question])
        except (OSError, http.client.HTTPException, ValueError) as error:
            found = f"error: {type(error).__name__}"
        finally:
            connection.close()
        seen.count(found)
        if found == "busy":
            time.sleep(1)
        elif found == "answers":
            seen.answers_s.append(time.monotonic() - began)


def one(connection: http.client.HTTPConnection, kind: str, question: str, expected: str) -> str:
    """Send one request of a kind; what came of it."""
    body = b'{"question": ' if kind == "junk" else json.dumps({"question": question}).encode()
    path = "/api/answer" if kind in ("plain", "junk") else "/api/answer/stream"
    connection.request("POST", path, body, {"Content-Type": "application/json"})
    if kind == "leave":
        return "left"
    reply = connection.getresponse()
    data = reply.read()
    if reply.status == 503:
        return "busy" if reply.headers["Retry-After"] else "error: 503 without Retry-After"
    if kind == "junk":
        return "junk refused" if reply.status == 400 else f"error: junk is {reply.status}"
    if reply.status != 200:
        return f"error: {reply.status}"
    if kind == "stream":
        events = [e for e in data.strip(b"\n").split(b"\n\n") if not e.startswith(b":")]  # pings may come last
        name, _, data = events[-1].partition(b"\ndata: ") if events else (b"", b"", b"")
        if name == b"event: error":  # the status was sent before it was known
            code = json.loads(data)["error"]["code"]
            return "busy" if code == "busy" else f"error: {code} in a stream"
        if name != b"event: done":
            return "error: a stream that was cut"
    return "answers" if json.loads(data)["answer"] == expected else "wrong"


def resident_mb(process: int) -> float:
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def slope(memory: list[tuple[float, float]]) -> float:
    """MiB a minute once settled; 0 where there is too little to say."""
    settled = np.asarray([(t / 60, mb) for t, mb in memory if t > SETTLED_S])
    return float(np.polyfit(settled[:, 0], settled[:, 1], 1)[0]) if len(settled) > 10 else 0.0


def judge(seen: Seen) -> int:
    """Print what was seen; 1 unless every answer was the serial one, all errors were stated and memory stood still."""
    counts, growth = seen.counts, slope(seen.memory)
    errors = sum(number for what, number in counts.items() if what.startswith("error") or what == "wrong")
    busy = counts["busy"] / max(1, counts["busy"] + counts["answers"])
    answers, health = np.asarray(seen.answers_s or [0.0]), np.asarray(seen.health_s or [0.0])
    print("| what | figure |\n|---|---|")
    for what, number in counts.most_common():
        print(f"| {what} | {number:,} |")
    print(f"| an answer, p50 / p95 / p99 | {' / '.join(f'{s:.2f} s' for s in np.percentile(answers, [50, 95, 99]))} |")
    print(f"| health, p99 / worst | {np.percentile(health, 99) * 1000:.0f} ms / {health.max() * 1000:.0f} ms |")
    print(f"| busy | {busy:.1%} |")
    print(f"| memory, MiB a minute | {growth:.2f}, at the end {seen.memory[-1][1]:.0f} MiB |")
    quick = float(np.percentile(health, 99)) < QUICK_S
    return 1 if errors or growth > 1 or not counts["answers"] or not quick else 0


if __name__ == "__main__":
    raise SystemExit(main())
