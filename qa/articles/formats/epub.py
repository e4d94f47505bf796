"""One EPUB -> a draft a chapter."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from typing import Any
from urllib.parse import unquote

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from qa.articles.formats.decoding import decode
from qa.articles.formats.fragment import fragment_text
from qa.articles.notes import Draft
from qa.articles.opening import PAGE_BYTES, RATIO, RATIO_FLOOR
from qa.cleaning.metadata.written_dates import iso_date
from qa.errors import ArticleError
from qa.text.characters import one_line

CHAPTERS = 1_000
_SHORTEST = 200  # characters of a chapter; covers, title pages and lists of contents have fewer
_SENTENCE = re.compile(r"^\S+(?:\s+\S+){4,}[.!?…][\"”’')]*$|[。！？]", re.MULTILINE)  # what they do not have
_PAGES = ("application/xhtml+xml", "text/html")


def read_epub(data: bytes) -> list[Draft | ArticleError]:
    """The chapters of a book, in reading order, under its title, author and date."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            return _chapters(book)
    except (zipfile.BadZipFile, KeyError, RuntimeError, NotImplementedError, OSError, EOFError, zlib.error) as error:
        raise ArticleError(
            "damaged", "The EPUB is damaged or locked. Save it again, without copy protection."
        ) from error
    except DefusedXmlException as error:
        raise ArticleError("hostile_xml", "It declares XML entities, which are refused. Save it again.") from error
    except (ParseError, ValueError, LookupError) as error:
        raise ArticleError("bad_xml", "The EPUB holds XML that is not well-formed. Save it again.") from error


def _chapters(book: zipfile.ZipFile) -> list[Draft | ArticleError]:
    container = fromstring(_read(book, "META-INF/container.xml"))
    path = next((e.get("full-path", "") for e in container.iter() if _name(e) == "rootfile"), "")
    package = fromstring(_read(book, path))
    said = {name: [one_line(e.text or "") for e in package.iter() if _name(e) == name]
            for name in ("title", "creator", "publisher", "date", "language")}  # fmt: skip
    pages = {
        e.get("id"): e.get("href", "") for e in package.iter() if _name(e) == "item" and e.get("media-type") in _PAGES
    }
    spine = [e.get("idref") for e in package.iter() if _name(e) == "itemref"]
    drafts: list[Draft | ArticleError] = []
    for page in (pages[i] for i in spine[:CHAPTERS] if i in pages):
        name = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(page)))
        text = fragment_text(_body(decode(_read(book, name), markup=True)))
        if len(text) >= _SHORTEST or _SENTENCE.search(text):
            drafts.append(_draft(text, said))
    if not drafts:
        raise ArticleError("empty", "The EPUB holds no text. Save it in another format.")
    return drafts


def _draft(text: str, said: dict[str, list[str]]) -> Draft:
    heading = text.split("\n", 1)[0]
    book = next(iter(said["title"]), "")
    title = f"{book}: {heading}" if book and len(heading) <= 100 and heading != book else book or heading[:200]
    return Draft(
        text=text,
        title=title,
        source=next(iter(said["publisher"]), None) or None,
        author=", ".join(filter(None, said["creator"])) or None,
        published_at=next(filter(None, map(iso_date, said["date"])), None),
        language=next(iter(said["language"]), "")[:2].lower() or None,
    )


def _read(book: zipfile.ZipFile, name: str) -> bytes:
    """One file of the book, read no further than a page may be large."""
    entry = book.getinfo(name)
    with book.open(entry) as file:
        data = file.read(PAGE_BYTES + 1)
    if len(data) > PAGE_BYTES or len(data) > max(RATIO_FLOOR, RATIO * entry.compress_size):
        raise ArticleError("too_large", "A part of it unpacks to far more than it should. Check it.")
    return data


def _body(markup: str) -> str:
    """The markup without its head, whose title is no text."""
    start = markup.lower().find("<body")
    return markup[start:] if start >= 0 else markup


def _name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]
