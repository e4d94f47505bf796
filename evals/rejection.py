"""Refusal over a handful of documents at a time: `python -m evals.rejection FILE`.

FILE holds one case a line: `question`, `documents` (texts), `expected`: "abstain" where the documents lack the answer,
else the answer, or a list of accepted ones. Each case is built and asked by itself, as somebody would who brings a few
pages; what is printed are the shares refused and answered, how often an answer holds the expected one, and the AUROC.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from embeddings.embedder import Embedder, SentenceTransformerEmbedder
from embeddings.reader import LowRankReader
from evals import jsonl
from qa.answering.answerer import Answerer
from qa.answering.evidence import EvidenceModel, EvidenceScorer
from qa.answering.reader_pass import ReadingModel
from qa.building.build_flow import build
from qa.building.duplicates import cluster
from qa.evaluation.metrics import auroc
from qa.evaluation.outcomes import holds
from qa.index.store import IndexStore
from qa.types import Answer, Article, Query

_ABSTAIN = "abstain"


class Quiet:
    """Progress that nobody watches."""

    def start(self, stage: str, total: int | None) -> None: ...

    def advance(self, count: int) -> None: ...


@dataclass(frozen=True, slots=True)
class Case:
    """A question and the only texts it may be answered from. `accepted` is empty where they do not answer it."""

    question: str
    documents: tuple[str, ...]
    accepted: tuple[str, ...]


def cases_of(path: Path) -> Iterator[Case]:
    for row in jsonl.rows(path):
        yield Case(row["question"], tuple(row["documents"]), _accepted(row["expected"]))


def _accepted(expected: Any) -> tuple[str, ...]:
    """All strings in it, however deep in lists."""
    if isinstance(expected, list):
        return tuple(a for e in expected for a in _accepted(e))
    return () if expected == _ABSTAIN else (str(expected),)


def ask(case: Case, embedder: Embedder, scorer: EvidenceScorer, folder: Path) -> Answer:
    """The answer from an index of the case's documents alone."""
    store = IndexStore(folder)
    articles = [Article(str(i), " ".join(text.split()[:12]), text) for i, text in enumerate(case.documents)]
    build(articles, store, embedder, cluster=cluster, progress=Quiet())
    index, _ = store.open()
    with closing(index):
        return Answerer(index, lambda text: embedder.encode([text])[0], scorer).answer(Query(case.question))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--each", action="store_true", help="print every case")
    options = parser.parse_args()
    embedder = SentenceTransformerEmbedder()
    scorer = ReadingModel(EvidenceModel.packaged("small"), [LowRankReader("small").read])
    yes: list[tuple[bool, bool, float]] = []  # answered, holds the answer, confidence
    no: list[tuple[bool, float]] = []
    for case in cases_of(options.file):
        with tempfile.TemporaryDirectory(prefix="quoth-rejection-") as folder:
            answer = ask(case, embedder, scorer, Path(folder))
        if case.accepted:
            yes.append((answer.answered, holds(answer.answer, case.accepted), answer.confidence))
        else:
            no.append((answer.answered, answer.confidence))
        if options.each:
            print(f"{answer.confidence:.3f} {'|'.join(case.accepted) or '-'} | {case.question} | {answer.answer}")
    print(f"answered of answerable    {np.mean([a for a, _, _ in yes]):.3f} of {len(yes)}")
    print(f"answer holds the expected {np.mean([h for _, h, _ in yes]):.3f}")
    print(f"refused of unanswerable   {1 - np.mean([a for a, _ in no]):.3f} of {len(no)}")
    print(f"AUROC                     {auroc([c for _, _, c in yes], [c for _, c in no]):.3f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
