"""An entailment model is read by its labels: here a tiny one with weights of chance."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.errors import SettingError
from qa.settings import Settings
from qa.wiring import open_writer
from qa.writing.entailment import CrossEncoderEntailment

pytestmark = pytest.mark.model


def tiny(folder: Path, labels: tuple[str, ...], bias: tuple[float, ...]) -> str:
    """A BERT of a few numbers whose answer is its bias."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast  # type: ignore[attr-defined]

    (folder / "vocab.txt").write_text("\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "b"]))
    config = BertConfig(
        vocab_size=7, hidden_size=8, num_hidden_layers=1, num_attention_heads=1, intermediate_size=8,
        id2label=dict(enumerate(labels)), label2id={label: at for at, label in enumerate(labels)},
    )  # fmt: skip
    model = BertForSequenceClassification(config)
    model.classifier.weight.data.zero_()
    model.classifier.bias.data = torch.tensor(bias)
    model.save_pretrained(folder)
    BertTokenizerFast(str(folder / "vocab.txt")).save_pretrained(folder)
    return str(folder)


@pytest.mark.parametrize(
    ("labels", "bias", "holds"),
    [
        (("contradiction", "entailment", "neutral"), (0.0, 3.0, 0.0), True),
        (("contradiction", "entailment", "neutral"), (0.0, 0.5, 0.4), False),
        (("ENTAILMENT", "NEUTRAL", "CONTRADICTION"), (3.0, 0.0, 0.0), True),
        (("supported",), (2.0,), True),
        (("supported",), (-2.0,), False),
    ],
)
def test_labels_are_read(tmp_path: Path, labels: tuple[str, ...], bias: tuple[float, ...], holds: bool) -> None:
    assert CrossEncoderEntailment(tiny(tmp_path, labels, bias)).holds("a b", "b a") is holds


def test_a_model_that_judges_something_else_is_refused(tmp_path: Path) -> None:
    name = tiny(tmp_path, ("good", "bad"), (0.0, 0.0))
    with pytest.raises(SettingError, match="QA_ENTAILMENT"):
        open_writer(Settings(generator="openai", llm_model="m", entailment=name))
