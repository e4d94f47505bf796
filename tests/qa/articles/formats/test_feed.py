"""Feeds of every kind: whole articles, summaries, Atom, and XML that is broken or hostile."""

from __future__ import annotations

import pytest

from qa.articles.formats.feed import read_feed
from qa.articles.notes import Draft
from qa.errors import ArticleError

TEXT = "The council voted on Tuesday to close the old bridge for two years."
RSS = f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Example Herald</title><link>https://herald.example/</link>
<item><title>Bridge &amp;amp; river</title><link>https://herald.example/1</link><dc:creator>Ada Reed</dc:creator>
<pubDate>Fri, 12 Jun 2020 17:13:00 +0530</pubDate><category>City</category><description>Short.</description>
<content:encoded><![CDATA[<p>{TEXT}</p><script>alert(1)</script><ul><li>One</li><li>Two</li></ul>]]></content:encoded></item>
<item><title>Summary only</title><link>https://herald.example/2</link><description>{TEXT}</description></item>
<item><title>Nothing in it</title><link>https://herald.example/3</link></item>
</channel></rss>"""
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Herald</title><entry><title>Bridge</title>
<link rel="alternate" href="https://herald.example/1"/><author><name>Ada Reed</name></author>
<published>2020-06-12T10:00:00Z</published><updated>2020-06-14T10:00:00Z</updated>
<content type="html">&lt;p&gt;{TEXT}&lt;/p&gt;</content></entry></feed>"""


def test_whole_articles_and_summaries() -> None:
    whole, summary, nothing = read_feed(RSS.encode())
    assert isinstance(whole, Draft) and isinstance(summary, Draft)
    assert whole.text == f"{TEXT}\n\nOne\nTwo"
    assert (whole.title, whole.author, whole.source) == ("Bridge & river", "Ada Reed", "Example Herald")
    assert whole.url == "https://herald.example/1"
    assert (whole.published_at, whole.category) == ("2020-06-12T11:43:00Z", "City")
    assert (summary.text, summary.published_at) == (TEXT, None)
    assert isinstance(nothing, ArticleError) and nothing.reason == "empty"


def test_atom() -> None:
    (draft,) = read_feed(ATOM.encode())
    assert isinstance(draft, Draft)
    assert (draft.text, draft.author) == (TEXT, "Ada Reed")
    assert (draft.published_at, draft.modified_at) == ("2020-06-12T10:00:00Z", "2020-06-14T10:00:00Z")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (RSS.encode()[:400], "bad_xml"),
        (b"<rss", "bad_xml"),
        (b"", "bad_xml"),
        (b"<html><body><p>A page</p></body></html>", "not_a_feed"),
        (b"<rss><channel><title>x</title></channel></rss>", "not_a_feed"),
        (b'<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><rss><channel><item><title>&b;</title></item></channel></rss>',
         "hostile_xml"),
        (b'<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss><channel><item><title>&a;</title></item></channel></rss>',
         "hostile_xml"),
    ],
)  # fmt: skip
def test_what_is_no_feed(data: bytes, reason: str) -> None:
    with pytest.raises(ArticleError) as refused:
        read_feed(data)
    assert refused.value.reason == reason
