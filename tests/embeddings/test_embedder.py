"""The embedder of the tests means something; the real one keeps the same contract, and its span vectors are exact."""

from __future__ import annotations

import numpy as np
import pytest

from embeddings.embedder import Embedder, HashEmbedder, SentenceTransformerEmbedder

TEXT = "Northport closed its harbour in March. The sea wall had cracked. A ferry sails to Karsk."
SPANS = [(0, 38), (39, 65), (66, len(TEXT))]


@pytest.fixture(scope="module", params=["hash", pytest.param("real", marks=pytest.mark.model)])
def embedder(request: pytest.FixtureRequest) -> Embedder:
    found: Embedder = HashEmbedder() if request.param == "hash" else request.getfixturevalue("real")
    return found


def test_vectors_are_of_unit_length_and_the_same_each_time(embedder: Embedder) -> None:
    questions = ["Why did the harbour close?", "", "Where does the ferry sail?"]
    vectors = embedder.encode(questions)
    assert vectors.shape == (3, embedder.dimension) and vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(embedder.encode(questions), vectors, atol=1e-6)


def test_a_text_and_its_spans_in_one_pass(embedder: Embedder) -> None:
    first, second = embedder.encode_spans([TEXT, "Short."], [SPANS, []])
    assert first.text.shape == (embedder.dimension,) and first.spans.shape == (3, embedder.dimension)
    assert second.spans.shape == (0, embedder.dimension)
    np.testing.assert_allclose(np.linalg.norm(first.spans, axis=1), 1, atol=1e-5)
    alone = embedder.encode_spans([TEXT], [SPANS])[0]
    np.testing.assert_allclose(alone.spans, first.spans, atol=1e-5)  # a batch changes nothing


def test_the_sentence_that_answers_is_nearest(embedder: Embedder) -> None:
    spans = embedder.encode_spans([TEXT], [SPANS])[0].spans
    for question, nearest in (("Which harbour closed?", 0), ("Was the sea wall cracked?", 1), ("a ferry to Karsk", 2)):
        assert int(np.argmax(spans @ embedder.encode([question])[0])) == nearest


def test_equal_fingerprints_for_equal_models(embedder: Embedder) -> None:
    again = type(embedder)(**({} if isinstance(embedder, HashEmbedder) else {"dtype": "float32"}))
    assert again.fingerprint == embedder.fingerprint
    embedder.encode(["a question of another length than before"])
    assert again.fingerprint == embedder.fingerprint


@pytest.mark.model
def test_what_lies_past_the_window_has_the_vector_of_the_text(real: SentenceTransformerEmbedder) -> None:
    long = "word " * 2000
    [one] = real.encode_spans([long], [[(0, 4), (9000, 9004)]])
    np.testing.assert_allclose(one.spans[1], one.text, atol=1e-6)
    assert float(one.spans[0] @ one.text) < 0.9999


@pytest.mark.model
def test_half_the_digits_are_the_same_vectors(real: SentenceTransformerEmbedder) -> None:
    whole, half = (e.encode([TEXT])[0] for e in (real, SentenceTransformerEmbedder(dtype="bfloat16")))
    assert float(whole @ half) > 0.999
