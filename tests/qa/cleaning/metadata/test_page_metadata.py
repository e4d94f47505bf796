"""Titles, authors and dates of pages, from every place that states them."""

from __future__ import annotations

import json

import pytest

from qa.cleaning.metadata.page_dates import url_date
from qa.cleaning.metadata.page_metadata import Metadata, read_metadata
from qa.cleaning.metadata.titles import strip_site
from qa.cleaning.metadata.written_dates import iso_date, written_date
from qa.cleaning.tree import parse_markup


def read(markup: str, url: str | None = None) -> Metadata:
    return read_metadata(parse_markup(markup), url=url)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2020-06-12T09:13:51Z", "2020-06-12T09:13:51Z"),
        ("2020-06-12 09:13", "2020-06-12T09:13"),
        ("20200612", "2020-06-12"),
        ("June 12, 2020", "2020-06-12"),
        ("12th of June 2020", "2020-06-12"),
        ("Fri, 12 Jun 2020 09:13:51 GMT", "2020-06-12"),
        ("06/12/2020", "2020-06-12"),
        ("25/12/2020", "2020-12-25"),
        ("12.25.2020", "2020-12-25"),
        ("12.06.2020", "2020-06-12"),
        ("June 12,2020", "2020-06-12"),
        ("Fri Jun 12 10:00:00 CEST 2020", "2020-06-12"),
        ("12. Juni 2020", "2020-06-12"),
        ("1er août 2020", "2020-08-01"),
        ("12 de junio de 2020", "2020-06-12"),
        ("12 giugno 2020", "2020-06-12"),
        ("12 czerwca 2020", "2020-06-12"),
        ("12 июня 2020", "2020-06-12"),
        ("2020年6月12日", "2020-06-12"),
        ("1591952400", "2020-06-12"),
        ("1591952400000", "2020-06-12"),
        ("5591952400", None),
        ("the stock market 12, 2020", None),
        ("Reuters • June 12, 2020, 17:13:51 IST", "2020-06-12"),
        ("31 February 2020", None),
        ("June 12, 9999", None),
        ("1066-10-14", None),
        ("no date at all", None),
    ],
)
def test_dates_as_written(written: str, day: str | None) -> None:
    assert iso_date(written) == day


def test_date_in_an_address() -> None:
    assert url_date("https://example.org/world/2020/06/12/pause") == "2020-06-12"
    assert url_date("https://example.org/2020/jun/12/pause") == "2020-06-12"
    assert url_date("https://example.org/products/20200612345/") is None


def test_first_date_of_a_sentence() -> None:
    assert written_date("Updated 3 May 2021, first published 1 May 2021") == "2021-05-03"


def test_linked_data_comes_before_metas_and_visible_dates() -> None:
    meta = read(
        """<html lang="en-GB"><head><title>Bridge to close - Example Herald</title>
        <meta property="og:site_name" content="Example Herald"><meta property="article:published_time" content="2021-01-02">
        <link rel="canonical" href="https://example.org/bridge">
        <script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "headline": "Bridge to close",
        "datePublished": "2021-01-01", "dateModified": "2021-02-01", "author": [{"name": "Ann Poole"}, {"name": "Bo Lund"}],
        "publisher": {"name": "Herald Media"}}]}</script></head>
        <body><h1>Bridge to close</h1><time datetime="2021-03-01"></time><p>Text.</p></body></html>"""
    )
    assert meta.title == "Bridge to close"
    assert (meta.published_at, meta.modified_at) == ("2021-01-01", "2021-02-01")
    assert meta.author == "Ann Poole, Bo Lund"
    assert (meta.source, meta.url, meta.language) == ("Example Herald", "https://example.org/bridge", "en")
    assert ("published_at", "json-ld") in meta.said_by


def test_a_damaged_linked_data_block_is_passed_over() -> None:
    meta = read(
        '<script type="application/ld+json">{"@type": "NewsArticle", </script><h1>Bridge to close at last</h1>'
        '<p class="byline">By Ann Poole</p><span class="date">Updated 4 May 2021</span><span class="date">1 May 2021</span>'
    )
    assert (meta.author, meta.published_at) == ("Ann Poole", "2021-05-01")


@pytest.mark.parametrize(
    "block",
    [
        '{"@type": "NewsArticle", "datePublished": "2021-01-01", "author": {"@type": "Person", "name": "Ann Poole",},}',
        '//<![CDATA[\n{"@type": "NewsArticle", "datePublished": "2021-01-01", "author": {"name": "Ann Poole"}}\n//]]>',
        '{"@type": "NewsArticle", "author": {"@type": "Person", "name": "Ann Poole"}, "description": "the "old" bridge",'
        '"datePublished": "2021-01-01", "video": {"datePublished": "2021-02-02"}}',
    ],
)
def test_linked_data_with_common_errors_is_read(block: str) -> None:
    meta = read(f'<script type="application/ld+json">{block}</script><h1>Bridge to close at last</h1><p>Text.</p>')
    assert (meta.author, meta.published_at) == ("Ann Poole", "2021-01-01")


@pytest.mark.parametrize(
    ("byline", "author"),
    [
        ('<p class="byline">By <a>Ann Poole</a> on Friday</p>', "Ann Poole"),
        ('<a rel="author">Ann Poole</a>', "Ann Poole"),
        ("<p>Written by Ann Poole, senior reporter</p>", "Ann Poole"),
        ('<span class="author">Ann Poole</span><span class="author">Bo Lund</span>', "Ann Poole"),
        ('<div class="author-menu"><a>Sign in</a></div>', None),
        ("<p>By the river, the mayor spoke.</p>", None),
    ],
)
def test_bylines(byline: str, author: str | None) -> None:
    assert read(f"<h1>Bridge to close at last</h1>{byline}<p>Text.</p>").author == author


def test_the_date_of_a_related_article_is_not_ours() -> None:
    far = "<p>word</p>" * 80
    markup = (
        f'<h1>Bridge to close</h1>{far}<div class="related"><time datetime="2019-01-01">1 January 2019</time></div>'
    )
    assert read(markup).published_at is None


@pytest.mark.parametrize(
    ("title", "site", "kept"),
    [
        ("Bridge to close | Example Herald", "Example Herald", "Bridge to close"),
        ("Bridge to close - Herald", "Example Herald", "Bridge to close"),
        ("Example Herald: Bridge", None, "Example Herald: Bridge"),
        ("Iran - a history of its people", "Example Herald", "Iran - a history of its people"),
    ],
)
def test_site_names_leave_the_title(title: str, site: str | None, kept: str) -> None:
    assert strip_site(title, site) == kept


def test_linked_data_of_a_related_article_is_not_of_this_one() -> None:
    other = {"headline": "Bees return to the heath", "url": "https://h.example/bees", "datePublished": "2018-01-02"}
    own = {"headline": "The bridge is closed", "url": "https://h.example/bridge", "datePublished": "2020-06-12"}
    related, ours = (
        f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", "author": name, **data})}</script>'
        for name, data in (("Cy Dow", other), ("Ada Reed", own))
    )
    head = '<title>The bridge is closed</title><link rel="canonical" href="https://h.example/bridge">'
    page = f"<html><head>{head}{related}{ours}</head><body><h1>The bridge is closed</h1></body></html>"
    assert (read(page).author, read(page).published_at) == ("Ada Reed", "2020-06-12")
    assert read(page.replace(ours, "")).published_at is None
