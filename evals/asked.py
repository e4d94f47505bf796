"""Natural questions, with the sentences an editor would quote, as cases that the evidence models are fitted on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from embeddings.embedder import Embedder
from evals.cases import Case
from qa.answering.question import in_conversation, read
from qa.answering.retrieval import candidates
from qa.answering.signals import READ, weigh
from qa.evaluation.natural import inside
from qa.index.opened import Index
from qa.index.searching import Allowed
from qa.text.terms import terms
from qa.types import Turn

Row = dict[str, Any]


def asked_cases(
    index: Index, questions: Sequence[Row], embedder: Embedder, *, name: str, pile: int = 0, holed: bool = False,
    every: int = 1, first: int = 0,
) -> Iterator[Case]:  # fmt: skip
    """A case for each question that the index can be asked, or for every so many from the `first`. `pile`: how many articles,
    the question's own among them, are searched; 0: all. `holed`: the answers were cut out, so that none may be given.
    """
    ids = index.articles.column("id")
    row_of = {article: row for row, article in enumerate(ids)}
    by_id = {q["id"]: q for q in questions}
    rng = np.random.default_rng(0)
    for asked in questions[first::every]:
        own = row_of.get(asked["article_id"])
        if own is None:
            continue
        allowed = None
        if pile:
            others = rng.permutation(len(ids))[: pile - 1]
            allowed = Allowed(np.isin(index.articles_of, [own, *others.tolist()]))
        turn = turn_before(by_id.get(asked.get("follows") or ""))
        question = read(asked["question"], in_conversation(asked["question"], turn))
        vector = embedder.encode(list(dict.fromkeys([question.text, question.read_as])))
        context = terms(f"{turn.question} {turn.answer}") if turn else ()
        found = candidates(index, question, vector, allowed=allowed, context=context)
        weighed = weigh(index, question, vector, found)
        gold = [] if holed else [s["text"] for s in asked["best"] + asked["also"]]
        holds = sentences_that_hold(index, weighed.sentences, gold)
        passages = np.zeros(min(READ, len(found.rows)), bool)
        passages[weighed.passage[holds]] = True
        yield Case(name, asked["article_id"], bool(gold), index, question, found, weighed, holds, passages)


def turn_before(before: Row | None) -> Turn | None:
    """The question that is followed up, answered by the first sentence an editor would quote."""
    return None if before is None else Turn(before["question"], before["best"][0]["text"] if before["best"] else "")


def sentences_that_hold(index: Index, rows: npt.NDArray[np.int64], gold: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Which sentences are one of the gold sentences, hold one or lie in one; small differences of cleaning allowed."""
    owners = index.articles_of[index.sentences[rows, 0]]
    articles = index.articles.at(sorted({int(a) for a in owners}))
    spans = index.sentences[rows, 1:3].tolist()
    texts = [articles[int(a)].text[start:end] for a, (start, end) in zip(owners, spans, strict=True)]
    return np.asarray([any(inside(g, t) or inside(t, g) for g in gold) for t in texts], bool)


def holed(articles: Sequence[Row], questions: Sequence[Row], turn: int) -> tuple[list[Row], set[str]]:
    """The articles without the answers of every second answerable question (`turn` 0 or 1), and the ids of those questions."""
    cut: dict[str, set[tuple[int, int]]] = {}
    gone: set[str] = set()
    for place, asked in enumerate(q for q in questions if q["best"] and not q.get("follows")):
        if place % 2 == turn:
            gone.add(asked["id"])
            spans = {(s["start"], s["end"]) for s in asked["best"] + asked["also"]}
            cut.setdefault(asked["article_id"], set()).update(spans)
    left = []
    for article in articles:
        text = article["text"]
        for start, end in sorted(cut.get(article["id"], ()), reverse=True):
            text = text[:start] + text[end:]
        left.append(article | {"text": text})
    return left, gone
