"""What programs that keep what people read give out: references of BibTeX, highlights of Readwise, addresses of Pocket."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator

from qa.articles.formats.record_fields import key_of, url_of
from qa.errors import ArticleError
from qa.text.addresses import web_address

_PAIRS = (("booktitle", "highlight"), ("title", "highlight"))  # columns of Readwise: what was read, what was marked


def references(text: str) -> Iterator[dict[str, str]]:
    """The entries of a BibTeX file, as records with the abstract as text."""
    from bibtexparser.entrypoint import parse_string
    from bibtexparser.middlewares import LatexDecodingMiddleware, MonthIntMiddleware

    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # it logs every oddity
    found = parse_string(text, append_middleware=[LatexDecodingMiddleware(), MonthIntMiddleware()])
    if not found.entries:
        raise ArticleError("damaged", "No entry of the bibliography can be read. Export it again, as BibTeX.")
    for entry in found.entries:
        said = {name.lower(): " ".join(str(value).split()) for name, value in entry.items()}
        yield {
            "title": said.get("title", ""),
            "text": said.get("abstract", ""),
            "author": _people(said.get("author", "")),
            "source": said.get("journal") or said.get("journaltitle") or said.get("publisher", ""),
            "url": said.get("url") or (f"https://doi.org/{said['doi']}" if said.get("doi") else ""),
            "published_at": said.get("date") or _month(said.get("year", ""), said.get("month", "")),
            "language": said.get("langid", ""),
        }


def highlights(rows: Iterable[dict[str, str]]) -> Iterator[dict[str, str]]:
    """One record for each text of which a table of Readwise holds highlights, in their order."""
    texts: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        said = {key_of(name): value for name, value in row.items()}
        name = said.get("booktitle") or said.get("title", "")
        if said.get("highlight", "").strip():
            texts.setdefault((name, said.get("bookauthor") or said.get("author", "")), []).append(said["highlight"])
    for (title, author), marked in texts.items():
        yield {"title": title, "author": author, "text": "\n\n".join(marked)}


def holds_highlights(names: Iterable[str]) -> bool:
    """Whether a table with these columns is one of Readwise."""
    keys = {key_of(name) for name in names}
    return any(set(pair) <= keys for pair in _PAIRS)


def saved_in_table(rows: Iterable[dict[str, str]]) -> list[str]:
    """The addresses of a table that gives no texts, as Pocket writes it."""
    found = (web_address(url_of({key_of(name): value for name, value in row.items()})) for row in rows)
    return list(dict.fromkeys(filter(None, found)))


def saved_in_page(markup: str) -> list[str]:
    """The addresses of a list of bookmarks, as browsers and Pocket write it."""
    from lxml import etree, html  # here: a build of records never pays for it

    try:
        root = html.document_fromstring(markup)
    except (etree.ParserError, ValueError):
        return []
    found = (web_address(link.get("href")) for link in root.iter("a"))
    return list(dict.fromkeys(filter(None, found)))


def _month(year: str, month: str) -> str:
    return f"{year}-{int(month):02}-01" if year and month.isdigit() else year


def _people(names: str) -> str:
    """ "Lind, Petra and Marsh, Hilde" as people write names."""
    people = (name.strip().strip("{}") for name in names.split(" and "))
    return ", ".join(" ".join(part.strip() for part in reversed(name.split(",", 1))) for name in people if name)
