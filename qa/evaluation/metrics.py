"""Figures from outcomes: retrieval, answers, refusal, calibration, with bootstrap intervals. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import TypeVar

import numpy as np

from qa.evaluation.outcomes import QuestionOutcome

T = TypeVar("T")
Figure = Callable[[Sequence[QuestionOutcome]], float]
_RESAMPLES = 500
_BINS = 10


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure with its 95 % bootstrap interval and the number of questions it rests on."""

    value: float
    low: float
    high: float
    count: int


def figures(outcomes: Sequence[QuestionOutcome]) -> dict[str, Measured]:
    """All figures that the questions allow, by name."""
    answerable = [o for o in outcomes if o.known.answers is not None]
    unanswerable = [o for o in outcomes if o.known.answers is None]
    with_gold = [o for o in answerable if o.known.gold]
    answered = [o for o in answerable if o.answered]
    groups: list[tuple[Sequence[QuestionOutcome], dict[str, Figure]]] = [
        (with_gold, {f"hits@{k}": _hits(k) for k in (1, 4, 10)} | {"mrr@10": _mrr}),
        (answerable, {f"answer in passage@{k}": _in_passage(k) for k in (1, 4, 5, 10)}),
        (answerable, {"answer holds gold": _share(lambda o: o.answer_holds), "answered of answerable": _share(_answered)}),
        (answered, {"words an answer": lambda rows: float(np.mean([o.words for o in rows]))}),
        (answered, {"citation precision": _citation_precision}),
        (unanswerable, {"refused of unanswerable": _share(lambda o: not o.answered)}),
        (outcomes if answerable and unanswerable else [], {"refusal AUROC": _auroc}),
        (answered, {"calibration error": calibration_error}),
        ([o for o in outcomes if o.answered], {"verbatim": _share(lambda o: o.verbatim)}),
    ]  # fmt: skip
    return {
        name: measure(rows, figure, lambda o: o.known.answers is None)
        for rows, named in groups
        if rows
        for name, figure in named.items()
    }


def by_kind(outcomes: Sequence[QuestionOutcome]) -> dict[str, dict[str, float]]:
    """For each kind of question: how many, how many answered, and how many of the answers hold the gold answer."""
    table = {}
    for kind in sorted({o.kind for o in outcomes}):
        rows = [o for o in outcomes if o.kind == kind and o.known.answers is not None]
        if rows:
            table[kind] = {
                "questions": len(rows),
                "answered": _share(_answered)(rows),
                "answer holds gold": _share(lambda o: o.answer_holds)(rows),
                "answer in passage@1": _in_passage(1)(rows),
            }
    return table


def calibration_error(outcomes: Sequence[QuestionOutcome]) -> float:
    """Expected calibration error of support over ten equal bins: sentences that hold the answer against support."""
    pairs = [p for o in outcomes for p in o.supports]
    return expected_calibration_error([s for s, _ in pairs], [h for _, h in pairs])


def expected_calibration_error(probabilities: Sequence[float], truths: Sequence[bool]) -> float:
    """Guo et al. 2017: mean distance of confidence and accuracy over equal-width bins, weighted by size."""
    p, t = np.asarray(probabilities, float), np.asarray(truths, float)
    if not len(p):
        return 0.0
    bins = np.minimum((p * _BINS).astype(int), _BINS - 1)
    return float(sum(abs(p[bins == b].mean() - t[bins == b].mean()) * (bins == b).mean() for b in set(bins.tolist())))


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float:
    """Chance that a positive scores above a negative, ties counted half."""
    p, n = np.asarray(positive), np.sort(np.asarray(negative))
    twice_below = np.searchsorted(n, p, "left") + np.searchsorted(n, p, "right")
    return float(twice_below.mean() / 2 / len(n))


def risk_coverage(outcomes: Sequence[QuestionOutcome]) -> list[tuple[float, float]]:
    """(coverage, risk) as the threshold on confidence falls: share of questions answered, share of those not held."""
    return risk_by_confidence([(o.confidence, o.known.answers is not None and o.answer_holds) for o in outcomes])


def risk_by_confidence(pairs: Sequence[tuple[float, bool]]) -> list[tuple[float, float]]:
    """The same from (confidence, whether the answer is right)."""
    ordered = sorted(pairs, key=lambda pair: -pair[0])
    wrong = np.cumsum([not right for _, right in ordered])
    return [(k / len(ordered), float(wrong[k - 1]) / k) for k in range(1, len(ordered) + 1)]


def risk_coverage_svg(curve: Sequence[tuple[float, float]], title: str) -> str:
    """The risk-coverage curve as an SVG image."""
    points = " ".join(f"{40 + 340 * c:.1f},{250 - 220 * r:.1f}" for c, r in curve)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 290" font-family="sans-serif" font-size="11">'
        f'<rect width="400" height="290" fill="#fff"/><text x="40" y="18">{escape(title)}</text>'
        '<path d="M40 30V250H380" fill="none" stroke="#888"/>'
        f'<polyline points="{points}" fill="none" stroke="#06c" stroke-width="2"/>'
        '<text x="150" y="278">coverage: share answered</text><text x="4" y="40">risk 1</text><text x="20" y="254">0</text>'
        '<text x="374" y="264">1</text></svg>'
    )


def measure(rows: Sequence[T], figure: Callable[[Sequence[T]], float], side: Callable[[T], bool]) -> Measured:
    """A figure with its interval. Draws that lack one side of the rows, such as all near misses, are left out."""
    sides = {side(row) for row in rows}
    random = np.random.default_rng(0)
    draws = []
    for _ in range(_RESAMPLES):
        sample = [rows[i] for i in random.integers(0, len(rows), len(rows))]
        if {side(row) for row in sample} == sides:
            draws.append(figure(sample))
    low, high = np.percentile(draws, [2.5, 97.5]) if draws else (np.nan, np.nan)
    return Measured(figure(rows), float(low), float(high), len(rows))


def _share(test: Callable[[QuestionOutcome], bool]) -> Figure:
    return lambda rows: float(np.mean([test(o) for o in rows]))


def _answered(outcome: QuestionOutcome) -> bool:
    return outcome.answered


def _hits(k: int) -> Figure:
    return _share(lambda o: o.gold_rank is not None and o.gold_rank <= k)


def _mrr(rows: Sequence[QuestionOutcome]) -> float:
    return float(np.mean([1 / o.gold_rank if o.gold_rank and o.gold_rank <= 10 else 0 for o in rows]))


def _in_passage(k: int) -> Figure:
    return _share(lambda o: o.passage_rank is not None and o.passage_rank <= k)


def _citation_precision(rows: Sequence[QuestionOutcome]) -> float:
    cited = [c for o in rows for c in o.cited_gold]
    return float(np.mean(cited)) if cited else 0.0


def _auroc(rows: Sequence[QuestionOutcome]) -> float:
    return auroc(
        [o.confidence for o in rows if o.known.answers is not None],
        [o.confidence for o in rows if o.known.answers is None],
    )
