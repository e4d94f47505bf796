"""What was fetched before, in one SQLite file, so that only what has changed is sent again."""

from __future__ import annotations

import contextlib
import logging
import sqlite3
from dataclasses import astuple, dataclass
from pathlib import Path

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Kept:
    """A page with what the server said to know it again by."""

    url: str
    content_type: str
    data: bytes
    etag: str = ""
    modified: str = ""


class FetchedPages:
    """Keeps pages by URL; without a path, or where the file cannot be used, it keeps nothing."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._told = False  # one line in the log is enough for a file that fails a thousand times

    def find(self, url: str) -> Kept | None:
        """The page kept for `url`."""
        row = self._run("SELECT url, content_type, data, etag, modified FROM pages WHERE asked = ?", url)
        return Kept(*row) if row else None

    def keep(self, url: str, page: Kept) -> None:
        """Keep `page` for `url`."""
        self._run("INSERT OR REPLACE INTO pages VALUES (?, ?, ?, ?, ?, ?)", url, *astuple(page))

    def _run(self, statement: str, *values: object) -> tuple[str, str, bytes, str, str] | None:
        if not self._path:
            return None
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with contextlib.closing(sqlite3.connect(self._path)) as db, db:
                db.execute(
                    "CREATE TABLE IF NOT EXISTS pages (asked TEXT PRIMARY KEY, url TEXT, content_type TEXT, data BLOB, "
                    "etag TEXT, modified TEXT)"
                )
                row: tuple[str, str, bytes, str, str] | None = db.execute(statement, values).fetchone()
                return row
        except (sqlite3.Error, OSError) as error:  # a cache that cannot be used costs time, never a build
            if not self._told:
                log.warning("%s cannot be used; every page is fetched again: %s", self._path, error)
            self._told = True
            return None
