"""Articles as they were read, on disk: sites and copies are known only when all have been."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from qa.building.report import Progress
from qa.index.article_table import ArticleTable, ArticleWriter
from qa.types import Article, Rejection

_AT_A_TIME = 256


@dataclass(frozen=True, slots=True)
class Read:
    """What reading found. The articles are in a table, in the order of reading."""

    articles: int
    characters: int
    rejected: tuple[Rejection, ...]


def spool(articles: Iterable[Article | Rejection], path: Path, progress: Progress) -> Read:
    """Write every article to a table."""
    progress.start("reading", None)
    count, characters, rejected = 0, 0, []
    with ArticleWriter(path) as writer:
        for item in articles:
            if isinstance(item, Rejection):
                rejected.append(item)
            else:
                writer.add(item)
                count += 1
                characters += len(item.text)
            progress.advance(1)
    return Read(count, characters, tuple(rejected))


def spooled(table: ArticleTable, count: int) -> Iterator[Article]:
    """The articles again, in order."""
    for start in range(0, count, _AT_A_TIME):
        rows = range(start, min(start + _AT_A_TIME, count))
        found = table.at(rows)
        yield from (found[row] for row in rows)
