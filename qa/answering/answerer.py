"""The answer flow: a question to cited sentences, or to a refusal that says what is nearest."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Protocol

import numpy as np

from embeddings.embedder import Vectors
from qa.answering import citations
from qa.answering import question as questions
from qa.answering.acronyms import spelled_out
from qa.answering.composition import Chosen, compose
from qa.answering.disagreement import Cited, disagreements
from qa.answering.evidence import Evidence, Judge
from qa.answering.highlight import highlight
from qa.answering.question import Question
from qa.answering.receipts import OFF, receipt
from qa.answering.refusal import listed, missing_names, refusal
from qa.answering.retrieval import Candidates, QueryTerms, allowed_passages, candidates
from qa.answering.signals import Period, weigh
from qa.answering.spelling import Taken, respelled
from qa.answering.timeline import TimeHint, when
from qa.conversation import Standalone, rewrite
from qa.index.opened import Index, day_number
from qa.text.terms import terms
from qa.types import (
    EXTRACTIVE,
    Answer,
    AnswerSentence,
    Article,
    Citation,
    Disagreement,
    FoundPassage,
    Query,
    Related,
    Said,
    SearchResult,
    Span,
    Told,
    Turn,
)

OLD_DAYS = 30  # evidence older than this makes a "latest" answer say as of when it speaks
_RELATED = 5
_OF_ONE_ARTICLE = 2  # passages among the first five, at most
_TRACED = 10  # passages in a receipt
_LOOKED_AT = 12  # passages in which the long form of an acronym is looked for
_WHOLE = ("why", "how", "list")  # kinds of question that no few words of a sentence answer

Event = tuple[str, object]
Embed = Callable[[str], Vectors]


class Writer(Protocol):
    """A language model that puts quotes into words of its own, as far as code can bear them out. It never raises."""

    def rewrite(self, question: str, history: Sequence[Turn], by_rules: str) -> str:
        """The follow-up as standing alone; `by_rules` where the model does no better."""

    def write(self, question: str, said: Sequence[Said], embed: Embed) -> Told:
        """The answer in the model's words; where they are not borne out, `said` as it is, and why."""


@dataclass(frozen=True, slots=True)
class Found:
    """All that was found for a query, before anything is said."""

    question: Question
    standalone: Standalone
    hint: TimeHint
    candidates: Candidates
    evidence: Evidence
    missing: tuple[str, ...]  # words of the question that the index does not hold
    taken: tuple[Taken, ...]  # mistyped words of the question
    timings: dict[str, float]


class Answerer:
    """Answers questions over one open index. Safe to share between threads if `embed` is."""

    def __init__(
        self, index: Index, embed: Embed, model: Judge, writer: Writer | None = None, *, reader: str = OFF
    ) -> None:
        self.index = index
        self._embed = embed
        self._model = model
        self._writer = writer
        self._reader = reader  # its fingerprint, for receipts

    def answer(self, query: Query) -> Answer:
        """The whole answer."""
        began = time.perf_counter()
        found = self.find(query)
        return self._conclude(query, found, self._tell(query, found), began)

    def stream(self, query: Query) -> Iterator[Event]:
        """("retrieved", SearchResult), then each ("sentence", (AnswerSentence, its citations)), then ("done", Answer)."""
        began = time.perf_counter()
        found = self.find(query)
        yield "retrieved", self._passages(found, query.limit)
        told = self._tell(query, found)
        for sentence, cited in told.said:
            yield "sentence", (sentence, cited)
        yield "done", self._conclude(query, found, told, began)

    def search(self, query: Query) -> SearchResult:
        """Passages, best first."""
        return self._passages(self.find(query), query.limit)

    def find(self, query: Query) -> Found:
        """Retrieve, read and weigh, without composing an answer.

        With a conversation, passages are searched for the question alone and for the question with the turn before it,
        and readers see both; the question rewritten by rules is what a person is shown, and what a writer model gets.
        """
        began = time.perf_counter()
        text, taken = respelled(query.question, self.index)
        standalone = rewrite(text, query.history)
        if self._writer and query.history and query.generator != EXTRACTIVE:
            written = self._writer.rewrite(text, query.history, standalone.text)
            standalone = replace(standalone, text=written)
        today = _today(query)
        before = query.history[-1] if query.history else None
        question = questions.read(text, questions.in_conversation(text, before))
        hint = when(text, today)
        vector = np.stack([self._embed(text) for text in dict.fromkeys((question.text, question.read_as))])
        embedded = time.perf_counter()
        allowed = allowed_passages(self.index, query.filters)
        first = candidates(self.index, question, vector, allowed=allowed, context=standalone.context_terms)
        question = replace(question, read_as=spelled_out(question.read_as, self._texts(first)))
        retrieved = time.perf_counter()
        weighed = weigh(self.index, question, vector, first, self._periods(query, hint, today))
        evidence = self._model.judge(self.index, question, first, weighed)
        missing = _as_written(question.text, QueryTerms.of(question.terms, self.index).unknown)
        timings = {
            "embed": _ms(began, embedded),
            "retrieve": _ms(embedded, retrieved),
            "evidence": _ms(retrieved),
        }
        return Found(question, standalone, hint, first, evidence, missing, taken, timings)

    def _texts(self, found: Candidates) -> list[str]:
        """The passages found first."""
        places = self.index.passages[found.rows[:_LOOKED_AT], :3].tolist()
        articles = self.index.articles.at(sorted({row for row, _, _ in places}))
        return [articles[row].text[start:end] for row, start, end in places]

    def _periods(self, query: Query, hint: TimeHint, today: date) -> list[Period]:
        """The days a question is about: its own date where the caller gives it, and those it names, since an article may
        tell of them then or later; for "latest" the newest there are.
        """
        asked = day_number(query.question_date)
        newest = max(int(self.index.days.max(initial=-1)), 0)
        periods = [(asked, asked)] if asked >= 0 else []
        if hint.first or hint.last:
            first = day_number(hint.first.isoformat()) if hint.first else 0
            last = day_number(hint.last.isoformat()) if hint.last else newest
            within = first <= asked <= last
            return periods if within else [*periods, (first, last)]
        day = min(day_number(today.isoformat()), newest)
        return periods or ([(day, day)] if hint.latest else [])

    def _passages(self, found: Found, limit: int) -> SearchResult:
        rows = found.candidates.rows[_spread(self.index, found, limit)]
        articles = self.index.articles.at(sorted({int(self.index.passages[r, 0]) for r in rows}))
        scores = {int(found.candidates.rows[p]): float(s) for p, s in enumerate(found.evidence.passage_score)}
        passages = []
        for row in rows.tolist():
            article_row, start, end = (int(v) for v in self.index.passages[row, :3])
            article = articles[article_row]
            passages.append(FoundPassage(
                article=article, start=start, end=end, text=article.text[start:end], score=round(scores[row], 3),
                copies=self.index.articles.copies(article_row),
            ))  # fmt: skip
        return SearchResult(tuple(passages), self.index.info)

    def _tell(self, query: Query, found: Found) -> Told:
        """The answer in quotes, or by the writer where one is asked for; whether there is one is decided before it."""
        said = self._say(query, found)
        if not said or self._writer is None or query.generator == EXTRACTIVE:
            return Told(tuple(said))
        return self._writer.write(found.standalone.text, said, self._embed)

    def _say(self, query: Query, found: Found) -> list[Said]:
        """The sentences of the answer, each with its citation checked against the article; none for a refusal."""
        if not found.evidence.answered:
            return []
        chosen = compose(self.index, found.evidence, limit=query.limit)
        articles = self.index.articles.at(sorted({c.article for c in chosen}))
        said: list[Said] = []
        for number, one in enumerate(chosen, start=1):
            article = articles[one.article]
            copies = self.index.articles.copies(one.article)
            citation = citations.cite(number, article, one.start, one.end, score=one.support, copies=copies)
            citations.check(citation, article)
            marked = _answering(found, one, citation.quote)
            sentence = AnswerSentence(
                citation.quote, (number,), round(one.support, 3), marked,
                role="answer" if number == 1 else "also", date=(article.published_at or "")[:10] or None,
            )  # fmt: skip
            said.append((sentence, (citation,)))
        return said

    def _conclude(self, query: Query, found: Found, told: Told, began: float) -> Answer:
        said = told.said
        cited = tuple(sorted({c for _, own in said for c in own}, key=lambda c: c.number))
        differ = disagreements(
            found.question.text,
            [Cited(c.number, c.quote, c.article_id, c.published_at, c.source) for c in cited],
        )
        related = self._related(found, {c.article_id for c in cited})
        line = receipt(
            self.index, query, found.standalone.text, cited,
            generator=told.generator, reader=self._reader, writer=told.writer, retrieved=_trace(found),
        )  # fmt: skip
        return Answer(
            question=query.question,
            standalone_question=found.standalone.text,
            answered=bool(said),
            answer=" ".join(f"{s.text} {''.join(f'[{n}]' for n in s.citations)}" for s, _ in said)
            or refusal(related, missing_names(found.question, found.missing), self.index.info),
            sentences=tuple(s for s, _ in said),
            citations=cited,
            related=related,
            confidence=round(found.evidence.confidence, 3),
            generator=told.generator,
            fallback=told.fallback,
            index=self.index.info,
            receipt=line,
            independent_sources=len({c.source or c.article_id for c in cited}),
            as_of=_as_of(found.hint, cited, _today(query)),
            missing_terms=found.missing,
            disagreements=tuple(differ),
            notes=(
                *(f"Taken as: “{t.meant}” for “{t.written}”." for t in found.taken),
                *told.notes,
                *(_disagreement(d, cited) for d in differ),
            ),
            timings_ms=found.timings | {"total": _ms(began)},
        )

    def _related(self, found: Found, cited: set[str]) -> tuple[Related, ...]:
        rows = [int(self.index.passages[found.candidates.rows[p], 0]) for p in found.evidence.order]
        near = list(dict.fromkeys(rows))[: _RELATED + len(cited)]
        articles = self.index.articles.at(near)
        others = [a for row in near if (a := articles[row]).id not in cited]
        return tuple(_as_related(a) for a in others[:_RELATED])


def _trace(found: Found) -> list[tuple[int, float]]:
    """The first passages, by their row in the build, with their scores."""
    first = found.evidence.order[:_TRACED].tolist()
    return [(int(found.candidates.rows[p]), round(float(found.evidence.passage_score[p]), 3)) for p in first]


def _answering(found: Found, one: Chosen, quote: str) -> Span | None:
    """The words of a quote that answer: those the reader takes for the answer, else what the kind of question asks for."""
    if found.question.kind in _WHOLE:
        return None
    read = [span for row in one.sentences if (span := found.evidence.weighed.answers.get(row))]
    return Span(read[0].start - one.start, read[0].end - one.start) if read else highlight(found.question, quote)


def _spread(index: Index, found: Found, limit: int) -> list[int]:
    """Places of the best passages, at most two of one article among the first five unless one article is all there is."""
    taken: dict[int, int] = {}
    first: list[int] = []
    later: list[int] = []
    for place in found.evidence.order.tolist():
        article = int(index.passages[found.candidates.rows[place], 0])
        taken[article] = taken.get(article, 0) + 1
        (first if taken[article] <= _OF_ONE_ARTICLE or len(first) >= 5 else later).append(place)
    return (first[:5] + sorted(first[5:] + later, key=lambda p: -found.evidence.passage_score[p]))[:limit]


def _disagreement(differ: Disagreement, cited: tuple[Citation, ...]) -> str:
    """The values that cited articles disagree on, each with who says so and when."""
    by_number = {c.number: c for c in cited}
    sides = []
    for value, number in zip(differ.values, differ.citations, strict=True):
        c = by_number[number]
        who = ", ".join(v for v in (c.source or c.title, (c.published_at or "")[:10]) if v)
        sides.append(f"{value} ({who}) [{number}]")
    return f"The articles disagree: {listed(sides)}."


def _as_related(article: Article) -> Related:
    return Related(article.id, article.title, citations.web_address(article.url), article.source, article.published_at)


def _as_of(hint: TimeHint, cited: tuple[Citation, ...], today: date) -> str | None:
    """The day of the newest cited article when the question wants the latest and that day is long past."""
    days = [c.published_at[:10] for c in cited if c.published_at]
    if not hint.latest or not days:
        return None
    newest = max(days)
    return newest if (today - date.fromisoformat(newest)).days > OLD_DAYS else None


def _as_written(text: str, unknown: tuple[str, ...]) -> tuple[str, ...]:
    """The words of the question that belong to these terms."""
    written = dict.fromkeys(re.findall(r"[\w'’.-]*\w", text))
    return tuple(w for w in written if any(t in unknown for t in terms(w)))


def _today(query: Query) -> date:
    return date.fromisoformat(query.question_date[:10]) if query.question_date else datetime.now(UTC).date()


def _ms(start: float, end: float | None = None) -> float:
    return round(((time.perf_counter() if end is None else end) - start) * 1000, 2)
