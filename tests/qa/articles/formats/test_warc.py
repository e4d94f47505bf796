"""Web archives: every page becomes an article under its own address; the day it was fetched is nobody's date."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

import pytest

from qa.articles import read_articles
from qa.articles.formats import warc
from qa.types import Article, Rejection

BODY = (
    "<p>The council voted on Tuesday to close the old bridge over the river for two years, after cracks were found.</p>"
    * 4
)
PAGE = f"<html><head><title>Bridge to close</title></head><body><h1>Bridge to close</h1>{BODY}</body></html>".encode()
DATED = PAGE.replace(b"<h1>", b"<meta property='article:published_time' content='2020-06-12'><h1>")


def record(
    url: str, data: bytes, *, kind: str = "response", head: str = "200 OK", mime: str = "text/html", **more: str
) -> bytes:
    http = f"HTTP/1.1 {head}\r\nContent-Type: {mime}; charset=utf-8\r\n"
    http += "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in more.items()) + "\r\n"
    block = (http.encode() if kind in ("response", "revisit", "request") else b"") + data
    said = "application/http; msgtype=response" if kind == "response" else mime
    return (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-01-02T03:04:05Z\r\n"
        f"WARC-Record-ID: <urn:uuid:12345678-1234-1234-1234-123456789012>\r\nContent-Type: {said}\r\n"
        f"Content-Length: {len(block)}\r\n\r\n"
    ).encode() + block + b"\r\n\r\n"  # fmt: skip


def read(folder: Path, data: bytes, name: str = "pages.warc") -> list[Article | Rejection]:
    (folder / name).write_bytes(data)
    return list(read_articles([folder]))


def test_a_page_becomes_an_article_with_its_address(tmp_path: Path) -> None:
    (article,) = read(tmp_path, record("https://example.org/bridge", PAGE))
    assert isinstance(article, Article)
    assert (article.title, article.url, article.published_at) == ("Bridge to close", "https://example.org/bridge", None)
    assert article.origin.endswith("pages.warc#https://example.org/bridge")
    assert article.text.startswith("The council voted")


def test_packed_archives_and_packed_answers_are_read(tmp_path: Path) -> None:
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(DATED), DATED)
    records = [
        record("https://example.org/1", DATED, kind="warcinfo", mime="application/warc-fields"),
        record("https://example.org/2", gzip.compress(DATED), Content_Encoding="gzip"),
        record("https://example.org/3", chunked, Transfer_Encoding="chunked"),
        record("<https://example.org/4>", DATED, kind="resource"),
    ]
    found = read(tmp_path, b"".join(map(gzip.compress, records)), "pages.warc.gz")
    assert [article.url for article in found if isinstance(article, Article)] == [
        f"https://example.org/{n}" for n in (2, 3, 4)
    ]
    assert {article.published_at for article in found if isinstance(article, Article)} == {"2020-06-12"}


def test_text_that_was_drawn_from_pages_is_read(tmp_path: Path) -> None:
    text = "The council voted on Tuesday to close the old bridge over the river for two years.\n" * 3
    (article,) = read(tmp_path, record("https://example.org/1", text.encode(), kind="conversion", mime="text/plain"))
    assert isinstance(article, Article)


def test_what_is_no_page_is_passed_over_and_what_failed_is_told(tmp_path: Path) -> None:
    found = read(tmp_path, b"".join([
        record("https://example.org/a.png", b"png", mime="image/png"),
        record("https://example.org/moved", b"", head="301 Moved"),
        record("dns:example.org", b"127.0.0.1", kind="resource", mime="text/dns"),
        record("https://example.org/again", b"", kind="revisit"),
        record("https://example.org/gone", PAGE, head="404 Not Found"),
        record("https://example.org/bridge", PAGE),
    ]))  # fmt: skip
    assert [one.reason if isinstance(one, Rejection) else one.url for one in found] == [
        "error_page",
        "https://example.org/bridge",
    ]


@pytest.mark.parametrize(
    ("data", "reasons"),
    [
        (b"", ["empty"]),
        (b"no archive at all\r\n\r\n", ["damaged"]),
        (record("https://example.org/a.png", b"png", mime="image/png"), ["empty"]),
        (record("https://example.org/1", PAGE) + b"garbage" * 30, [None, "damaged"]),
        (record("https://example.org/1", zlib.compress(b" " * 12_000_000), Content_Encoding="deflate"), ["too_large"]),
        (record("https://example.org/1", PAGE)[:600], ["damaged"]),
    ],
)  # fmt: skip
def test_damage_costs_what_is_damaged(tmp_path: Path, data: bytes, reasons: list[str | None]) -> None:
    assert [one.reason if isinstance(one, Rejection) else None for one in read(tmp_path, data)] == reasons


def test_a_page_over_its_size_is_told_of_and_the_next_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warc, "PAGE_BYTES", 2 * len(PAGE))
    found = read(tmp_path, record("https://example.org/1", PAGE * 3) + record("https://example.org/2", PAGE))
    assert [one.reason if isinstance(one, Rejection) else None for one in found] == ["too_large", None]
