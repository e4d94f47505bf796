"""Addresses and sitemaps become units; without leave to fetch, each is a rejection that says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.articles.fetch.fetching import Fetched
from qa.articles.fetch.sitemap import is_sitemap, read_sitemap
from qa.articles.fetch.web import PAGES, url_from_path
from qa.articles.notes import Unit
from qa.articles.units import find_units
from qa.errors import ArticleError
from qa.types import Rejection

SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def sitemap(*urls: str, kind: str = "urlset", entry: str = "url") -> bytes:
    listed = "".join(f"<{entry}><loc> {url} </loc><lastmod>2020-06-12</lastmod></{entry}>" for url in urls)
    return f'<?xml version="1.0"?><{kind} {SPACE}>{listed}</{kind}>'.encode()


class Web:
    """Pages by address."""

    def __init__(self, **pages: tuple[str, bytes]) -> None:
        self.pages = {f"https://news.example/{name}": page for name, page in pages.items()}
        self.asked: list[str] = []

    def fetch(self, url: str) -> Fetched:
        self.asked.append(url)
        if url not in self.pages:
            raise ArticleError("http_error", "The server answered with status 404. Try again later.")
        return Fetched(url, *self.pages[url])


def units(path: str | Path, web: Web | None) -> list[tuple[str, str]]:
    return [
        (found.origin, found.kind if isinstance(found, Unit) else found.reason)
        for found in find_units([Path(path)], web)
    ]


@pytest.mark.parametrize(
    ("path", "url"),
    [("https://news.example/a?b=c", "https://news.example/a?b=c"), ("http:/news.example", "http://news.example"),
     ("HTTPS://news.example", "https://news.example"), ("folder/https:", None), ("https", None), ("folder/x", None)],
)  # fmt: skip
def test_what_is_an_address(path: str, url: str | None) -> None:
    assert url_from_path(Path(path)) == url


@pytest.mark.parametrize(
    ("content_type", "data", "kind"),
    [("text/html", b"<p>", "page"), ("application/rss+xml", b"<rss/>", "feed"), ("text/plain", b"x", "text"),
     ("application/pdf", b"%PDF", "pdf"), ("application/octet-stream", b"%PDF-1.4", "pdf"), ("text/xml", b"<feed/>", "feed"),
     ("application/octet-stream", b"<?xml?>", "feed"), ("application/epub+zip", b"PK", "epub"), ("", b"<html>", "page")],
)  # fmt: skip
def test_kinds(content_type: str, data: bytes, kind: str) -> None:
    assert units("https://news.example/a", Web(a=(content_type, data))) == [("https://news.example/a", kind)]


def test_a_sitemap_of_sitemaps() -> None:
    web = Web(
        map=("text/xml", sitemap("https://news.example/one", kind="sitemapindex", entry="sitemap")),
        one=("text/xml", sitemap("https://news.example/a", "https://news.example/gone", "https://news.example/a")),
        a=("text/html", b"<p>"),
    )
    assert units("https://news.example/map", web) == [
        ("https://news.example/a", "page"),
        ("https://news.example/gone", "http_error"),
    ]


def test_a_sitemap_that_lists_itself_ends() -> None:
    web = Web(map=("text/xml", sitemap("https://news.example/map", kind="sitemapindex", entry="sitemap")))
    assert units("https://news.example/map", web) == []
    assert web.asked == ["https://news.example/map"]


def test_a_sitemap_as_a_file(tmp_path: Path) -> None:
    (tmp_path / "sitemap.xml").write_bytes(sitemap("https://news.example/a"))
    assert units(tmp_path, Web(a=("text/html", b"<p>"))) == [("https://news.example/a", "page")]
    assert units(tmp_path, None) == [("https://news.example/a", "not_fetched")]


def test_there_is_an_end(tmp_path: Path) -> None:
    (tmp_path / "sitemap.xml").write_bytes(sitemap(*(f"https://news.example/{n}" for n in range(PAGES + 5))))
    found = units(tmp_path, Web())
    assert len(found) == PAGES + 1 and found[-1][1] == "too_large"


def test_without_leave() -> None:
    (found,) = find_units([Path("https://news.example/a")])
    assert isinstance(found, Rejection) and found.reason == "not_fetched" and "QA_FETCH=1" in found.message


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"<urlset>", "bad_xml"), (b'<!DOCTYPE x [<!ENTITY a "b">]><urlset><url><loc>&a;</loc></url></urlset>', "hostile_xml"),
     (b"<html><urlset/></html>", "not_a_feed")],
)  # fmt: skip
def test_broken_sitemaps(data: bytes, reason: str) -> None:
    assert is_sitemap(data)
    with pytest.raises(ArticleError) as refused:
        read_sitemap(data)
    assert refused.value.reason == reason
