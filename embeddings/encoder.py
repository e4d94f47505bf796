"""BERT and MPNet encoders for reading: token ids to token states, with an adapter merged into the weights.

Padding costs nothing on a processor: only tokens are computed. The linear layers compute in float32, in bfloat16, or in
int8: weights rounded per output channel, inputs per call, after the channels of the input are evened out (SmoothQuant, Xiao
et al. 2023); the second layer of each feed-forward block stays in float32, since its inputs have outliers that int8 would
flatten. All runs where the weights are.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Mapping
from typing import NamedTuple

import torch
from torch import nn
from torch.nn import functional

Tensors = Mapping[str, torch.Tensor]
CLS, SEP = 101, 102  # of BERT's vocabulary; MPNet's is the same, four places on, with marks of its own
PRECISIONS = ("float32", "bfloat16", "int8")

_HEADS = 12  # of both models
_ATTENTION = {
    True: ("attention.attn.q", "attention.attn.k", "attention.attn.v", "attention.attn.o"),
    False: ("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense"),
}
_FEED_FORWARD = ("intermediate.dense", "output.dense")
_PARTS = ("query", "key", "value", "out", "up", "down")  # of a layer here, in the order of those names
_SHIFT, _MPNET_CLS, _MPNET_SEP, _MPNET_PAD = 4, 0, 2, 1
_BUCKETS, _NEAR, _FAR = 32, 8, 128  # relative positions of MPNet: buckets, exact up to, and the farthest told apart


class Encoder(nn.Module):
    """`forward` takes ids and mask of shape (n, tokens) and token types; it returns states of shape (n, tokens, width), zeros
    where a row is padded.

    `weights` are those of the published model, `adapter` the low-rank matrices to add: `layer.0.output.dense.a` and `.b`,
    of shapes (rank, in) and (out, rank), and `.smooth`, of shape (in,), by which int8 divides its inputs.
    """

    def __init__(self, weights: Tensors, adapter: Tensors, precision: str = "float32") -> None:
        super().__init__()
        if precision not in PRECISIONS:
            raise ValueError(f"There is no precision {precision!r}. Use one of {', '.join(PRECISIONS)}.")
        self.is_mpnet = "encoder.relative_attention_bias.weight" in weights
        self._dtype = torch.bfloat16 if precision == "bfloat16" else torch.float32
        self._words = weights["embeddings.word_embeddings.weight"].to(self._dtype)
        self._positions = weights["embeddings.position_embeddings.weight"].to(self._dtype)
        types = weights.get("embeddings.token_type_embeddings.weight")
        self._types = None if types is None else types.to(self._dtype)
        self._relative = weights["encoder.relative_attention_bias.weight"].to(self._dtype) if self.is_mpnet else None
        self.width = self._words.shape[1]
        self._epsilon = 1e-5 if self.is_mpnet else 1e-12
        self._first_norm = self._norm(weights, "embeddings.LayerNorm")
        count = 1 + max(int(name.split(".")[2]) for name in weights if name.startswith("encoder.layer"))
        self.layers = nn.ModuleList(
            _Layer(weights, adapter, place, self.is_mpnet, precision, self._epsilon) for place in range(count)
        )

    def forward(self, ids: torch.Tensor, mask: torch.Tensor, types: torch.Tensor) -> torch.Tensor:
        count, length = ids.shape
        places = (
            torch.cumsum(mask, 1) * mask + 1
            if self.is_mpnet
            else torch.arange(length, device=ids.device).expand(count, length)
        )
        states = self._words[ids] + self._positions[places]
        if self._types is not None:
            states = states + self._types[types]
        kept = mask.reshape(-1).nonzero()[:, 0]
        states = states.reshape(-1, self.width)[kept]
        states = functional.layer_norm(states, (self.width,), *self._first_norm, self._epsilon)
        rows = _Rows(kept, mask.sum(1).tolist(), self._bias(mask))
        for layer in self.layers:
            states = layer(states, rows)
        return _padded(states, kept, count, length)

    def wrap(self, make: Callable[[str, Linear], nn.Module]) -> None:
        """Put make(name, layer) in the place of each linear layer that does not compute in int8; names as in an adapter."""
        for place, layer in enumerate(self.layers):
            for part, name in zip(_PARTS, (*_ATTENTION[self.is_mpnet], *_FEED_FORWARD), strict=True):
                linear = getattr(layer, part)
                if isinstance(linear, Linear):
                    setattr(layer, part, make(f"layer.{place}.{name}", linear))

    def _bias(self, mask: torch.Tensor) -> torch.Tensor | None:
        """What is added to attention: MPNet's distances; on a GPU, which takes all rows at once, also what hides padding."""
        length = mask.shape[1]
        near = None if self._relative is None else _by_distance(self._relative, length)
        if not mask.is_cuda:
            return near
        hidden = torch.zeros(len(mask), 1, 1, length, dtype=self._dtype, device=mask.device)
        hidden = hidden.masked_fill(mask[:, None, None, :] == 0, -30000.0)
        return hidden if near is None else hidden + near

    def _norm(self, weights: Tensors, name: str) -> tuple[torch.Tensor, torch.Tensor]:
        return weights[f"{name}.weight"].to(self._dtype), weights[f"{name}.bias"].to(self._dtype)


def mpnet_ids(ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """BERT's token ids as MPNet's; `mask` is 0 where a row is padded. All of shape (n, tokens)."""
    own = torch.where(ids == SEP, _MPNET_SEP, ids + _SHIFT)
    return torch.where(mask == 0, _MPNET_PAD, torch.where(ids == CLS, _MPNET_CLS, own))


def _by_distance(relative: torch.Tensor, length: int) -> torch.Tensor:
    """MPNet's bias by distance between two tokens, shape (1, heads, tokens, tokens), from its table of buckets."""
    place = torch.arange(length, device=relative.device)
    behind = place[:, None] - place[None, :]
    half = _BUCKETS // 2
    distance = behind.abs()
    far = _NEAR + (torch.log(distance.clamp(min=1) / _NEAR) / math.log(_FAR / _NEAR) * (half - _NEAR)).long()
    bucket = torch.where(distance < _NEAR, distance, far.clamp(max=half - 1)) + (behind < 0) * half
    return relative[bucket].permute(2, 0, 1)[None]


class _Rows(NamedTuple):
    """Where the tokens stand that are computed: all of a batch but its padding, row after row."""

    kept: torch.Tensor  # places in the padded batch, shape (tokens,)
    lengths: list[int]  # tokens of each row
    bias: torch.Tensor | None  # of attention


def _padded(states: torch.Tensor, kept: torch.Tensor, count: int, length: int) -> torch.Tensor:
    """Tokens, shape (tokens, width), at their places in (count, length, width), with zeros around them."""
    whole = states.new_zeros(count * length, states.shape[1]).index_copy(0, kept, states)
    return whole.view(count, length, states.shape[1])


class _Layer(nn.Module):
    """Self-attention and the feed-forward block, each with its residual and its norm."""

    def __init__(
        self, weights: Tensors, adapter: Tensors, place: int, mpnet: bool, precision: str, epsilon: float
    ) -> None:
        super().__init__()
        prefix = f"encoder.layer.{place}."
        norms = "attention.LayerNorm" if mpnet else "attention.output.LayerNorm", "output.LayerNorm"
        dtype = torch.bfloat16 if precision == "bfloat16" else torch.float32
        self._norms = [
            (weights[f"{prefix}{n}.weight"].to(dtype), weights[f"{prefix}{n}.bias"].to(dtype)) for n in norms
        ]
        self._epsilon = epsilon
        linear: list[nn.Module] = []
        for name in (*_ATTENTION[mpnet], *_FEED_FORWARD):
            own = f"layer.{place}.{name}"
            weight = weights[f"{prefix}{name}.weight"].float()
            if f"{own}.a" in adapter:
                weight = weight + adapter[f"{own}.b"].float() @ adapter[f"{own}.a"].float()
            bias = weights[f"{prefix}{name}.bias"].float()
            if precision == "int8" and name != "output.dense":
                linear.append(_Int8(weight, bias, adapter.get(f"{own}.smooth")))
            else:
                linear.append(Linear(weight.to(dtype), bias.to(dtype)))
        self.query, self.key, self.value, self.out, self.up, self.down = linear

    def forward(self, states: torch.Tensor, rows: _Rows) -> torch.Tensor:
        """States of the tokens of all rows, end to end, shape (tokens, width)."""
        width = states.shape[1]
        asked = torch.cat([self.query(states), self.key(states), self.value(states)], 1)
        seen = self.out(_attention_padded(asked, rows) if states.is_cuda else _attention(asked, rows))
        states = functional.layer_norm(states + seen, (width,), *self._norms[0], self._epsilon)
        more = self.down(functional.gelu(self.up(states)))
        return functional.layer_norm(states + more, (width,), *self._norms[1], self._epsilon)


def _attention(asked: torch.Tensor, rows: _Rows) -> torch.Tensor:
    """Attention row by row. `asked`: query, key and value of each token, shape (tokens, 3 x width)."""
    seen = []
    for one in torch.split(asked, rows.lengths):
        bias = None if rows.bias is None else rows.bias[:, :, : len(one), : len(one)]
        q, k, v = one.view(1, len(one), 3, _HEADS, -1).permute(2, 0, 3, 1, 4)
        found = functional.scaled_dot_product_attention(q, k, v, attn_mask=bias)
        seen.append(found.transpose(1, 2).reshape(len(one), -1))
    return torch.cat(seen)


def _attention_padded(asked: torch.Tensor, rows: _Rows) -> torch.Tensor:
    """The same with all rows in one call, padded: on a GPU many calls cost more than padding."""
    count, length = len(rows.lengths), rows.bias.shape[-1] if rows.bias is not None else max(rows.lengths)
    q, k, v = _padded(asked, rows.kept, count, length).view(count, length, 3, _HEADS, -1).permute(2, 0, 3, 1, 4)
    seen = functional.scaled_dot_product_attention(q, k, v, attn_mask=rows.bias)
    return seen.transpose(1, 2).reshape(count * length, -1)[rows.kept]


class Linear(nn.Module):
    """A linear layer that is not trained: `weight` of shape (out, in), `bias` of shape (out,)."""

    def __init__(self, weight: torch.Tensor, bias: torch.Tensor) -> None:
        super().__init__()
        self.weight, self.bias = weight, bias

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return functional.linear(x, self.weight, self.bias)


class _Int8(nn.Module):
    """A linear layer in int8. `smooth`: what each channel of the input is divided by before it is rounded."""

    def __init__(self, weight: torch.Tensor, bias: torch.Tensor, smooth: torch.Tensor | None) -> None:
        super().__init__()
        self._inverse = None if smooth is None else 1 / smooth.float()
        if smooth is not None:
            weight = weight * smooth.float()
        scale = (weight.abs().amax(1) / 127).clamp(min=1e-8).double()
        with warnings.catch_warnings():  # quantized tensors are to move to another package; the kernels stay
            warnings.simplefilter("ignore")
            rounded = torch.quantize_per_channel(
                weight, scale, torch.zeros(len(weight), dtype=torch.long), 0, torch.qint8
            )
            self._packed = torch.ops.quantized.linear_prepack(rounded, bias)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        scaled = x if self._inverse is None else x * self._inverse
        # inputs in seven bits: processors without VNNI add pairs of products in 16 bits, which eight would overflow
        result: torch.Tensor = torch.ops.quantized.linear_dynamic(scaled, self._packed, True)
        return result
