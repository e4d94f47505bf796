"""RSS and Atom feeds -> drafts; no entity of the document is ever expanded."""

from __future__ import annotations

import time
from typing import Any

import feedparser
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from qa.articles.notes import Draft
from qa.errors import ArticleError
from qa.text.characters import one_line

ITEMS = 10_000


def read_feed(data: bytes) -> list[Draft | ArticleError]:
    """Every item of a feed."""
    _guard(data)
    feed = feedparser.parse(data)
    if not feed.entries:
        raise ArticleError("not_a_feed", "It is XML but no RSS or Atom feed with items. Save the pages themselves.")
    source = one_line(feed.feed.get("title", "")) or None
    drafts: list[Draft | ArticleError] = [_item(entry, source) for entry in feed.entries[:ITEMS]]
    if len(feed.entries) > ITEMS:
        drafts.append(ArticleError("too_large", f"Items after the first {ITEMS:,} were not read. Split the feed."))
    return drafts


def _guard(data: bytes) -> None:
    """Refuse what feedparser would not: entities, external references, and XML that is none."""
    try:
        fromstring(data, forbid_dtd=False)
    except DefusedXmlException as error:
        raise ArticleError("hostile_xml", "It declares XML entities, which are refused. Remove its DTD.") from error
    except (ParseError, ValueError, LookupError) as error:
        raise ArticleError("bad_xml", "It is not well-formed XML. Save it again.") from error


def _item(entry: Any, source: str | None) -> Draft | ArticleError:
    from qa.articles.formats.fragment import fragment_text

    bodies = [content.get("value", "") for content in entry.get("content", [])] + [entry.get("summary", "")]
    text = max((fragment_text(body) for body in bodies), key=len)
    if not text:
        return ArticleError("empty", "The feed item has no text. Save the page that it links to.")
    published = entry.get("published_parsed") or entry.get("created_parsed")
    # `get` warns where there is none, and gives the other date.
    updated = entry["updated_parsed"] if "updated_parsed" in entry else None  # noqa: SIM401
    return Draft(
        text=text,
        title=fragment_text(entry.get("title", "")).replace("\n", " "),
        url=entry.get("link") or None,
        source=source,
        author=one_line(entry.get("author", "")) or None,
        published_at=_iso(published),
        modified_at=_iso(updated) if updated != published else None,
        category=one_line(entry.tags[0].get("term") or "") or None if entry.get("tags") else None,
    )


def _iso(moment: time.struct_time | None) -> str | None:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", moment) if moment and 1000 <= moment.tm_year <= 9999 else None
