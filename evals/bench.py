"""Speed and memory as ratios within one run: `python -m evals.bench [ARTICLES…]`.

The build is timed from files to published index, against the bare model encoding a sample of the same passages before and
after it; answers are timed against bare query embeddings. Machines drift: quote the ratios.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from qa import wiring
from qa.build import embedding_text
from qa.index import Index
from qa.settings import Settings
from qa.types import Query

_SAMPLE = 768  # passages the bare model encodes, each time
_QUESTIONS = 200


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", nargs="*", type=Path)
    parser.add_argument("--json", type=Path, default=Path("var/bench.json"), help="where the figures are written")
    options = parser.parse_args()
    settings = Settings.from_env()
    with tempfile.TemporaryDirectory(prefix="verbatim-bench-") as folder:
        settings = replace(settings, index=Path(folder) / "index")
        build_s, peak_mib = _build(settings, options.articles or [settings.articles])
        figures = _measure(settings, build_s) | {"builder peak MiB": peak_mib}
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    table = Table("figure", "value", title=machine)
    for name, value in figures.items():
        table.add_row(name, f"{value:,.2f}")
    Console().print(table)
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps({"machine": machine, "figures": figures}, indent=1), encoding="utf-8")
    return 0


def _build(settings: Settings, articles: Sequence[Path]) -> tuple[float, float]:
    """Seconds and peak MiB of a full build in a process of its own, as `make index` runs it."""
    command = [sys.executable, "-m", "qa", "index", *map(str, articles), "--index", str(settings.index)]
    began = time.perf_counter()
    subprocess.run(command, check=True)  # noqa: S603  our own command line
    seconds = time.perf_counter() - began
    return seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def _measure(settings: Settings, build_s: float) -> dict[str, float]:
    service = wiring.open_service(settings)
    try:
        index = service.index
        bare = statistics.mean(_bare_rate(settings, index) for _ in range(2))
        questions = _titles(index)
        embed = _median_ms(questions, service.embed)
        answer = _median_ms(questions, lambda q: service.answer(Query(q)))
        passages = len(index.passages)
        return {
            "passages": float(passages),
            "build, s": build_s,
            "build, passages a second": passages / build_s,
            "bare model, passages a second": bare,
            "build / bare model": passages / build_s / bare,
            "query embedding, ms": embed,
            "answer, ms": answer,
            "answer / query embedding": answer / embed,
            "server MiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }
    finally:
        service.close()


def _bare_rate(settings: Settings, index: Index) -> float:
    """Passages a second of `SentenceTransformer.encode` in the same numbers, on a sample of the same texts."""
    embedder = wiring.open_embedder(settings)
    rows = np.random.default_rng(0).permutation(len(index.passages))[:_SAMPLE]
    articles = index.articles.at(sorted({int(index.passages[r, 0]) for r in rows}))
    texts = [embedding_text(articles[int(a)], int(s), int(e)) for a, s, e in index.passages[rows, :3]]
    model = embedder.model  # type: ignore[attr-defined]
    model.encode(texts[:64], batch_size=32)
    began = time.perf_counter()
    model.encode(texts, batch_size=32)
    return len(texts) / (time.perf_counter() - began)


def _titles(index: Index) -> list[str]:
    """Titles make natural questions, each asked once, so that no cache helps."""
    titles = [t for t in index.articles.column("title") if t]
    return [titles[i % len(titles)] + ("?" if i < len(titles) else f" {i}?") for i in range(_QUESTIONS)]


def _median_ms(questions: Sequence[str], ask: Callable[[str], object]) -> float:
    times = []
    for question in questions:
        began = time.perf_counter()
        ask(question)
        times.append(time.perf_counter() - began)
    return statistics.median(times) * 1000


if __name__ == "__main__":
    raise SystemExit(main())
