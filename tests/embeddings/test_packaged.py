"""The packaged model computed by our own encoder has the vectors that sentence-transformers gives."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from embeddings.embedder import Embedder, SentenceTransformerEmbedder
from embeddings.packaged import PackagedEmbedder

TEXTS = (
    "Why?",
    "Who paused police use of Rekognition?",
    "word " * 100,
    "é漢字 🦆?",
    "",
    "a long text of many words " * 90,
)


@pytest.fixture(scope="module")
def ours() -> PackagedEmbedder:
    return PackagedEmbedder()


@pytest.mark.model
def test_questions_have_the_vectors_of_sentence_transformers(
    ours: PackagedEmbedder, real: SentenceTransformerEmbedder
) -> None:
    np.testing.assert_allclose(ours.encode(TEXTS), real.encode(TEXTS), atol=1e-5)
    assert ours.encode([]).shape == real.encode([]).shape


@pytest.mark.model
def test_texts_and_spans_have_the_vectors_of_sentence_transformers(
    ours: PackagedEmbedder, real: SentenceTransformerEmbedder
) -> None:
    spans = [[(0, 4), (3, 9), (5000, 5010)], [], [(0, 400)], [(0, 1)], [], [(0, 20), (2200, 2210)]]
    for mine, theirs in zip(ours.encode_spans(TEXTS, spans), real.encode_spans(TEXTS, spans), strict=True):
        np.testing.assert_allclose(mine.text, theirs.text, atol=1e-5)
        np.testing.assert_allclose(mine.spans, theirs.spans, atol=1e-5)


@pytest.mark.model
def test_a_question_has_the_same_vector_whatever_is_asked_beside_it(ours: PackagedEmbedder) -> None:
    alone: Embedder = ours
    np.testing.assert_array_equal(alone.encode(TEXTS)[1], alone.encode(TEXTS[1:2])[0])


@pytest.mark.model
def test_sentence_transformers_is_not_imported_to_embed_a_question() -> None:
    asked = (
        "import sys; from embeddings.packaged import PackagedEmbedder as P; P().encode(['Why?']); "
        "print('transformers' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
