"""Does retrieval with our standalone question find what a person's rewrite finds? `python -m evals.followups FILE`.

FILE holds one follow-up a line: `topic`, `section`, `turn`, `history` (question, answer, question, answer, ...),
`question` and a person's `rewrite`. The corpus is made of the file itself: every earlier answer of every dialogue is
a passage titled with its topic and section, so that the answer of turn n is known from the history of turn n + 1.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from embeddings.embedder import SentenceTransformerEmbedder
from qa.answering.retrieval import CONTEXT_WEIGHT
from qa.conversation import Standalone, rewrite
from qa.index.bm25 import KeywordIndex, TermLists, Vocabulary
from qa.text.terms import terms
from qa.types import Turn

Scores = npt.NDArray[np.float32]
BM25_WEIGHT = 0.5  # of BM25, scaled to its best, against cosine
NO_ANSWER = "I don't know."


@dataclass(frozen=True, slots=True)
class FollowUp:
    """One question of a dialogue. `answer` is the row of the passage that answers it, -1 where that is unknown."""

    question: str
    rewrite: str
    history: tuple[Turn, ...]
    opening: Turn  # the article and section the dialogue is about, as its zeroth turn
    turn: int
    answer: int


@dataclass(frozen=True, slots=True)
class Corpus:
    """Passages, row by row, and the section of an article that each belongs to."""

    texts: tuple[str, ...]
    sections: tuple[str, ...]


def load(path: Path) -> tuple[list[FollowUp], Corpus]:
    """Read the follow-ups and make the corpus of their answers."""
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    rows = [json.loads(line) for line in data.decode().splitlines()]
    passages: dict[str, int] = {}
    sections: list[str] = []
    answers: dict[tuple[str, int], int] = {}
    for row in rows:
        dialogue = row["id"].rsplit("_", 1)[0]
        for turn, answer in enumerate(row["history"][1::2], start=1):
            if answer == NO_ANSWER:
                continue
            text = f"{row['topic']}. {row['section']}. {answer}"
            if text not in passages:
                passages[text] = len(passages)
                sections.append(f"{row['topic']}\n{row['section']}")
            answers[dialogue, turn] = passages[text]
    followups = [_followup(row, answers) for row in rows]
    return followups, Corpus(tuple(passages), tuple(sections))


def _followup(row: dict[str, object], answers: dict[tuple[str, int], int]) -> FollowUp:
    said = [str(line) for line in row["history"]]  # type: ignore[attr-defined]
    turn = int(str(row["turn"]))
    return FollowUp(
        question=str(row["question"]),
        rewrite=str(row["rewrite"]),
        history=tuple(Turn(question, answer) for question, answer in zip(said[::2], said[1::2], strict=True)),
        opening=Turn(f"{row['topic']}: {row['section']}"),
        turn=turn,
        answer=answers.get((str(row["id"]).rsplit("_", 1)[0], turn), -1),
    )


class Retrieval:
    """Dense, BM25 and fused ranking of one corpus, with the parts that the service is made of."""

    def __init__(self, corpus: Corpus) -> None:
        self._embedder = SentenceTransformerEmbedder(threads=2)
        self._vectors = self._embedder.encode(corpus.texts)
        vocabulary = Vocabulary()
        lists = TermLists.of(vocabulary.learn(terms(text)) for text in corpus.texts)
        self._keywords = KeywordIndex.build(vocabulary, lists)

    def scores(self, queries: Sequence[Standalone]) -> tuple[Scores, Scores, Scores]:
        """Dense, BM25 and fused scores, a row a query."""
        dense = self._embedder.encode([query.text for query in queries]) @ self._vectors.T
        bm25 = np.stack([self._bm25(query) for query in queries])
        fused = dense + BM25_WEIGHT * bm25 / np.maximum(bm25.max(axis=1, keepdims=True), 1e-6)
        return dense, bm25, fused

    def _bm25(self, query: Standalone) -> Scores:
        known = self._keywords.vocabulary.id
        weights = {i: CONTEXT_WEIGHT for term in query.context_terms if (i := known(term)) is not None}
        weights |= {i: 1.0 for term in terms(query.text) if (i := known(term)) is not None}
        return self._keywords.scores(weights)


def measure(ours: Scores, theirs: Scores, answers: Sequence[int], corpus: Corpus) -> dict[str, float]:
    """Shares in which our scores find what the person's find; each measure's own definition is in `MEANINGS`."""
    our_order, their_order = (np.argsort(-scores, axis=1, kind="stable")[:, :10] for scores in (ours, theirs))
    best = their_order[:, :1]
    sections = np.asarray(corpus.sections)
    row: dict[str, float] = {
        "same_first": _share(our_order[:, 0] == best[:, 0]),
        "first_in_5": _share((our_order[:, :5] == best).any(axis=1)),
        "section_in_5": _share((sections[our_order[:, :5]] == sections[best]).any(axis=1)),
    }
    gold = np.asarray(answers)[:, None]
    for depth in (1, 5, 10):
        found = ((their_order[:, :depth] == gold) & (gold >= 0)).any(axis=1)
        row[f"answer_in_{depth}"] = _share((our_order[found, :depth] == gold[found]).any(axis=1))
    return row


def _share(hits: npt.NDArray[np.bool_]) -> float:
    return round(float(hits.mean()), 3) if hits.size else 0.0


MEANINGS = {
    "same_first": "our first passage is the person's first passage",
    "first_in_5": "the person's first passage is among our first 5",
    "section_in_5": "the section of the person's first passage is among those of our first 5",
    "answer_in_1": "the true answer is our first passage, of the cases where it is the person's",
    "answer_in_5": "the true answer is among our first 5, of the cases where it is among the person's",
    "answer_in_10": "the same of the first 10",
}


def report(followups: Sequence[FollowUp], corpus: Corpus) -> dict[str, dict[str, float]]:
    """Every measure for every ranking: with the question as asked, and with ours."""
    retrieval = Retrieval(corpus)
    theirs = retrieval.scores([Standalone(f.rewrite, ()) for f in followups])
    later = [n for n, f in enumerate(followups) if f.turn > 1]
    everything = list(range(len(followups)))
    ways: dict[str, tuple[list[int], Callable[[FollowUp], Standalone]]] = {
        "as asked": (later, lambda f: Standalone(f.question, ())),
        "ours, from the history": (later, lambda f: rewrite(f.question, f.history)),
        "ours, article known": (everything, lambda f: rewrite(f.question, (f.opening, *f.history))),
    }
    table: dict[str, dict[str, float]] = {}
    for way, (rows, ask) in ways.items():
        chosen = [followups[n] for n in rows]
        scores = retrieval.scores([ask(f) for f in chosen])
        for ranking, our_scores, their_scores in zip(("dense", "bm25", "fused"), scores, theirs, strict=True):
            answers = [f.answer for f in chosen]
            table[f"{way}, {ranking}"] = {
                "questions": len(rows),
                **measure(our_scores, their_scores[rows], answers, corpus),
            }
    return table


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m evals.followups", description=__doc__)
    parser.add_argument("file", type=Path, metavar="DIALOGUES.jsonl[.gz]")
    parser.add_argument("--json", action="store_true", help="print JSON alone")
    options = parser.parse_args(arguments)
    followups, corpus = load(options.file)
    table = report(followups, corpus)
    if not options.json:
        columns = ["questions", *MEANINGS]
        print(f"{len(followups)} questions over {len(corpus.texts)} passages")
        print(f"{'':34}" + "".join(f"{name:>14}" for name in columns))
        for way, row in table.items():
            print(f"{way:34}" + "".join(f"{row[name]:>14g}" for name in columns))
        print("\n".join(f"{name}: {meaning}" for name, meaning in MEANINGS.items()))
    json.dump({"passages": len(corpus.texts), "meanings": MEANINGS, "table": table}, sys.stdout)
    print()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
