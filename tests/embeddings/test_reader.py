"""The readers tell what answers from what only looks like it, mark the words, and are what was shipped."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

from embeddings.windows import Reading, Window

pytestmark = pytest.mark.model

TEXT = "The council met on Monday. It closed the harbour because the sea wall had cracked. A ferry sails to Karsk."
WINDOW = Window(TEXT, ((0, 26), (27, 82), (83, len(TEXT))))
OTHER = Window("The bakery on Mill Street opens at six.", ((0, 39),))


@pytest.fixture(scope="module", params=["small", "base"])
def reader(request: pytest.FixtureRequest) -> object:
    from embeddings.base_model import is_installed
    from embeddings.reader import LowRankReader

    if request.param == "base" and not is_installed():
        pytest.skip("all-mpnet-base-v2 is not installed: pip install '.[base]'")
    return LowRankReader(request.param)


@pytest.mark.parametrize(
    ("question", "place", "words"),
    [
        ("Why was the harbour closed?", 1, "sea wall"),
        ("When did the council meet?", 0, "Monday"),
        ("Where does the ferry sail to?", 2, "Karsk"),
    ],
)
def test_the_sentence_that_answers_and_its_words(reader: object, question: str, place: int, words: str) -> None:
    first, second = reader.read(question, [WINDOW, OTHER])  # type: ignore[attr-defined]
    assert int(first.log_odds.argmax()) == place and first.log_odds[place] > second.log_odds[0]
    start, end = first.spans[place]
    assert words in TEXT[start:end] or (end > start and TEXT[start:end] in words)
    assert first.margins.shape == (3,) and first.margins[place] > 0 and first.margins.argmax() == place


def test_a_question_that_nothing_answers_scores_lower(reader: object) -> None:
    def best(question: str) -> float:
        return max(float(r.log_odds.max()) for r in reader.read(question, [WINDOW, OTHER]))  # type: ignore[attr-defined]

    assert best("Why was the harbour closed?") > best("Why was the airport closed?") > best("Who wrote Hamlet?")


def test_reading_is_the_same_each_time_and_of_the_shape_of_its_windows(reader: object) -> None:
    once = reader.read("Where?", [WINDOW, OTHER])  # type: ignore[attr-defined]
    again = reader.read("Where?", [WINDOW, OTHER])  # type: ignore[attr-defined]
    assert [len(r.log_odds) for r in once] == [3, 1] and [len(r.spans) for r in once] == [3, 1]
    for one, other in zip(once, again, strict=True):
        np.testing.assert_array_equal(one.log_odds, other.log_odds)
    assert reader.read("Where?", []) == []  # type: ignore[attr-defined]
    assert isinstance(once[0], Reading)


def test_a_window_longer_than_the_model_reads_does_no_harm(reader: object) -> None:
    long = "Word " * 3000
    [one] = reader.read("Where?", [Window(long, ((0, 10), (14000, 14010)))])  # type: ignore[attr-defined]
    assert one.log_odds.shape == (2,) and np.isfinite(one.log_odds).all() and one.spans[1] == (0, 0)
    assert np.isfinite(one.margins).all() and one.margins[1] < 0, "what is cut off holds no answer"


@pytest.mark.parametrize("word", ["pourquoi ", "为什么", "почему ", "क्यों "])
def test_a_question_of_any_length_is_read(reader: object, word: str) -> None:
    [one] = reader.read(word * 2000, [WINDOW])  # type: ignore[attr-defined]
    assert one.log_odds.shape == (3,) and np.isfinite(one.log_odds).all() and np.isfinite(one.quotable).all()


@pytest.mark.parametrize("size", ["small", "base"])
def test_each_reader_is_what_the_card_says(size: str) -> None:
    from embeddings.reader import ADAPTERS

    card = (Path(__file__).parents[2] / "docs" / "reader.md").read_text(encoding="utf-8")
    assert hashlib.sha256(ADAPTERS[size].read_bytes()).hexdigest() in card
    assert ADAPTERS[size].stat().st_size < 16_000_000


def test_int8_says_nearly_what_float32_says() -> None:
    from embeddings.reader import LowRankReader

    exact, fast = (
        LowRankReader("small", dtype=d).read("Why was the harbour closed?", [WINDOW, OTHER])
        for d in ("float32", "int8")
    )
    for one, other in zip(exact, fast, strict=True):
        assert np.abs(one.log_odds - other.log_odds).max() < 2


def test_a_reranker_by_path(tmp_path: Path) -> None:
    from sentence_transformers import CrossEncoder
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast  # type: ignore[attr-defined]

    from embeddings.cross_encoder import CrossEncoderReader
    from embeddings.embedder import packaged_path

    config = BertConfig(hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32, num_labels=1)  # type: ignore[call-arg]
    folder = tmp_path / "small"
    BertForSequenceClassification(config).save_pretrained(folder)
    BertTokenizerFast.from_pretrained(packaged_path()).save_pretrained(folder)
    reranker = CrossEncoderReader(str(folder))
    first, second = reranker.read("Why?", [WINDOW, OTHER])
    assert first.log_odds.shape == (3,) and second.log_odds.shape == (1,) and set(first.spans) == {(0, 0)}
    np.testing.assert_array_equal(first.margins, first.log_odds)
    raw = CrossEncoder(str(folder), device="cpu").predict([("Why?", OTHER.text)], convert_to_numpy=True)
    assert 1 / (1 + np.exp(-second.log_odds[0])) == pytest.approx(float(raw[0]), abs=1e-4)
    assert len(reranker.fingerprint["reader"]) == 64
    wide = tmp_path / "wide"
    config.num_labels = 3
    BertForSequenceClassification(config).save_pretrained(wide)
    BertTokenizerFast.from_pretrained(packaged_path()).save_pretrained(wide)
    with pytest.raises(ValueError, match="one"):
        CrossEncoderReader(str(wide))
