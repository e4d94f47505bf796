"""Bylines as pages show them, with every way of saying who wrote it."""

from __future__ import annotations

import pytest

from qa.cleaning.metadata.author_names import as_name, tidy_author
from qa.cleaning.metadata.page_metadata import read_metadata
from qa.cleaning.tree import parse_markup

MENU = "<nav><ul><li><a href='/people/us'>Our People</a><li>By Industry</ul></nav>"


def author_of(after_headline: str, head: str = "") -> str | None:
    markup = (
        f"<html><head>{head}</head><body>{MENU}<h1>The bridge is closed</h1>{after_headline}<p>Text.</p></body></html>"
    )
    return read_metadata(parse_markup(markup)).author


@pytest.mark.parametrize(
    ("markup", "author"),
    [
        ("<p>By Ada Reed</p>", "Ada Reed"),
        ("<p>By Ada Reed | June 12, 2020</p>", "Ada Reed"),
        ("<p>By Ada Reed and Ben Holt</p>", "Ada Reed and Ben Holt"),
        ("<p>Von Ada Reed und Ben Holt</p>", "Ada Reed, Ben Holt"),
        ("<div class='authors'><a href='/1'>Ada Reed</a><a href='/2'>Ben Holt</a></div>", "Ada Reed, Ben Holt"),
        ("<p>ADA REED, BEN HOLT and CY DOW</p>", "Ada Reed, Ben Holt, Cy Dow"),
        ("<p class='byline'>Words: Ada Reed, Pictures: Ben Holt</p>", "Ada Reed"),
        ("<p class='byline'>Автор: Ада Рид</p>", "Ада Рид"),
        ("<p class='byline'>記者／田中花子</p>", "田中花子"),
        ("<span>By</span><span>Ada Reed</span>", "Ada Reed"),
        ("<div>By <a>Ada Reed</a>, <a>Ben Holt</a> and <a>Cy Dow</a></div>", "Ada Reed, Ben Holt, Cy Dow"),
        ("<h3>By <a href='/x'>Ada Reed</a>, <span>Herald columnist</span></h3>", "Ada Reed"),
        ("<p>Written by <b>Ada Reed</b></p>", "Ada Reed"),
        ("<p>Von Änne Östman</p>", "Änne Östman"),
        ("<p>Par Élodie Martin</p>", "Élodie Martin"),
        ("<p>By Ada Reed, who has written about harbours since 1999</p>", "Ada Reed"),
        ("<p>By Ada Reed, MS, RDN, LD</p>", "Ada Reed"),
        ("<p class='authorName'>Herald Staff</p>", "Herald Staff"),
        ("<a rel='author' href='/x'>jreed</a>", "jreed"),
        ("<span itemprop='author'><span itemprop='name'>Ada Reed</span><span>Owner</span></span>", "Ada Reed"),
        ("<a href='/authors/ada-reed'>Ada Reed</a>", "Ada Reed"),
        ("<div><span>12 June 2020</span> · <b>Ada Reed</b></div>", "Ada Reed"),
        ("<div>June 12, 2020 · Ada Reed on behalf of the team</div>", "Ada Reed"),
        ("<p>By the Herald Team</p><p>Text.</p><p>Written by Ada Reed</p>", "Ada Reed"),
        ("<h6>Author(s)</h6><ul><li><a>Ada Reed</a></li><li><a>Ben Holt</a></li></ul>", "Ada Reed, Ben Holt"),
        ("<p>Ada Reed</p><p>Tech Writer</p>", "Ada Reed"),
        ("<p>Ada Reed</p><p>Text.</p><p>Ada Reed is a journalist in York.</p>", "Ada Reed"),
        ("<p>Text.</p>" * 40 + "<h3>Ada Reed</h3><p>Ada Reed is a journalist in York.</p>", "Ada Reed"),
        ("<p>After ten years the bridge has to be closed for good, writes Ada Reed.</p>", "Ada Reed"),
        ("<p>After ten years the bridge has to be closed for good, says ADA REED</p>", "Ada Reed"),
        ("<p>After ten years the bridge has to be closed for good, says Ada Reed.</p>", None),
        ("<p>Ada Reed</p><p>Text.</p>", None),
        ("<p>Harbour Street</p><p>Text.</p><p>Harbour Street is a road in York.</p>", None),
        ("<p class='byline'><span class='byline-category'><a>Town Life</a></span></p>", None),
        ("<div class='footer'><p class='vcard'>York</p></div>", None),
        ("<div class='related'><p class='byline'>Herald</p></div>", None),
        ("<div class='author-tags'>Home and garden</div>", None),
        ("<p>Reported by 12 readers</p>", None),
        ("", None),
    ],
)  # fmt: skip
def test_what_a_page_shows(markup: str, author: str | None) -> None:
    assert author_of(markup) == author


@pytest.mark.parametrize(
    ("head", "shown", "author"),
    [
        ("<meta name='author' content='Web Desk'>", "<p>By Ada Reed</p>", "Ada Reed"),
        ("<meta name='author' content='Ada Reed, Ben Holt'>", "<p>By Ada Reed</p>", "Ada Reed, Ben Holt"),
        ("<meta name='cXenseParse:author' content='Ada Reed'>", "", "Ada Reed"),
        ("<meta name='citation_author' content='Reed, Ada'><meta name='citation_author' content='Holt, Ben'>",
         "", "Ada Reed, Ben Holt"),
        ('<script>dataLayer.push({"pagePostAuthor":"Ada Reed"})</script>', "", "Ada Reed"),
        ('<script>[{"postAuthor":"Ada Reed"},{"postAuthor":"Ben Holt"}]</script>', "", None),
        ('<script type="application/ld+json">{"@type":"Article","author":{"name":"Ada Reed - Herald Editorial Team"}}</script>',
         "", "Ada Reed"),
    ],
)  # fmt: skip
def test_when_they_disagree(head: str, shown: str, author: str | None) -> None:
    assert author_of(shown, head) == author


def test_names() -> None:
    assert tidy_author(["By Ada Reed", "Ada Reed", "https://example.org/ada", "Gardeners on Facebook"]) == "Ada Reed"
    assert as_name("Herald Staff") == "Herald Staff"
    assert as_name("3i Global") == "3i Global"
    assert as_name("the numbers") is None
