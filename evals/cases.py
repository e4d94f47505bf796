"""Known questions with all that is retrieved for them: what the evidence models are fitted on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from embeddings.embedder import Embedder
from evals import jsonl
from qa.answering.question import Question, read
from qa.answering.retrieval import Candidates, candidates
from qa.answering.signals import READ, Weighed, weigh
from qa.evaluation.outcomes import KnownQuestion, holds, load_questions
from qa.index.opened import Index, day_number
from qa.index.searching import Allowed

_AT_MOST = 2500  # questions of one file
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*")  # capitals in mid-sentence


@dataclass(frozen=True, slots=True)
class Case:
    """One question with all that was retrieved for it, and which of that holds the answer."""

    set: str
    group: str  # gold article: what folds are split by
    answerable: bool
    index: Index
    question: Question
    found: Candidates
    weighed: Weighed
    sentence_holds: npt.NDArray[np.bool_]
    passage_holds: npt.NDArray[np.bool_]


def cases_of(index: Index, questions: Path, embedder: Embedder, *, set_name: str) -> Iterator[Case]:
    known, squad = _questions(questions)
    if len(known) > _AT_MOST:
        known = [known[i] for i in np.random.default_rng(0).permutation(len(known))[:_AT_MOST]]
    vectors = np.concatenate(
        [embedder.encode([k.question for k in known[i : i + 64]]) for i in range(0, len(known), 64)]
    )
    ids = index.articles.column("id")
    yield from _renamed(index, known, embedder, set_name)
    for number, (one, vector) in enumerate(zip(known, vectors, strict=True)):
        hide = squad and number % 2 == 1
        allowed = None
        if hide:
            allowed = Allowed(~np.isin(index.articles_of, [row for row, i in enumerate(ids) if i in one.gold]))
        question = read(one.question)
        found = candidates(index, question, vector, allowed=allowed)
        answers = () if hide else one.answers or ()
        group = one.gold[0] if one.gold else (ids[int(index.articles_of[found.rows[0]])] or "")
        # a dated question is asked with its date and without: the models must not lean on a date they may not get
        for day in {day_number(one.question_date) if one.question_date else None, None}:
            weighed = weigh(index, question, vector, found, [] if day is None else [(day, day)])
            sentences, passages = _holding(index, found, weighed, answers)
            name = set_name if day is None else f"{set_name}, dated"
            yield Case(name, group, bool(answers), index, question, found, weighed, sentences, passages)


def _renamed(index: Index, known: Sequence[KnownQuestion], embedder: Embedder, set_name: str) -> Iterator[Case]:
    """Near misses: answerable questions with one of their names exchanged for another question's."""
    written = [(one, _NAME.findall(one.question)) for one in known if one.answers]
    named = [(one, names) for one, names in written if names]
    for (one, names), (_, others) in zip(named[::4], named[1::4], strict=False):
        text = one.question.replace(names[-1], others[-1])
        if names[-1] == others[-1]:
            continue
        question = read(text)
        found = candidates(index, question, embedder.encode([text])[0])
        weighed = weigh(index, question, embedder.encode([text])[0], found)
        none = np.zeros(len(weighed.sentences), bool), np.zeros(min(READ, len(found.rows)), bool)
        yield Case(set_name, one.gold[0] if one.gold else one.id, False, index, question, found, weighed, *none)


def _holding(
    index: Index, found: Candidates, weighed: Weighed, answers: Sequence[str]
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    rows = found.rows[:READ]
    owners = [int(a) for a in index.articles_of[rows]]
    articles = index.articles.at(sorted(set(owners)))
    sentences = [
        bool(answers) and holds(articles[owners[p]].text[start:end], answers)
        for p, (start, end) in zip(weighed.passage, index.sentences[weighed.sentences, 1:3], strict=True)
    ]
    passages = [
        bool(answers) and holds(articles[owner].text[start:end], answers)
        for owner, (start, end) in zip(owners, index.passages[rows, 1:3], strict=True)
    ]
    return np.asarray(sentences, bool), np.asarray(passages, bool)


def _questions(path: Path) -> tuple[list[KnownQuestion], bool]:
    if "passage_id" not in next(jsonl.rows(path)):
        return load_questions(path), False
    return [
        KnownQuestion(r["id"], r["question"], tuple(a["text"] for a in r["answers"]), gold=(r["passage_id"],))
        for r in jsonl.rows(path)
    ], True
