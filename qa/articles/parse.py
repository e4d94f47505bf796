"""One unit -> its articles: the only thing that child processes do."""

from __future__ import annotations

from qa.articles.finish import finish
from qa.articles.formats.decoding import decode
from qa.articles.notes import Draft, ParsedArticle, Unit
from qa.errors import ArticleError
from qa.text.addresses import host_of
from qa.types import Rejection

ParseOutcome = ParsedArticle | Rejection


def parse(unit: Unit) -> list[ParseOutcome]:
    """Every article of a unit, or the reason why there is none."""
    try:
        drafts = _drafts(unit)
    except ArticleError as error:
        return [Rejection(unit.origin, error.reason, str(error))]
    except MemoryError:
        return [Rejection(unit.origin, "memory", "Parsing it takes too much memory. Remove or simplify it.")]
    except Exception as error:  # a parser that fails on one page must not stop the others
        return [Rejection(unit.origin, "unparsable", f"It cannot be parsed ({type(error).__name__}). Save it again.")]
    many = len(drafts) > 1
    site = host_of(unit.url or unit.origin) or ""
    return [_finished(draft, f"{unit.origin}#{n}" if many else unit.origin, site) for n, draft in enumerate(drafts, 1)]


def _drafts(unit: Unit) -> list[Draft | ArticleError]:
    # Each reader is imported where it is needed: a build of JSONL never pays for an HTML or PDF parser.
    if unit.kind == "record":
        from qa.articles.formats.record import read_record

        return [read_record(unit.data)]
    address = unit.url or (unit.origin if unit.origin.startswith(("http://", "https://")) else None)
    if unit.kind == "page":
        from qa.articles.formats.page import read_page

        return [read_page(decode(unit.data, markup=True, charset=unit.charset), url=address)]
    if unit.kind == "feed":
        from qa.articles.formats.feed import read_feed

        return read_feed(unit.data)
    if unit.kind == "epub":
        from qa.articles.formats.epub import read_epub

        return read_epub(unit.data)
    if unit.kind == "pdf":
        from qa.articles.formats.pdf import read_pdf

        return [read_pdf(unit.data, url=address)]
    if unit.kind in ("mail", "webarchive"):
        from qa.articles.formats.mail import read_mail, read_webarchive

        return [read_mail(unit.data) if unit.kind == "mail" else read_webarchive(unit.data)]
    if unit.kind == "docx":
        from qa.articles.formats.docx import read_docx

        return [read_docx(unit.data)]
    from qa.articles.formats.plain import read_texts

    return read_texts(decode(unit.data, charset=unit.charset), markdown=unit.kind == "markdown")


def _finished(draft: Draft | ArticleError, origin: str, site: str) -> ParseOutcome:
    try:
        if isinstance(draft, ArticleError):
            raise draft
        return finish(draft, origin, site)
    except ArticleError as error:
        return Rejection(origin, error.reason, str(error))
