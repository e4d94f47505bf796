"""The start of the real server with the real model: its threads, and whether the first question waits for anything."""

from __future__ import annotations

import statistics
import time
from pathlib import Path

from qa.evaluation.outcomes import load_questions
from tests.e2e.house import ROOT, SAMPLES, serving
from tests.faults.result import Result

THREADS = 32  # on two cores, at rest; each answer that is streamed has one more
QUESTIONS = 50
SLOWER = 2  # times the median that the first question may take


def first_question(folder: Path) -> Result:
    """The first question after /readyz says yes, against the median of fifty others; and how many threads there are."""
    known = [k.question for k in load_questions(ROOT / "evals" / "samples.jsonl")]
    questions = (known * QUESTIONS)[: QUESTIONS + 1]
    with serving(folder, SAMPLES) as house:
        rest = threads(house.server.pid)
        times = []
        for number, question in enumerate(questions):
            began = time.monotonic()
            house.answer(f"{question} ({number})")  # none is answered from the cache
            times.append(time.monotonic() - began)
        most = max(rest, threads(house.server.pid))
    median = statistics.median(times[1:])
    note = f"{times[0] * 1000:.0f} ms, then {median * 1000:.0f} ms in the median; {most} threads"
    return Result((times[0] <= SLOWER * median) + (most <= THREADS), 2, note)


def threads(process: int) -> int:
    return len(list(Path(f"/proc/{process}/task").iterdir()))
