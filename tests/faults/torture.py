"""All fault tests in their long form, from one seed, as a table: `make torture`, or `make torture SHARE=0.01 ONLY=pages`."""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from qa.articles.fetch.fetching import Fetcher
from qa.errors import ArticleError
from tests.faults import builds, clients, pages, poison, start
from tests.faults.result import Result

ROOT = Path(__file__).resolve().parents[2]
Test = Callable[[Path, random.Random, Callable[[int], int]], Result]  # a folder, chance, and how many of so many
SLOW = {"silent": 600, "slow header": 50, "slow body": 50, "never reading": 50}


def helper(module: str, *words: str, alone: bool = False) -> Result:
    """Run a module that prints how many of how many held; `alone` in a mount namespace of its own."""
    command = [*(("unshare", "-rm") if alone else ()), sys.executable, "-m", module, *words]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | {"OMP_NUM_THREADS": "1"}, capture_output=True, text=True, check=False
    )
    if not done.stdout.strip():
        raise RuntimeError(done.stderr[-2000:])
    passed, total = done.stdout.split()
    return Result(int(passed), int(total), " ".join(done.stderr.split())[:200])


def steps(kind: str) -> Test:
    def test(folder: Path, dice: random.Random, of: Callable[[int], int]) -> Result:
        every = max(1, round(20 / of(20)))
        return helper("tests.faults.steps", str(folder), kind, str(dice.randint(1, every)), str(every))

    return test


def full_disk(folder: Path, dice: random.Random, of: Callable[[int], int]) -> Result:
    return helper("tests.faults.disk", str(folder), str(max(8, of(40))), alone=True)


def inward(folder: Path, dice: random.Random, of: Callable[[int], int]) -> Result:
    """Every form of an address that leads into a private network; connecting is an error of the test."""
    from tests.qa.articles.fetch.test_addresses import ODD, REFUSED, refuse_to_connect, resolve

    fetcher, refused = Fetcher(resolve=resolve, connect=refuse_to_connect), 0
    for url in (forms := [*REFUSED, *ODD]):
        try:
            fetcher.fetch(url)
        except ArticleError:
            refused += 1
    return Result(refused, len(forms))


TESTS: dict[str, tuple[str, Test]] = {
    "kill": ("build killed at a random moment under load", lambda f, d, of: builds.killed_builds(f, d, of(200))),
    "damage": ("index file damaged, detected", lambda f, d, of: builds.damaged_files(f, d, of(500))),
    "builders": ("five builders at once", lambda f, d, of: builds.builders(f, of(20))),
    "steps-kill": ("build killed at each step on the disk", steps("kill")),
    "steps-eio": ("each step fails: input or output error", steps("EIO")),
    "steps-full": ("each step fails: no space left", steps("ENOSPC")),
    "steps-denied": ("each step fails: permission denied", steps("EACCES")),
    "disk": ("disk full at so many sizes, nothing short published", full_disk),
    "pages": ("malformed page, accounted for", lambda f, d, of: pages.malformed_pages(f, d, of(2000))),
    "inward": ("address that leads inside, no connection", inward),
    "bodies": ("fuzzed request, no server error", lambda f, d, of: clients.bodies(f, d, of(10_000))),
    "slow": (
        "health under 250 ms beside 750 slow clients",
        lambda f, d, of: clients.slow_clients(f, {k: max(5, of(n)) for k, n in SLOW.items()}, max(3, of(30))),
    ),
    "leave": ("client gone in mid-stream, nothing left", lambda f, d, of: clients.disconnects(f, d, max(96, of(1000)))),
    "swaps": ("build swapped under 16 clients, none mixed", lambda f, d, of: builds.swaps(f, of(100))),
    "crowd": (
        "article still found beside 1,000 copies, 10,000 near ones and an endless text",
        lambda f, d, of: poison.crowded(f, d, of(1000)),
    ),
    "poison": ("true source shown beside five texts stuffed with the question", lambda f, d, of: poison.poison(f)),
    "first": ("first question within twice the median, and few threads", lambda f, d, of: start.first_question(f)),
    "sigterm": ("stream finished after SIGTERM", lambda f, d, of: clients.ending(f)),
    "hung": ("hung model ends the process", lambda f, d, of: builds.hung_model(f)),
}


def run(name: str, *, seed: int, share: float = 1.0) -> Result:
    """One test, in a folder of its own; its chance depends on seed and name alone."""
    dice = random.Random(f"{seed}/{name}")  # noqa: S311  not for secrets
    folder = Path(tempfile.mkdtemp(prefix=f"quoth-{name}-"))
    try:
        return TESTS[name][1](folder, dice, lambda number: max(1, round(share * number)))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--share", type=float, default=1.0, help="of the full numbers")
    parser.add_argument("--only", nargs="*", choices=TESTS, default=list(TESTS))
    options = parser.parse_args()
    print(
        f"seed {options.seed}, share {options.share:g}\n\n| what is done to it | held | seconds | |\n|---|---|---|---|"
    )
    failed = []
    for name in options.only:
        began = time.monotonic()
        try:
            found = run(name, seed=options.seed, share=options.share)
        except Exception as error:  # the others are still worth running
            found = Result(0, 1, f"{type(error).__name__}: {error}".replace("\n", " "))
        if not found.held:
            failed.append(name)
        held = f"{found.passed:,} of {found.of:,}"
        print(f"| {TESTS[name][0]} | {held} | {time.monotonic() - began:.0f} | {found.note} |", flush=True)
    print(f"\nfailed: {', '.join(failed)}; again: make torture ONLY='{' '.join(failed)}'" if failed else "\nall held")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
