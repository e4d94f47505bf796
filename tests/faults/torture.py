"""The long fault tests of the index: builds killed at random moments, files damaged at random. `make torture`."""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from qa.errors import IndexDamaged
from qa.store import IndexStore

BUILDER = Path(__file__).with_name("small_build.py")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print(f"seed {options.seed}, {options.rounds} rounds each", flush=True)
    dice = random.Random(options.seed)  # noqa: S311  not for secrets
    with tempfile.TemporaryDirectory() as folder:
        store = IndexStore(Path(folder) / "index")
        results = {
            "builds killed, index whole and served": killed_builds(store, options.rounds, dice),
            "damaged files detected": damaged_files(store, options.rounds, dice),
        }
    for name, passed in results.items():
        print(f"{name:40} {passed} of {options.rounds}")
    return 0 if all(passed == options.rounds for passed in results.values()) else 1


def start(store: IndexStore, number: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, str(BUILDER), str(store.root), str(number)]
    return subprocess.Popen(command, stderr=subprocess.DEVNULL, start_new_session=True)


def killed_builds(store: IndexStore, rounds: int, dice: random.Random) -> int:
    """After each kill the index is whole, no older than before, and no build leaves more than two generations."""
    began = time.monotonic()
    assert start(store, 0).wait() == 0
    whole, passed, newest = time.monotonic() - began, 0, store.generations()[0]
    for number in range(1, rounds + 1):
        builder = start(store, number)
        time.sleep(dice.uniform(0, 1.2 * whole))
        os.killpg(builder.pid, signal.SIGKILL)
        builder.wait()
        name = store.check()
        index, degraded = store.open()
        index.close()
        passed += name >= newest and not degraded and len(store.generations()) <= 3
        newest = name
        if number % 10 == 0:
            assert start(store, number).wait() == 0, "a build after a kill failed"
            assert len(store.generations()) == 2, "an orphan was left"
            newest = store.check()
    return passed


def damaged_files(store: IndexStore, rounds: int, dice: random.Random) -> int:
    """One random change to one random file of the live build."""
    live, passed = store.root / str(store.current()), 0
    files = sorted(p for p in live.iterdir() if p.stat().st_size)
    for _ in range(rounds):
        path = dice.choice(files)
        whole = path.read_bytes()
        path.write_bytes(changed(whole, dice))
        try:
            store.check()
        except IndexDamaged:
            passed += 1
        path.write_bytes(whole)
    assert store.check() == live.name
    return passed


def changed(data: bytes, dice: random.Random) -> bytes:
    """A flipped bit, a cut or an added byte; always different to a reader."""
    kind, place = dice.choice(("flip", "cut", "add")), dice.randrange(len(data))
    if kind == "flip":
        return data[:place] + bytes([data[place] ^ 1 << dice.randrange(8)]) + data[place + 1 :]
    return data[:place] if kind == "cut" else data + bytes([dice.randrange(1, 9)])


if __name__ == "__main__":
    raise SystemExit(main())
