"""The reader: whether a sentence, read in its context, answers a question, and which words of it do.

A cross-encoder on the packaged MiniLM: question and context are read together by its six layers, to which a low-rank
adapter is added (Hu et al. 2021, "LoRA"), and three numbers come from each token: answer starts here, answer ends here
(Devlin et al. 2019, section 4.3), this is evidence. A sentence's score is the mean evidence of its tokens and of [CLS].
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from safetensors.torch import load_file, save_file
from torch import nn
from torch.nn.utils import parametrize
from transformers import AutoModel, AutoTokenizer

from embeddings.embedder import has_bfloat16, packaged_path
from embeddings.windows import Reading, Window

PACKAGED_ADAPTER = Path(__file__).with_name("reader.safetensors")
MAX_TOKENS = 256  # of question and context together
_START, _END, _EVIDENCE = range(3)
_ADAPTED = ("query", "key", "value", "dense")  # the linear layers of an encoder layer, by the last part of their name
_LONGEST_ANSWER = 30  # tokens
_NOWHERE = -20.0  # margin of a sentence that was cut off


class LowRank(nn.Module):
    """A weight plus the product of two thin matrices, of shapes (out, rank) and (rank, in)."""

    def __init__(self, out: int, inside: int, rank: int) -> None:
        super().__init__()
        self.a = nn.Parameter(torch.randn(rank, inside) / inside**0.5)
        self.b = nn.Parameter(torch.zeros(out, rank))

    def forward(self, weight: torch.Tensor) -> torch.Tensor:
        return (weight.float() + self.b @ self.a).to(weight.dtype)


class Batch(NamedTuple):
    """Windows as tensors: model input, shape (n, tokens); for each sentence its row and the tokens it covers."""

    features: dict[str, torch.Tensor]
    offsets: npt.NDArray[np.int64]  # characters of the context's tokens, shape (n, tokens, 2); 0 elsewhere
    owner: torch.Tensor  # (sentences,)
    tokens: torch.Tensor  # (sentences, tokens), 1 where a token is in the sentence


class Network(nn.Module):
    """The encoder with the adapter and the head on top."""

    def __init__(self, encoder: Any, rank: int) -> None:
        super().__init__()
        self.encoder = encoder.requires_grad_(False)
        self.head = nn.Linear(encoder.config.hidden_size, 3)
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.head.bias)
        for _, layer in self.adapted():
            parametrize.register_parametrization(layer, "weight", LowRank(layer.out_features, layer.in_features, rank))

    def adapted(self) -> Iterator[tuple[str, Any]]:
        for name, module in self.encoder.encoder.named_modules():
            if isinstance(module, nn.Linear) and name.rsplit(".", 1)[-1] in _ADAPTED:
                yield name, module

    def forward(self, batch: Batch) -> tuple[torch.Tensor, torch.Tensor]:
        """Log-odds of the sentences, shape (sentences,); start and end logits, shape (n, tokens, 2)."""
        states = self.encoder(**batch.features).last_hidden_state.float()
        logits = self.head(states)
        evidence = logits[:, :, _EVIDENCE]
        weights = batch.tokens / batch.tokens.sum(dim=1, keepdim=True).clamp(min=1)
        return (evidence[batch.owner] * weights).sum(dim=1) + evidence[batch.owner, 0], logits[:, :, :_EVIDENCE]

    def load(self, tensors: dict[str, torch.Tensor]) -> None:
        self.head.load_state_dict({"weight": tensors["head.weight"], "bias": tensors["head.bias"]})
        for name, layer in self.adapted():
            low_rank = layer.parametrizations.weight[0]
            low_rank.a.data, low_rank.b.data = tensors[f"{name}.a"].float(), tensors[f"{name}.b"].float()

    def merge(self) -> None:
        """Make each adapted weight one matrix again."""
        for _, layer in self.adapted():
            parametrize.remove_parametrizations(layer, "weight")

    def save(self, path: Path, about: dict[str, str]) -> None:
        tensors = {"head.weight": self.head.weight.data, "head.bias": self.head.bias.data}
        for name, layer in self.adapted():
            low_rank = layer.parametrizations.weight[0]
            tensors |= {f"{name}.a": low_rank.a.data.bfloat16(), f"{name}.b": low_rank.b.data.bfloat16()}
        save_file({k: v.contiguous() for k, v in tensors.items()}, path, metadata=about)


def collate(tokenizer: Any, question: Sequence[str], windows: Sequence[Window]) -> Batch:
    """Questions and windows, pair by pair, as one padded batch."""
    rows = tokenizer(
        list(question), [w.text for w in windows],
        truncation="only_second", max_length=MAX_TOKENS, padding=True,
        return_offsets_mapping=True, return_tensors="pt",
    )  # fmt: skip
    offsets = rows.pop("offset_mapping").numpy()
    context = rows["token_type_ids"].numpy() == 1
    offsets = offsets * context[:, :, None]
    owner = [i for i, w in enumerate(windows) for _ in w.sentences]
    spans = np.asarray([s for w in windows for s in w.sentences]).reshape(-1, 2)
    mine = offsets[owner]
    inside = (mine[:, :, 0] < spans[:, 1:]) & (mine[:, :, 1] > spans[:, :1])
    return Batch(dict(rows), offsets, torch.tensor(owner), torch.from_numpy(inside.astype(np.float32)))


class LowRankReader:
    """The packaged model with an adapter of ours, merged when it is loaded."""

    def __init__(self, adapter: Path = PACKAGED_ADAPTER, *, dtype: str = "auto") -> None:
        dtype = ("bfloat16" if has_bfloat16() else "float32") if dtype == "auto" else dtype
        encoder = AutoModel.from_pretrained(packaged_path(), dtype=getattr(torch, dtype), local_files_only=True)
        self._tokenizer = AutoTokenizer.from_pretrained(packaged_path(), local_files_only=True)
        tensors = load_file(adapter)
        self._network = Network(encoder.eval(), tensors["layer.0.attention.self.query.a"].shape[0])
        self._network.load(tensors)
        self._network.merge()
        self._fingerprint = {"reader": hashlib.sha256(adapter.read_bytes()).hexdigest()}

    @property
    def fingerprint(self) -> dict[str, str]:
        return dict(self._fingerprint)

    def read(self, question: str, windows: Sequence[Window]) -> list[Reading]:
        """Each window read for the question. A question's windows are one batch: others would change their scores."""
        if not windows:
            return []
        batch = collate(self._tokenizer, [question] * len(windows), windows)
        with torch.inference_mode():
            scores, edges = self._network(batch)
        spans, margins = _spans(batch, edges.numpy())
        owner = batch.owner.numpy()
        return [
            Reading(
                scores.numpy()[owner == i],
                tuple(s for s, o in zip(spans, owner, strict=True) if o == i),
                margins[owner == i],
            )
            for i in range(len(windows))
        ]


def _spans(batch: Batch, edges: npt.NDArray[np.float32]) -> tuple[list[tuple[int, int]], npt.NDArray[np.float32]]:
    """For each sentence the span of the likeliest answer within it, empty where no answer is likelier; and by how much it is."""
    found: list[tuple[int, int]] = []
    margins = np.full(len(batch.owner), _NOWHERE, np.float32)
    sentences = zip(batch.owner.tolist(), batch.tokens.numpy() > 0, strict=True)
    for sentence, (row, inside) in enumerate(sentences):
        places = np.flatnonzero(inside)
        if not len(places):
            found.append((0, 0))
            continue
        start, end = edges[row, places, _START], edges[row, places, _END]
        both = start[:, None] + end[None, :]
        gap = np.arange(len(places))[None, :] - np.arange(len(places))[:, None]
        both[(gap < 0) | (gap >= _LONGEST_ANSWER)] = -np.inf
        a, b = np.unravel_index(int(both.argmax()), both.shape)
        margins[sentence] = both[a, b] - edges[row, 0].sum()
        likely = margins[sentence] > 0
        span = (int(batch.offsets[row, places[a], 0]), int(batch.offsets[row, places[b], 1]))
        found.append(span if likely else (0, 0))
    return found, margins
