"""The judgement of `make soak`, and its load in a short form over a real server with the real model."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest

from tests.e2e.house import SAMPLES, serving
from tests.faults import soak

STEADY = [(float(second), 700.0) for second in range(0, 600, 5)]
GROWING = [(float(second), 700 + second / 20) for second in range(0, 600, 5)]  # 3 MiB a minute


@pytest.mark.parametrize(
    ("counts", "memory", "code"),
    [
        ({"answers": 100, "left": 8, "busy": 2}, STEADY, 0),
        ({"answers": 100, "wrong": 1}, STEADY, 1),
        ({"answers": 100, "error: 500": 1}, STEADY, 1),
        ({"answers": 100, "error: 503 without Retry-After": 1}, STEADY, 1),
        ({"answers": 100}, GROWING, 1),
        ({}, STEADY, 1),
    ],
)
def test_judgement(counts: dict[str, int], memory: list[tuple[float, float]], code: int) -> None:
    assert soak.judge(soak.Seen(counts=Counter(counts), health_s=[0.01] * 50, memory=memory)) == code


def test_slow_health_is_a_failure() -> None:
    seen = soak.Seen(counts=Counter(answers=9), health_s=[0.01] * 9 + [0.5] * 9, memory=STEADY)
    assert soak.judge(seen) == 1


@pytest.mark.model
@pytest.mark.server
def test_a_short_soak(tmp_path: Path) -> None:
    articles = Path(shutil.copytree(SAMPLES, tmp_path / "articles"))
    with serving(tmp_path, articles) as house:
        seen = soak.soak(house, 8, 8, seed=1)
    assert seen.counts["answers"] > 0 and seen.counts["wrong"] == 0
    assert not [what for what in seen.counts if what.startswith("error")], seen.counts
