"""The outcome of one evaluation: figures, a table by kind of question, the risk-coverage curve."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

from qa.evaluation.metrics import Measured, by_kind, figures, risk_coverage
from qa.evaluation.outcomes import QuestionOutcome


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What was measured. Times are medians in milliseconds."""

    figures: dict[str, Measured]
    kinds: dict[str, dict[str, float]]
    curve: list[tuple[float, float]]
    embed_ms: float
    total_ms: float

    @classmethod
    def of(cls, outcomes: Sequence[QuestionOutcome]) -> Self:
        return cls(
            figures=figures(outcomes),
            kinds=by_kind(outcomes),
            curve=risk_coverage(outcomes),
            embed_ms=statistics.median(o.embed_ms for o in outcomes),
            total_ms=statistics.median(o.total_ms for o in outcomes),
        )

    def as_json(self) -> dict[str, Any]:
        return asdict(self)
