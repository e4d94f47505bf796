"""The real model, loaded once: it takes seconds."""

from __future__ import annotations

import pytest

from embeddings.embedder import SentenceTransformerEmbedder


@pytest.fixture(scope="session")
def real() -> SentenceTransformerEmbedder:
    return SentenceTransformerEmbedder(dtype="float32")
