"""The judgement of `make soak`, and its load in a short form over a real server with a stand-in for the model."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from qa.articles import read_articles
from qa.index.store import IndexStore
from qa.types import Article
from tests.e2e.house import SAMPLES, House
from tests.faults import soak
from tests.faults.builds import serving
from tests.qa.corpus import build_index

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


@pytest.mark.server
def test_a_short_soak(tmp_path: Path) -> None:
    """A stand-in for the model keeps it short; that many threads get the real one's vectors is tested with the batching."""
    articles = [found for found in read_articles([SAMPLES]) if isinstance(found, Article)]
    build_index(IndexStore(tmp_path / "index"), articles)
    with serving(tmp_path / "index") as live:
        house = House(f"http://127.0.0.1:{live.port}", tmp_path / "index", SAMPLES, live.process, live.log)
        seen = soak.soak(house, 8, 5, seed=1)
    assert seen.counts["answers"] > 0 and seen.counts["wrong"] == 0
    assert not [what for what in seen.counts if what.startswith("error")], seen.counts
