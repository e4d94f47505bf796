"""Builds against the bare model: by stage, in a process of their own; and over 1 % changed articles.

`python -m evals.bench_build INDEX FIGURES ARTICLES…` builds and writes its figures as JSON.
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np

from embeddings.embedder import SentenceTransformerEmbedder
from qa import wiring
from qa.index.inputs import embedding_text
from qa.index.opened import Index
from qa.settings import Settings

_SAMPLE = 768  # passages the bare model encodes, each time
_CHANGED = 100  # one article in so many


class Stopwatch:
    """Seconds of every stage of a build."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._stage, self._began = "", time.perf_counter()

    def start(self, stage: str, total: int | None) -> None:
        now = time.perf_counter()
        if self._stage:
            self.seconds[self._stage] = now - self._began
        self._stage, self._began = stage, now

    def advance(self, count: int) -> None: ...


def timed_build(articles: Sequence[Path], root: Path) -> dict[str, float]:
    """Figures of one build, in a process of its own, with the model's loading."""
    out = root.with_suffix(".json")
    command = [sys.executable, "-m", "evals.bench_build", str(root), str(out), *map(str, articles)]
    began = time.perf_counter()
    subprocess.run(command, check=True)  # noqa: S603  our own command line
    seconds = time.perf_counter() - began
    figures: dict[str, float] = json.loads(out.read_text(encoding="utf-8"))
    count, passages = figures.pop("articles"), figures["passages"]
    stages = {
        f"build, {name}, articles a second": count / max(figures.pop(name), 1e-9)
        for name in ("reading", "embedding", "indexing", "verifying")
    }
    return {
        "build, s": seconds,
        "build, articles a second": count / seconds,
        "build, passages a second": passages / seconds,
    } | stages | figures  # fmt: skip


def timed_change(index: Index, folder: Path) -> dict[str, float]:
    """A build of all articles as one file, then of the same with one in a hundred changed."""
    folder.mkdir()
    source, root = folder / "articles.jsonl", folder / "index"
    _dump(index, source, every=0)
    whole = timed_build([source], root)["build, s"]
    _dump(index, source, every=_CHANGED)
    changed = timed_build([source], root)["build, s"]
    return {"1 % changed, s": changed, "1 % changed / full build": changed / whole}


def bare_rate(settings: Settings, index: Index) -> float:
    """Passages a second of `SentenceTransformer.encode` in the same numbers, on a sample of the same texts."""
    rows = np.random.default_rng(0).permutation(len(index.passages))[:_SAMPLE]
    articles = index.articles.at(sorted({int(index.passages[r, 0]) for r in rows}))
    texts = [embedding_text(articles[int(a)], int(s), int(e)) for a, s, e in index.passages[rows, :3]]
    model = _embedder(settings).model
    model.encode(texts[:64], batch_size=32)
    rates = []
    for _ in range(2):
        began = time.perf_counter()
        model.encode(texts, batch_size=32)
        rates.append(len(texts) / (time.perf_counter() - began))
    return statistics.mean(rates)


def embedding_ms(settings: Settings, index: Index) -> float:
    """Milliseconds of one bare query embedding by `SentenceTransformer.encode`, median over titles."""
    model = _embedder(settings).model
    times = []
    for title in [t for t in index.articles.column("title")[:220] if t]:
        began = time.perf_counter()
        model.encode(title + "?")
        times.append(time.perf_counter() - began)
    return statistics.median(times[20:] or times) * 1000


def _embedder(settings: Settings) -> SentenceTransformerEmbedder:
    embedder = wiring.open_embedder(settings)
    if not isinstance(embedder, SentenceTransformerEmbedder):
        raise TypeError("The bench compares with a sentence-transformers model. Unset QA_MODEL.")
    return embedder


def _dump(index: Index, path: Path, *, every: int) -> None:
    count = index.info.articles
    with path.open("w", encoding="utf-8") as file:
        for row in range(count):
            article = index.articles.at([row])[row]
            if every and row % every == 0:
                article = replace(article, text=article.text + "\n\nThis sentence was added later.")
            fields = {k: v for k, v in asdict(article).items() if v and k != "origin"}
            file.write(json.dumps(fields, ensure_ascii=False) + "\n")


def main() -> int:
    root, out, *articles = (Path(a) for a in sys.argv[1:])
    watch = Stopwatch()
    report = wiring.run_build(replace(Settings.from_env(), index=root), articles, watch)
    watch.start("", None)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    figures = watch.seconds | {"articles": report.indexed, "passages": report.passages, "builder, peak MiB": peak}
    out.write_text(json.dumps(figures), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
