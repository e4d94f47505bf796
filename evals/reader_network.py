"""The reader as it is trained: the encoder with trainable low-rank layers, the head, and the file made of both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import torch
from torch import nn
from torch.nn import functional

from embeddings.encoder import Encoder, Linear, Tensors, mpnet_ids
from evals.reader_groups import Batch, Step
from evals.reader_losses import Scores

_HIDDEN, _DROPOUT = 256, 0.1  # of the head
_QUOTED = -2.0  # log-odds that a sentence is quoted, to begin with
_SMALLEST = 1e-5, 1e-3  # of a channel's inputs and weights, and of what they are divided by


class LowRank(nn.Module):
    """A layer that stays as it is, and what is learnt beside it: `a` of shape (rank, in), `b` of shape (out, rank)."""

    def __init__(self, frozen: Linear, rank: int) -> None:
        super().__init__()
        out, into = frozen.weight.shape
        device = frozen.weight.device
        self.frozen = frozen
        self.a = nn.Parameter(torch.randn(rank, into, device=device) / into**0.5)
        self.b = nn.Parameter(torch.zeros(out, rank, device=device))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        low = functional.linear(x, self.a.to(x.dtype))
        more: torch.Tensor = self.frozen(x) + functional.linear(low, self.b.to(x.dtype))
        return more


class Network(nn.Module):
    """`forward` takes a batch; it returns scores and log-odds of a quote, shape (sentences,), and each token's edges.

    `weights` are the published model's, on the device where all shall run. `start` is an adapter to merge into them. With
    `rank` 0 nothing of the encoder is trained.
    """

    def __init__(
        self, weights: Tensors, rank: int, *, precision: str = "float32", start: Tensors | None = None
    ) -> None:
        super().__init__()
        device = next(iter(weights.values())).device
        self._start = {k: t.to(device) for k, t in (start or {}).items()}
        self.low: dict[str, LowRank] = {}
        self.encoder = Encoder(weights, self._start, precision)
        if rank:
            self.encoder.wrap(lambda name, linear: self.low.setdefault(name, LowRank(linear, rank)))
        width = self.encoder.width
        self.hidden, self.out, self.edge = nn.Linear(2 * width, _HIDDEN), nn.Linear(_HIDDEN, 2), nn.Linear(width, 2)
        nn.init.normal_(self.out.weight, std=0.02)
        nn.init.zeros_(self.out.bias)
        self.out.bias.data[1] = _QUOTED
        self.to(device)

    def forward(self, batch: Batch) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        ids = mpnet_ids(batch.ids, batch.mask) if self.encoder.is_mpnet else batch.ids
        states = self.encoder(ids, batch.mask, batch.types).float()
        inside = batch.sentence.reshape(-1) >= 0
        sums = torch.zeros(len(batch.owner), states.shape[2], device=states.device)
        sums = sums.index_add(0, batch.sentence.reshape(-1)[inside], states.flatten(0, 1)[inside])
        both = torch.cat([sums / batch.lengths[:, None], states[:, 0][batch.owner]], 1)
        hidden = functional.gelu(self.hidden(self._dropped(both)))
        choice, quote = self.out(self._dropped(hidden)).unbind(1)
        return choice, quote, self.edge(states)

    def scores(self, step: Step) -> Scores:
        """All of a step's batches, one after the other."""
        said = [self(batch) for batch in step.batches]
        return Scores(torch.cat([c for c, _, _ in said]), torch.cat([q for _, q, _ in said]), [e for _, _, e in said])

    def load_head(self, tensors: Tensors) -> None:
        for name, parameter in self._head():
            parameter.data = tensors[name].float().to(parameter.device)

    def tensors(self) -> dict[str, torch.Tensor]:
        """Head and adapter as they are kept; what was merged at the start stands beside what was learnt."""
        kept = {name: parameter.data.half() for name, parameter in self._head()}
        for name, layer in self.low.items():
            a, b = [layer.a.data.bfloat16()], [layer.b.data.bfloat16()]
            if f"{name}.a" in self._start:
                a.append(self._start[f"{name}.a"].bfloat16())
                b.append(self._start[f"{name}.b"].bfloat16())
            kept |= {f"{name}.a": torch.cat(a, 0), f"{name}.b": torch.cat(b, 1)}
        return {name: tensor.cpu().contiguous() for name, tensor in kept.items()}

    def _head(self) -> Iterable[tuple[str, nn.Parameter]]:
        for name in ("hidden", "out", "edge"):
            layer = getattr(self, name)
            yield from ((f"head.{name}.{part}", getattr(layer, part)) for part in ("weight", "bias"))

    def _dropped(self, x: torch.Tensor) -> torch.Tensor:
        return functional.dropout(x, _DROPOUT, self.training)


def smoothing(
    weights: Tensors, tensors: Mapping[str, torch.Tensor], batches: Iterable[Batch]
) -> dict[str, torch.Tensor]:
    """By what int8 divides each input channel of a layer (SmoothQuant, strength one half): the root of the channel's
    largest input over its largest weight. The inputs are those of the batches, on the device of the weights.
    """
    encoder = Encoder(weights, {k: t.to(next(iter(weights.values())).device) for k, t in tensors.items()})
    largest: dict[str, torch.Tensor] = {}
    of_weights: dict[str, torch.Tensor] = {}

    def watch(name: str, linear: Linear) -> nn.Module:
        def note(_: nn.Module, inputs: tuple[torch.Tensor, ...], __: torch.Tensor) -> None:
            seen = inputs[0].abs().flatten(0, -2).amax(0)
            largest[name] = torch.maximum(largest.get(name, seen), seen)

        of_weights[name] = linear.weight.abs().amax(0)
        linear.register_forward_hook(note)
        return linear

    encoder.wrap(watch)
    with torch.inference_mode():
        for batch in batches:
            ids = mpnet_ids(batch.ids, batch.mask) if encoder.is_mpnet else batch.ids
            encoder(ids, batch.mask, batch.types)
    least, divisor = _SMALLEST
    return {
        f"{name}.smooth": (seen.clamp(min=least) / of_weights[name].clamp(min=least))
        .sqrt()
        .clamp(min=divisor)
        .half()
        .cpu()
        for name, seen in largest.items()
        if not _stays_float(name)
    }


def _stays_float(name: str) -> bool:
    """Whether a layer is one that int8 leaves in float32."""
    return name.endswith("output.dense") and "attention" not in name
