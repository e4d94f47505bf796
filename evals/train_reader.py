"""Train the reader's adapter: `python -m evals.train_reader SOURCE … [--into FILE] [--minutes 60]`.

SOURCE is PASSAGES:QUESTIONS, passages or articles as JSON lines with `id`, `text` and perhaps `title`, questions with
`question` and either `passage_id` and `answers: [{text, answer_start}]`, or `gold_article_ids` and `answer: [text]`
(neither: unanswerable, and near to what is there); or a file of `{question, sentences: [{text, label}]}`. Ending a source
with `@0.5` keeps half of its articles for validation, by the hash of their names; else one in twelve is kept. A source that
is named twice counts twice, its windows and near misses made anew each time. `--start` goes on from an adapter, or from
the mean of several.

Each step takes questions with the window that holds their answer, and windows that look as if they did. The loss is
the log-likelihood of the answering sentences among all sentences of the group and the choice that none answers, plus that
of the answer's first and last token. A random generator, the order and the split come from `--seed`. A GPU is used where
there is one.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import load_file
from torch.nn.functional import cross_entropy
from torch.nn.utils import parametrize

from embeddings.embedder import SentenceTransformerEmbedder
from embeddings.reader import Network
from evals.reader_data import Source, held_out
from evals.reader_steps import Row, Step, Steps, loaded
from qa.evaluation.metrics import auroc

_RANK = 48
_CHARACTERS = {"cpu": 8_192, "cuda": 400_000}  # of padded input at a time
_RATE, _WARM = 6e-4, 0.05
_SPAN = 0.4  # weight of the span's loss
_CHECKED = 200  # validation questions of a source
_CHECKS = 12  # times that they are asked


def main() -> int:
    options = _options()
    torch.manual_seed(options.seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    torch.backends.cuda.enable_cudnn_sdp(False)  # it plans anew for every shape, at eight times the cost of a step
    embedder = SentenceTransformerEmbedder(threads=options.threads, dtype="bfloat16" if device == "cuda" else "auto")
    network = Network(_encoder(embedder, device, options.dropout), _RANK)
    if options.start:
        network.load(average([load_file(path) for path in options.start], _RANK))
    network.to(device)
    named = [source.partition("@") for source in options.sources]
    opened = {path: Source(path, options.windows) for path in dict.fromkeys(path for path, _, _ in named)}
    sources = [(opened[path], float(kept or 1 / 12)) for path, _, kept in named]
    train, check = _split(sources)
    steps = partial(
        Steps,
        [source for source, _ in sources],
        tokenizer=embedder.model.tokenizer,
        characters=_CHARACTERS[device],
    )
    checks = list(loaded(steps(_checked(sources, check, options.seed), 0), options.workers))
    optimizer = torch.optim.AdamW(
        [p for p in network.parameters() if p.requires_grad], lr=options.rate, weight_decay=0.01
    )
    began, best, checked, epoch = time.monotonic(), float("inf"), 0, options.seed
    seen: list[torch.Tensor] = []

    def spent() -> float:
        return (time.monotonic() - began) / 60 / max(options.minutes, 1e-9)

    while spent() < 1:
        for step in loaded(steps(_shuffled(train, epoch), epoch), options.workers):
            share = spent()
            if share >= 1:
                break
            for part in optimizer.param_groups:
                part["lr"] = options.rate * min(share / _WARM, (1 - share) / (1 - _WARM)) + 1e-6
            seen.append(_learn(network, optimizer, step.to(device)))
            if share * _CHECKS >= checked + 1:
                checked += 1
                best = _check(network, checks, device, seen, best, options.into, f"{share:6.1%}")
        epoch += 1
    _check(network, checks, device, seen, best, options.into, "at the end")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sources", nargs="+", metavar="SOURCE")
    parser.add_argument("--into", type=Path, default=Path("embeddings/reader.safetensors"))
    parser.add_argument(
        "--start", type=Path, nargs="+", metavar="ADAPTER", help="what to go on from: one, or their mean"
    )
    parser.add_argument("--minutes", type=float, default=60, help="0: write what it starts from")
    parser.add_argument("--rate", type=float, default=_RATE, help="highest learning rate")
    parser.add_argument(
        "--dropout", type=float, default=0.0, help="share of the encoder's states that a step does without"
    )
    parser.add_argument("--windows", type=int, default=4, help="windows of a question, at most")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=0, help="processor threads; 0: one a core")
    busy = (os.cpu_count() or 2) - 1 if torch.cuda.is_available() else 0
    parser.add_argument("--workers", type=int, default=busy, help="processes that make groups beside a GPU")
    return parser.parse_args()


def _check(
    network: Network,
    checks: Sequence[Step],
    device: str,
    seen: Sequence[torch.Tensor],
    best: float,
    into: Path,
    when: str,
) -> float:
    """Validate, and keep the adapter if it is the best so far; the least loss."""
    figures = validate(network, checks, device)
    recent = torch.stack(seen[-200:]).mean().item() if seen else float("nan")
    print(f"{when}: {len(seen)} steps, loss {recent:.3f}; validation {json.dumps(figures)}", flush=True)
    if figures["loss"] < best:
        network.save(into, {"validation": json.dumps(figures)})
    return min(best, figures["loss"])


def average(adapters: Sequence[dict[str, torch.Tensor]], rank: int) -> dict[str, torch.Tensor]:
    """The mean of what several adapters add to the weights, cut to the rank (a "model soup", Wortsman et al. 2022)."""
    if len(adapters) == 1:
        return dict(adapters[0])
    mean = {k: torch.stack([a[k].float() for a in adapters]).mean(dim=0) for k in adapters[0] if k.startswith("head.")}
    for key in (k.removesuffix(".a") for k in adapters[0] if k.endswith(".a")):
        products = [a[f"{key}.b"].float() @ a[f"{key}.a"].float() for a in adapters]
        left, sizes, right = torch.linalg.svd(torch.stack(products).mean(dim=0), full_matrices=False)
        root = sizes[:rank].sqrt()
        mean |= {f"{key}.b": left[:, :rank] * root, f"{key}.a": root[:, None] * right[:rank]}
    return mean


def _learn(network: Network, optimizer: torch.optim.Optimizer, step: Step) -> torch.Tensor:
    """Change the network by one step; the loss before it."""
    network.train()
    with parametrize.cached():
        loss = _loss(network, step)[0]
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
    optimizer.step()
    return loss.detach()


def _encoder(embedder: SentenceTransformerEmbedder, device: str, dropout: float) -> Any:
    encoder: Any = embedder.model[0].auto_model
    for module in encoder.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = dropout
    if device == "cpu":
        encoder.set_attn_implementation("eager")  # of short rows its backward pass is the faster one
    return encoder


def _split(sources: Sequence[tuple[Source, float]]) -> tuple[list[Row], list[Row]]:
    """The questions for training, and those of articles that are kept for validation."""
    train: list[Row] = []
    check: list[Row] = []
    for place, (source, share) in enumerate(sources):
        for row in range(len(source)):
            (check if held_out(source.article(row), share) else train).append((place, row))
    return train, check


def _checked(sources: Sequence[tuple[Source, float]], check: Sequence[Row], seed: int) -> list[Row]:
    """Questions to validate with: as many of each source, of one that is named twice once."""
    once = {str(source.questions): place for place, (source, _) in enumerate(sources)}
    return [r for place in once.values() for r in _shuffled([r for r in check if r[0] == place], seed)[:_CHECKED]]


def _shuffled(rows: Sequence[Row], seed: int) -> list[Row]:
    return random.Random(seed).sample(rows, len(rows))  # noqa: S311 a seed is the point


def _loss(network: Network, step: Step) -> tuple[torch.Tensor, torch.Tensor]:
    """Mean loss of the groups, and the log-odds of the sentences."""
    scores: list[torch.Tensor] = []
    spans: list[torch.Tensor] = []
    for batch, wanted in zip(step.batches, step.edges, strict=True):
        score, edges = network(batch)
        scores.append(score)
        spans.append(cross_entropy(edges.transpose(1, 2).reshape(-1, edges.shape[1]), wanted, reduction="none"))
    score = torch.cat(scores)
    total = _log_sum(score, step, torch.ones_like(step.answers))
    right = _log_sum(score, step, step.answers)
    none = torch.zeros_like(total)
    choice = torch.logaddexp(total, none) - torch.where(step.answerable, right, none)
    return choice.mean() + _SPAN * torch.cat(spans).mean(), score


def _log_sum(score: torch.Tensor, step: Step, chosen: torch.Tensor) -> torch.Tensor:
    """Log of the sum of exp(score) over the chosen sentences of each group; very small where there is none."""
    table = torch.full((len(step.answerable), len(score)), -30.0, device=score.device)
    table[step.group, torch.arange(len(score), device=score.device)] = score.masked_fill(~chosen, -30.0)
    return torch.logsumexp(table, dim=1)


def validate(network: Network, steps: Sequence[Step], device: str) -> dict[str, float]:
    """Loss; share of answerable groups whose best sentence answers; how well the best score tells answerable from not."""
    network.eval()
    losses, first = [], []
    sure: dict[str, tuple[list[float], list[float]]] = {}
    for step in steps:
        with torch.inference_mode(), parametrize.cached():
            loss, score = _loss(network, step.to(device))
        losses.append(loss.item())
        scores, group, answers = score.float().cpu().numpy(), step.group.numpy(), step.answers.numpy()
        for i, (answerable, of) in enumerate(zip(step.answerable.tolist(), step.sets, strict=True)):
            mine = np.flatnonzero(group == i)
            best = mine[scores[mine].argmax()]
            if answerable:
                first.append(bool(answers[best]))
            kind = "near misses" if "near misses" in of else of
            sure.setdefault(of.split(",")[0] if answerable else kind, ([], []))[not answerable].append(
                float(scores[best])
            )
    yes = [s for a, _ in sure.values() for s in a]
    figures = {"loss": float(np.mean(losses)), "first": float(np.mean(first))}
    figures |= {f"AUROC {n}": auroc(a or yes, b) for n, (a, b) in sure.items() if b}
    return {k: round(v, 4) for k, v in figures.items()}


if __name__ == "__main__":
    raise SystemExit(main())
