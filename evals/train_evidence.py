"""Fit the evidence models on what the readers say: `python -m evals.train_evidence SOURCE …`, through `make train-evidence`.

SOURCE is CORPUS:QUESTIONS[:MORE], articles as JSON lines and known questions. Natural questions (with `best` and `also`) are
asked of piles of 1, 10 and all articles, and of the articles from which their answers were cut; ending such a source with
`@0.1` keeps those questions alone whose articles the readers have not learnt from, by the hash of the article's id. Other
questions are quiz questions in the format of `make eval`, asked of the whole corpus.

It prints held-out figures of each set and writes into qa/answering/evidence.json the models of what the readers say; those
for when no reader reads are kept as they are there. Passages are chosen for reading as they are when a question is asked.
`--sample N` takes every N-th question. Hours on two cores without it.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from embeddings.embedder import Embedder, SentenceTransformerEmbedder
from embeddings.reader import LowRankReader
from evals import jsonl
from evals.asked import Row, asked_cases, holed
from evals.cases import Case, cases_of
from evals.diagram import reliability_svg
from evals.fitting import THRESHOLDS, Floats, HeldOut, fit
from evals.reader_sources import held_out
from qa.answering.choosing import chosen
from qa.answering.reader_pass import Read, passages_of, read
from qa.articles import read_corpus
from qa.building.build_flow import build
from qa.building.duplicates import cluster
from qa.evaluation.metrics import auroc, expected_calibration_error
from qa.index.opened import Index
from qa.index.store import IndexStore

PILES = (1, 10, 0)  # articles among which a natural question is asked; 0: all
INTO = Path("qa/answering/evidence.json")


class Quiet:
    """Progress that nobody watches."""

    def start(self, stage: str, total: int | None) -> None:
        print(f"  {stage} {total or ''}", file=sys.stderr)

    def advance(self, count: int) -> None: ...


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="+", metavar="CORPUS:QUESTIONS[:MORE][@SHARE]")
    parser.add_argument("--into", type=Path, default=INTO)
    parser.add_argument("--work", type=Path, default=Path("var/training"), help="where indexes of the corpora are kept")
    parser.add_argument("--sample", type=int, default=1, metavar="N", help="take every N-th question")
    parser.add_argument("--diagram", type=Path, default=Path("docs/reliability.svg"))
    options = parser.parse_args()
    embedder = SentenceTransformerEmbedder()
    cases = [c for source in options.data for c in _cases(source, options.work, embedder, options.sample)]
    readers = [_remembering(LowRankReader("small").read), LowRankReader("base").read]
    data = json.loads(options.into.read_text(encoding="utf-8"))
    for size, own in (("small", readers[:1]), ("base", readers)):
        data[f"after {size}"], after = fit(_read(cases, own), THRESHOLDS[size])
        print(size)
        report(after)
    options.into.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    options.diagram.parent.mkdir(exist_ok=True)
    options.diagram.write_text(reliability_svg(*after.supports()), encoding="utf-8")
    return 0


def _cases(source: str, work: Path, embedder: Embedder, every: int) -> Iterator[Case]:
    """The cases of one source, every so many."""
    pair, _, share = source.partition("@")
    corpus, *questions = (Path(p) for p in pair.split(":"))
    name = f"{corpus.parent.name}/{corpus.name.split('.')[0]}"
    index = opened(corpus, work, embedder)
    for file in questions:
        if "best" not in next(jsonl.rows(file)):
            yield from list(cases_of(index, file, embedder, set_name=name))[::every]
            continue
        rows = [q for q in jsonl.rows(file) if not share or held_out(q["article_id"], float(share))]
        for turn, pile in enumerate(PILES):
            title = f"{name}, {f'pile of {pile}' if pile else 'all'}"
            yield from asked_cases(index, rows, embedder, name=title, pile=pile, every=every, first=turn)
        yield from _holed_cases(corpus, rows, work, embedder, every, name)


def _holed_cases(
    corpus: Path, rows: Sequence[Row], work: Path, embedder: Embedder, every: int, name: str
) -> Iterator[Case]:
    """The same questions asked of their articles without the answers, in two halves."""
    own = {q["article_id"] for q in rows}
    articles = [a for a in jsonl.rows(corpus) if a["id"] in own]
    for turn in (0, 1):
        cut, gone = holed(articles, rows, turn)
        file = work / f"holed-{turn}.jsonl"
        file.write_text("".join(json.dumps(a, ensure_ascii=False) + "\n" for a in cut), encoding="utf-8")
        asked = [q for q in rows if q["id"] in gone]
        index = opened(file, work, embedder)
        yield from asked_cases(index, asked, embedder, name=f"{name}, answers cut out", holed=True, every=every)


def _read(cases: Sequence[Case], readers: Sequence[Read]) -> list[Case]:
    places = (passages_of(c.weighed, chosen(c.index, c.found, c.weighed)) for c in cases)
    return [
        replace(c, weighed=read(c.index, c.question, c.weighed, own, readers))
        for c, own in zip(cases, places, strict=True)
    ]


def _remembering(reader: Read) -> Read:
    """A reader that reads nothing twice."""
    known = cache(lambda question, windows: reader(question, windows))
    return lambda question, windows: known(question, tuple(windows))


def opened(corpus: Path, work: Path, embedder: Embedder) -> Index:
    """The index of a corpus, built once."""
    store = IndexStore(work / hashlib.sha256(corpus.read_bytes()).hexdigest()[:12])
    if not store.generations():
        build(read_corpus([corpus], workers=1), store, embedder, cluster=cluster, progress=Quiet())
    return store.open()[0]


def report(fitted: HeldOut) -> None:
    """Print held-out figures of each set."""
    print(f"{'set':44} cases  top1   top3  pass@1 pass@4  AUROC answered refused   ECE")
    for name in sorted({c.set for c in fitted.cases}):
        rows = [i for i, c in enumerate(fitted.cases) if c.set == name]
        yes = [i for i in rows if fitted.cases[i].answerable]
        no = [i for i in rows if not fitted.cases[i].answerable]
        sure = fitted.confidence
        figures = [
            *(_mean([_top(fitted.cases[i].sentence_holds, fitted.odds[i], k) for i in yes]) for k in (1, 3)),
            *(_mean([_top(fitted.cases[i].passage_holds, fitted.passage_odds[i], k) for i in yes]) for k in (1, 4)),
            auroc(sure[yes], sure[no]) if yes and no else float("nan"),
            _mean(sure[yes] >= fitted.threshold),
            _mean(sure[no] < fitted.threshold),
            expected_calibration_error(*fitted.supports(name)) if yes else float("nan"),
        ]
        print(f"{name:44} {len(rows):5} " + " ".join(f"{f:6.3f}" for f in figures))
    print(f"threshold {fitted.threshold:.3f}")


def _mean(values: Sequence[bool] | npt.NDArray[np.bool_]) -> float:
    return float(np.mean(values)) if len(values) else float("nan")


def _top(truth: npt.NDArray[np.bool_], odds: Floats, k: int) -> bool:
    return bool(truth[np.argsort(-odds, kind="stable")[:k]].any())


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError):
        raise SystemExit(main())
