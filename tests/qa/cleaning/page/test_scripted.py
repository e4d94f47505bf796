"""An article that stands only in the data of a page's scripts is read from there; a page that shows it is not."""

from __future__ import annotations

import json

import pytest

from qa.articles.formats.page import read_page
from qa.errors import ArticleError

ONE = "The glass works of Sellin will close its last furnace in autumn, the owners told the staff on Thursday."
TWO = "About ninety people work there, and the union wants to talk about a second life for the old hall."
BODY = f"{ONE} {TWO}"
PIECES = [{"type": "p", "text": ONE}, {"type": "p", "text": TWO}]
POST = {"props": {"post": {"title": "Furnace", "content": f"<p>{ONE}</p><p>{TWO}</p>"}}}
DATA = [
    f'<script type="{kind}"{mark}>{before}{json.dumps(value)}</script>'
    for kind, mark, before, value in (
        ("application/ld+json", "", "", {"@type": "NewsArticle", "headline": "Furnace", "articleBody": BODY}),
        ("application/json", ' id="__NEXT_DATA__"', "", POST),
        ("text/javascript", "", "window.__STATE__ = ", {"article": {"headline": "Furnace", "body": PIECES}}),
        ("application/json", "", "", {"data": {"story": {"title": "Furnace", "body": {"blocks": PIECES}}}}),
    )
]  # fmt: skip


@pytest.mark.parametrize("script", DATA)
def test_read_from_data(script: str) -> None:
    draft = read_page(f"<html><head><title>Furnace</title>{script}</head><body><div id='root'></div></body></html>")
    assert ONE in draft.text and TWO in draft.text


def test_what_the_page_shows_comes_first() -> None:
    seen = (
        "<p>The glass works of Sellin keep their furnace after all, the owners said on Friday, to the joy of the staff.</p>"
        * 2
    )
    draft = read_page(
        f"<html><head><title>Furnace</title>{DATA[0]}</head><body><article>{seen}</article></body></html>"
    )
    assert ONE not in draft.text


def test_data_without_an_article_is_none() -> None:
    script = f'<script type="application/json">{json.dumps({"settings": {"text": "ok", "content": [1, 2]}})}</script>'
    with pytest.raises(ArticleError):
        read_page(f"<html><body>{script}<div id='root'></div></body></html>")
