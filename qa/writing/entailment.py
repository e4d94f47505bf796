"""Whether quotes entail a sentence, by a cross-encoder that the operator names."""

from __future__ import annotations

import threading
from typing import Any, Protocol

import numpy as np

_ENOUGH = 0.5


class Entailment(Protocol):
    """Judges one sentence against the text of its quotes."""

    def holds(self, quoted: str, sentence: str) -> bool:
        """Whether `quoted` says what `sentence` says."""


class CrossEncoderEntailment:
    """Any sentence-transformers CrossEncoder: with an "entailment" label, or with one score of support."""

    def __init__(self, name: str) -> None:
        from sentence_transformers import CrossEncoder

        self._model: Any = CrossEncoder(name, device="cpu")
        self._lock = threading.Lock()  # a tokenizer shared by threads may return wrong lengths
        labels = {label.lower(): at for label, at in (self._model.config.label2id or {}).items()}
        self._label = next((at for label, at in labels.items() if label.startswith("entail")), None)
        if self._label is None and len(labels) != 1:
            raise ValueError(f"{name} has no label for entailment")

    def holds(self, quoted: str, sentence: str) -> bool:
        with self._lock:
            scores = np.atleast_1d(
                self._model.predict([(quoted, sentence)], activation_fn=_as_it_is, show_progress_bar=False)[0]
            )
        if self._label is None:
            return bool(1 / (1 + np.exp(-float(scores[0]))) >= _ENOUGH)
        odds = np.exp(scores - scores.max())
        return bool(odds[self._label] / odds.sum() >= _ENOUGH)


def _as_it_is(scores: Any) -> Any:
    return scores
