"""The answer flow: a question to cited sentences, or to a refusal that says what is nearest."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Protocol

import numpy as np

from embeddings.embedder import Vectors
from qa.answering import catalogue, citations, forms, small_talk, stories
from qa.answering import question as questions
from qa.answering.acronyms import spelled_out
from qa.answering.composition import Chosen
from qa.answering.disagreement import Cited, disagreements
from qa.answering.evidence import EvidenceScorer
from qa.answering.found import (
    Found,
    answering,
    as_of,
    as_written,
    contradicting,
    counted,
    disagreement,
    passages,
    sentence_before,
    trace,
)
from qa.answering.found import related as near
from qa.answering.receipts import OFF, receipt
from qa.answering.refusal import missing_names, refusal
from qa.answering.retrieval import Candidates, QueryTerms, allowed_passages, candidates
from qa.answering.signals import Period, weigh
from qa.answering.speakers import speaker_of
from qa.answering.spelling import in_their_letters, respelled
from qa.answering.telling import answers, tell
from qa.answering.timeline import TimeHint, seen_from, when
from qa.conversation import rewrite
from qa.index.opened import Index, day_number
from qa.text.terms import fold
from qa.types import EXTRACTIVE, Answer, AnswerSentence, CitedSentence, Query, SearchResult, Turn, Wording

_LOOKED_AT = 12  # passages in which the long form of an acronym is looked for

Event = tuple[str, object]
Embed = Callable[[str], Vectors]


class Writer(Protocol):
    """A language model that puts quotes into words of its own, as far as code can bear them out. It never raises."""

    def rewrite(self, question: str, history: Sequence[Turn], by_rules: str) -> str:
        """The follow-up as standing alone; `by_rules` where the model does no better."""

    def write(self, question: str, said: Sequence[CitedSentence], embed: Embed) -> Wording:
        """The answer in the model's words; where they are not borne out, `said` as it is, and why."""


class Answerer:
    """Answers questions over one open index. Safe to share between threads if `embed` is."""

    def __init__(
        self, index: Index, embed: Embed, model: EvidenceScorer, writer: Writer | None = None, *, reader: str = OFF
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
        yield "retrieved", passages(self.index, found, query.limit)
        told = self._tell(query, found)
        for sentence, cited in told.sentences:
            yield "sentence", (sentence, cited)
        yield "done", self._conclude(query, found, told, began)

    def search(self, query: Query) -> SearchResult:
        """Passages, best first."""
        return passages(self.index, self.find(query), query.limit)

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
        hint = when(text, today if query.question_date else seen_from(self.index.days, text, today))
        form = forms.form_of(text, latest=hint.latest, dated=bool(hint.first or hint.last or hint.event))
        before = query.history[-1] if query.history else None
        asked = forms.asked(form, text)
        question = questions.read(asked, questions.in_conversation(forms.read_as(form, text), before))
        texts = list(dict.fromkeys((question.text, question.read_as, *form.sides)))
        vector = np.stack([self._embed(text) for text in texts])
        embedded = time.perf_counter()
        allowed = allowed_passages(self.index, query.filters)
        first = candidates(self.index, question, vector, allowed=allowed, context=standalone.context_terms)
        story = stories.within(self.index, stories.story_of(self.index, first), hint.days)
        first = stories.arranged(self.index, first, form, story, vector, hint.days)
        nearest = self._texts(first)
        question = replace(question, read_as=spelled_out(in_their_letters(question.read_as, nearest), nearest))
        retrieved = time.perf_counter()
        weighed = weigh(self.index, question, vector, first, self._periods(query, hint, today))
        evidence = self._model.score(self.index, question, first, weighed)
        missing = as_written(question.text, QueryTerms.of(question.terms, self.index).unknown)
        timings = {
            "embed": _ms(began, embedded),
            "retrieve": _ms(embedded, retrieved),
            "evidence": _ms(retrieved),
        }
        listed = catalogue.listed(self.index, text, hint, stories.allowed_articles(self.index, allowed))
        reply = small_talk.reply(text, self.index.info, self.index.manifest.get("suggestions", ()))
        sides = vector[[texts.index(side) for side in form.sides]] if form.sides else None
        return Found(
            question, standalone, hint, first, evidence, missing, taken, timings, form, story, sides, listed, reply
        )

    @cached_property
    def _makers(self) -> set[str]:
        """The words of authors' and publishers' names, none of which is missing in the articles."""
        return catalogue.names_of_makers(self.index)

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
            first, last = hint.days
            first, last = first or 0, newest if last is None else last
            within = first <= asked <= last
            return periods if within else [*periods, (first, last)]
        day = min(day_number(today.isoformat()), newest)
        return periods or ([(day, day)] if hint.latest else [])

    def _tell(self, query: Query, found: Found) -> Wording:
        """The answer in quotes, or by the writer where one is asked for; whether there is one is decided before it."""
        said = self._say(query, found)
        if not said or self._writer is None or query.generator == EXTRACTIVE or found.catalogue:
            return Wording(tuple(said))
        return self._writer.write(found.standalone.text, said, self._embed)

    def _say(self, query: Query, found: Found) -> list[CitedSentence]:
        """The sentences of the answer, each with its citation checked against the article; none for a refusal."""
        if found.reply:
            return []
        if found.catalogue is not None:
            chosen = self._openings(found.catalogue.rows[: query.limit])
        elif answers(found.evidence, found.form, found.story):
            chosen = tell(
                self.index, found.evidence, found.form, found.story,
                limit=query.limit, sides=found.sides, days=found.hint.days,
            )  # fmt: skip
        else:
            return []
        articles = self.index.articles.at(sorted({c.article for c in chosen}))
        said: list[CitedSentence] = []
        for number, one in enumerate(chosen, start=1):
            article = articles[one.article]
            copies = self.index.articles.copies(one.article)
            citation = citations.cite(number, article, one.start, one.end, score=one.support, copies=copies)
            citations.check(citation, article)
            sentence = AnswerSentence(
                citation.quote, (number,), round(one.support, 3), answering(found, one, citation.quote),
                role=one.role or ("answer" if number == 1 else "also"), date=(article.published_at or "")[:10] or None,
                speaker=speaker_of(citation.quote, sentence_before(self.index, one, article)),
            )  # fmt: skip
            said.append((sentence, (citation,)))
        return said

    def _openings(self, rows: Sequence[int]) -> list[Chosen]:
        """The opening sentence of each of these articles, which is what the collection shows of it."""
        found = []
        for row in rows:
            sentence = stories.opening(self.index, row)
            if sentence is not None:
                start, end = self.index.sentences[sentence, 1:3].tolist()
                found.append(Chosen(row, start, end, 1.0, (sentence,)))
        return found

    def _conclude(self, query: Query, found: Found, told: Wording, began: float) -> Answer:
        said = told.sentences
        cited = tuple(sorted({c for _, own in said for c in own}, key=lambda c: c.number))
        by_time = found.catalogue or found.form.name == forms.TIMELINE  # what differs there, time explains
        compared = [] if by_time else cited
        differ = disagreements(
            found.question.text,
            [Cited(c.number, c.quote, c.article_id, c.published_at, c.source) for c in compared],
        )
        related = () if found.reply else near(self.index, found, {c.article_id for c in cited})
        missing = () if found.reply else missing_names(found.question, found.missing)
        missing = tuple(m for m in missing if fold(m).casefold() not in self._makers)
        otherwise = contradicting(self.index, found, cited)
        line = receipt(
            self.index, query, found.standalone.text, cited,
            generator=told.generator, reader=self._reader, writer=told.writer, retrieved=trace(found),
        )  # fmt: skip
        number = counted(found, cited)
        quoted = " ".join(f"{s.text} {''.join(f'[{n}]' for n in s.citations)}" for s, _ in said)
        return Answer(
            question=query.question,
            standalone_question=found.standalone.text,
            answered=bool(said),
            answer=found.reply or f"{number} {quoted}".strip() or refusal(related, missing, self.index.info),
            sentences=tuple(s for s, _ in said),
            citations=cited,
            related=related,
            confidence=1.0 if found.catalogue and said else round(found.evidence.confidence, 3),
            generator=told.generator,
            fallback=told.fallback,
            index=self.index.info,
            receipt=line,
            independent_sources=len({c.source or c.article_id for c in cited}),
            as_of=as_of(found.hint, cited, _today(query)),
            missing_terms=missing,
            disagreements=tuple(differ),
            notes=(
                *(f"Taken as: “{t.meant}” for “{t.written}”." for t in found.taken),
                *([otherwise.note] if otherwise else ()),
                *told.notes,
                *(disagreement(d, cited) for d in differ),
            ),
            timings_ms=found.timings | {"total": _ms(began)},
            form=forms.TALK if found.reply else forms.COLLECTION if found.catalogue else found.form.name,
            otherwise=(otherwise.citation,) if otherwise else (),
            counted=number,
        )


def _today(query: Query) -> date:
    return date.fromisoformat(query.question_date[:10]) if query.question_date else datetime.now(UTC).date()


def _ms(start: float, end: float | None = None) -> float:
    return round(((time.perf_counter() if end is None else end) - start) * 1000, 2)
