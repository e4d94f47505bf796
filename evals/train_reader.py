"""Train the reader's adapter: `python -m evals.train_reader SOURCE … [--into FILE] [--minutes 60]`.

SOURCE is PASSAGES:QUESTIONS, passages or articles as JSON lines with `id`, `text` and perhaps `title`, questions with
`question` and either `passage_id` and `answers: [{text, answer_start}]`, or `gold_article_ids` and `answer: [text]`
(neither: unanswerable, and near to what is there); or a file of `{question, sentences: [{text, label}]}`. Ending a source
with `@0.5` keeps half of its articles for validation, by the hash of their names; else one in twelve is kept. A source that
is named twice counts twice, its windows and near misses made anew each time. `--start` goes on from an adapter.

Each step takes groups: a question with the window that holds its answer, and windows that look as if they did. The loss is
the log-likelihood of the answering sentences among all sentences of the group and the choice that none answers, plus that
of the answer's first and last token. A random generator, the order and the split come from `--seed`.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import load_file
from torch.nn.functional import cross_entropy
from torch.nn.utils import parametrize

from embeddings.embedder import SentenceTransformerEmbedder, by_length
from embeddings.reader import Batch, Network, collate
from evals.reader_data import Group, Marked, Source, held_out
from qa.metrics import auroc

_RANK = 48
_GROUPS = 32  # of a step
_TOKENS = 2048  # of padded input at a time
_RATE, _WARM = 6e-4, 0.05
_SPAN = 0.4  # weight of the span's loss
_CHECKED = 250  # validation groups of a source


def main() -> int:
    options = _options()
    torch.manual_seed(options.seed)
    embedder = SentenceTransformerEmbedder(threads=options.threads)
    network = Network(_encoder(embedder), _RANK)
    if options.start:
        network.load(load_file(options.start))
    tokenizer = embedder.model.tokenizer
    sources = [(Source(path), float(kept or 1 / 12)) for path, _, kept in (s.partition("@") for s in options.sources)]
    once = {str(source.questions): (source, kept) for source, kept in sources}.values()
    check = [
        group
        for source in once
        for group in itertools.islice(_shuffled(_split([source], options.seed)[1], options.seed), _CHECKED)
    ]
    optimizer = torch.optim.AdamW(
        [p for p in network.parameters() if p.requires_grad], lr=options.rate, weight_decay=0.01
    )
    began, best, step, epoch = time.monotonic(), float("inf"), 0, options.seed
    seen: list[float] = []
    while (share := (time.monotonic() - began) / 60 / options.minutes) < 1:
        for chosen in _steps(_shuffled(_split(sources, epoch)[0], epoch)):
            share = (time.monotonic() - began) / 60 / options.minutes
            if share >= 1:
                break
            for part in optimizer.param_groups:
                part["lr"] = options.rate * min(share / _WARM, (1 - share) / (1 - _WARM)) + 1e-6
            seen.append(_learn(network, tokenizer, optimizer, chosen))
            step += 1
            if step % 20 == 0:
                print(
                    f"{share:6.1%} step {step} {time.monotonic() - began:.0f} s, loss {np.mean(seen[-20:]):.3f}",
                    flush=True,
                )
            if step % 400 == 0:
                figures = validate(network, tokenizer, check)
                print(f"{share:6.1%} step {step} train {np.mean(seen[-200:]):.3f} {json.dumps(figures)}", flush=True)
                if figures["loss"] < best:
                    best = figures["loss"]
                    network.save(options.into, {"validation": json.dumps(figures)})
        epoch += 1
    figures = validate(network, tokenizer, check)
    print(json.dumps(figures))
    if figures["loss"] < best:
        network.save(options.into, {"validation": json.dumps(figures)})
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sources", nargs="+", metavar="SOURCE")
    parser.add_argument("--into", type=Path, default=Path("embeddings/reader.safetensors"))
    parser.add_argument("--start", type=Path, help="an adapter to go on from")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--rate", type=float, default=_RATE, help="highest learning rate")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=0, help="processor threads; 0: one a core")
    return parser.parse_args()


def _learn(network: Network, tokenizer: Any, optimizer: torch.optim.Optimizer, groups: Sequence[Group]) -> float:
    """One step; its loss."""
    with parametrize.cached():
        loss = _loss(network, tokenizer, groups)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
    optimizer.step()
    return loss.item()


def _encoder(embedder: SentenceTransformerEmbedder) -> torch.nn.Module:
    encoder: torch.nn.Module = embedder.model[0].auto_model
    encoder.set_attn_implementation("eager")  # of short rows its backward pass is the faster one
    return encoder


def _split(sources: Sequence[tuple[Source, float]], seed: int) -> tuple[list[Group], list[Group]]:
    train: list[Group] = []
    check: list[Group] = []
    for place, (source, share) in enumerate(sources):
        for group in source.groups(seed * len(sources) + place):
            (check if held_out(group.article, share) else train).append(group)
    return train, check


def _shuffled(groups: Sequence[Group], seed: int) -> list[Group]:
    return random.Random(seed).sample(groups, len(groups))  # noqa: S311 a seed is the point


def _steps(groups: Sequence[Group]) -> Iterator[Sequence[Group]]:
    for i in range(0, len(groups) - _GROUPS + 1, _GROUPS):
        yield groups[i : i + _GROUPS]


@dataclass(frozen=True, slots=True)
class _Pair:
    group: int
    question: str
    marked: Marked


def _loss(network: Network, tokenizer: Any, groups: Sequence[Group]) -> torch.Tensor:
    """Mean loss of the groups."""
    pairs = [_Pair(i, g.question, m) for i, g in enumerate(groups) for m in g.windows]
    lengths = [
        len(ids) for ids in tokenizer([p.question for p in pairs], [p.marked.window.text for p in pairs])["input_ids"]
    ]
    scores: list[torch.Tensor] = []
    spans: list[torch.Tensor] = []
    ordered: list[_Pair] = []
    for part in ([pairs[i] for i in rows] for rows in by_length(lengths, _TOKENS)):
        batch = collate(tokenizer, [p.question for p in part], [p.marked.window for p in part])
        score, edges = network(batch)
        scores.append(score)
        spans.append(
            cross_entropy(edges.transpose(1, 2).reshape(-1, edges.shape[1]), _edges(batch, part), reduction="none")
        )
        ordered += part
    score = torch.cat(scores)
    group = torch.tensor([p.group for p in ordered for _ in p.marked.answers])
    truth = torch.tensor([a for p in ordered for a in p.marked.answers])
    total = _log_sum(score, group, len(groups), torch.ones_like(truth))
    right = _log_sum(score, group, len(groups), truth)
    answerable = torch.tensor([g.answerable for g in groups])
    choice = torch.logaddexp(total, torch.zeros(())) - torch.where(answerable, right, torch.zeros(()))
    return choice.mean() + _SPAN * torch.cat(spans).mean()


def _log_sum(score: torch.Tensor, group: torch.Tensor, count: int, chosen: torch.Tensor) -> torch.Tensor:
    """Log of the sum of exp(score) over the chosen sentences of each group; very small where there is none."""
    masked = torch.where(chosen, score, torch.full_like(score, -30.0))
    table = torch.full((count, len(score)), -30.0)
    table[group, torch.arange(len(score))] = masked
    return torch.logsumexp(table, dim=1)


def _edges(batch: Batch, part: Sequence[_Pair]) -> torch.Tensor:
    """First and last token of each answer, [CLS] where there is none, shape (2 n,)."""
    targets = []
    for offsets, pair in zip(batch.offsets, part, strict=True):
        start, end = pair.marked.answer or (0, 0)
        inside = [t for t, (a, b) in enumerate(offsets) if b > start and a < end]
        targets += [inside[0], inside[-1]] if inside else [0, 0]
    return torch.tensor(targets)


def validate(network: Network, tokenizer: Any, groups: Sequence[Group]) -> dict[str, float]:
    """Loss; share of answerable groups whose best sentence answers; how well the best score tells answerable from not."""
    losses, first = [], []
    sure: dict[str, tuple[list[float], list[float]]] = {}
    with torch.inference_mode(), parametrize.cached():
        for i in range(0, len(groups), _GROUPS):
            losses.append(_loss(network, tokenizer, groups[i : i + _GROUPS]).item())
        for group in groups:
            batch = collate(tokenizer, [group.question] * len(group.windows), [m.window for m in group.windows])
            score = network(batch)[0]
            truth = [a for m in group.windows for a in m.answers]
            if group.answerable:
                first.append(truth[int(score.argmax())])
            kind = "near misses" if "near misses" in group.set else group.set
            name = group.set.split(",")[0] if group.answerable else kind
            sure.setdefault(name, ([], []))[not group.answerable].append(float(score.max()))
    yes = [s for a, _ in sure.values() for s in a]
    figures = {"loss": float(np.mean(losses)), "first": float(np.mean(first))}
    figures |= {f"AUROC {n}": auroc(a or yes, b) for n, (a, b) in sure.items() if b}
    return {k: round(v, 4) for k, v in figures.items()}


if __name__ == "__main__":
    raise SystemExit(main())
