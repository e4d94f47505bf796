"""Speed and memory as ratios within one run: `python -m evals.bench [ARTICLES…] [--sizes 2000,35000,200000,1000000]`.

One build from files, one over 1 % changed articles; then a real server at each size, asked over HTTP by 1 to 64 clients.
Sizes above what the articles give are made from them, with jittered vectors. Machines drift: quote the ratios.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from evals.bench_build import bare_rate, embedding_ms, timed_build, timed_change
from evals.bench_http import Load, measure_server
from evals.bench_peers import run_peers
from evals.bench_plot import plot
from evals.bench_scale import resized
from qa.index.opened import Index
from qa.index.store import IndexStore
from qa.settings import Settings

CLIENTS = (1, 8, 32, 64)
_IN_EMBEDDINGS = (", 1 clients, p50 ms", ", 1 clients, p99 ms", ", retrieve, p95 ms")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", nargs="*", type=Path)
    parser.add_argument(
        "--sizes", type=_sizes, default=[], help="passages of the servers asked; default: as many as there are"
    )
    parser.add_argument("--requests", type=int, default=200, help="questions for each number of clients")
    parser.add_argument(
        "--questions", type=Path, default=Path("evals/samples.jsonl"), help="known ones, to compare peers by"
    )
    parser.add_argument("--json", type=Path, default=Path("var/bench.json"), help="where the figures are written")
    options = parser.parse_args()
    settings = Settings.from_env()
    with tempfile.TemporaryDirectory(prefix="quoth-bench-") as folder:
        figures = _run(settings, options, Path(folder))
    before = _last(options.json)
    _print(figures, before)
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps({"machine": machine(), "figures": figures}, indent=1), encoding="utf-8")
    options.json.with_suffix(".svg").write_text(plot(figures, CLIENTS), encoding="utf-8")
    return 0


def machine() -> str:
    model = next((line.split(":")[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")), "")
    return f"{model or platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"


def _run(settings: Settings, options: argparse.Namespace, folder: Path) -> dict[str, float]:
    articles = options.articles or [settings.articles]
    store = IndexStore(folder / "index")
    figures = timed_build(articles, store.root)
    index, _ = store.open()
    with closing(index):
        rate = bare_rate(settings, index)
        embed = embedding_ms(settings, index)
        figures |= {
            "bare model, passages a second": rate,
            "build / bare model": figures["build, passages a second"] / rate,
            "query embedding, ms": embed,
        }
        figures |= timed_change(index, folder / "changed")
        for size in options.sizes or [len(index.passages)]:
            figures |= _size(settings, index, store, size, folder, load=Load(CLIENTS, options.requests))
        figures |= run_peers(replace(settings, index=store.root), index, options.questions, folder)
    for name in [n for n in figures if n.endswith(_IN_EMBEDDINGS)]:
        figures[name.removesuffix(" ms") + " / query embedding"] = figures[name] / embed
    return figures


def _size(
    settings: Settings, index: Index, store: IndexStore, size: int, folder: Path, *, load: Load
) -> dict[str, float]:  # fmt: skip
    """Figures of a server over `size` passages, each name with the size in front."""
    if size == len(index.passages):
        figures = measure_server(replace(settings, index=store.root), load)
    else:
        made = IndexStore(folder / f"index-{size}")
        facts = resized(index, made, size)
        figures = measure_server(replace(settings, index=made.root), load) | facts
    return {f"{size:,} passages, {name}": value for name, value in figures.items()}


def _sizes(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


def _last(path: Path) -> dict[str, float]:
    """The figures of the run before, if it was on this machine."""
    try:
        saved: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return dict(saved["figures"]) if saved.get("machine") == machine() else {}


def _print(figures: dict[str, float], before: dict[str, float]) -> None:
    table = Table("figure", "value", "last run", title=machine())
    for name, value in figures.items():
        old = before.get(name)
        change = f"{old:,.2f} ({value / old - 1:+.0%})" if old else ""
        table.add_row(name, f"{value:,.2f}", change)
    Console().print(table)


def _lines(path: str) -> Sequence[str]:
    try:
        return Path(path).read_text(encoding="utf-8").splitlines()
    except OSError:
        return []


if __name__ == "__main__":
    raise SystemExit(main())
