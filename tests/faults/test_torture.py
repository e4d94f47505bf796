"""The fault tests of `make torture` in their short form, and that the long form can tell bad from good."""

from __future__ import annotations

import os
import random
import subprocess
from pathlib import Path

import pytest

from tests.faults import pages, torture
from tests.faults.result import Result

SHARE = {
    "kill": 0.02,
    "damage": 0.1,
    "pages": 0.02,
    "bodies": 0.01,
    "slow": 0.1,
    "leave": 0.1,
    "swaps": 0.04,
    "crowd": 0.01,
}
SHORT = sorted(set(torture.TESTS) - {"disk", "steps-full", "steps-denied", "poison", "first"})


@pytest.mark.server
@pytest.mark.parametrize("name", SHORT)
def test_it_holds(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.faults.clients.QUICK_S", 3.0)  # the tests share their processor; make torture is strict
    found = torture.run(name, seed=1, share=SHARE.get(name, 0.05))
    assert found.held, found


@pytest.mark.server
def test_a_full_disk_holds(tmp_path: Path) -> None:
    (tmp_path / "mount").mkdir()
    probe = ["unshare", "-rm", "mount", "-t", "tmpfs", "tmpfs", str(tmp_path / "mount")]
    if subprocess.run(probe, capture_output=True, check=False).returncode:
        if os.environ.get("CI"):
            pytest.fail("no mount namespaces here: the full disk is not tested")
        pytest.skip("no mount namespaces here: the full disk is tested where there are")
    found = torture.run("disk", seed=1, share=0.2)
    assert found.held, found


@pytest.mark.parametrize(("found", "held"), [(Result(2, 2), True), (Result(1, 2), False), (Result(0, 0), False)])
def test_nothing_tested_is_nothing_held(found: Result, held: bool) -> None:
    assert found.held == held


def test_the_same_seed_makes_the_same_pages() -> None:
    def of(seed: int) -> list[bytes]:
        dice = random.Random(seed)  # noqa: S311
        return [pages.malformed(pages.sound_page(n), dice) for n in range(pages.SOUND)]

    assert of(1) == of(1) != of(2)
