"""Train a reader's adapter: `python -m evals.train_reader base|small SOURCE[@SHARE] … [--minutes 5]`.

evals/reader_sources.py says what a source is; of the share after @ nothing is learnt, and natural questions of it give the
figures at the end. A reader learns from groups of windows (evals/reader_groups.py) and lowers the losses of
evals/reader_losses.py with AdamW; the encoder itself stays as published. `--start` merges an adapter first and learns a new
one beside it, `--teacher` is a base reader whose word counts for more than the marks. A GPU is used where there is one; a
processor takes smaller steps. Data, order and windows come from `--seed`; the steps that fit the time differ.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch.utils.data import DataLoader

from embeddings.base_model import base_weights
from embeddings.embedder import packaged_path
from embeddings.encoder import Tensors
from evals.reader_data import Data, opened
from evals.reader_figures import figures
from evals.reader_groups import WHOLE, Batch, Step, collate, group_of
from evals.reader_losses import losses
from evals.reader_network import Network, smoothing
from evals.reader_sources import NATURAL
from evals.reader_steps import Steps

RATES = {"base": 3e-4, "small": 6e-4}  # of the adapter, at its highest
_HEAD_RATE = 1e-3
_WARM, _COLD = 0.04, 0.02  # share of the time in which the rate rises, and where it begins
_GROUPS = {"cuda": 40, "cpu": 6}  # of a step, about
_BUDGET = {"cuda": 24_000, "cpu": 4_096}  # padded tokens of a batch
_EVERY = {"cuda": 100, "cpu": 5}  # steps between two lines of losses
_SMOOTHED = 32  # questions whose windows say how large the inputs of a layer become

Share = Callable[[int], float]  # of the training that is done after so many steps, 1 at its end


def main() -> int:
    options = _options()
    torch.manual_seed(options.seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    precision = "bfloat16" if device == "cuda" else "float32"
    torch.backends.cuda.enable_cudnn_sdp(False)  # it plans anew for every shape, at eight times the cost of a step
    data = opened(options.sources)
    print(f"{len(data.articles)} articles, {len(data.asked)} questions, {sum(q.held for q in data.asked)} held out")
    weights = published(options.size, device)
    start = load_file(options.start) if options.start else None
    network = Network(weights, options.rank, precision=precision, start=start)
    teacher = taught_by(load_file(options.teacher), published("base", device), precision) if options.teacher else None
    steps = Steps(data, options.seed, options.groups or _GROUPS[device], _BUDGET[device])
    made = _loaded(steps, options.workers)
    first = next(made)  # the clock starts when the loader is ready
    fit(network, _after(first, made), _clock(options.minutes), rate=options.rate or RATES[options.size],
        device=device, teacher=teacher)  # fmt: skip
    write(network, weights, data, options.into or Path(f"embeddings/reader_{options.size}.safetensors"), device)
    for source in dict.fromkeys(q.source for q in data.asked if q.held):
        print(source, json.dumps(figures(network, data, device, source)))
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("size", choices=sorted(RATES))
    parser.add_argument("sources", nargs="+", metavar="SOURCE")
    parser.add_argument("--into", type=Path, help="what to write (default: embeddings/reader_SIZE.safetensors)")
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--teacher", type=Path, metavar="FILE", help="a base reader to learn from")
    parser.add_argument("--start", type=Path, metavar="FILE", help="an adapter to go on from")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rank", type=int, default=44)
    parser.add_argument("--rate", type=float, help="highest learning rate (default: 3e-4 for base, 6e-4 for small)")
    parser.add_argument("--groups", type=int, help="of a step, about (default: 40 on a GPU, 6 without)")
    busy = max((os.cpu_count() or 2) - 2, 1) if torch.cuda.is_available() else 0
    parser.add_argument("--workers", type=int, default=busy, help="processes that make steps beside a GPU")
    return parser.parse_args()


def published(size: str, device: str) -> dict[str, torch.Tensor]:
    """The encoder's weights as they were published."""
    weights = load_file(packaged_path() / "model.safetensors") if size == "small" else base_weights()
    return {name: tensor.to(device) for name, tensor in weights.items()}


def taught_by(tensors: Tensors, weights: Tensors, precision: str) -> Network:
    """A reader that says what it thinks and does not learn."""
    teacher = Network(weights, 0, precision=precision, start=tensors)
    teacher.load_head(tensors)
    teacher.eval().requires_grad_(False)
    return teacher


def fit(
    network: Network, steps: Iterator[Step], share: Share, *, rate: float, device: str, teacher: Network | None = None,
) -> list[float]:  # fmt: skip
    """Train until the share of what is to be done is 1; the loss of each step, before what it changed."""
    network.train()
    named = list(network.named_parameters())
    low, head = ([p for n, p in named if n.startswith("encoder.") is inner] for inner in (True, False))
    optimizer = torch.optim.AdamW(
        [{"params": low, "lr": rate}, {"params": head, "lr": _HEAD_RATE}],
        betas=(0.9, 0.98), weight_decay=0.01, fused=device == "cuda",
    )  # fmt: skip
    highest = [part["lr"] for part in optimizer.param_groups]
    seen: list[torch.Tensor] = []
    while (done := share(len(seen))) < 1:
        for part, most in zip(optimizer.param_groups, highest, strict=True):
            part["lr"] = most * min(done / _WARM + _COLD, 1) * (1 - done)
        seen.append(_learn(network, optimizer, next(steps).to(device), teacher))
        if len(seen) % _EVERY[device] == 0:
            _report(done, seen[-_EVERY[device] :], len(seen))
    print(f"{len(seen)} steps", flush=True)
    network.eval()
    return torch.stack(seen)[:, 0].tolist() if seen else []


def _learn(network: Network, optimizer: torch.optim.Optimizer, step: Step, teacher: Network | None) -> torch.Tensor:
    """Change the network by one step; the losses before it, shape (4,)."""
    taught = None
    if teacher is not None:
        with torch.no_grad():
            taught = teacher.scores(step)
    found = losses(network.scores(step), step, taught)
    optimizer.zero_grad(set_to_none=True)
    found.total.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
    optimizer.step()
    return torch.stack(found).detach()


def _report(done: float, recent: list[torch.Tensor], steps: int) -> None:
    total, choice, quote, edge = torch.stack(recent).mean(0).tolist()
    print(
        f"{done:4.0%} step {steps}: loss {total:.3f}, choice {choice:.3f}, quote {quote:.3f}, edge {edge:.3f}",
        flush=True,
    )


def write(network: Network, weights: Tensors, data: Data, into: Path, device: str) -> None:
    """The file that embeddings/reader.py loads: adapter, head, and what int8 divides by."""
    tensors = network.tensors()
    save_file(tensors | smoothing(weights, tensors, _calibration(data, device)), into)


def _calibration(data: Data, device: str) -> Iterator[Batch]:
    """The first windows of some answerable questions, of natural ones where there are any."""
    asked = [q for q in data.asked if q.best and not q.held]
    asked = [q for q in asked if q.form == NATURAL] or asked
    for one in random.Random(3).sample(asked, min(_SMOOTHED, len(asked))):  # noqa: S311 a seed is the point
        group = group_of(data, one, WHOLE, random.Random(one.id), others=(0, 0), whole=1.0)  # noqa: S311
        few = type(group)(group.asked, group.role, group.runs[:2], group.tokens)
        yield from collate(data, [few], None).to(device).batches


def _loaded(steps: Steps, workers: int) -> Iterator[Step]:
    """Steps in order, made ahead by as many processes; by none, each when it is asked for."""
    if workers:
        torch.multiprocessing.set_sharing_strategy("file_system")  # type: ignore[no-untyped-call]
    made: DataLoader[Step] = DataLoader(
        steps, batch_size=None, num_workers=workers, prefetch_factor=4 if workers else None,
        pin_memory=torch.cuda.is_available(),
    )  # fmt: skip
    return iter(made)


def _after(first: Step, rest: Iterator[Step]) -> Iterator[Step]:
    yield first
    yield from rest


def _clock(minutes: float) -> Share:
    began = time.monotonic()
    return lambda _: (time.monotonic() - began) / 60 / minutes if minutes > 0 else 1.0


if __name__ == "__main__":
    raise SystemExit(main())
