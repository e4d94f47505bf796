"""The evidence models fitted to known questions, five ways, so that every figure is of articles not trained on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.preprocessing import StandardScaler

from evals.cases import Case
from qa.answering.evidence import (
    AFTER_READING,
    ANSWER_SIGNALS,
    PASSAGE_SIGNALS,
    READ_ANSWER_SIGNALS,
    Calibration,
    Logistic,
    answer_signals,
    log_share,
    passage_signals,
    sentence_odds,
    sentence_signals,
    sigmoid,
)
from qa.answering.signals import SIGNALS, Weighed

_FOLDS = 5
THRESHOLDS = {
    "off": 0.35,
    "small": 0.38,
    "base": 0.42,
}  # confidence from which on a question is answered: chosen on what is printed
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Predictions for every case by models that did not see its articles."""

    cases: Sequence[Case]
    odds: Sequence[Floats]
    passage_odds: Sequence[Floats]
    confidence: Floats
    threshold: float

    def supports(self, set_name: str = "") -> tuple[list[float], list[bool]]:
        """Support of the best three sentences of answered questions, and whether they hold the answer."""
        p, t = [], []
        for case, odds, sure in zip(self.cases, self.odds, self.confidence, strict=True):
            if case.answerable and sure >= self.threshold and set_name in ("", case.set):
                best = np.argsort(-odds)[:3]
                p += sigmoid(odds[best]).tolist()
                t += case.sentence_holds[best].tolist()
        return p, t


def fit(cases: Sequence[Case], threshold: float) -> tuple[dict[str, Any], HeldOut]:
    """The three models fitted on all cases, and predictions held out by article. All cases were read, or none."""
    groups = [f"{c.set.removesuffix(', dated')}/{c.group}" for c in cases]
    folds = list(GroupKFold(_FOLDS).split(cases, groups=groups))
    odds: list[Floats] = [np.zeros(0, np.float32)] * len(cases)
    for train, test in folds:
        model = _sentence_model([cases[i] for i in train])
        for i in test:
            odds[i] = sentence_odds(model, cases[i].weighed)
    calibration = _platt(cases, odds)
    odds = [calibration.of(o) for o in odds]
    by_passage = [passage_signals(c.found, c.weighed, o) for c, o in zip(cases, odds, strict=True)]
    by_answer = np.stack([answer_signals(c.weighed, o) for c, o in zip(cases, odds, strict=True)])
    answerable = np.asarray([c.answerable for c in cases])
    weight = _balance(cases)
    passage_odds: list[Floats] = [np.zeros(0, np.float32)] * len(cases)
    confidence = np.zeros(len(cases), np.float32)
    for train, test in folds:
        passage = _passage_model([cases[i] for i in train], [by_passage[i] for i in train])
        answer = _logistic(by_answer[train], answerable[train], weight[train])
        for i in test:
            passage_odds[i] = passage.log_odds(by_passage[i])
        confidence[test] = sigmoid(answer.log_odds(by_answer[test]))
    sets = sorted({c.set for c in cases})
    read = cases[0].weighed.read is not None
    data = {
        "fitted on": {name: sum(c.set == name for c in cases) for name in sets},
        "sentence": _as_json(_sentence_model(cases), AFTER_READING if read else SIGNALS),
        "calibration": {k: round(v, 5) for k, v in asdict(calibration).items()},
        "passage": _as_json(_passage_model(cases, by_passage), PASSAGE_SIGNALS),
        "answer": _as_json(_logistic(by_answer, answerable, weight), READ_ANSWER_SIGNALS if read else ANSWER_SIGNALS),
        "threshold": threshold,
    }
    return data, HeldOut(cases, odds, passage_odds, confidence, threshold)


def _sentence_model(cases: Sequence[Case]) -> Logistic:
    """From answerable questions whose answer was read, or retrieved where nothing is; each counts the same, however many
    sentences it has. Sentences that were not read say nothing of how to judge those that were.
    """
    seen = [(c, _judged(c.weighed)) for c in cases]
    rows = [(c, mask) for c, mask in seen if c.sentence_holds[mask].any()]
    weights = [w for _, w in _weighted([c for c, _ in rows])]
    weight = np.concatenate([np.full(m.sum(), w / m.sum()) for (_, m), w in zip(rows, weights, strict=True)])
    return _logistic(
        np.concatenate([sentence_signals(c.weighed)[mask] for c, mask in rows]),
        np.concatenate([c.sentence_holds[mask] for c, mask in rows]),
        weight,
    )


def _judged(weighed: Weighed) -> npt.NDArray[np.bool_]:
    return np.ones(len(weighed.sentences), bool) if weighed.read is None else ~np.isnan(weighed.read)


def _passage_model(cases: Sequence[Case], signals: Sequence[Floats]) -> Logistic:
    chosen = [(c, s) for c, s in zip(cases, signals, strict=True) if c.passage_holds.any()]
    weights = [w for _, w in _weighted([c for c, _ in chosen])]
    weight = np.concatenate([np.full(len(s), w / len(s)) for (_, s), w in zip(chosen, weights, strict=True)])
    return _logistic(
        np.concatenate([s for _, s in chosen]), np.concatenate([c.passage_holds for c, _ in chosen]), weight
    )


def _weighted(cases: Sequence[Case]) -> list[tuple[Case, float]]:
    return list(zip(cases, _balance(cases).tolist(), strict=True))


def _balance(cases: Sequence[Case]) -> npt.NDArray[np.float64]:
    """Weights under which a set of questions counts as the square root of its size: large sets do not drown small ones."""
    sizes = {name: sum(c.set == name for c in cases) for name in {c.set for c in cases}}
    weight = np.asarray([1 / np.sqrt(sizes[c.set]) for c in cases])
    balanced: npt.NDArray[np.float64] = weight / weight.mean()
    return balanced


def _logistic(signals: npt.NDArray[Any], truth: npt.NDArray[Any], weight: npt.NDArray[Any]) -> Logistic:
    scaler = StandardScaler().fit(signals, sample_weight=weight)
    scale = np.where(scaler.scale_ > 1e-6, scaler.scale_, 1.0)
    model = LogisticRegression(C=0.5, max_iter=1000)
    model.fit((signals - scaler.mean_) / scale, truth, sample_weight=weight * len(weight) / weight.sum())
    return Logistic(
        scaler.mean_.astype(np.float32),
        scale.astype(np.float32),
        model.coef_[0].astype(np.float32),
        float(model.intercept_[0]),
    )


def _platt(cases: Sequence[Case], odds: Sequence[Floats]) -> Calibration:
    """What calibrates the best three sentences of each question, which are those people see."""
    rows = [
        (np.stack([o[best], log_share(o)[best]], axis=1), c.sentence_holds[best], np.full(len(best), weight))
        for (c, weight), o in zip(_weighted(cases), odds, strict=True)
        if c.answerable and len(best := np.argsort(-o)[:3])
    ]
    x, y, weights = (np.concatenate(column) for column in zip(*rows, strict=True))
    model = LogisticRegression(C=1e6).fit(x, y, sample_weight=weights)
    return Calibration(*(float(w) for w in model.coef_[0]), float(model.intercept_[0]))


def _as_json(model: Logistic, names: Sequence[str]) -> dict[str, Any]:
    rows = zip(names, model.mean.tolist(), model.scale.tolist(), model.weights.tolist(), strict=True)
    return {
        "intercept": round(model.intercept, 5),
        "signals": {n: {"weight": round(w, 5), "mean": round(m, 5), "scale": round(s, 5)} for n, m, s, w in rows},
    }
