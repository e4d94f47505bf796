"""The JSON of every reply, as typed models; most of it is the nouns of `qa.types` as they stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from qa.types import (
    Answer,
    AnswerSentence,
    Article,
    ArticlePage,
    BuildState,
    Citation,
    IndexInfo,
    SearchResult,
    Status,
)

_ANSWER: TypeAdapter[Answer] = TypeAdapter(Answer)
_STATUS: TypeAdapter[Status] = TypeAdapter(Status)
_BUILD: TypeAdapter[BuildState] = TypeAdapter(BuildState)


class PassageOut(BaseModel):
    """A passage: `article.text[start:end] == text`."""

    article_id: str
    title: str
    url: str | None
    source: str | None
    published_at: str | None
    text: str
    start: int
    end: int
    score: float


class SearchOut(BaseModel):
    """Passages, best first."""

    passages: list[PassageOut]
    index: IndexInfo


class SentenceOut(BaseModel):
    """One finished sentence of an answer with the citations it rests on."""

    sentence: AnswerSentence
    citations: list[Citation]


class ArticleHead(BaseModel):
    """An article without its text."""

    model_config = ConfigDict(from_attributes=True)

    article_id: Annotated[str, Field(validation_alias="id")]
    title: str
    url: str | None
    source: str | None
    author: str | None
    published_at: str | None
    modified_at: str | None
    category: str | None
    language: str | None
    quality: str  # "whole", "opening only" or "loss suspected"


class ArticleOut(ArticleHead):
    """An article as indexed. All offsets of the API are character offsets into `text`."""

    text: str


class SourceCount(BaseModel):
    source: str
    articles: int


class TagCount(BaseModel):
    tag: str
    articles: int


class MonthCount(BaseModel):
    month: str
    articles: int


class ArticlesOut(BaseModel):
    """One page of the list of articles; `cursor` fetches the next, null on the last."""

    articles: list[ArticleHead]
    total: int
    cursor: str | None
    sources: list[SourceCount]
    months: list[MonthCount]
    tags: list[TagCount]


@dataclass(frozen=True, slots=True)
class StatusOut(Status):
    """The state of the service, and the number of answers being streamed."""

    streams: int = 0


class ErrorBody(BaseModel):
    code: str
    message: str
    field: str | None


class ErrorOut(BaseModel):
    """Any error: `code` is stable for programs, `message` says what to do, `request_id` finds it in the log."""

    error: ErrorBody
    request_id: str


class ReadyOut(BaseModel):
    ready: bool
    degraded: bool
    reason: str


class HealthOut(BaseModel):
    alive: bool


def answer_json(answer: Answer) -> Any:
    return _rounded(_ANSWER.dump_python(answer, mode="json"))


def search_json(result: SearchResult) -> Any:
    passages = [
        PassageOut(
            article_id=found.article.id,
            title=found.article.title,
            url=found.article.url,
            source=found.article.source,
            published_at=found.article.published_at,
            text=found.text,
            start=found.start,
            end=found.end,
            score=found.score,
        )
        for found in result.passages
    ]
    return _rounded(SearchOut(passages=passages, index=result.index).model_dump(mode="json"))


def sentence_json(sentence: AnswerSentence, citations: tuple[Citation, ...]) -> Any:
    return _rounded(SentenceOut(sentence=sentence, citations=list(citations)).model_dump(mode="json"))


def article_json(article: Article) -> Any:
    return ArticleOut.model_validate(article).model_dump(mode="json")


def articles_json(page: ArticlePage) -> Any:
    return ArticlesOut(
        articles=[ArticleHead.model_validate(article) for article in page.articles],
        total=page.total,
        cursor=page.cursor,
        sources=[SourceCount(source=name, articles=count) for name, count in page.sources],
        months=[MonthCount(month=name, articles=count) for name, count in page.months],
        tags=[TagCount(tag=name, articles=count) for name, count in page.tags],
    ).model_dump(mode="json")


def build_json(build: BuildState) -> Any:
    return _BUILD.dump_python(build, mode="json")


def status_json(status: Status, *, streams: int) -> Any:
    return _STATUS.dump_python(status, mode="json") | {"streams": streams}


def _rounded(value: Any) -> Any:
    """Three digits are all a score means, and all that should be told of an embedding."""
    if isinstance(value, float):
        return round(value, 3)
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_rounded(item) for item in value]
    return value
