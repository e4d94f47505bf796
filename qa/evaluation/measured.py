"""The outcome of one evaluation: figures, a table by kind of question, the risk-coverage curve."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from qa.evaluation.metrics import Measured, by_kind, figures, risk_by_confidence, risk_coverage
from qa.evaluation.natural import NaturalOutcome
from qa.evaluation.natural_metrics import natural_figures, natural_kinds, similarity_figures
from qa.evaluation.outcomes import QuestionOutcome


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What was measured. Times are medians in milliseconds."""

    figures: dict[str, Measured]
    kinds: dict[str, dict[str, float]]
    curve: list[tuple[float, float]]
    embed_ms: float
    total_ms: float
    similarity: dict[str, Measured] = field(default_factory=dict)  # of plain similarity, for natural questions

    @classmethod
    def of(cls, outcomes: Sequence[QuestionOutcome]) -> Self:
        return cls(
            figures=figures(outcomes),
            kinds=by_kind(outcomes),
            curve=risk_coverage(outcomes),
            embed_ms=statistics.median(o.embed_ms for o in outcomes),
            total_ms=statistics.median(o.total_ms for o in outcomes),
        )

    @classmethod
    def of_natural(cls, outcomes: Sequence[NaturalOutcome], similar: Sequence[NaturalOutcome]) -> Self:
        """From natural questions: what the service quoted, and what plain similarity would have quoted."""
        return cls(
            figures=natural_figures(outcomes),
            kinds=natural_kinds(outcomes, similar),
            curve=risk_by_confidence([(o.confidence, o.right) for o in outcomes]),
            embed_ms=statistics.median(o.embed_ms for o in outcomes),
            total_ms=statistics.median(o.total_ms for o in outcomes),
            similarity=similarity_figures(similar),
        )

    def as_json(self) -> dict[str, Any]:
        return asdict(self)
