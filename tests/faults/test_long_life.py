"""The judgement of `make long-life`, and such a life in a very short form."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.long_life import Life, judge, live_long

REST = {"threads": 20, "descriptors": 30, "temporary files": 0, "builds": 1, "unfinished builds": 0}


def life(**changes: int) -> Life:
    memory = [(minute / 10, 300.0) for minute in range(100)]
    return Life(asked=9, memory=memory, before=REST, after=REST | {k.replace("_", " "): v for k, v in changes.items()})


def test_a_life_that_leaves_nothing_over_is_well() -> None:
    assert judge(life()) == 0 and judge(life(builds=2, descriptors=33)) == 0


@pytest.mark.parametrize(
    "bad", [life(builds=3), life(temporary_files=1), life(threads=40), life(descriptors=90), life(unfinished_builds=1)]
)
def test_what_is_left_over_is_a_failure(bad: Life) -> None:
    assert judge(bad) == 1


def test_growth_and_wrong_replies_are_failures() -> None:
    growing, wrong = life(), life()
    growing.memory = [(minute / 10, 300 + minute / 20) for minute in range(100)]
    wrong.faults = ["500"]
    assert judge(growing) == 1 and judge(wrong) == 1


@pytest.mark.server
@pytest.mark.slow
def test_a_very_short_life(tmp_path: Path) -> None:
    found = live_long(tmp_path, 60, 3, 5, seed=1)
    assert found.asked == 60 and not found.faults and found.rebuilds == 3
    assert found.after["unfinished builds"] == found.after["temporary files"] == 0 and found.after["builds"] <= 2
