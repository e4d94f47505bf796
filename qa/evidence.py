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

from qa.index import Index
from qa.question import Question
from qa.retrieval import Candidates, Floats, QueryTerms
from qa.signals import READ, READ_SIGNALS, SIGNALS, Weighed, read_shares

PASSAGE_SIGNALS = (
    "cosine",
    "bm25",
    "rank",
    "coverage",
    "name_coverage",
    "title_coverage",
    "best",  # log-odds of its best sentence
    "any",  # log-odds that one of its sentences answers, were they independent
    "asks",  # share of its sentences that are questions: quizzes repeat what is asked
    "recency",
)
ANSWER_SIGNALS = (
    "best",  # log-odds of the best supported sentence
    "any_of_three",  # log-odds that one of the best three answers, were they independent
    "lead",  # of the best sentence's log-odds over the tenth's
    "similarity",  # highest of all sentences
    "passage_similarity",  # highest of all passages
    "coverage",  # highest of all passages, title included
    "best_coverage",  # of the best sentence's passage
    "best_names",  # share of the question's names in the best sentence's passage
    "unknown",  # share of the question's terms, by rarity, that no article holds
    "unknown_names",
    "agreement",  # share of the best five sentences that stand in the best passage
)
READ_PASSAGE_SIGNALS = ("read_share",)  # highest of its sentences
READ_ANSWER_SIGNALS = (
    "read",  # the reader's log-odds of the best sentence
    "read_best",  # its highest of all sentences
    "fast",  # highest log-odds before reading
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
    order: npt.NDArray[np.int64]  # places of passages in the candidates, best first
    passage_score: Floats  # by place in the candidates
    confidence: float  # calibrated probability that the articles hold the answer
    answered: bool  # whether that is enough to answer


class Judge(Protocol):
    """What turns sentences with their signals into evidence."""

    def judge(self, index: Index, question: Question, found: Candidates, weighed: Weighed) -> Evidence: ...


class EvidenceModel:
    """The three models: of a sentence, of a passage, of a whole answer."""

    def __init__(self, data: dict[str, Any], *, read: bool = False) -> None:
        self._sentence = Logistic.of(data["sentence"], SIGNALS + READ_SIGNALS * read)
        self._calibration = Calibration(**data["calibration"])
        self._passage = Logistic.of(data["passage"], PASSAGE_SIGNALS + READ_PASSAGE_SIGNALS * read)
        self._answer = Logistic.of(data["answer"], ANSWER_SIGNALS + READ_ANSWER_SIGNALS * read)
        self.threshold = float(data["threshold"])  # confidence below which the answer is a refusal

    @classmethod
    def packaged(cls, *, read: bool = False) -> EvidenceModel:
        """The fitted models; those of evidence that a reader has read, or of evidence before."""
        data = json.loads((files("qa") / "evidence.json").read_text(encoding="utf-8"))
        return cls(data["after reading"] if read else data, read=read)

    def judge(self, index: Index, question: Question, found: Candidates, weighed: Weighed) -> Evidence:
        """Support of every sentence, order of the passages, confidence in an answer."""
        odds = self._calibration.of(sentence_odds(self._sentence, weighed))
        by_passage = self._passage.log_odds(passage_signals(found, weighed, odds))
        answer = answer_signals(index, question, found, weighed, odds)
        score = sigmoid(by_passage)
        unread = found.score[READ:] / max(float(found.score.max(initial=0)), 1e-6) * float(score.min(initial=1))
        score = np.concatenate([score, unread]).astype(np.float32)  # what was not weighed comes after all that was
        sure = float(sigmoid(self._answer.log_odds(answer[None]))[0]) if len(odds) else 0.0
        return Evidence(
            weighed=weighed,
            odds=odds,
            support=sigmoid(odds),
            order=np.argsort(-score, kind="stable"),
            passage_score=score,
            confidence=sure,
            answered=sure >= self.threshold,
        )


def sentence_odds(model: Logistic, weighed: Weighed) -> Floats:
    """Log-odds that each sentence answers. A sentence that asks answers nothing, however near it is."""
    odds = model.log_odds(weighed.signals)
    odds[weighed.signals[:, SIGNALS.index("asks")] > 0] = UNFIT
    return odds


def sigmoid(odds: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(odds, -30, 30))), np.float32)


def passage_signals(found: Candidates, weighed: Weighed, odds: Floats) -> npt.NDArray[np.float32]:
    """What speaks for each of the first passages, shape (passages, len(PASSAGE_SIGNALS))."""
    count = min(READ, len(found.rows))
    columns = {name: weighed.signals[:, SIGNALS.index(name)] for name in SIGNALS}
    first = np.searchsorted(weighed.passage, np.arange(count))
    best = np.full(count, -10, np.float32)
    np.maximum.at(best, weighed.passage, odds)
    none = np.zeros(count)
    np.add.at(none, weighed.passage, np.log1p(-np.minimum(sigmoid(odds), 0.999)))
    asks = np.bincount(weighed.passage, columns["asks"], count) / np.maximum(
        np.bincount(weighed.passage, minlength=count), 1
    )
    values = {
        "cosine": found.cosine[:count],
        "bm25": found.bm25[:count],
        "rank": 1 / (1 + np.arange(count)),
        "coverage": columns["passage_coverage"][first],
        "name_coverage": columns["passage_name_coverage"][first],
        "title_coverage": columns["title_coverage"][first],
        "best": best,
        "any": np.log(np.expm1(np.maximum(-none, 1e-6))),
        "asks": asks,
        "recency": columns["recency"][first],
    }
    if weighed.read is not None:
        highest = np.zeros(count, np.float32)
        np.maximum.at(highest, weighed.passage, read_shares(weighed.read))
        values["read_share"] = highest
    names = PASSAGE_SIGNALS + READ_PASSAGE_SIGNALS * (weighed.read is not None)
    return np.stack([np.asarray(values[name], np.float32) for name in names], axis=1)


def answer_signals(
    index: Index, question: Question, found: Candidates, weighed: Weighed, odds: Floats
) -> npt.NDArray[np.float32]:
    """What speaks for the articles holding the answer at all, shape (len(ANSWER_SIGNALS),)."""
    if not len(odds):
        return np.zeros(len(ANSWER_SIGNALS + READ_ANSWER_SIGNALS * (weighed.read is not None)), np.float32)
    column = {name: weighed.signals[:, SIGNALS.index(name)] for name in SIGNALS}
    order = np.argsort(-odds, kind="stable")
    top = order[0]
    none = float(np.prod(1 - sigmoid(odds[order[:3]])))
    terms, names = QueryTerms.of(question.terms, index), QueryTerms.of(question.names, index)
    values = {
        "best": odds[top],
        "any_of_three": np.log(max(1 - none, 1e-6) / max(none, 1e-6)),
        "lead": odds[top] - odds[order[min(9, len(order) - 1)]],
        "similarity": column["similarity"].max(),
        "passage_similarity": found.cosine.max(),
        "coverage": column["passage_coverage"].max(),
        "best_coverage": column["passage_coverage"][top],
        "best_names": column["passage_name_coverage"][top],
        "unknown": 1 - float(terms.idf.sum()) / max(terms.total, 1e-6) if terms.total else 1.0,
        "unknown_names": 1 - float(names.idf.sum()) / names.total if names.total else 0.0,
        "agreement": np.mean(weighed.passage[order[:5]] == weighed.passage[top]),
    }
    if weighed.read is not None:
        read = np.where(np.isnan(weighed.read), UNFIT, weighed.read)
        values |= {"read": read[top], "read_best": read.max(), "fast": weighed.signals[:, len(SIGNALS)].max()}
    columns = ANSWER_SIGNALS + READ_ANSWER_SIGNALS * (weighed.read is not None)
    return np.asarray([values[name] for name in columns], np.float32)
