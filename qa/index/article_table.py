"""Articles on disk: one SQLite file of an index, written once and then only read."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Sequence
from dataclasses import astuple, fields
from pathlib import Path
from typing import Self

from qa.errors import NotFound
from qa.types import Article, ArticlePage, Copy

_BEFORE, _EXCERPT = 90, 260  # characters before a word that was searched, and in all
_FIELDS = [f.name for f in fields(Article)]
_COPY_FIELDS = [f.name for f in fields(Copy)]
_SCHEMA = f"""
CREATE TABLE articles (row INTEGER PRIMARY KEY, {", ".join(f"{n} TEXT" for n in _FIELDS)});
CREATE TABLE copies (row INTEGER, {", ".join(f"{n} TEXT" for n in _COPY_FIELDS)});
"""
_INDEXES = """
CREATE UNIQUE INDEX by_id ON articles (id);
CREATE INDEX by_day ON articles (published_at DESC, row);
CREATE INDEX copies_by_row ON copies (row);
CREATE INDEX copies_by_id ON copies (article_id);
"""  # after the rows: faster, and ids are then known to be unique


class ArticleTable:
    """Articles by row or id. One connection behind a lock: look-ups take microseconds."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        self._db = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True, check_same_thread=False)

    def close(self) -> None:
        with self._lock:
            self._db.close()

    def at(self, rows: Sequence[int]) -> dict[int, Article]:
        """The articles of these rows."""
        marks = ",".join("?" * len(rows))
        found = self._all(f"SELECT row, {', '.join(_FIELDS)} FROM articles WHERE row IN ({marks})", list(rows))
        return {int(row): Article(*values) for row, *values in found}

    def get(self, article_id: str) -> Article:
        """The article of this id; a copy's id finds the article it was folded into."""
        found = self._all(f"SELECT {', '.join(_FIELDS)} FROM articles WHERE id = ?", [article_id])
        if not found:
            found = self._all(
                f"SELECT {', '.join('a.' + n for n in _FIELDS)} FROM articles a JOIN copies c USING (row) "
                "WHERE c.article_id = ?",
                [article_id],
            )
        if not found:
            raise NotFound(f"There is no article {article_id!r} in this index. See GET /api/articles for the list.")
        return Article(*found[0])

    def rows_of(self, ids: Sequence[str], tags: Sequence[str]) -> list[int]:
        """The rows of the articles with one of the ids, if any are given, and of one of the categories likewise.

        The id of a copy means the article it was folded into.
        """
        where, values = ["1"], list[str]()
        if ids:
            marks = ",".join("?" * len(ids))
            where.append(f"(id IN ({marks}) OR row IN (SELECT row FROM copies WHERE article_id IN ({marks})))")
            values += [*ids, *ids]
        if tags:
            where.append(f"lower(category) IN ({','.join('?' * len(tags))})")
            values += [_lower(tag) for tag in tags]
        return [int(row) for (row,) in self._all(f"SELECT row FROM articles WHERE {' AND '.join(where)}", values)]

    def count(self) -> int:
        """How many articles there are."""
        return int(self._all("SELECT count(*) FROM articles", [])[0][0])

    def copies(self, row: int) -> tuple[Copy, ...]:
        """Other publications folded into the article of this row."""
        return tuple(Copy(*v) for v in self._all(f"SELECT {', '.join(_COPY_FIELDS)} FROM copies WHERE row = ?", [row]))

    def column(self, name: str) -> list[str | None]:
        """One field of all articles, by row."""
        if name not in _FIELDS:
            raise ValueError(f"{name} is not a field of an article. Choose one of {', '.join(_FIELDS)}.")
        return [v for (v,) in self._all(f"SELECT {name} FROM articles ORDER BY row", [])]

    def page(
        self, *, query: str = "", source: str = "", published_from: str = "", published_to: str = "",
        cursor: str = "", limit: int = 50, author: str = "", tag: str = "",
    ) -> ArticlePage:  # fmt: skip
        """Articles whose title or text holds every word of `query`, newest first, without their text."""
        where, values = ["1"], list[str]()
        words = query.split()
        for word in words:
            where.append("(title LIKE ? ESCAPE '\\' OR text LIKE ? ESCAPE '\\')")
            values += [f"%{_literal(word)}%"] * 2
        for clause, value in (
            ("source = ?", source),
            ("author LIKE ? ESCAPE '\\'", f"%{_literal(author)}%" if author else ""),
            ("lower(category) = ?", _lower(tag)),
            ("substr(published_at, 1, 10) >= ?", published_from),
            ("substr(published_at, 1, 10) <= ?", published_to),
        ):
            if value:
                where.append(clause)
                values.append(value)
        condition = " AND ".join(where)
        skip = int(cursor) if cursor.isascii() and cursor.isdigit() and len(cursor) < 12 else 0
        columns = ", ".join("'' AS text" if n == "text" else n for n in _FIELDS)
        found = self._all(
            f"SELECT {columns} FROM articles WHERE {condition} ORDER BY published_at DESC, row LIMIT ? OFFSET ?",
            [*values, limit, skip],
        )
        total = int(self._all(f"SELECT count(*) FROM articles WHERE {condition}", values)[0][0])
        more = skip + len(found) < total
        return ArticlePage(
            articles=tuple(Article(*v) for v in found),
            total=total,
            cursor=str(skip + len(found)) if more else None,
            sources=self._counts("source", condition, values, "n DESC, 1"),
            months=self._counts("substr(published_at, 1, 7)", condition, values, "1"),
            tags=self._counts("category", condition, values, "n DESC, 1"),
            excerpts=tuple(self._excerpt(row[0], words[0]) for row in found) if words else (),
        )

    def _excerpt(self, article_id: str, word: str) -> str:
        """What stands around the first place of `word` in an article; its beginning where only the title has it."""
        found = self._all(
            "SELECT substr(text, max(1, instr(lower(text), ?) - ?), ?) FROM articles WHERE id = ?",
            [_lower(word), _BEFORE, _EXCERPT, article_id],
        )
        return " ".join(found[0][0].split())

    def _counts(self, what: str, condition: str, values: list[str], order: str) -> tuple[tuple[str, int], ...]:
        found = self._all(
            f"SELECT {what}, count(*) AS n FROM articles WHERE {condition} AND {what} IS NOT NULL "
            f"GROUP BY 1 ORDER BY {order} LIMIT 500",
            values,
        )
        return tuple((str(name), int(n)) for name, n in found)

    def _all(self, statement: str, values: Sequence[object]) -> list[tuple[str, ...]]:
        with self._lock:
            return self._db.execute(statement, values).fetchall()


class ArticleWriter:
    """Fills a new article table, row by row."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path)
        self._db.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _SCHEMA)
        self._rows = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        if failure == (None, None, None):
            self._db.executescript(_INDEXES)
        self._db.commit()
        self._db.close()

    def add(self, article: Article) -> int:
        """Append an article; its row."""
        marks = ",".join("?" * len(_FIELDS))
        self._db.execute(f"INSERT INTO articles VALUES (?,{marks})", (self._rows, *astuple(article)))
        self._rows += 1
        return self._rows - 1

    def add_copies(self, row: int, copies: Iterable[Copy]) -> None:
        marks = ",".join("?" * len(_COPY_FIELDS))
        self._db.executemany(f"INSERT INTO copies VALUES (?,{marks})", [(row, *astuple(c)) for c in copies])


def _lower(text: str) -> str:
    """As SQLite's lower() does: ASCII only."""
    return "".join(c.lower() if c.isascii() else c for c in text)


def _literal(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
