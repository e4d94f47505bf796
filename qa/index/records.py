"""Rows for programs: passages as flat records, and all that an index holds, row by row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from qa.index.opened import Index
from qa.types import Article, FoundPassage

_AT_ONCE = 256  # articles read from disk at a time


@dataclass(frozen=True, slots=True)
class PassageRecord:
    """A passage and where it stands: `article.text[start:end] == text`."""

    article_id: str
    title: str
    url: str | None
    source: str | None
    published_at: str | None
    text: str
    start: int
    end: int

    @classmethod
    def at(cls, article: Article, start: int, end: int) -> Self:
        a = article
        return cls(a.id, a.title, a.url, a.source, a.published_at, a.text[start:end], start, end)


@dataclass(frozen=True, slots=True)
class FoundRecord:
    """A passage that was found, with its score."""

    article_id: str
    title: str
    url: str | None
    source: str | None
    published_at: str | None
    text: str
    start: int
    end: int
    score: float

    @classmethod
    def of(cls, found: FoundPassage) -> Self:
        a = found.article
        return cls(a.id, a.title, a.url, a.source, a.published_at, found.text, found.start, found.end, found.score)


def articles(index: Index) -> Iterator[Article]:
    """Every article, in the order of the index, with the file or address that it was read from."""
    for first in range(0, index.info.articles, _AT_ONCE):
        found = index.articles.at(range(first, min(first + _AT_ONCE, index.info.articles)))
        yield from (found[row] for row in sorted(found))


def passages(index: Index) -> Iterator[PassageRecord]:
    """Every passage, in the order of the index."""
    bounds: dict[int, list[tuple[int, int]]] = {}
    for row, start, end in index.passages[:, :3].tolist():
        bounds.setdefault(row, []).append((start, end))
    for row, article in enumerate(articles(index)):
        yield from (PassageRecord.at(article, start, end) for start, end in bounds.get(row, ()))
