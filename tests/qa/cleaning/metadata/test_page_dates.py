"""When a page was published: every place that says so, and which is believed."""

from __future__ import annotations

import pytest

from qa.cleaning.metadata.page_metadata import Metadata, read_metadata
from qa.cleaning.tree import parse_markup

HEADLINE = "<h1>The bridge is closed</h1>"
CARDS = "".join(f"<div class='tile'><span>June {day}, 2021</span></div>" for day in (1, 2, 3))


def read(body: str, head: str = "", url: str | None = None) -> Metadata:
    return read_metadata(parse_markup(f"<html><head>{head}</head><body>{body}</body></html>"), url=url)


@pytest.mark.parametrize(
    ("body", "day"),
    [
        (f"{HEADLINE}<time datetime='2020-06-12T10:00:00Z'>June 12</time>", "2020-06-12"),
        (f"{HEADLINE}<p>Published: 12 June 2020</p>", "2020-06-12"),
        (f"{HEADLINE}<p>Posted on Jun 12th, 2020</p>", "2020-06-12"),
        (f"{HEADLINE}<span class='date'>2020/06/12</span>", "2020-06-12"),
        (f"<time datetime='2021-01-31'>new</time>{HEADLINE}<time datetime='2020-06-12'>old</time>", "2020-06-12"),
        (f"{HEADLINE}<p>Updated on June 12, 2020</p>{CARDS}", "2020-06-12"),
        (f"{HEADLINE}<p>Updated June 14, 2020</p><p>Published June 12, 2020</p>", "2020-06-12"),
        (f"{HEADLINE}<p>June 2020</p>", "2020-06-01"),
        (
            f"{HEADLINE}<time itemprop='dateModified' datetime='2020-06-15'>12/06/2020 | Actualizado a 15/06/2020</time>",
            "2020-12-06",
        ),
        (f"{HEADLINE}<time datetime='2020-06-15'>12 June 2020, updated 15 June 2020</time>", "2020-06-12"),
        (f"{HEADLINE}<abbr class='published' title='2020-06-12T10:00:00Z'>some time ago</abbr>", "2020-06-12"),
        (f"{HEADLINE}<relative-time datetime='2020-06-12T10:00:00Z'>last year</relative-time>", "2020-06-12"),
        (f"{HEADLINE}<span class='post-date' data-timestamp='1591952400'>a year ago</span>", "2020-06-12"),
        (f"{HEADLINE}<i>Posted 12 June 2020</i>", "2020-06-12"),
        (f"{HEADLINE}<span property='schema:datePublished' content='2020-06-12'>old</span>", "2020-06-12"),
        (f'{HEADLINE}<script>x = {{"publishedAt":"2020-06-12T10:00:00Z"}}</script>', "2020-06-12"),
        (f'{HEADLINE}<script>x(\'{{\\"datePublished\\":\\"2020-06-12\\"}}\')</script>', "2020-06-12"),
        (f'{HEADLINE}<script>[{{"published_at":"2020-06-12"}},{{"published_at":"2021-01-02"}}]</script>', None),
        (f"{HEADLINE}<a class='title' title='2020-06-12 in pictures'>Next</a>", None),
        (f"{HEADLINE}<p>Prices as of 12/31/2025</p>", None),
        (f"{HEADLINE}<p>Text about June 12, 2020, a day of rain that nobody in the town has forgotten.</p>", None),
    ],
)
def test_what_a_page_shows(body: str, day: str | None) -> None:
    assert (read(body).published_at or "")[:10] == (day or "")


def test_the_day_where_the_publisher_lives() -> None:
    head = "<meta property='article:published_time' content='2020-06-13T02:41:41+00:00'>"
    assert read(HEADLINE, head, "https://example.org/2020/06/12/bridge").published_at == "2020-06-12"
    assert read(HEADLINE, head, "https://example.org/2020/01/12/bridge").published_at == "2020-06-13T02:41:41+00:00"


def test_an_update_is_told_apart() -> None:
    found = read(f"{HEADLINE}<p>Updated June 14, 2020</p><p>Published June 12, 2020</p>")
    assert (found.published_at, found.modified_at) == ("2020-06-12", "2020-06-14")


@pytest.mark.parametrize(
    ("language", "day"),
    [("en", "2020-06-07"), ("en-US", "2020-06-07"), ("", "2020-06-07"), ("en-GB", "2020-07-06"), ("fr", "2020-07-06"),
     ("ja", "2020-06-07")],
)  # fmt: skip
def test_numbers_are_read_as_the_language_writes_them(language: str, day: str) -> None:
    page = f"<html lang='{language}'><body>{HEADLINE}<span class='date'>6/7/2020</span></body></html>"
    assert read_metadata(parse_markup(page)).published_at == day


def test_a_date_in_scripts_comes_before_an_update() -> None:
    found = read(f'{HEADLINE}<p>Updated June 14, 2020</p><script>{{"first_published_at": "2020-06-12"}}</script>')
    assert (found.published_at, found.modified_at) == ("2020-06-12", "2020-06-14")
    assert ("published_at", "script") in found.said_by
