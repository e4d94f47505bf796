"""Web archives (WARC): each answer that holds a page, PDF or plain text -> a unit of parsing under its own address.

The date of a record says when it was fetched, so it is never read.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from qa.articles.fetch.web import KINDS, url_from_path
from qa.articles.formats.decoding import charset_of
from qa.articles.notes import Unit
from qa.articles.opening import FILE_BYTES, PAGE_BYTES, RATIO, RATIO_FLOOR
from qa.errors import ArticleError
from qa.text.addresses import LONGEST
from qa.types import Rejection

_FEED = re.compile(rb"<(?:rss|feed|rdf:RDF|channel)\b", re.IGNORECASE)
_HEAD = 4096  # bytes of a document in which it says what it is
_HELD = ("response", "resource", "conversion")  # records with a document; a revisit says that it stands elsewhere
_FEEDS = ("application/rss+xml", "application/atom+xml", "application/xml", "text/xml", "application/rdf+xml")
_DAMAGE = (ArchiveLoadFailed, ValueError, LookupError, EOFError, AttributeError, TypeError)  # what its parser raises


def archived_units(origin: str, file: BinaryIO) -> Iterator[Unit | Rejection]:
    """The documents of an archive, in order; pictures, scripts, redirects and requests in it are no inputs."""
    found = 0
    try:
        for record in ArchiveIterator(file):
            for unit in _unit(origin, record):
                found += 1
                yield unit
    except _DAMAGE as error:
        raise ArticleError("damaged", "The archive is damaged after what was read. Make it again.") from error
    if not found:
        raise ArticleError("empty", "The archive holds no page. Archive the pages themselves.")


def bundled_units(origin: str, file: BinaryIO) -> Iterator[Unit | Rejection]:
    """The documents of the archives inside a WACZ file."""
    try:
        with zipfile.ZipFile(file) as bundle:
            parts = [part for part in bundle.infolist() if re.search(r"\.warc(?:\.gz)?$", part.filename)]
            if not parts:
                raise ArticleError("empty", "The bundle holds no web archive. Make it again.")
            for part in parts:
                if part.file_size > FILE_BYTES or part.file_size > max(RATIO_FLOOR, RATIO * part.compress_size):
                    raise ArticleError("too_large", "It unpacks to far more than it should. Unpack and check it.")
                with bundle.open(part) as inner:
                    yield from archived_units(origin, inner)  # type: ignore[arg-type]
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, OSError) as error:
        raise ArticleError("damaged", "The bundle is damaged. Make it again.") from error


def _unit(origin: str, record: Any) -> Iterator[Unit | Rejection]:
    address = url_from_path(
        (record.rec_headers.get_header("WARC-Target-URI") or "").strip("<>")[:LONGEST].split("#")[0]
    )
    head = record.http_headers
    said = (head or record.rec_headers).get_header("Content-Type") or ""
    named = said.split(";")[0].strip().lower()
    kind = KINDS.get(named) or ("feed" if named in _FEEDS else None)
    if record.rec_type not in _HELD or not address or not kind:
        return
    where = f"{origin}#{address}"
    status = head.get_statuscode() if head else "200"
    if status[:1] == "3":
        return
    if status != "200":
        yield Rejection(where, "error_page", f"It was answered with {status[:3]}. Fetch it again.")
        return
    data = _read(record.content_stream(), PAGE_BYTES + 1)
    if len(data) > PAGE_BYTES:
        yield Rejection(where, "too_large", f"It is larger than {PAGE_BYTES // 2**20} MB. Save it in parts.")
    elif record.raw_stream.limit and not record.raw_stream.read(1):
        yield Rejection(where, "damaged", "The archive breaks off within it. Make it again.")
    elif data.strip() and not (kind == "feed" and not _FEED.search(data[:_HEAD])):
        yield Unit(where, kind, data, address, charset_of(said))


def _read(stream: Any, most: int) -> bytes:
    """As many bytes as there are, up to `most`; a stream that is unpacked on the way gives few at a time."""
    parts: list[bytes] = []
    size = 0
    while size < most and (part := stream.read(most - size)):
        parts.append(part)
        size += len(part)
    return b"".join(parts)
