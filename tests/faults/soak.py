"""The long load test: many clients, a rebuild a minute, answers compared with a serial run. `make soak`."""

from __future__ import annotations

import argparse
import random
import shutil
import tempfile
import threading
import time
import urllib.error
from collections import Counter
from pathlib import Path

import numpy as np

from qa.evaluation import load_questions
from tests.e2e.house import ROOT, SAMPLES, House, build, serving

SETTLED_S = 120  # of growing caches, before memory is judged


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--minutes", type=float, default=15)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print(f"seed {options.seed}, {options.clients} clients, {options.minutes:g} minutes", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        articles = Path(shutil.copytree(SAMPLES, Path(folder) / "articles"))
        with serving(Path(folder), articles) as house:
            return soak(house, options.clients, options.minutes * 60, options.seed)


def soak(house: House, clients: int, seconds: float, seed: int) -> int:
    questions = [known.question for known in load_questions(ROOT / "evals" / "samples.jsonl") if not known.history]
    expected = {q: house.answer(q)["answer"] for q in questions}
    until, counts, memory = time.monotonic() + seconds, Counter[str](), list[tuple[float, float]]()
    asking = [
        threading.Thread(target=ask, args=(house, expected, until, counts, random.Random(seed + n)))  # noqa: S311
        for n in range(clients)
    ]
    for thread in asking:
        thread.start()
    began = rebuilt = time.monotonic()
    while time.monotonic() < until:
        memory.append((time.monotonic() - began, resident_mb(house.server.pid)))
        if time.monotonic() - rebuilt > 60:
            build(house.index, house.articles)
            rebuilt = time.monotonic()
            counts["rebuilds"] += 1
        time.sleep(5)
    for thread in asking:
        thread.join()
    return judge(counts, memory)


def ask(house: House, expected: dict[str, str], until: float, counts: Counter[str], dice: random.Random) -> None:
    while time.monotonic() < until:
        question = dice.choice(list(expected))
        try:
            same = house.answer(question)["answer"] == expected[question]
            counts["answers" if same else "wrong"] += 1
        except urllib.error.HTTPError as error:
            counts["busy" if error.code == 503 else "errors"] += 1
            time.sleep(float(error.headers.get("Retry-After", 1)))
        except OSError:
            counts["errors"] += 1


def resident_mb(process: int) -> float:
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def judge(counts: Counter[str], memory: list[tuple[float, float]]) -> int:
    """Print what was counted; 1 unless nothing was wrong and memory stood still."""
    settled = np.asarray([(t / 60, mb) for t, mb in memory if t > SETTLED_S])
    slope = float(np.polyfit(settled[:, 0], settled[:, 1], 1)[0]) if len(settled) > 10 else 0.0
    for name in ("answers", "wrong", "errors", "busy", "rebuilds"):
        print(f"{name:40} {counts[name]}")
    print(f"{'memory, MiB a minute':40} {slope:.2f} (at the end {memory[-1][1]:.0f} MiB)")
    return 1 if counts["wrong"] or counts["errors"] or slope > 1 or not counts["answers"] else 0


if __name__ == "__main__":
    raise SystemExit(main())
