"""Which sentences answer the question: support, order of passages and confidence, by three small logistic models.

Their weights stand in evidence.json, with what they were fitted on; `make train-evidence` writes it anew.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from qa.answering.question import Question
from qa.answering.retrieval import Candidates, Floats
from qa.answering.signals import READ, SIGNALS, Table, Weighed
from qa.index.opened import Index

# What a sentence is judged by once readers have read. "answers" says nearly what "quotable" says: of two such signals a
# fit plays one off against the other.
AFTER_READING = ("quotable", "small", "share", "same_week", "about")
PASSAGE_SIGNALS = (
    "best",  # log-odds of its best sentence
    "cosine",
    "coverage",  # share of the question's terms in it, title included
    "same_week",
)
ANSWER_SIGNALS = (
    "any_of_three",  # log-odds that one of the best three sentences answers, were they independent
    "similarity",  # highest of all sentences
    "coverage",  # highest of all passages, title included
    "best_names",  # share of the question's names in the best sentence's passage
)
READ_ANSWER_SIGNALS = (  # the same once readers have read
    "best",  # highest log-odds of all sentences
    "any_answer",  # log of the sum of the odds of all sentences, by the last reader
    "small_any",  # the same by the small reader
    "best_quotable",  # highest of all sentences, by the last reader
)
UNFIT = np.float32(-8)  # log-odds of a sentence that cannot be an answer


@dataclass(frozen=True, slots=True)
class Logistic:
    """Logistic regression over standardised signals. `probability` takes shape (n, signals)."""

    mean: Floats
    scale: Floats
    weights: Floats
    intercept: float

    def log_odds(self, signals: npt.NDArray[np.float32]) -> Floats:
        return np.asarray(((signals - self.mean) / self.scale) @ self.weights + self.intercept, np.float32)

    @classmethod
    def of(cls, data: dict[str, Any], names: Sequence[str]) -> Logistic:
        rows = data["signals"]
        if list(rows) != list(names):
            raise ValueError("evidence.json was trained on other signals. Train it again: make train-evidence.")
        mean, scale, weights = (
            np.asarray([row[key] for row in rows.values()], np.float32) for key in ("mean", "scale", "weight")
        )
        return cls(mean, scale, weights, float(data["intercept"]))


@dataclass(frozen=True, slots=True)
class Calibration:
    """From log-odds of single sentences to calibrated ones, given all the sentences they compete with.

    Platt scaling (1999) over two inputs: the log-odds, and the log of a sentence's share in the sum of all odds. One
    strong sentence among weak ones deserves more trust than the same sentence among many as strong.
    """

    odds: float
    share: float
    shift: float

    def of(self, odds: Floats) -> Floats:
        calibrated = self.odds * odds + self.share * log_share(odds) + self.shift
        return np.where(odds > UNFIT, calibrated, UNFIT).astype(np.float32)


def log_share(odds: Floats) -> Floats:
    """The log of each sentence's share in the sum of all odds."""
    if not len(odds):
        return odds
    top = float(odds.max(initial=UNFIT))
    return np.asarray(odds - top - np.log(np.exp(odds - top).sum()), np.float32)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found for a question. Arrays of sentences run with `weighed`; `order` ranks the passages."""

    weighed: Weighed
    odds: Floats  # calibrated log-odds that a sentence answers
    support: Floats  # calibrated probability that a sentence answers
    quotable: Floats  # probability that an editor would quote it, by the reader; without one four times its support
    order: npt.NDArray[np.int64]  # places of passages in the candidates, best first
    passage_score: Floats  # by place in the candidates
    confidence: float  # calibrated probability that the articles hold the answer
    answered: bool  # whether that is enough to answer


def _fitted() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((files("qa.answering") / "evidence.json").read_text(encoding="utf-8"))
    return found


class EvidenceScorer(Protocol):
    """What turns sentences with their signals into evidence."""

    def score(self, index: Index, question: Question, found: Candidates, weighed: Weighed) -> Evidence: ...


class EvidenceModel:
    """The three models: of a sentence, of a passage, of a whole answer."""

    def __init__(self, data: dict[str, Any], *, read: bool = False) -> None:
        self._sentence = Logistic.of(data["sentence"], AFTER_READING if read else SIGNALS)
        self._calibration = Calibration(**data["calibration"])
        self._passage = Logistic.of(data["passage"], PASSAGE_SIGNALS)
        self._answer = Logistic.of(data["answer"], READ_ANSWER_SIGNALS if read else ANSWER_SIGNALS)
        self.threshold = float(data["threshold"])  # confidence below which the answer is a refusal

    @classmethod
    def packaged(cls, reader: str = "") -> EvidenceModel:
        """The fitted models: of evidence before reading, or after the `reader` small or base."""
        return cls(_fitted()[f"after {reader}" if reader else "before reading"], read=bool(reader))

    def score(self, index: Index, question: Question, found: Candidates, weighed: Weighed) -> Evidence:
        """Support of every sentence, order of the passages, confidence in an answer."""
        odds = self._calibration.of(sentence_odds(self._sentence, weighed))
        by_passage = self._passage.log_odds(passage_signals(found, weighed, odds))
        answer = answer_signals(weighed, odds)
        score = sigmoid(by_passage)
        unread = found.score[READ:] / max(float(found.score.max(initial=0)), 1e-6) * float(score.min(initial=1))
        score = np.concatenate([score, unread]).astype(np.float32)  # what was not weighed comes after all that was
        sure = float(sigmoid(self._answer.log_odds(answer[None]))[0]) if len(odds) else 0.0
        support = sigmoid(odds)
        return Evidence(
            weighed=weighed,
            odds=odds,
            support=support,
            quotable=np.minimum(4 * support, 1) if weighed.read is None else sigmoid(weighed.columns("quotable")[:, 0]),
            order=np.argsort(-score, kind="stable"),
            passage_score=score,
            confidence=sure,
            answered=sure >= self.threshold,
        )


def sentence_odds(model: Logistic, weighed: Weighed) -> Floats:
    """Log-odds that each sentence answers. One that asks, or that no reader read where there is one, answers nothing."""
    odds = model.log_odds(sentence_signals(weighed))
    odds[weighed.columns("asks")[:, 0] > 0] = UNFIT
    if weighed.read is not None:
        odds[np.isnan(weighed.read)] = UNFIT
    return odds


def sigmoid(odds: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(odds, -30, 30))), np.float32)


def sentence_signals(weighed: Weighed) -> Table:
    """What speaks for each sentence: all signals, or once it was read the few that then still tell."""
    return weighed.columns(*(SIGNALS if weighed.read is None else AFTER_READING))


def passage_signals(found: Candidates, weighed: Weighed, odds: Floats) -> Table:
    """What speaks for each of the first passages, shape (passages, len(PASSAGE_SIGNALS))."""
    count = min(READ, len(found.rows))
    best = np.full(count, -10, np.float32)
    np.maximum.at(best, weighed.passage, odds)
    first = np.searchsorted(weighed.passage, np.arange(count))
    of_passage = weighed.columns("passage_coverage", "same_week")[first]
    return np.column_stack([best, found.cosine[:count], of_passage]).astype(np.float32)


def answer_signals(weighed: Weighed, odds: Floats) -> Floats:
    """What speaks for the articles holding the answer at all: ANSWER_SIGNALS, or READ_ANSWER_SIGNALS once read."""
    names = ANSWER_SIGNALS if weighed.read is None else READ_ANSWER_SIGNALS
    if not len(odds):
        return np.zeros(len(names), np.float32)
    order = np.argsort(-odds, kind="stable")
    none = float(np.prod(1 - sigmoid(odds[order[:3]])))
    similarity, coverage, best_names = weighed.columns("similarity", "passage_coverage", "passage_name_coverage").T
    values = {
        "best": odds.max(),
        "any_of_three": np.log(max(1 - none, 1e-6) / max(none, 1e-6)),
        "similarity": similarity.max(),
        "coverage": coverage.max(),
        "best_names": best_names[order[0]],
    }
    if weighed.read is not None:
        small, answers, quotable = weighed.columns("small", "answers", "quotable").T
        values |= {"any_answer": _log_sum(answers), "best_quotable": quotable.max(), "small_any": _log_sum(small)}
    return np.asarray([values[name] for name in names], np.float32)


def _log_sum(odds: Floats) -> float:
    """The log of the sum of odds."""
    top = float(odds.max())
    return top + float(np.log(np.exp(odds - top).sum()))
