"""A cache of parsed units in one SQLite file, so that an unchanged folder is not parsed again.

The key of an entry is origin, kind and bytes of the unit. When the code that parses changes, all entries are dropped; when
a whole build has been read, the entries that it did not use are dropped. A cache that cannot be used is logged and costs
time; it never fails a build.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import sqlite3
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib.metadata import version
from pathlib import Path

from qa.articles.corpus import dumped, loaded
from qa.articles.notes import ParsedArticle, Unit
from qa.articles.parse import ParseOutcome
from qa.types import Rejection

log = logging.getLogger(__name__)

_PASSING = {"timeout", "memory"}  # reasons that may not hold the next time
_COMMIT = 256  # units: what a kill forgets at most
_PARSERS = (
    "beautifulsoup4",
    "charset-normalizer",
    "feedparser",
    "lxml",
    "pypdf",
    "scikit-learn",
    "trafilatura",
    "warcio",
)
_CODE = ("qa/articles", "qa/cleaning", "qa/text")

Known = tuple[ParseOutcome, ...]
Parse = Callable[[Iterable[Unit | Rejection | Known]], Iterator[ParseOutcome | Known]]


class ParseCache:
    """The cache in the file `path`, which is opened when it is first used."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def outcomes(self, units: Iterable[Unit | Rejection], parse: Parse) -> Iterator[ParseOutcome]:
        """The outcomes of all units, in order: those in the cache from there, the others from `parse`."""
        with contextlib.closing(_Table(self._path)) as table:
            sent: deque[tuple[str, bytes]] = deque()  # origin and key of units at the parser
            made: list[ParseOutcome] = []

            def marked() -> Iterator[Unit | Rejection | Known]:
                for unit in units:
                    if isinstance(unit, Rejection):
                        yield (unit,)  # as what is known: it is no outcome of the units that are being parsed
                        continue
                    key = _key(unit)
                    known = table.find(key)
                    if known is None:
                        sent.append((unit.origin, key))
                    yield unit if known is None else known

            for outcome in parse(marked()):
                if isinstance(outcome, tuple):
                    yield from outcome
                    continue
                origin = outcome.article.origin if isinstance(outcome, ParsedArticle) else outcome.origin
                while sent and not _is_of(origin, sent[0][0]) and (made or any(_is_of(origin, o) for o, _ in sent)):
                    table.keep(sent.popleft()[1], made)
                    made = []
                if sent and _is_of(origin, sent[0][0]):
                    made.append(outcome)
                yield outcome
            if made and sent:
                table.keep(sent.popleft()[1], made)
            table.forget_the_rest()

    def learn(self, entries: Iterable[tuple[bytes, str]]) -> None:
        """Add entries that another machine made with `entry`."""
        with contextlib.closing(_Table(self._path)) as table:
            for key, outcomes in entries:
                table.put(key, outcomes)

    @staticmethod
    def entry(unit: Unit, outcomes: list[ParseOutcome]) -> dict[str, bytes | str]:
        """The entry of a unit: its `key`, and its `outcomes` as JSON."""
        return {"key": _key(unit), "outcomes": json.dumps([dumped(o) for o in outcomes])}


def _is_of(origin: str, unit: str) -> bool:
    """Whether an outcome is of this unit, or of an article within it: of `x.xml` it is `x.xml#2`, not `x.xml#2.xml`."""
    return origin == unit or (origin.startswith(f"{unit}#") and origin[len(unit) + 1 :].isdecimal())


def _key(unit: Unit) -> bytes:
    digest = hashlib.blake2b(
        f"{unit.origin}\0{unit.kind}\0{unit.charset}".encode("utf-8", "surrogatepass"), digest_size=16
    )
    digest.update(unit.data)
    return digest.digest()


@cache
def _code_version() -> str:
    root = Path(__file__).resolve().parents[2]
    digest = hashlib.sha256(" ".join(version(name) for name in _PARSERS).encode())
    for path in sorted(p for folder in _CODE for p in (root / folder).rglob("*") if p.suffix in (".py", ".json")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


class _Table:
    """The SQLite file. No call raises when it is damaged or full: nothing is found then, and nothing kept."""

    def __init__(self, path: Path) -> None:
        self._kept = 0
        self._met: set[bytes] = set()
        self._path = path
        self._told = False  # one line in the log is enough for a file that fails a thousand times
        self._db = self._opened()

    def find(self, key: bytes) -> Known | None:
        self._met.add(key)
        rows = self._run("SELECT outcomes FROM units WHERE key = ?", key)
        try:
            return tuple(loaded(line) for line in json.loads(rows[0][0])) if rows else None
        except (ValueError, TypeError, KeyError):
            return None

    def keep(self, key: bytes, outcomes: list[ParseOutcome]) -> None:
        if not any(isinstance(o, Rejection) and o.reason in _PASSING for o in outcomes):
            self.put(key, json.dumps([dumped(o) for o in outcomes]))

    def put(self, key: bytes, outcomes: str) -> None:
        self._run("INSERT OR REPLACE INTO units VALUES (?, ?)", key, outcomes)
        self._kept += 1
        if self._kept % _COMMIT == 0:
            self._commit()

    def forget_the_rest(self) -> None:
        """Called when all units have been met."""
        for (key,) in self._run("SELECT key FROM units"):
            if key not in self._met:
                self._run("DELETE FROM units WHERE key = ?", key)

    def close(self) -> None:
        self._commit()
        if self._db:
            self._db.close()

    def _commit(self) -> None:
        try:
            if self._db:
                self._db.commit()
        except sqlite3.Error as error:
            self._tell(error)

    def _run(self, statement: str, *values: object) -> list[tuple[bytes]]:
        try:
            return self._db.execute(statement, values).fetchall() if self._db else []
        except sqlite3.Error as error:
            self._tell(error)
            return []

    def _tell(self, error: sqlite3.Error) -> None:
        if not self._told:
            log.warning("%s cannot be used; what it holds is parsed again: %s", self._path, error)
        self._told = True

    def _opened(self) -> sqlite3.Connection | None:
        path = self._path
        for _ in range(2):
            try:
                db = sqlite3.connect(path)
                db.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;")
                db.execute("CREATE TABLE IF NOT EXISTS code (version TEXT)")
                if db.execute("SELECT version FROM code").fetchall() != [(_code_version(),)]:
                    db.executescript("DROP TABLE IF EXISTS units; DELETE FROM code;")
                    db.execute("INSERT INTO code VALUES (?)", [_code_version()])
                db.execute("CREATE TABLE IF NOT EXISTS units (key BLOB PRIMARY KEY, outcomes TEXT)")
                db.commit()
            except sqlite3.DatabaseError as error:
                self._tell(error)
                for part in ("", "-wal", "-shm"):  # damaged: begin anew
                    with contextlib.suppress(OSError):
                        Path(f"{path}{part}").unlink(missing_ok=True)
            else:
                return db
        return None
