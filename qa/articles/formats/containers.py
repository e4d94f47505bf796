"""Files that hold many articles -> one value an article: lists inside JSON, tables, mailboxes."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from qa.articles.formats.record_fields import TEXT, has_text, key_of
from qa.articles.opening import PAGE_BYTES
from qa.errors import ArticleError

_LISTS = (
    "articles", "items", "entries", "posts", "stories", "documents", "docs", "results", "records", "rows", "hits", "data",
    "objects", "news", "list", "response", "feed", "content", "children", "bookmarks", "pages",
)  # fmt: skip
_DEPTH = 4
_LETTER = re.compile(rb"From \S+ .{0,60}\d{4}\s*$")
csv.field_size_limit(PAGE_BYTES)


def articles_of(value: object, depth: int = 0) -> list[object]:
    """The articles of a JSON document: itself, its items, or the list that it wraps as feeds and search engines do."""
    if isinstance(value, list):
        return value
    if not isinstance(value, dict) or has_text(value) or depth > _DEPTH:
        return [value]
    for name in _LISTS:
        inner = value.get(name)
        if isinstance(inner, dict):
            inner = articles_of(inner, depth + 1)
            inner = inner if len(inner) > 1 or (inner and inner[0] is not value[name]) else None
        if isinstance(inner, list) and inner and all(isinstance(item, dict) for item in inner):
            return [_with_defaults(value, item) for item in inner]
    inner = list(value.values())
    if len(inner) > 1 and all(isinstance(item, dict) and has_text(item) for item in inner):
        return inner
    return [value]


def _with_defaults(feed: dict[str, Any], item: dict[str, Any]) -> dict[str, Any]:
    """An item with what a JSON Feed says of all its items."""
    if "jsonfeed.org" not in str(feed.get("version", "")):
        return item
    title = feed.get("title")
    return {
        **({"source": title} if isinstance(title, str) else {}),
        **{k: v for k, v in feed.items() if k in ("authors", "language")},
        **item,
    }


def has_texts(names: Iterable[str]) -> bool:
    """Whether one of these columns holds texts."""
    return any(key_of(name) in TEXT for name in names)


def table_rows(text: str) -> tuple[list[str], Iterator[dict[str, str]]]:
    """The names on top of a table, and its rows."""
    try:
        dialect: type[csv.Dialect] | str = csv.Sniffer().sniff(text.split("\n", 1)[0], ",;\t|")
    except csv.Error:
        dialect = "excel"
    rows = csv.DictReader(io.StringIO(text, newline=""), dialect=dialect)
    return [name for name in rows.fieldnames or () if name], _filled(rows)


def _filled(rows: csv.DictReader[str]) -> Iterator[dict[str, str]]:
    try:
        for row in rows:
            yield {name: value for name, value in row.items() if name and isinstance(value, str) and value}
    except csv.Error as error:
        raise ArticleError("damaged", "The table is damaged after what was read. Save it again.") from error


def split_mailbox(file: BinaryIO) -> Iterator[bytes]:
    """The letters of a mailbox, one after the other."""
    parts: list[bytes] = []
    size, blank = 0, True
    for line in file:
        if blank and _LETTER.match(line):
            if parts:
                yield b"".join(parts)
            parts, size = [], 0
        elif size <= 5 * PAGE_BYTES:  # of a letter that is larger no more is kept
            parts.append(line)
            size += len(line)
        blank = not line.strip()
    if parts:
        yield b"".join(parts)
