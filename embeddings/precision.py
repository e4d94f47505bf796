"""Which numbers a model computes in, by a quick timing on the machine at hand.

The choice is made when an index is first built and stays with it: weights rounded to bfloat16 are another model, whose
fingerprint differs, and whose questions would not meet vectors that float32 made.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

from embeddings.embedder import Embedder

_TEXT = "The council voted on Monday to close the old bridge until the repairs are paid for. " * 6
_TEXTS = 32
_ROUNDS = 3
_WORTH = 1.1  # times as fast: less is chance, and float32 is the safer choice


@dataclass(frozen=True, slots=True)
class Precision:
    """The numbers chosen, and why, for people."""

    dtype: str
    reason: str


def measured(load: Callable[[str], Embedder], *, half: bool) -> Precision:
    """float32, or bfloat16 where it is faster. Without `half` the processor has no bfloat16, and nothing is measured."""
    if not half:
        return Precision("float32", "this processor does not compute in bfloat16")
    rates = {dtype: _rate(load(dtype)) for dtype in ("float32", "bfloat16")}
    dtype = "bfloat16" if rates["bfloat16"] > _WORTH * rates["float32"] else "float32"
    return Precision(dtype, "measured: " + ", ".join(f"{name} {rate:.0f} texts/s" for name, rate in rates.items()))


def _rate(embedder: Embedder) -> float:
    """Texts a second, median of a few rounds after one to warm up."""
    texts = [f"{number} {_TEXT}" for number in range(_TEXTS)]
    seconds = []
    for _ in range(_ROUNDS + 1):
        began = time.perf_counter()
        embedder.encode_spans(texts, [[] for _ in texts])
        seconds.append(time.perf_counter() - began)
    return _TEXTS / statistics.median(seconds[1:])
