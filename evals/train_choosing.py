"""Train the forest that chooses passages for reading: `python -m evals.train_choosing SOURCE …`, through `make train-choosing`.

SOURCE is CORPUS:QUESTIONS[:MORE][/N], articles as JSON lines and natural questions (with `best` and `also`), of which every
N-th is taken. Each question that its corpus holds is asked as the service would be; nothing is read. It prints how often a
passage that holds an answer is among the first k, held out by article, and writes qa/answering/choosing.json.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.model_selection import GroupKFold

from embeddings.embedder import Embedder, SentenceTransformerEmbedder
from evals import jsonl
from evals.asked import Row, sentences_that_hold, turn_before
from evals.forests import save
from evals.train_evidence import opened
from qa.answering.answerer import Answerer
from qa.answering.choosing import FEATURES, FILE, described
from qa.answering.evidence import Evidence, EvidenceModel
from qa.answering.question import Question
from qa.answering.retrieval import Candidates
from qa.answering.signals import Table, Weighed
from qa.index.opened import Index
from qa.types import Query

FIRST = (1, 3, 5, 8)
_FOLDS = 5


@dataclass(slots=True)
class Watching:
    """An evidence model that does not read, and remembers what it was given last."""

    model: EvidenceModel = field(default_factory=EvidenceModel.packaged)
    seen: tuple[Candidates, Weighed] | None = None

    def score(self, index: Index, question: Question, found: Candidates, weighed: Weighed) -> Evidence:
        self.seen = found, weighed
        return self.model.score(index, question, found, weighed)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A question's candidates as the forest sees them, and which hold an answer."""

    group: str
    rows: Table
    holds: npt.NDArray[np.bool_]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="+", metavar="CORPUS:QUESTIONS[:MORE][/N]")
    parser.add_argument("--into", type=Path, default=FILE)
    parser.add_argument("--work", type=Path, default=Path("var/training"), help="where indexes of the corpora are kept")
    options = parser.parse_args()
    embedder = SentenceTransformerEmbedder()
    cases: list[Chosen] = []
    for source in options.data:
        own = list(_cases(source, options.work, embedder))
        print(f"{source}: {len(own)} questions, {sum(c.holds.any() for c in own)} with an answer among the candidates")
        cases += own
    _report(cases)
    save(_fit(cases), FEATURES, options.into, "evals.train_choosing")
    return 0


def _cases(source: str, work: Path, embedder: Embedder) -> Iterator[Chosen]:
    pair, _, every = source.rpartition("/") if source.rpartition("/")[2].isdigit() else (source, "", "1")
    corpus, *files = (Path(p) for p in pair.split(":"))
    index = opened(corpus, work, embedder)
    watching = Watching()
    answerer = Answerer(index, lambda text: embedder.encode([text])[0], watching)
    known = set(index.articles.column("id"))
    for file in files:
        rows: list[Row] = list(jsonl.rows(file))
        by_id = {row["id"]: row for row in rows}
        asked = [r for r in rows if r["best"] and known.intersection(r.get("article_ids") or [r["article_id"]])]
        for row in asked[:: int(every)]:
            turn = turn_before(by_id.get(row.get("follows") or ""))
            answerer.find(Query(row["question"], history=(turn,) if turn else ()))
            if watching.seen is None or not len(watching.seen[0].rows):
                continue
            found, weighed = watching.seen
            told = described(index, found, weighed)
            holds = np.zeros(len(told), bool)
            gold = [s["text"] for s in row["best"] + row["also"]]
            holds[weighed.passage[sentences_that_hold(index, weighed.sentences, gold)]] = True
            yield Chosen((row.get("article_ids") or [row["article_id"]])[0], told, holds)


def _fit(cases: Sequence[Chosen]) -> HistGradientBoostingClassifier:
    """A forest of the questions that a candidate answers; each counts the same, however many candidates it has."""
    kept = [c for c in cases if c.holds.any()]
    weight = np.concatenate([np.full(len(c.holds), 1 / len(c.holds)) for c in kept])
    model = HistGradientBoostingClassifier(
        max_iter=150, learning_rate=0.06, max_leaf_nodes=12, min_samples_leaf=60, l2_regularization=2,
        random_state=0, early_stopping=False,
    )  # fmt: skip
    rows, holds = np.concatenate([c.rows for c in kept]), np.concatenate([c.holds for c in kept])
    return model.fit(rows, holds, sample_weight=weight * len(weight) / weight.sum())


def _report(cases: Sequence[Chosen]) -> None:
    """Recall of the first k passages, by forests that did not see the question's article."""
    within = np.zeros((len(cases), len(FIRST)), bool)
    for train, test in GroupKFold(_FOLDS).split(cases, groups=[c.group for c in cases]):
        model = _fit([cases[i] for i in train])
        for i in test:
            ranked = cases[i].holds[np.argsort(-model.decision_function(cases[i].rows), kind="stable")]
            within[i] = [ranked[:k].any() for k in FIRST]
    print("held out: " + ", ".join(f"recall@{k} {share:.3f}" for k, share in zip(FIRST, within.mean(0), strict=True)))


if __name__ == "__main__":
    raise SystemExit(main())
