"""Addresses -> units of parsing: pages, feeds and the pages that sitemaps list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from qa.articles.fetch.fetching import Fetched
from qa.articles.fetch.sitemap import is_sitemap, read_sitemap
from qa.articles.notes import Unit
from qa.errors import ArticleError
from qa.types import Rejection

PAGES = 1_000  # of one sitemap, with those that it lists
_DEPTH = 2  # a sitemap of sitemaps, and no further
_ADDRESS = re.compile(r"(https?):/+(?=[^/])", re.IGNORECASE)  # a Path has lost one of the slashes
KINDS = {
    "text/html": "page", "application/xhtml+xml": "page", "text/plain": "text", "text/markdown": "markdown",
    "application/pdf": "pdf", "application/epub+zip": "epub",
}  # fmt: skip


class Fetches(Protocol):
    """Who fetches."""

    def fetch(self, url: str, /) -> Fetched: ...


def url_from_path(path: Path | str) -> str | None:
    """The address that a path of the command line is, if it is one."""
    found = _ADDRESS.match(str(path))
    return f"{found[1].lower()}://{str(path)[found.end() :]}" if found else None


def fetch_units(url: str, fetcher: Fetches | None) -> Iterator[Unit | Rejection]:
    """What `url` gives: a page, a feed, or every page of a sitemap."""
    yield from _fetched(url, fetcher, _DEPTH, set())


def listed_units(origin: str, data: bytes, fetcher: Fetches | None) -> Iterator[Unit | Rejection]:
    """Every page of a sitemap."""
    yield from _listed(origin, data, fetcher, _DEPTH - 1, set())


def _fetched(url: str, fetcher: Fetches | None, depth: int, seen: set[str]) -> Iterator[Unit | Rejection]:
    if fetcher is None:
        yield Rejection(url, "not_fetched", "Addresses are fetched only with QA_FETCH=1. Set it, or save the page.")
        return
    seen.add(url)
    try:
        fetched = fetcher.fetch(url)
        kind = _kind(fetched)
        if kind == "feed" and is_sitemap(fetched.data):
            yield from _listed(url, fetched.data, fetcher, depth - 1, seen)
        else:
            yield Unit(fetched.url, kind, fetched.data)
    except ArticleError as error:
        yield Rejection(url, error.reason, str(error))


def _listed(
    origin: str, data: bytes, fetcher: Fetches | None, depth: int, seen: set[str]
) -> Iterator[Unit | Rejection]:
    urls, of_sitemaps = read_sitemap(data)
    if not urls:
        raise ArticleError("empty", "The sitemap lists nothing. Check its address.")
    if of_sitemaps and depth <= 0:
        raise ArticleError("too_large", "Its sitemaps list sitemaps again. Name one of them.")
    for url in urls:
        if url in seen:
            continue
        if len(seen) >= PAGES:
            yield Rejection(
                origin, "too_large", f"Pages after the first {PAGES:,} were not fetched. Name a part of it."
            )
            return
        seen.add(url)
        yield from _fetched(url, fetcher, depth if of_sitemaps else 0, seen)


def _kind(fetched: Fetched) -> str:
    if fetched.content_type in KINDS:
        return KINDS[fetched.content_type]
    if "xml" in fetched.content_type or "rss" in fetched.content_type:
        return "feed"
    start = fetched.data[:512].lstrip().lower()
    return "pdf" if start.startswith(b"%pdf") else "feed" if start.startswith(b"<?xml") else "page"
