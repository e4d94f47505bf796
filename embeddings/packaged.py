"""The packaged model computed by the encoder of the readers: it starts in a second, without sentence-transformers.

Importing sentence-transformers takes several seconds, which a server and a command in the terminal would pay before their
first answer. An index is built by `SentenceTransformerEmbedder`; questions meet its vectors, since these are the same up to
rounding. A test holds the two together, and each index that is opened is probed.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

import numpy as np
import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer

from embeddings.embedder import (
    BATCH_TOKENS,
    PACKAGED_MODEL,
    Embedded,
    Spans,
    Vectors,
    by_length,
    fitting_dtype,
    one_thread,
    packaged_path,
    unit,
)
from embeddings.encoder import Encoder

_TOKENS = 256  # that the published model reads of a text
_CHARACTERS = 8 * _TOKENS  # more can never be read


class PackagedEmbedder:
    """all-MiniLM-L6-v2 as an `Embedder`. `dtype` is that of the index; "auto" takes bfloat16 where the processor computes in it."""

    dimension = 384

    def __init__(self, *, dtype: str = "float32", threads: int = 0) -> None:
        self._threads = threads or os.cpu_count() or 1
        torch.set_num_threads(self._threads)
        self.dtype = fitting_dtype(dtype)
        folder = packaged_path()
        self._encoder = Encoder(load_file(folder / "model.safetensors"), {}, self.dtype).eval()
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(_TOKENS)
        self._tokenizer.no_padding()

    @property
    def fingerprint(self) -> dict[str, str]:
        """The name stands for all: the file behind it was compared with the published SHA-256."""
        return {"model": PACKAGED_MODEL}

    def encode(self, questions: Sequence[str]) -> Vectors:
        """Each by itself: in a batch a question would have a vector that depends on the others."""
        found = [np.zeros((0, self.dimension), np.float32)]
        with one_thread(self._threads):
            found += [self._read([self._tokenizer.encode(q[:_CHARACTERS]).ids])[0].mean(0)[None] for q in questions]
        return unit(np.concatenate(found))

    def encode_spans(self, texts: Sequence[str], spans: Sequence[Spans]) -> list[Embedded]:
        rows = self._tokenizer.encode_batch([t[:_CHARACTERS] for t in texts])
        results: list[Embedded | None] = [None] * len(texts)
        for batch in by_length([len(row.ids) for row in rows], BATCH_TOKENS):
            for i, states in zip(batch, self._read([rows[i].ids for i in batch]), strict=True):
                whole = unit(states.mean(0)[None])
                results[i] = Embedded(whole[0], _of_spans(states, np.asarray(rows[i].offsets), spans[i], whole))
        return [r for r in results if r is not None]

    def _read(self, rows: Sequence[Sequence[int]]) -> list[Vectors]:
        """The states of each row's tokens, shape (tokens, width)."""
        length = max(map(len, rows))
        ids = torch.tensor([[*row, *[0] * (length - len(row))] for row in rows])
        mask = torch.tensor([[1] * len(row) + [0] * (length - len(row)) for row in rows])
        with torch.inference_mode():
            states = self._encoder(ids, mask, torch.zeros_like(ids)).float().numpy()
        return [states[place, : len(row)] for place, row in enumerate(rows)]


def _of_spans(states: Vectors, offsets: np.ndarray, spans: Spans, whole: Vectors) -> Vectors:
    """The mean of the tokens of each span; the text's own vector for one that the model did not read."""
    found = np.repeat(whole, len(spans), axis=0)
    for place, (start, end) in enumerate(spans):
        inside = (offsets[:, 0] < end) & (offsets[:, 1] > max(start, 0))
        if inside.any():
            found[place] = unit(states[inside].mean(0)[None])[0]
    return found
