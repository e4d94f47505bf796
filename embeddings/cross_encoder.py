"""Any sentence-transformers CrossEncoder as a reader: for people who have a better one than ours."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import torch
from sentence_transformers import CrossEncoder

from embeddings.windows import Reading, Window

_BATCH = 32


class CrossEncoderReader:
    """A cross-encoder with one output, whose logit is taken as the log-odds that a sentence answers. Marks no spans."""

    def __init__(self, model: str) -> None:
        self._model = CrossEncoder(model, device="cpu", model_kwargs={"use_safetensors": True})
        if self._model.num_labels != 1:
            raise ValueError(f"{model} has {self._model.num_labels} outputs. Name a cross-encoder with one.")
        digest = hashlib.sha256()
        for name, tensor in sorted(self._model.model.state_dict().items()):
            digest.update(name.encode())
            digest.update(tensor.detach().float().contiguous().numpy().tobytes())
        self._fingerprint = {"reader": digest.hexdigest()}

    @property
    def fingerprint(self) -> dict[str, str]:
        return dict(self._fingerprint)

    def read(self, question: str, windows: Sequence[Window]) -> list[Reading]:
        """Each sentence scored by itself."""
        pairs = [(question, w.text[a:b]) for w in windows for a, b in w.sentences]
        if not pairs:
            return []
        logits = np.asarray(
            self._model.predict(pairs, batch_size=_BATCH, activation_fn=torch.nn.Identity(), show_progress_bar=False),
            np.float32,
        )
        ends = np.cumsum([len(w.sentences) for w in windows])[:-1]
        return [
            Reading(own, ((0, 0),) * len(w.sentences), own, own)
            for own, w in zip(np.split(logits, ends), windows, strict=True)
        ]
