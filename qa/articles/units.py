"""Files -> units of parsing: which format a name means, and where one article of a file ends and the next begins."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from qa.articles.fetch.sitemap import is_sitemap
from qa.articles.fetch.web import PAGES, Fetches, fetch_units, listed_units, url_from_path
from qa.articles.formats.containers import articles_of, has_texts, split_mailbox, table_rows
from qa.articles.formats.decoding import decode, is_unicode
from qa.articles.formats.reading_lists import highlights, holds_highlights, references, saved_in_page, saved_in_table
from qa.articles.notes import Unit
from qa.articles.opening import FILE_BYTES, PAGE_BYTES, open_bytes, read_capped
from qa.articles.parse import parse
from qa.articles.sniffing import HEAD, KINDS, PACKED, kind_of
from qa.articles.splitting import capped, split_apart
from qa.articles.walk import find_files, printable
from qa.errors import ArticleError
from qa.types import Rejection

_LEAST = 12  # bytes of a record that holds a text: {"text":"a"}
_TAGS = 1_000_000  # of a sitemap, which is parsed here
_LIMITS = {
    "feed": 5 * PAGE_BYTES,
    "pdf": 5 * PAGE_BYTES,
    "epub": 5 * PAGE_BYTES,
    "docx": 5 * PAGE_BYTES,
    "mail": 5 * PAGE_BYTES,
}


def find_units(
    paths: Iterable[Path], fetcher: Fetches | None = None, *, apart: bool = False
) -> Iterator[Unit | Rejection]:
    """Everything to parse under `paths`, in order; what cannot even be opened, or fetched, is a Rejection.

    With `apart`, large and packed files of many articles are taken apart in a child process with limits.
    """
    for path in paths:
        if address := url_from_path(path):
            yield from fetch_units(address, fetcher)
        else:
            yield from _files(path, fetcher, apart)


def _files(path: Path, fetcher: Fetches | None, apart: bool) -> Iterator[Unit | Rejection]:
    for found in find_files([path]):
        if isinstance(found, Rejection):
            yield found
            continue
        try:
            yield from _split(found, fetcher, apart)
        except ArticleError as error:
            yield Rejection(printable(found), error.reason, str(error))
        except OSError as error:
            yield Rejection(printable(found), "unreadable", f"It cannot be read: {error.strerror}.")


def _split(path: Path, fetcher: Fetches | None, apart: bool) -> Iterator[Unit | Rejection]:
    origin = printable(path)
    packed = path.suffix.lower() == ".gz"
    name = path.stem if packed else path.name
    with open_bytes(path) as file:
        kind = kind_of(name, file.read(HEAD))
    if kind is None or (kind in PACKED and packed):
        known = " ".join(KINDS)
        yield Rejection(origin, "unsupported", f"This kind of file is not read. Save it as one of {known}.")
    elif kind in _OF_MANY:
        split = _OF_MANY[kind]
        yield from capped(split_apart(split, path, origin) if apart else split(path, origin), origin)
    elif kind in _OF_ADDRESSES:
        yield from _OF_ADDRESSES[kind](path, origin, fetcher)
    else:
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
        number = 0
        while line := file.readline(PAGE_BYTES + 1):
            number += 1
            where = f"{origin}:{number}"
            if len(line) > PAGE_BYTES:
                while line and not line.endswith(b"\n"):  # the rest of a line that is too long
                    line = file.readline(PAGE_BYTES)
                yield Rejection(where, "too_large", f"The line is longer than {PAGE_BYTES // 2**20} MB. Split it.")
            elif line.strip():
                yield _record(where, line)


def _record(where: str, data: bytes) -> Unit | Rejection:
    """A record to parse; one that is too short to be an article is refused here: a child's time for millions is hours."""
    unit = Unit(where, "record", data)
    if len(data.strip()) >= _LEAST:
        return unit
    return next((one for one in parse(unit) if isinstance(one, Rejection)), unit)


def _archived(path: Path, origin: str) -> Iterator[Unit | Rejection]:
    from qa.articles.formats.warc import archived_units

    with open_bytes(path) as file:
        yield from archived_units(origin, file)


def _objects(path: Path, origin: str) -> Iterator[Unit | Rejection]:
    if path.name.lower().removesuffix(".gz").endswith((".jsonl", ".ndjson")):
        yield from _lines(path, origin)
        return
    with open_bytes(path) as file:
        data = read_capped(file, FILE_BYTES)
    try:
        value = json.loads(data if is_unicode(data) else decode(data))
    except (ValueError, RecursionError):
        yield from _lines(path, origin)  # JSONL under another name; a line that is no JSON is rejected on its own
        return
    items = articles_of(value)
    if not items:
        raise ArticleError("empty", "It holds an empty list. Add articles to it.")
    for number, item in enumerate(items, 1):
        where = f"{origin}#{number}" if isinstance(value, list) or len(items) > 1 else origin
        yield _record(where, json.dumps(item).encode())


def _rows(path: Path, origin: str, fetcher: Fetches | None) -> Iterator[Unit | Rejection]:
    with open_bytes(path) as file:
        names, rows = table_rows(decode(read_capped(file, FILE_BYTES)))
    if holds_highlights(names):
        yield from _records(origin, highlights(rows))
    elif has_texts(names):
        yield from _records(origin, rows)
    elif saved := saved_in_table(rows):
        yield from _saved(origin, saved, fetcher)
    else:
        message = "No column of the table is named `text`. Rename the one that holds the articles."
        raise ArticleError("unsupported", message)


def _records(origin: str, rows: Iterable[dict[str, str]]) -> Iterator[Unit | Rejection]:
    for number, row in enumerate(rows, 1):
        yield _record(f"{origin}#{number}", json.dumps(row).encode())


def _references(path: Path, origin: str) -> Iterator[Unit | Rejection]:
    with open_bytes(path) as file:
        data = read_capped(file, FILE_BYTES)
    yield from _records(origin, references(decode(data)))


def _bookmarks(path: Path, origin: str, fetcher: Fetches | None) -> Iterator[Unit | Rejection]:
    with open_bytes(path) as file:
        saved = saved_in_page(decode(read_capped(file, FILE_BYTES), markup=True))
    if not saved:
        raise ArticleError("empty", "It is a list of bookmarks without an address. Export it again.")
    yield from _saved(origin, saved, fetcher)


def _saved(origin: str, addresses: list[str], fetcher: Fetches | None) -> Iterator[Unit | Rejection]:
    """The pages of a list that gives their addresses alone."""
    if fetcher is None:
        said = f"It lists {len(addresses):,} addresses without their texts. Set QA_FETCH=1 to fetch them, or save the pages."
        yield Rejection(origin, "not_fetched", said)
        return
    for address in addresses[:PAGES]:
        yield from fetch_units(address, fetcher)
    if len(addresses) > PAGES:
        message = f"Pages after the first {PAGES:,} were not fetched. Split the list."
        yield Rejection(origin, "too_large", message)


def _letters(path: Path, origin: str) -> Iterator[Unit | Rejection]:
    with open_bytes(path) as file:
        for number, letter in enumerate(split_mailbox(file), 1):
            yield Unit(f"{origin}#{number}", "mail", letter)


def _bundled(path: Path, origin: str) -> Iterator[Unit | Rejection]:
    from qa.articles.formats.warc import bundled_units

    with open_bytes(path) as file:
        yield from bundled_units(origin, file)


_OF_MANY: dict[str, Callable[[Path, str], Iterator[Unit | Rejection]]] = {
    "records": _objects,
    "bibliography": _references,
    "mailbox": _letters,
    "archive": _archived,
    "wacz": _bundled,
}
_OF_ADDRESSES: dict[str, Callable[[Path, str, Fetches | None], Iterator[Unit | Rejection]]] = {
    "table": _rows,
    "bookmarks": _bookmarks,
}
