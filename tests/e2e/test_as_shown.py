"""No word of an article is absent from what Chromium shows of its page, and no two words are joined.

`SHOWN_PAGES=folder` reads as many of the pages in a folder (`*.html`, `*.html.gz`, below it too) as `SHOWN_COUNT` says.
"""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from qa.articles.formats.decoding import decode
from qa.articles.formats.page import read_page
from qa.errors import ArticleError
from tests.e2e.shown import shown, unseen, words

OPENING = "<p>The harbour of Northport will close in May, because the old breakwater has to be built anew.</p>"
ENDING = "<p>Work is to last for eighteen months, in which the ferries will use the northern pier.</p>"
PAGES = {
    "notes and powers": "<p>It rose to 64<sup>1</sup> percent, or 10<sup>6</sup> tonnes on 40 m<sup>2</sup> in all.</p>",
    "struck out": "<p>It costs <del>£41 million</del> <ins>£57 million</ins>, the council<s>lor</s> said on Friday.</p>",
    "cells": "<table><tr><th>Pool</th><th>2022</th></tr><tr><td>Lido</td><td>41</td></tr><tr><td>Bay</td><td>37</td></tr></table>",
    "blocks that touch": "<div>The first dock is ready.</div><div>The second is not.</div><ul><li>One</li><li>Two</li></ul>",
    "spans that touch": "<p>The mayor<span>,</span> <b>Hilde</b><i> Marsh</i>, was <em>un</em>willing to say<br>when it opens.</p>",
    "terms": "<dl><dt>Town</dt><dd>Aldmere</dd><dt>People</dt><dd>6200</dd></dl>",
    "folded": "<details><summary>What it costs</summary><p>The work will cost the town ninety thousand a month.</p></details>",
    "quotation": "<p>The mayor said <q>we have no other choice</q> and left the hall.</p>",
    "picture inside": '<p>The ferry has <img alt="★" width="16"><img alt="★" width="16"> from its readers.</p>',
    "hidden": '<p>The pier <span style="display:none">never</span>opens in June, the harbour master said on Monday.</p>',
    "words broken on purpose": "<p>The Donau<wbr>dampf<wbr>schiff and the break&shy;water stay open to all visitors.</p>",
    "other scripts": "<p>港は五月に閉鎖される。</p><p>Порт закроют в мае, сообщил мэр.</p>",
}  # fmt: skip


@pytest.fixture(scope="module")
def quiet(browser: Browser) -> Iterator[BrowserContext]:
    """Pages without scripts and without a network."""
    context = browser.new_context(java_script_enabled=False, offline=True)
    context.route("**/*", lambda route: route.abort())
    yield context
    context.close()


def page(inside: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Harbour to close</title></head><body><main><article>'
        f"<h1>Harbour to close</h1>{OPENING}{inside}{ENDING}</article></main></body></html>"
    )


@pytest.mark.parametrize("inside", PAGES.values(), ids=PAGES.keys())
def test_an_article_says_what_its_page_shows(quiet: BrowserContext, inside: str) -> None:
    markup = page(inside)
    text = read_page(markup).text
    assert unseen(text, shown(quiet, markup)) == []
    assert {"northport", "eighteen"} <= set(words(text))


def test_joined_and_added_words_are_noticed(quiet: BrowserContext) -> None:
    seen = shown(quiet, page("<table><tr><td>Lido</td><td>4137</td></tr></table>"))
    assert unseen("Lido4137 and more of Northport", seen) == ["lido4137", "and", "more"]


@pytest.mark.skipif("SHOWN_PAGES" not in os.environ, reason="no folder of pages is named: set SHOWN_PAGES to one")
def test_articles_of_real_pages_say_what_their_pages_show(quiet: BrowserContext) -> None:
    paths = sorted(p for p in Path(os.environ["SHOWN_PAGES"]).rglob("*.html*") if p.is_file())
    count = int(os.environ.get("SHOWN_COUNT", "30"))
    total = 0
    strange: dict[str, list[str]] = {}
    for path in paths[:: max(1, len(paths) // count)][:count]:
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        markup = decode(data, markup=True)
        try:
            text = read_page(markup).text
        except ArticleError:
            continue
        total += len(words(text))
        if found := unseen(text, shown(quiet, markup)):
            strange[path.name] = found[:20]
    assert not strange, f"of {total:,} words: {strange}"
