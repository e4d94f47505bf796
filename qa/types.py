"""The nouns of the project: frozen values that pass between stages. Imports nothing of ours."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import comb
from typing import TypedDict

EXTRACTIVE = "extractive"  # the generator that says only what is quoted
WRITTEN = "openai"  # the one in which a language model puts the quotes into words
EARLIER = "earlier"  # the role of a sentence that says what was so before the newest
WHOLE, OPENING_ONLY, LOSS_SUSPECTED = "whole", "opening only", "loss suspected"  # how much of an article was read


@dataclass(frozen=True, slots=True)
class Article:
    """One article as indexed. All offsets of the project are character offsets into `text`."""

    id: str
    title: str
    text: str
    url: str | None = None
    source: str | None = None  # publisher, as a person would name it
    author: str | None = None  # several names are joined by ", "
    published_at: str | None = None  # ISO 8601 date or time
    modified_at: str | None = None
    category: str | None = None
    language: str | None = None  # ISO 639-1
    origin: str = ""  # the file it was read from; for the build report, never served
    quality: str = WHOLE  # or OPENING_ONLY: the rest is for subscribers; or LOSS_SUSPECTED: its page shows far more
    pages: str = ""  # of a PDF: where in `text` each of its pages begins, joined by commas


@dataclass(frozen=True, slots=True)
class Rejection:
    """An input that did not become an article. `reason` is a stable code, `message` says it to a person."""

    origin: str
    reason: str
    message: str


@dataclass(frozen=True, slots=True)
class Copy:
    """A duplicate or syndicated copy folded into its canonical article: "also published by"."""

    article_id: str
    title: str
    url: str | None = None
    source: str | None = None
    published_at: str | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of an article's text: `text[start:end]`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences of one article, about 120 words: the unit of retrieval."""

    start: int
    end: int
    sentences: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Filters:
    """Limits on the articles a question may draw on. Dates are ISO 8601 days, both ends included."""

    published_from: str | None = None
    published_to: str | None = None
    sources: tuple[str, ...] = ()
    article_ids: tuple[str, ...] = ()  # only these articles
    tags: tuple[str, ...] = ()  # only articles of one of these categories

    def __bool__(self) -> bool:
        return any((self.published_from, self.published_to, self.sources, self.article_ids, self.tags))


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier question of a conversation with the answer it got."""

    question: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Query:
    """What a caller asks."""

    question: str
    history: tuple[Turn, ...] = ()
    filters: Filters = Filters()
    limit: int = 5  # citations of an answer, or passages of a search, at most
    generator: str | None = None  # None: the one that is configured
    question_date: str | None = None  # ISO 8601 day that "now" and "latest" mean; None: today


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A retrieved passage with the article it stands in: `article.text[start:end] == text`."""

    article: Article
    start: int
    end: int
    text: str
    score: float
    copies: tuple[Copy, ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """A verbatim quote: `article.text[start:end] == quote`. `number` is what "[1]" in an answer refers to."""

    number: int
    article_id: str
    title: str
    quote: str
    start: int
    end: int
    score: float
    url: str | None = None
    source: str | None = None
    author: str | None = None
    published_at: str | None = None
    link: str | None = None  # the publisher's page, with a text fragment that marks the quote
    reader: str = ""  # our own reader page, scrolled to the quote
    quality: str = WHOLE  # of the article: see there
    page: int | None = None  # of a PDF, from 1: where the quote begins
    headings: str = ""  # of a table whose row is quoted: the line of its headings
    copies: tuple[Copy, ...] = ()


@dataclass(frozen=True, slots=True)
class AnswerSentence:
    """One sentence of an answer. `support` is the calibrated probability that its citations bear it out.

    `highlight` is the answering span, as offsets into `text`, where one was found. `role`: "answer" for the sentence that
    answers, "also" for those an editor would quote with it, "earlier" for what was so before the newest. `date`: the
    ISO 8601 day of the cited article, where known. `speaker`: who says it, where the article attributes it to someone.
    """

    text: str
    citations: tuple[int, ...]
    support: float
    highlight: Span | None = None
    role: str = "answer"
    date: str | None = None
    speaker: str | None = None


CitedSentence = tuple[AnswerSentence, tuple[Citation, ...]]


@dataclass(frozen=True, slots=True)
class Wording:
    """What an answer says, who put it into words, and a short code of why not the writer that was asked for."""

    sentences: tuple[CitedSentence, ...]
    generator: str = EXTRACTIVE
    writer: str = ""  # the name of the model whose words they are
    fallback: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Related:
    """An article near the question; what a refusal offers instead of an answer."""

    article_id: str
    title: str
    url: str | None = None
    source: str | None = None
    published_at: str | None = None


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Cited articles that give different values for one fact. `citations` has one number a `value`."""

    about: str
    values: tuple[str, ...]
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class IndexInfo:
    """Which build answered, and what it holds."""

    id: str
    built_at: str  # ISO 8601 time, UTC
    articles: int
    passages: int
    published_from: str | None = None
    published_to: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer with its evidence, or, with `answered` false, a refusal that names what is nearest."""

    question: str
    standalone_question: str
    answered: bool
    answer: str
    sentences: tuple[AnswerSentence, ...]
    citations: tuple[Citation, ...]
    related: tuple[Related, ...]
    confidence: float  # calibrated probability that the articles hold the answer
    generator: str
    index: IndexInfo
    receipt: str = ""
    timings_ms: dict[str, float] = field(default_factory=dict)
    disagreements: tuple[Disagreement, ...] = ()
    independent_sources: int = 0  # publishers cited, copies of one wire story counted once
    as_of: str | None = None  # set when a "latest" question is answered from old evidence
    missing_terms: tuple[str, ...] = ()  # names and numbers of the question that occur nowhere in the index
    notes: tuple[str, ...] = ()  # what a person should know about this answer, a sentence each
    form: str = "fact"  # fact, list, timeline, comparison, overview, collection; talk: a greeting, thanks or the like
    otherwise: tuple[Citation, ...] = ()  # a sentence that contradicts a figure the question takes for granted
    counted: str = ""  # what code counted over the articles, a sentence; no article says it
    fallback: str = ""  # why a writer model was asked and quotes are shown: a short code, see qa/writing/fallback.py


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one input that a person brought.

    `state`: "waiting", "indexed", "copy" (of the article `of`), "rejected" (`message` says why), "removed" or "restored".
    """

    name: str  # a file, title or address, as the person knows it
    state: str
    article_id: str | None = None
    title: str = ""
    of: str | None = None
    message: str = ""


@dataclass(frozen=True, slots=True)
class BuildState:
    """How far a build is that somebody asked for. `state`: "waiting", "running", "done" or "failed"."""

    id: str
    state: str
    stage: str = ""  # reading, embedding, indexing, verifying, opening
    done: int = 0  # steps of the stage
    total: int | None = None
    inputs: tuple[Outcome, ...] = ()
    message: str = ""  # why it failed
    built_at: str = ""  # ISO 8601 time of the index that it made


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Passages, best first, at most one copy of a syndicated text."""

    passages: tuple[FoundPassage, ...]
    index: IndexInfo


@dataclass(frozen=True, slots=True)
class AnswersCompared:
    """Known questions asked of the live and of a new build: how many, and which the new one answers better and worse."""

    asked: int
    better: tuple[str, ...]
    worse: tuple[str, ...]

    @property
    def got_worse(self) -> bool:
        """Whether chance alone would hardly lose so many and win so few: below 1 in 20 by a sign test."""
        changed = len(self.better) + len(self.worse)
        as_many = sum(comb(changed, lost) for lost in range(len(self.worse), changed + 1))
        return bool(20 * as_many < 2**changed)


class ArticlesWanted(TypedDict, total=False):
    """Which articles a page of the list holds. What is left out limits nothing; `limit` is 50 then."""

    query: str  # words that title or text must hold
    source: str
    author: str
    tag: str
    published_from: str
    published_to: str
    cursor: str
    limit: int


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """One page of the list of articles; `cursor` fetches the next, None on the last."""

    articles: tuple[Article, ...]  # with empty `text`
    total: int
    cursor: str | None
    sources: tuple[tuple[str, int], ...]  # publisher and number of articles, most first
    months: tuple[tuple[str, int], ...]  # "2020-06" and number of articles, in order
    tags: tuple[tuple[str, int], ...] = ()  # category and number of articles, most first
    excerpts: tuple[str, ...] = ()  # with a search, what stands around the first word found, for each article


@dataclass(frozen=True, slots=True)
class Status:
    """The state of a running service."""

    ready: bool
    degraded: bool  # an older build is served because the newest is damaged
    reason: str  # why not ready, or why degraded; empty when all is well
    index: IndexInfo | None
    model: dict[str, str | int | float]
    counts: dict[str, int]
    suggestions: tuple[str, ...] = ()  # questions to begin with, made when the index was built
