"""Figures are what their names say, on outcomes small enough to count by hand."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from dataclasses import replace

import pytest

from qa.evaluation.measured import Evaluation
from qa.evaluation.metrics import auroc, by_kind, expected_calibration_error, figures, risk_coverage, risk_coverage_svg
from qa.evaluation.outcomes import KnownQuestion, QuestionOutcome

RIGHT = QuestionOutcome(
    KnownQuestion("1", "Who?", ("Ada",), ("a1",)), "who", answered=True, confidence=0.9, words=10, answer_holds=True,
    gold_rank=1, passage_rank=1, cited_gold=(True, True), supports=((0.9, True),), verbatim=True, embed_ms=1, total_ms=2,
)  # fmt: skip
WRONG = replace(RIGHT, answer_holds=False, gold_rank=4, passage_rank=None, cited_gold=(False, True), confidence=0.6)
SILENT = replace(
    RIGHT,
    answered=False,
    answer_holds=False,
    gold_rank=None,
    passage_rank=2,
    cited_gold=(),
    supports=(),
    confidence=0.3,
)
NOTHING = replace(SILENT, known=KnownQuestion("2", "Who?", None), passage_rank=None, confidence=0.2)
ALL = [RIGHT, WRONG, SILENT, NOTHING]


def test_figures() -> None:
    found = {name: one.value for name, one in figures(ALL).items()}
    third = pytest.approx(1 / 3)
    assert found["hits@1"] == third and found["hits@4"] == pytest.approx(2 / 3)
    assert found["mrr@10"] == pytest.approx((1 + 1 / 4) / 3)
    assert found["answer in passage@1"] == third and found["answer in passage@4"] == pytest.approx(2 / 3)
    assert found["answer holds gold"] == third and found["answered of answerable"] == pytest.approx(2 / 3)
    assert found["citation precision"] == pytest.approx(3 / 4)
    assert found["refused of unanswerable"] == 1 and found["refusal AUROC"] == 1 and found["verbatim"] == 1


def test_intervals_hold_the_figure_and_stay_the_same() -> None:
    first, second = figures(ALL * 5), figures(ALL * 5)
    assert first == second
    assert all(one.low <= one.value <= one.high and one.count > 0 for one in first.values())


def test_no_figure_without_questions_for_it() -> None:
    assert "refusal AUROC" not in figures([RIGHT]) and "hits@1" not in figures([NOTHING])
    assert figures([]) == {}


def test_auroc_counts_ties_half() -> None:
    assert auroc([0.9, 0.5], [0.5, 0.1]) == pytest.approx(3.5 / 4)


def test_calibration_error() -> None:
    assert expected_calibration_error([0.95, 0.95], [True, False]) == pytest.approx(0.45)
    assert expected_calibration_error([1.0, 0.0], [True, False]) == 0
    assert expected_calibration_error([], []) == 0


def test_risk_grows_with_coverage_in_order_of_confidence() -> None:
    assert risk_coverage(ALL) == [(0.25, 0.0), (0.5, 0.5), (0.75, pytest.approx(2 / 3)), (1.0, 0.75)]
    picture = risk_coverage_svg(risk_coverage(ALL), "a < b & c")
    assert ElementTree.fromstring(picture).tag.endswith("svg")  # noqa: S314


def test_kinds() -> None:
    assert by_kind(ALL) == {"who": {"questions": 3, "answered": pytest.approx(2 / 3), "answer holds gold": pytest.approx(1 / 3),
                                    "answer in passage@1": pytest.approx(1 / 3)}}  # fmt: skip
    assert by_kind([NOTHING]) == {}


def test_an_evaluation_is_json() -> None:
    found = Evaluation.of(ALL).as_json()
    assert found["figures"]["hits@1"]["count"] == 3 and (found["embed_ms"], found["total_ms"]) == (1, 2)
