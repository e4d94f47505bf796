"""The reader: whether a sentence, read in its context, answers a question, and which words of it do.

A cross-encoder of two sizes and one design: small on the packaged MiniLM, base on all-mpnet-base-v2. Question and context
are read together; a sentence is the mean of its tokens' states beside the state of the first token, and two numbers come
from it: the log-odds that it answers rather than nothing does, and those that an editor would quote it. From each token
come the scores of an answer that starts there and of one that ends there (Devlin et al. 2019, section 4.3).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch.nn import functional

from embeddings.base_model import base_weights
from embeddings.embedder import BATCH_TOKENS, by_length, has_bfloat16, packaged_path
from embeddings.encoder import CLS, SEP, Encoder, mpnet_ids
from embeddings.windows import Reading, Window

ADAPTERS = {size: Path(__file__).with_name(f"reader_{size}.safetensors") for size in ("small", "base")}
MAX_TOKENS = 288  # of question and context together
MAX_QUESTION = 104  # tokens of the question with its conversation; a longer one is cut
_LONGEST_ANSWER = 30  # tokens
_NOWHERE = -20.0  # margin of a sentence that was cut off


class _Batch(NamedTuple):
    """Windows as tensors of shape (n, tokens); for each sentence its row and the tokens it covers."""

    ids: torch.Tensor
    mask: torch.Tensor
    types: torch.Tensor
    offsets: npt.NDArray[np.int64]  # characters of the context's tokens, shape (n, tokens, 2); 0 elsewhere
    owner: torch.Tensor  # (sentences,)
    inside: torch.Tensor  # (sentences, tokens), 1 where a token is in the sentence


class LowRankReader:
    """A published encoder with an adapter of ours, merged when it is loaded: `size` is small or base.

    `dtype` is float32, bfloat16 or int8; "auto" takes bfloat16 where the processor computes in it, else int8.
    Raises ValueError where a file is missing or is not the one that was published.
    """

    def __init__(self, size: str = "small", *, dtype: str = "auto", adapter: Path | None = None) -> None:
        path = adapter or ADAPTERS[size]
        tensors = load_file(path)
        weights = load_file(packaged_path() / "model.safetensors") if size == "small" else base_weights()
        precision = ("bfloat16" if has_bfloat16() else "int8") if dtype == "auto" else dtype
        self._encoder = Encoder(weights, tensors, precision).eval()
        self._head = {name: t.float() for name, t in tensors.items() if name.startswith("head.")}
        self._tokenizer = Tokenizer.from_file(str(packaged_path() / "tokenizer.json"))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._fingerprint = {"reader": hashlib.sha256(path.read_bytes()).hexdigest(), "reader_dtype": precision}

    @property
    def fingerprint(self) -> dict[str, str]:
        return dict(self._fingerprint)

    def read(self, question: str, windows: Sequence[Window]) -> list[Reading]:
        """Each window read for the question. A question's windows are one batch: others would change their scores."""
        asked = self._tokenizer.encode(question, add_special_tokens=False).ids[:MAX_QUESTION]
        encoded = self._tokenizer.encode_batch([w.text for w in windows], add_special_tokens=False)
        rows = [(e.ids[: MAX_TOKENS - len(asked) - 3], e.offsets) for e in encoded]
        results: list[Reading | None] = [None] * len(windows)
        for part in by_length([len(ids) + len(asked) + 3 for ids, _ in rows], BATCH_TOKENS):
            batch = _collate(asked, [rows[i] for i in part], [windows[i] for i in part], mpnet=self._encoder.is_mpnet)
            for place, reading in zip(part, self._read(batch), strict=True):
                results[place] = reading
        return [r for r in results if r is not None]

    def _read(self, batch: _Batch) -> list[Reading]:
        with torch.inference_mode():
            states = self._encoder(batch.ids, batch.mask, batch.types).float()
            weights = batch.inside / batch.inside.sum(dim=1, keepdim=True).clamp(min=1)
            means = torch.einsum("st,std->sd", weights, states[batch.owner])
            both = torch.cat([means, states[:, 0][batch.owner]], 1)
            hidden = functional.gelu(self._linear("hidden", both))
            scores = self._linear("out", hidden).numpy()
            edges = self._linear("edge", states).numpy()
        scores[batch.inside.sum(dim=1).numpy() == 0] = _NOWHERE
        spans, margins = _spans(batch, edges)
        owner = batch.owner.numpy()
        return [
            Reading(
                scores[owner == i, 0],
                tuple(s for s, o in zip(spans, owner, strict=True) if o == i),
                margins[owner == i],
                scores[owner == i, 1],
            )
            for i in range(len(batch.ids))
        ]

    def _linear(self, name: str, x: torch.Tensor) -> torch.Tensor:
        return functional.linear(x, self._head[f"head.{name}.weight"], self._head[f"head.{name}.bias"])


def _collate(
    asked: Sequence[int], rows: Sequence[tuple[Any, Any]], windows: Sequence[Window], *, mpnet: bool
) -> _Batch:
    """Question and windows as one padded batch: [CLS] question [SEP] window [SEP]."""
    start = len(asked) + 2
    length = max(len(ids) for ids, _ in rows) + start + 1
    ids = np.zeros((len(rows), length), np.int64)
    mask = np.zeros_like(ids)
    types = np.zeros_like(ids)
    offsets = np.zeros((len(rows), length, 2), np.int64)
    for row, (context, places) in enumerate(rows):
        end = start + len(context)
        ids[row, : end + 1] = [CLS, *asked, SEP, *context, SEP]
        mask[row, : end + 1] = 1
        types[row, start : end + 1] = 1
        offsets[row, start:end] = places[: len(context)]
    tokens, seen = torch.from_numpy(ids), torch.from_numpy(mask)
    owner = [i for i, w in enumerate(windows) for _ in w.sentences]
    spans = np.asarray([s for w in windows for s in w.sentences]).reshape(-1, 2)
    mine = offsets[owner]
    inside = (mine[:, :, 0] < spans[:, 1:]) & (mine[:, :, 1] > spans[:, :1])
    return _Batch(
        mpnet_ids(tokens, seen) if mpnet else tokens, seen, torch.from_numpy(types), offsets,
        torch.tensor(owner), torch.from_numpy(inside.astype(np.float32)),
    )  # fmt: skip


def _spans(batch: _Batch, edges: npt.NDArray[np.float32]) -> tuple[list[tuple[int, int]], npt.NDArray[np.float32]]:
    """For each sentence the span of the likeliest answer within it, empty where no answer is likelier; and by how much it is."""
    found: list[tuple[int, int]] = []
    margins = np.full(len(batch.owner), _NOWHERE, np.float32)
    sentences = zip(batch.owner.tolist(), batch.inside.numpy() > 0, strict=True)
    for sentence, (row, inside) in enumerate(sentences):
        places = np.flatnonzero(inside)
        if not len(places):
            found.append((0, 0))
            continue
        start, end = edges[row, places, 0], edges[row, places, 1]
        both = start[:, None] + end[None, :]
        gap = np.arange(len(places))[None, :] - np.arange(len(places))[:, None]
        both[(gap < 0) | (gap >= _LONGEST_ANSWER)] = -np.inf
        a, b = np.unravel_index(int(both.argmax()), both.shape)
        margins[sentence] = both[a, b] - edges[row, 0].sum()
        likely = margins[sentence] > 0
        span = (int(batch.offsets[row, places[a], 0]), int(batch.offsets[row, places[b], 1]))
        found.append(span if likely else (0, 0))
    return found, margins
