"""Training the reader: a step lowers the loss, adapters are averaged, what is written can be read again."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from embeddings.embedder import SentenceTransformerEmbedder
from embeddings.reader import PACKAGED_ADAPTER, LowRankReader, Network
from embeddings.windows import Window
from evals.reader_data import Source
from evals.reader_steps import Steps, loaded
from evals.train_reader import _encoder, _learn, average, main

PASSAGES = [
    {"id": f"Harbour {n}#0", "text": f"The council met on Monday. It closed pier {n} in March 202{n}. Ferries stayed away."}
    for n in range(8)
]  # fmt: skip
QUESTIONS = [
    {"id": str(n), "passage_id": f"Harbour {n}#0", "question": f"When did the council close pier {n}?",
     "answers": [{"text": f"March 202{n}", "answer_start": 47}]}
    for n in range(8)
]  # fmt: skip


@pytest.fixture
def source(tmp_path: Path) -> str:
    for name, rows in (("passages", PASSAGES), ("questions", QUESTIONS)):
        (tmp_path / f"{name}.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return f"{tmp_path}/passages.jsonl:{tmp_path}/questions.jsonl"


def low_rank(seed: int) -> dict[str, torch.Tensor]:
    torch.manual_seed(seed)
    return {"x.a": torch.randn(2, 6), "x.b": torch.randn(5, 2), "head.weight": torch.randn(3, 6)}


def test_the_mean_of_adapters_is_that_of_what_they_add() -> None:
    one, other = low_rank(0), low_rank(1)
    mean = average([one, other], rank=4)
    added = (one["x.b"] @ one["x.a"] + other["x.b"] @ other["x.a"]) / 2
    torch.testing.assert_close(mean["x.b"] @ mean["x.a"], added, rtol=1e-4, atol=1e-4)
    torch.testing.assert_close(mean["head.weight"], (one["head.weight"] + other["head.weight"]) / 2)
    assert average([one], rank=4) == one


def test_steps_lower_the_loss(source: str) -> None:
    embedder = SentenceTransformerEmbedder(threads=1)
    network = Network(_encoder(embedder, "cpu", 0.0), 4)
    rows = [(0, n) for n in range(8)]
    [step] = loaded(Steps([Source(source)], rows, 0, tokenizer=embedder.model.tokenizer, characters=9999), 0)
    assert len(step.sets) >= 8 and step.answerable.sum() == 8
    optimizer = torch.optim.AdamW([p for p in network.parameters() if p.requires_grad], lr=2e-3)
    losses = [_learn(network, optimizer, step).item() for _ in range(6)]
    assert losses[-1] < losses[0]


def test_what_it_starts_from_is_written_where_there_is_no_time(
    source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    into = tmp_path / "mean.safetensors"
    start = [str(PACKAGED_ADAPTER)] * 2
    monkeypatch.setattr(sys, "argv", ["x", f"{source}@1", "--start", *start, "--minutes", "0", "--into", str(into)])
    assert main() == 0
    assert set(load_file(into)) == set(load_file(PACKAGED_ADAPTER))
    window = Window("It closed the pier in March 2021. Ferries stayed away.", ((0, 33), (34, 54)))
    asked = "When did it close the pier?"
    [said], [expected] = LowRankReader(into).read(asked, [window]), LowRankReader().read(asked, [window])
    assert said.log_odds == pytest.approx(expected.log_odds, abs=0.3)
