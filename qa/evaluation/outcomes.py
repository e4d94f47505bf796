"""Answers against known questions: what was retrieved, what was said, what was refused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from qa.answering.question import kind
from qa.evaluation.question_files import read_questions
from qa.types import Answer, Article, Citation, Query, SearchResult, Turn

SEARCHED = 40  # passages looked through for distinct articles


@dataclass(frozen=True, slots=True)
class KnownQuestion:
    """A question whose answer is known. `answers` are all accepted; None: the articles cannot answer it."""

    id: str
    question: str
    answers: tuple[str, ...] | None
    gold: tuple[str, ...] = ()  # ids, addresses or file names of the articles that hold the answer
    history: tuple[Turn, ...] = ()
    question_date: str | None = None


@dataclass(frozen=True, slots=True)
class QuestionOutcome:
    """What the service made of one known question."""

    known: KnownQuestion
    kind: str
    answered: bool
    confidence: float
    words: int
    answer_holds: bool  # the answer's text holds an accepted answer
    gold_rank: int | None  # of the first gold article among distinct articles, from 1
    passage_rank: int | None  # of the first passage that holds an accepted answer, from 1
    cited_gold: tuple[bool, ...]  # for each citation: it stands in a gold article or holds an accepted answer
    supports: tuple[tuple[float, bool], ...]  # for each sentence: its support, and whether it holds an accepted answer
    verbatim: bool
    embed_ms: float
    total_ms: float


class AnswerSource(Protocol):
    """What is evaluated: anything that answers and searches as a service does."""

    def answer(self, query: Query) -> Answer: ...
    def search(self, query: Query) -> SearchResult: ...
    def article(self, article_id: str) -> Article: ...


def load_questions(path: Path) -> list[KnownQuestion]:
    """Read a file of known questions: the contract's format, a JSON object a line, `.gz` too."""
    return read_questions(path, _known, "`id`, `question` and `answer`")


def evaluate(answerer: AnswerSource, known: Iterable[KnownQuestion]) -> list[QuestionOutcome]:
    """Ask every question once, through the same calls as any caller."""
    return [_ask(answerer, one) for one in known]


def holds(text: str, answers: Sequence[str]) -> bool:
    """Whether an accepted answer occurs in the text as whole words, both lower-cased and without punctuation."""
    padded = f" {normalised(text)} "
    return any(f" {n} " in padded for a in answers if (n := normalised(a)))


def normalised(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s]", " ", text.lower().replace("’", "'").replace("'s", " s")).split())


def _known(row: dict[str, Any], where: str) -> KnownQuestion:
    answer = row["answer"]
    answers = None if answer is None else (answer,) if isinstance(answer, str) else tuple(answer)
    return KnownQuestion(
        id=str(row.get("id", where)),
        question=row["question"],
        answers=answers,
        gold=tuple(row.get("gold_article_ids") or ()),
        history=tuple(Turn(t["question"], t.get("answer") or "") for t in row.get("history") or ()),
        question_date=row.get("question_date"),
    )


def _ask(answerer: AnswerSource, known: KnownQuestion) -> QuestionOutcome:
    query = Query(known.question, history=known.history, question_date=known.question_date, limit=SEARCHED)
    passages = answerer.search(query).passages
    answer = answerer.answer(Query(known.question, history=known.history, question_date=known.question_date))
    accepted = known.answers or ()
    articles = list(dict.fromkeys(p.article.id for p in passages))
    gold = {
        p.article.id
        for p in passages
        if is_gold(p.article, known.gold) or any(c.article_id in known.gold for c in p.copies)
    }
    return QuestionOutcome(
        known=known,
        kind=kind(answer.standalone_question),
        answered=answer.answered,
        confidence=answer.confidence,
        words=sum(len(s.text.split()) for s in answer.sentences),
        answer_holds=holds(" ".join(s.text for s in answer.sentences), accepted),
        gold_rank=next((i for i, a in enumerate(articles, start=1) if a in gold), None),
        passage_rank=next((i for i, p in enumerate(passages, start=1) if holds(p.text, accepted)), None),
        cited_gold=tuple(c.article_id in gold or holds(c.quote, accepted) for c in answer.citations),
        supports=tuple((s.support, holds(s.text, accepted)) for s in answer.sentences),
        verbatim=all(is_verbatim(answerer, c) for c in answer.citations),
        embed_ms=answer.timings_ms["embed"],
        total_ms=answer.timings_ms["total"],
    )


def is_gold(article: Article, gold: Sequence[str]) -> bool:
    """Whether the article is named among the gold: by id, by address or by the name of its file."""
    names = {article.id, article.url, article.origin, Path(article.origin.split("#")[0].split(":")[0]).name}
    return any(g in names for g in gold)


def is_verbatim(answerer: AnswerSource, citation: Citation) -> bool:
    """Whether a quote stands in its article to the letter, at the place that it names."""
    return answerer.article(citation.article_id).text[citation.start : citation.end] == citation.quote
