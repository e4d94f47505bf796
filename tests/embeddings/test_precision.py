"""The faster numbers are chosen, float32 when there is no telling, and nothing is measured without need."""

from __future__ import annotations

import pytest

from embeddings import precision
from embeddings.embedder import Embedded, HashEmbedder
from embeddings.precision import Precision, measured


class Timed(HashEmbedder):
    """Takes as long as it is told, by a clock of its own."""

    def __init__(self, clock: list[float], seconds: float) -> None:
        self._clock, self._seconds = clock, seconds

    def encode_spans(self, texts, spans):  # type: ignore[no-untyped-def]
        self._clock[0] += self._seconds
        return [Embedded(self.encode([""])[0], self.encode([])) for _ in texts]


@pytest.mark.parametrize(
    ("whole", "half", "chosen"), [(4.0, 1.0, "bfloat16"), (1.0, 4.0, "float32"), (1.0, 0.95, "float32")]
)
def test_the_faster_is_chosen(monkeypatch: pytest.MonkeyPatch, whole: float, half: float, chosen: str) -> None:
    clock = [0.0]
    monkeypatch.setattr(precision.time, "perf_counter", lambda: clock[0])  # type: ignore[attr-defined]
    found = measured(lambda dtype: Timed(clock, whole if dtype == "float32" else half), half=True)
    assert found.dtype == chosen
    assert f"float32 {32 / whole:.0f} texts/s" in found.reason


def test_without_the_hardware_nothing_is_measured() -> None:
    found = measured(lambda dtype: pytest.fail("loaded"), half=False)
    assert found == Precision("float32", "this processor does not compute in bfloat16")
