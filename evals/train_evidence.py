"""Fit the evidence models: `python -m evals.train_evidence CORPUS:QUESTIONS[:MORE…][@SHARE] … [--into FILE] [--work FOLDER]`.

CORPUS is anything `make index` reads. QUESTIONS is a file of known questions, or of SQuAD-like lines with `passage_id`
and `answers: [{text}]`. Questions are split by gold article, five ways; every figure printed is of questions whose
articles were not trained on. From each answerable question of a SQuAD-like file an unanswerable one is made by hiding its
article: what the articles then still hold is near the question and does not answer it. From every fourth question with a
name a near miss is made by exchanging the name.

Two sets of models are fitted: of evidence as retrieved, and of evidence that the reader has read. Where the reader was
trained on a corpus, `@SHARE` names the share of its articles that `evals.train_reader` kept for validation, and the second
set sees those alone: what the reader says of texts it has learnt from is better than it will ever be again.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from embeddings.embedder import Embedder, SentenceTransformerEmbedder
from embeddings.reader import PACKAGED_ADAPTER, LowRankReader
from embeddings.windows import Reader
from evals.cases import Case, cases_of
from evals.diagram import reliability_svg
from evals.fitting import Floats, HeldOut, fit
from evals.reader_data import held_out
from qa.answering.reader_pass import read
from qa.articles import read_corpus
from qa.building.build_flow import build
from qa.building.duplicates import cluster
from qa.evaluation.metrics import auroc, expected_calibration_error
from qa.index.opened import Index
from qa.index.store import IndexStore


class Quiet:
    """Progress that nobody watches."""

    def start(self, stage: str, total: int | None) -> None:
        print(f"  {stage} {total or ''}", file=sys.stderr)

    def advance(self, count: int) -> None: ...


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="+", metavar="CORPUS:QUESTIONS[:MORE]")
    parser.add_argument("--into", type=Path, default=Path("qa/answering/evidence.json"))
    parser.add_argument(
        "--work", type=Path, default=Path("var/training"), help="where the indexes of the corpora are kept"
    )
    parser.add_argument("--reader", type=Path, default=PACKAGED_ADAPTER)
    parser.add_argument("--diagram", type=Path, default=Path("docs/reliability.svg"))
    options = parser.parse_args()
    embedder = SentenceTransformerEmbedder()
    cases: list[Case] = []
    fresh: list[bool] = []  # whether the reader has not learnt from its articles
    for source in options.data:
        pair, _, share = source.partition("@")
        corpus, *questions = (Path(p) for p in pair.split(":"))
        index = _open(corpus, options.work, embedder)
        for file in questions:
            own = list(cases_of(index, file, embedder, set_name=f"{corpus.parent.name}/{corpus.name}"))
            cases += own
            fresh += [not share or held_out(c.group, float(share)) for c in own]
            print(f"{file.name}: {len(cases)} cases so far", file=sys.stderr)
    data, before = fit(cases)
    report(before)
    rows = [i for i, new in enumerate(fresh) if new]
    read_cases = _read([cases[i] for i in rows], [before.odds[i] for i in rows], LowRankReader(options.reader))
    data["after reading"], after = fit(read_cases)
    report(after)
    about = (
        "Fitted by evals/train_evidence.py. Weights are of standardised signals: what they say is their sign and size."
    )
    options.into.write_text(json.dumps({"about": about, **data}, indent=1) + "\n", encoding="utf-8")
    options.diagram.parent.mkdir(exist_ok=True)
    options.diagram.write_text(reliability_svg(*after.supports()), encoding="utf-8")
    return 0


def _read(cases: Sequence[Case], odds: Sequence[Floats], reader: Reader) -> list[Case]:
    """The cases as a reader leaves them, given the odds before reading."""
    return [
        replace(c, weighed=read(c.index, c.question, c.weighed, o, reader.read))
        for c, o in zip(cases, odds, strict=True)
    ]


def _open(corpus: Path, work: Path, embedder: Embedder) -> Index:
    """The index of a corpus, built once."""
    store = IndexStore(work / hashlib.sha256(str(corpus.resolve()).encode()).hexdigest()[:12])
    if not store.generations():
        build(read_corpus([corpus], workers=1), store, embedder, cluster=cluster, progress=Quiet())
    return store.open()[0]


def report(held_out: HeldOut) -> None:
    """Print held-out figures of each set."""
    print(f"{'set':32} cases  top1   top3  pass@1 pass@4  AUROC answered refused   ECE")
    for name in sorted({c.set for c in held_out.cases}):
        rows = [i for i, c in enumerate(held_out.cases) if c.set == name]
        yes = [i for i in rows if held_out.cases[i].answerable]
        no = [i for i in rows if not held_out.cases[i].answerable]
        sure = held_out.confidence
        figures = [
            *(np.mean([_top(held_out.cases[i].sentence_holds, held_out.odds[i], k) for i in yes]) for k in (1, 3)),
            *(
                np.mean([_top(held_out.cases[i].passage_holds, held_out.passage_odds[i], k) for i in yes])
                for k in (1, 4)
            ),
            auroc(sure[yes], sure[no]) if yes and no else float("nan"),
            np.mean(sure[yes] >= held_out.threshold) if yes else float("nan"),
            np.mean(sure[no] < held_out.threshold) if no else float("nan"),
            expected_calibration_error(*held_out.supports(name)),
        ]
        print(f"{name:32} {len(rows):5} " + " ".join(f"{f:6.3f}" for f in figures))
    print(f"threshold {held_out.threshold:.3f}")


def _top(truth: npt.NDArray[np.bool_], odds: Floats, k: int) -> bool:
    return bool(truth[np.argsort(-odds, kind="stable")[:k]].any())


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError):
        raise SystemExit(main())
