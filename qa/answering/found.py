"""All that was found for a query, and what is read off it: passages to show, articles to name, what to note."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from embeddings.embedder import Vectors
from qa.answering import citations
from qa.answering.catalogue import Listed
from qa.answering.composition import Chosen
from qa.answering.evidence import Evidence
from qa.answering.forms import Form
from qa.answering.highlight import highlight
from qa.answering.otherwise import contradiction
from qa.answering.question import Question
from qa.answering.refusal import listed
from qa.answering.retrieval import Candidates
from qa.answering.spelling import Taken
from qa.answering.stories import Story
from qa.answering.timeline import TimeHint
from qa.conversation import Standalone
from qa.index.opened import Index
from qa.text.terms import terms
from qa.types import Article, Citation, Disagreement, FoundPassage, Related, SearchResult, Span

OLD_DAYS = 30  # evidence older than this makes a "latest" answer say as of when it speaks
_RELATED = 5
_OF_ONE_ARTICLE = 2  # passages among the first five, at most
_TRACED = 10  # passages in a receipt
_LIKELY = 4  # sentences that are compared with what the question takes for granted
_LEAST_SUPPORT = 0.02  # which such a sentence must have
_WHOLE = ("why", "how", "list")  # kinds of question that no few words of a sentence answer


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
    form: Form
    story: Story  # the articles that tell what is asked about
    sides: Vectors | None = None  # of the two sides of a comparison that names them
    catalogue: Listed | None = None  # what the collection says of itself, where it is asked about itself
    reply: str = ""  # to a greeting, thanks or a question about the service, which asks nothing of the articles


@dataclass(frozen=True, slots=True)
class Otherwise:
    """A sentence that contradicts what the question takes for granted, and how a person is told so."""

    citation: Citation
    note: str


def passages(index: Index, found: Found, limit: int) -> SearchResult:
    """The best passages, as a search shows them."""
    rows = found.candidates.rows[_spread(index, found, limit)]
    articles = index.articles.at(sorted({int(index.passages[r, 0]) for r in rows}))
    scores = {int(found.candidates.rows[p]): float(s) for p, s in enumerate(found.evidence.passage_score)}
    passages = []
    for row in rows.tolist():
        article_row, start, end = (int(v) for v in index.passages[row, :3])
        article = articles[article_row]
        passages.append(FoundPassage(
            article=article, start=start, end=end, text=article.text[start:end], score=round(scores[row], 3),
            copies=index.articles.copies(article_row),
        ))  # fmt: skip
    return SearchResult(tuple(passages), index.info)


def related(index: Index, found: Found, cited: set[str]) -> tuple[Related, ...]:
    """The nearest articles that are not cited."""
    rows = [int(index.passages[found.candidates.rows[p], 0]) for p in found.evidence.order]
    near = list(dict.fromkeys(rows))[: _RELATED + len(cited)]
    articles = index.articles.at(near)
    others = [a for row in near if (a := articles[row]).id not in cited]
    return tuple(_as_related(a) for a in others[:_RELATED])


def contradicting(index: Index, found: Found, cited: Sequence[Citation]) -> Otherwise | None:
    """The first of the sentences read as likeliest to answer that gives another figure than the question does.

    Where there is an answer only its own sentences count.
    """
    if found.reply or found.catalogue:
        return None
    support = found.evidence.support
    places = np.argsort(-support, kind="stable")[:_LIKELY]
    sentences = found.evidence.weighed.sentences[[p for p in places if support[p] >= _LEAST_SUPPORT]]
    owners = index.articles_of[index.sentences[sentences, 0]].tolist()
    articles = index.articles.at(sorted(set(owners)))
    for owner, (start, end) in zip(owners, index.sentences[sentences, 1:3].tolist(), strict=True):
        article = articles[owner]
        difference = contradiction(found.question.text, article.text[start:end], article.title)
        own = [c.number for c in cited if c.article_id == article.id and c.start <= start and end <= c.end]
        if difference and (own or not cited):
            number = own[0] if own else 1
            copies = index.articles.copies(owner)
            citation = citations.cite(number, article, start, end, score=round(float(support.max()), 3), copies=copies)
            said = f"[{number}]" if own else f"({article.title}): “{citation.quote}”"
            return Otherwise(
                citation, f"The articles say otherwise: not “{difference.asked}” but “{difference.said}” {said}"
            )
    return None


def counted(found: Found, cited: tuple[Citation, ...]) -> str:
    """What code counted for an answer, as a sentence: of the collection, or of the members of a list that asks how many."""
    if found.catalogue is not None and cited:
        return found.catalogue.counted
    if not found.form.counted or len(cited) < 2:
        return ""
    articles, publishers = len({c.article_id for c in cited}), len({c.source for c in cited if c.source})
    return f"Counted: {len(cited)} quotes, {articles} articles, {publishers} publishers."


def trace(found: Found) -> list[tuple[int, float]]:
    """The first passages, by their row in the build, with their scores."""
    first = found.evidence.order[:_TRACED].tolist()
    return [(int(found.candidates.rows[p]), round(float(found.evidence.passage_score[p]), 3)) for p in first]


def sentence_before(index: Index, one: Chosen, article: Article) -> str:
    """The sentence that stands before a stretch in its article; "" for the first."""
    row = one.sentences[0] - 1
    if row < 0 or int(index.articles_of[index.sentences[row, 0]]) != one.article:
        return ""
    start, end = index.sentences[row, 1:3].tolist()
    return article.text[start:end]


def answering(found: Found, one: Chosen, quote: str) -> Span | None:
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


def disagreement(differ: Disagreement, cited: tuple[Citation, ...]) -> str:
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


def as_of(hint: TimeHint, cited: tuple[Citation, ...], today: date) -> str | None:
    """The day of the newest cited article when the question wants the latest and that day is long past."""
    days = [c.published_at[:10] for c in cited if c.published_at]
    if not hint.latest or not days:
        return None
    newest = max(days)
    return newest if (today - date.fromisoformat(newest)).days > OLD_DAYS else None


def as_written(text: str, unknown: tuple[str, ...]) -> tuple[str, ...]:
    """The words of the question that belong to these terms."""
    written = dict.fromkeys(re.findall(r"[\w'’.-]*\w", text))
    return tuple(w for w in written if any(t in unknown for t in terms(w)))
