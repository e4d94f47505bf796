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


def item(body: str, title: str = "Mill", more: str = "") -> str:
    return f"<item><title>{title}</title>{more}<description>{body}</description></item>"


def drafts_of(items: str, head: str = '<?xml version="1.0" encoding="utf-8"?>') -> list[Draft]:
    found = read_feed(f'{head}<rss version="2.0"><channel><title>Arlen Post</title>{items}</channel></rss>'.encode())
    return [draft for draft in found if isinstance(draft, Draft)]


@pytest.mark.parametrize(
    "data",
    [
        RSS.replace("&amp;amp; river", "& river").encode(),
        b"\n\n \xef\xbb\xbf" + RSS.encode(),
        RSS.encode()[:-40],
        RSS.encode().replace(b"<title>Summary only", b"<title>Summ\x0bary \x01only"),
        RSS.replace("bridge for", "brücke für").encode("cp1252"),
    ],
)
def test_a_feed_with_a_fault_is_read(data: bytes) -> None:
    whole, *_ = read_feed(data)
    assert isinstance(whole, Draft) and whole.text.startswith("The council voted on Tuesday to close the old br")
    assert "\ufffd" not in whole.text


def test_markup_of_feeds() -> None:
    (draft,) = drafts_of(
        item(
            "<![CDATA[<table><tr><td>Arlen</td><td>40</td></tr></table><article>One.</article><article>Two.</article>]]>"
        )
    )
    assert draft.text == "Arlen | 40\n\nOne.\n\nTwo."
    (draft,) = drafts_of(item(f"&amp;lt;p&amp;gt;{TEXT}&amp;lt;/p&amp;gt;"))
    assert draft.text == TEXT
    (draft,) = drafts_of(
        item(f"<![CDATA[<p>{TEXT}</p><p>The post <a>Mill</a> appeared first on <a>Arlen Post</a>.</p>]]>")
    )
    assert draft.text == TEXT


def test_dates_of_feeds() -> None:
    (draft,) = drafts_of(item(TEXT, more="<pubDate>dim, 2 mai 2021 10:00:00 +0200</pubDate>"))
    assert draft.published_at == "2021-05-02"
    feed = (
        f'<feed xmlns="http://www.w3.org/2005/Atom"><title>H</title><entry><title>M</title><updated>2021-05-02T10:00:00Z</updated>'
        f'<content type="html">{TEXT}</content></entry></feed>'
    )
    (read,) = read_feed(feed.encode())
    assert isinstance(read, Draft) and read.published_at == "2021-05-02T10:00:00Z"


def test_of_an_export_only_what_was_published() -> None:
    wp = 'xmlns:wp="http://wordpress.org/export/1.2/" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    items = "".join(
        f"<item><title>{state}</title><content:encoded><![CDATA[{TEXT}\n\nAnd <b>more</b>.]]></content:encoded>"
        f"<wp:status>{state}</wp:status><wp:post_type>{kind}</wp:post_type></item>"
        for state, kind in (
            ("publish", "post"),
            ("draft", "post"),
            ("inherit", "attachment"),
            ("publish", "nav_menu_item"),
        )
    )
    found = read_feed(f'<rss version="2.0" {wp}><channel><title>B</title>{items}</channel></rss>'.encode())
    assert [one.reason if isinstance(one, ArticleError) else one.text for one in found] == [
        f"{TEXT}\n\nAnd more.", "not_published",
    ]  # fmt: skip


def test_notes_of_evernote() -> None:
    content = f"<content><![CDATA[<en-note><div>{TEXT}</div></en-note>]]></content>"
    note = f"<note><title>Mill</title><created>20210502T080000Z</created>{content}</note>"
    (draft,) = read_feed(f"<en-export>{note}</en-export>".encode())
    assert isinstance(draft, Draft)
    assert (draft.text, draft.title, draft.published_at) == (TEXT, "Mill", "2021-05-02")


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
