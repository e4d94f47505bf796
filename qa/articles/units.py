"""Files -> units of parsing: which format a name means, and where one article of a file ends and the next begins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from qa.articles.fetch.sitemap import is_sitemap
from qa.articles.fetch.web import Fetches, fetch_units, listed_units, url_from_path
from qa.articles.notes import Unit
from qa.articles.opening import FILE_BYTES, PAGE_BYTES, open_bytes, read_capped
from qa.articles.splitting import as_utf8, is_list, is_one_object, items
from qa.articles.walk import find_files, printable
from qa.errors import ArticleError
from qa.types import Rejection

_KINDS = {
    ".html": "page",
    ".htm": "page",
    ".xhtml": "page",
    ".txt": "text",
    ".md": "markdown",
    ".jsonl": "records",
    ".json": "records",
    ".xml": "feed",
    ".rss": "feed",
    ".atom": "feed",
    ".pdf": "pdf",
    ".epub": "epub",
    ".warc": "archive",
}
_LIMITS = {"feed": 5 * PAGE_BYTES, "pdf": 5 * PAGE_BYTES, "epub": 5 * PAGE_BYTES}
RECORDS = 1_000_000  # read of one file
REFUSED = 1_000  # records of one file that are told of when they are none; more of them are one rejection
_LEAST = 12  # bytes of a record that could hold a text
_TAGS = 1_000_000  # of a list of pages, which is parsed here
_PACKED = ("pdf", "epub")  # formats that are compressed already


def find_units(paths: Iterable[Path], fetcher: Fetches | None = None) -> Iterator[Unit | Rejection]:
    """Everything to parse under `paths`, in order; what cannot even be opened, or fetched, is a Rejection."""
    for path in paths:
        if address := url_from_path(path):
            yield from fetch_units(address, fetcher)
        else:
            yield from _files(path, fetcher)


def _files(path: Path, fetcher: Fetches | None) -> Iterator[Unit | Rejection]:
    for found in find_files([path]):
        if isinstance(found, Rejection):
            yield found
            continue
        try:
            yield from _split(found, fetcher)
        except ArticleError as error:
            yield Rejection(printable(found), error.reason, str(error))
        except OSError as error:
            yield Rejection(printable(found), "unreadable", f"It cannot be read: {error.strerror}.")


def _split(path: Path, fetcher: Fetches | None) -> Iterator[Unit | Rejection]:
    plain = Path(path.name.lower())
    plain = plain.with_suffix("") if plain.suffix == ".gz" else plain
    kind = _KINDS.get(plain.suffix)
    origin = printable(path)
    if kind is None or (kind in _PACKED and path.suffix.lower() == ".gz"):
        known = " ".join(_KINDS)
        yield Rejection(origin, "unsupported", f"This kind of file is not read. Save it as one of {known}.")
        return
    if kind == "records":
        yield from _lines(path, origin) if plain.suffix == ".jsonl" else _objects(path, origin)
        return
    if kind == "archive":
        yield from _archived(path, origin)
        return
    with open_bytes(path) as file:
        data = read_capped(file, _LIMITS.get(kind, PAGE_BYTES))
    if kind == "feed" and is_sitemap(data):
        if data.count(b"<") > _TAGS:
            raise ArticleError("too_large", "The sitemap is larger than any may be. Name a part of it.")
        yield from listed_units(origin, data, fetcher)
    else:
        yield Unit(origin, kind, data)


def _lines(path: Path, origin: str) -> Iterator[Unit | Rejection]:
    with open_bytes(path) as file:
        yield from _capped(origin, _records(file, origin))


def _records(file: BinaryIO, origin: str) -> Iterator[Unit | Rejection]:
    number = 0
    while line := file.readline(PAGE_BYTES + 1):
        number += 1
        where = f"{origin}:{number}"
        if len(line) > PAGE_BYTES:
            while line and not line.endswith(b"\n"):  # the rest of a line that is too long
                line = file.readline(PAGE_BYTES)
            yield _too_large(where)
        elif line.strip():
            yield _record(where, line)


def _record(where: str, data: bytes) -> Unit | Rejection:
    """What is surely no record is told so here: a child's time for each of millions would be hours."""
    if len(data) > PAGE_BYTES:
        return _too_large(where)
    if len(data.strip()) < _LEAST:
        return Rejection(where, "bad_record", "It is too short for an article. Write one JSON object an article.")
    return Unit(where, "record", data)


def _too_large(where: str) -> Rejection:
    return Rejection(where, "too_large", f"The record is longer than {PAGE_BYTES // 2**20} MB. Split it.")


def _capped(origin: str, found: Iterable[Unit | Rejection]) -> Iterator[Unit | Rejection]:
    """What was found in a file, up to so many records, and up to so many that are none."""
    refused = 0
    for number, one in enumerate(found):
        refused += isinstance(one, Rejection)
        if number == RECORDS or refused > REFUSED:
            why = f"{RECORDS:,} records" if number == RECORDS else f"{REFUSED:,} that are none"
            yield Rejection(origin, "too_many", f"After {why} the rest was not read. Check the file, or split it.")
            return
        yield one


def _archived(path: Path, origin: str) -> Iterator[Unit | Rejection]:
    from qa.articles.formats.warc import archived_units

    with open_bytes(path) as file:
        yield from _capped(origin, archived_units(origin, file))


def _objects(path: Path, origin: str) -> Iterator[Unit | Rejection]:
    with open_bytes(path) as file:
        data = as_utf8(read_capped(file, FILE_BYTES))
    if is_list(data):
        if not data[1:-1].strip():
            raise ArticleError("empty", "It holds an empty list. Add articles to it.")
        yield from _capped(origin, (_record(f"{origin}#{n}", item) for n, item in enumerate(items(data), 1)))
    elif is_one_object(data):
        yield Unit(origin, "record", data)
    else:
        yield from _lines(path, origin)  # JSONL under another name; a line that is no JSON is rejected on its own
