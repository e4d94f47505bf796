"""A tiny reader of random weights learns, and what is written is what the reader of the service loads."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from embeddings.encoder import Encoder
from evals.reader_data import Data
from evals.reader_figures import figures
from evals.reader_groups import Step
from evals.reader_network import Network
from evals.reader_steps import Steps
from evals.train_reader import fit, taught_by, write
from tests.evals.reader_sets import data_of, library, natural

WIDTH, INNER, VOCABULARY = 24, 48, 5200
BERT = ("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense")
MPNET = ("attention.attn.q", "attention.attn.k", "attention.attn.v", "attention.attn.o")


def tiny(*, mpnet: bool) -> dict[str, torch.Tensor]:
    """A published model of one layer, of either kind, with random weights."""
    torch.manual_seed(0)
    made = {
        "embeddings.word_embeddings.weight": torch.randn(VOCABULARY, WIDTH),
        "embeddings.position_embeddings.weight": torch.randn(300, WIDTH) / 10,
    }
    if mpnet:
        made["encoder.relative_attention_bias.weight"] = torch.randn(32, 12) / 10
    else:
        made["embeddings.token_type_embeddings.weight"] = torch.randn(2, WIDTH) / 10
    layer = "encoder.layer.0."
    norm = "attention.LayerNorm" if mpnet else "attention.output.LayerNorm"
    for name in ("embeddings.LayerNorm", layer + norm, layer + "output.LayerNorm"):
        made |= {f"{name}.weight": torch.ones(WIDTH), f"{name}.bias": torch.zeros(WIDTH)}
    shapes = {name: (WIDTH, WIDTH) for name in (MPNET if mpnet else BERT)}
    for name, shape in (shapes | {"intermediate.dense": (INNER, WIDTH), "output.dense": (WIDTH, INNER)}).items():
        made |= {f"{layer}{name}.weight": torch.randn(shape) / 5, f"{layer}{name}.bias": torch.zeros(shape[0])}
    return made


@pytest.fixture
def data(tmp_path: Path) -> Data:
    return data_of(library(natural(tmp_path)))


def steps(data: Data) -> Iterator[Step]:
    made = Steps(data, 1, 8, 9999)
    return (made[i] for i in count())


@pytest.mark.parametrize("mpnet", [False, True])
def test_it_learns_and_writes_what_the_service_loads(data: Data, tmp_path: Path, mpnet: bool) -> None:
    weights = tiny(mpnet=mpnet)
    network = Network(weights, 4)
    lost = fit(network, steps(data), lambda step: step / 60, rate=1e-2, device="cpu")
    assert len(lost) == 60 and sum(lost[-10:]) < 0.7 * sum(lost[:10])
    into = tmp_path / "reader.safetensors"
    write(network, weights, data, into, "cpu")
    tensors = load_file(into)
    layers = [f"layer.0.{name}" for name in (*(MPNET if mpnet else BERT), "intermediate.dense", "output.dense")]
    expected = {f"head.{name}.{part}" for name in ("hidden", "out", "edge") for part in ("weight", "bias")}
    expected |= {f"{name}.{part}" for name in layers for part in ("a", "b")}
    assert set(tensors) == expected | {f"{name}.smooth" for name in layers[:-1]}
    assert {t.dtype for name, t in tensors.items() if name.endswith((".a", ".b"))} == {torch.bfloat16}
    assert all(tensors[f"{name}.smooth"].shape == (WIDTH,) for name in layers[:-1])
    said, read = network.scores(next(steps(data))), taught_by(tensors, weights, "float32").scores(next(steps(data)))
    torch.testing.assert_close(said.choice, read.choice, atol=0.2, rtol=0.05)
    assert {p for p in ("float32", "int8") if Encoder(weights, tensors, p)} == {"float32", "int8"}


def test_it_goes_on_from_an_adapter_and_learns_from_a_teacher(data: Data) -> None:
    weights = tiny(mpnet=False)
    first = Network(weights, 4)
    fit(first, steps(data), lambda step: step / 5, rate=1e-2, device="cpu")
    before = first.tensors()
    teacher = taught_by(before, weights, "float32")
    network = Network(weights, 2, start=before)
    torch.testing.assert_close(network.encoder(*next(steps(data)).batches[0][:3]),
                               teacher.encoder(*next(steps(data)).batches[0][:3]))  # fmt: skip
    fit(network, steps(data), lambda step: step / 5, rate=1e-2, device="cpu", teacher=teacher)
    after = network.tensors()
    name = "layer.0.output.dense"
    assert after[f"{name}.a"].shape == (6, INNER) and after[f"{name}.b"].shape == (WIDTH, 6)
    assert torch.equal(after[f"{name}.a"][2:], before[f"{name}.a"])


def test_the_figures_of_what_is_held_out(tmp_path: Path) -> None:
    source = natural(tmp_path)
    data = data_of(library(f"{source}@1"))
    found = figures(Network(tiny(mpnet=False), 0), data, "cpu", source)
    assert set(found) == {"choice", "quote"}
    assert set(found["choice"]) == {"questions", "first", "best", "three", "near", "holes"}
    assert found["choice"]["questions"] == 2 and found["choice"]["three"] == 1.0
    assert figures(Network(tiny(mpnet=False), 0), data, "cpu", "another") == {}
