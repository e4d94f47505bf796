"""A recording of the model gives its numbers to the last bit; where it cannot, the model itself runs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from embeddings.embedder import SentenceTransformerEmbedder
from embeddings.traced import traced


@pytest.mark.slow
@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_a_question_has_the_numbers_of_the_model(dtype: str) -> None:
    embedder = SentenceTransformerEmbedder(dtype=dtype)
    for question in ("Why?", "Who paused police use of Rekognition?", "word " * 100, "é漢字 🦆?", ""):
        plain = embedder._forward(embedder._tokenize([question]))["sentence_embedding"].float()
        expected = (plain / plain.norm(dim=1, keepdim=True)).numpy()
        np.testing.assert_allclose(embedder.encode([question]), expected, atol=1e-6)


class Branching(torch.nn.Module):
    """Does another thing with long texts, which a recording of a short one cannot know."""

    def forward(self, features: dict[str, Any]) -> dict[str, Any]:
        ids = features["input_ids"].float()
        return {"sentence_embedding": ids.sum(dim=1, keepdim=True) * (2 if ids.shape[1] > 20 else 1)}


def test_a_model_that_cannot_be_recorded_runs_itself() -> None:
    def tokenize(texts: list[str]) -> dict[str, Any]:
        return {"input_ids": torch.ones(1, len(texts[0].split()), dtype=torch.long)}

    run = traced(Branching(), tokenize)
    assert run(tokenize(["word " * 30])).item() == 60
    assert run(tokenize(["word " * 10])).item() == 10
