"""RSS and Atom feeds and exports in their form -> drafts; no entity of the document is ever expanded."""

from __future__ import annotations

import re
import time
from typing import Any

import feedparser
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from qa.articles.formats.decoding import decode
from qa.articles.formats.exports import DRAFT, OTHER, PUBLISHED, author_names, read_notes, states
from qa.articles.formats.fragment import fragment_text
from qa.articles.notes import Draft
from qa.cleaning.inserts import drop_inserts
from qa.cleaning.metadata.written_dates import iso_date
from qa.errors import ArticleError
from qa.text.characters import one_line

ITEMS = 10_000
_ENTITY = re.compile(r"<!ENTITY\b", re.IGNORECASE)
_ENCODING = re.compile(r"(<\?xml\b[^>]{0,200}?)\s+encoding\s*=\s*(?:\"[^\"]*\"|'[^']*')", re.IGNORECASE)
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_BLANK = re.compile(r"\r?\n[ \t]*\r?\n")
_BLOCK = re.compile(r"<(?:p|br|div|li|table)\b", re.IGNORECASE)
_SHORTCODE = re.compile(
    r"\[(caption|audio|video|gallery|embed|playlist)\b[^\]]{0,500}\](?:.{0,2000}?\[/\1\])?|\[/?\w+(?: \w+=[^\]]{0,300})\]",
    re.DOTALL,
)


def read_feed(data: bytes) -> list[Draft | ArticleError]:
    """Every item of a feed; the published posts of a WordPress or Blogger export; the notes of an Evernote export.

    One bad byte, a bare `&` or a missing end costs the items it stands in at most.
    """
    text = _text(data)
    root = _root(text)
    if root is not None and str(root.tag).rpartition("}")[2] == "en-export":
        return list(read_notes(root))[:ITEMS]
    feed = feedparser.parse(text.encode("utf-8"))
    if root is None and not any(_markup(entry) for entry in feed.entries):
        raise ArticleError("bad_xml", "It is not well-formed XML. Save it again.")
    if not feed.entries:
        raise ArticleError("not_a_feed", "It is XML but no RSS or Atom feed with items. Save the pages themselves.")
    source = one_line(feed.feed.get("title", "")) or None
    names = author_names(root) if root is not None else {}
    found = states(root) if root is not None else []
    if len(found) != len(feed.entries):
        found = [PUBLISHED] * len(feed.entries)
    drafts: list[Draft | ArticleError] = [
        _item(entry, source, names) if state == PUBLISHED else _unpublished()
        for entry, state in zip(feed.entries[:ITEMS], found, strict=False)
        if state != OTHER
    ]
    if len(feed.entries) > ITEMS:
        drafts.append(ArticleError("too_large", f"Items after the first {ITEMS:,} were not read. Split the feed."))
    if all(state in (OTHER, DRAFT) for state in found):
        drafts = drafts or [ArticleError("empty", "It holds no published article.")]
    return drafts


def _text(data: bytes) -> str:
    """The document as text without what no XML may hold, from its first element on."""
    text = _FORBIDDEN.sub("", decode(data, markup=True)) if data.strip() else ""
    text = _ENCODING.sub(r"\1", text.lstrip("\ufeff \t\r\n"), count=1)
    start = text.find("<")
    return text[max(0, start) :]


def _root(text: str) -> Any:
    """The tree of a document, None where it is not well-formed; an ArticleError for what a parser may not be given."""
    try:
        return fromstring(text, forbid_dtd=False)
    except DefusedXmlException as error:
        raise ArticleError("hostile_xml", "It declares XML entities, which are refused. Remove its DTD.") from error
    except (ParseError, ValueError, LookupError) as error:
        if _ENTITY.search(text):
            raise ArticleError("hostile_xml", "It declares XML entities, which are refused. Remove its DTD.") from error
        return None


def _unpublished() -> ArticleError:
    return ArticleError("not_published", "It is a draft, or only for some to see. Publish it and export again.")


def _markup(entry: Any) -> str:
    """The longest of the bodies of an item."""
    bodies = [content.get("value", "") for content in entry.get("content", [])] + [entry.get("summary", "")]
    return str(max(bodies, key=len))


def _item(entry: Any, source: str | None, names: dict[str, str]) -> Draft | ArticleError:
    bodies = [content.get("value", "") for content in entry.get("content", [])] + [entry.get("summary", "")]
    text = max((fragment_text(_with_paragraphs(body)) for body in bodies), key=len)
    title = fragment_text(entry.get("title", "")).replace("\n", " ")
    paragraphs, cut = drop_inserts(text.split("\n\n"), title=title)
    if not any(paragraphs):
        return ArticleError("empty", "The feed item has no text. Save the page that it links to.")
    # `get` warns where there is none, and gives the other date.
    updated = _moment(entry, "updated") if "updated" in entry else None
    published = _moment(entry, "published") or _moment(entry, "created") or updated
    own = entry.get("source") or {}
    author = one_line((entry.get("author_detail") or {}).get("name") or entry.get("author", ""))
    return Draft(
        text="\n\n".join(paragraphs),
        title=title,
        url=entry.get("link") or None,
        source=one_line(own.get("title", "")) or source,
        author=names.get(author, author) or None,
        published_at=published,
        modified_at=updated if updated != published else None,
        category=one_line(entry.tags[0].get("term") or "") or None if entry.get("tags") else None,
        cut=cut,
    )


def _with_paragraphs(markup: str) -> str:
    """The markup with the paragraphs that a publishing system makes of blank lines, and without its shortcodes."""
    markup = _SHORTCODE.sub("", markup) if "[" in markup else markup
    if "<!-- wp:" not in markup and _BLOCK.search(markup):
        return markup
    return _BLANK.sub("<br><br>", markup) if "<" in markup else markup


def _moment(entry: Any, name: str) -> str | None:
    """A time that an item gives, in whatever language its days are named."""
    parsed = entry[f"{name}_parsed"] if f"{name}_parsed" in entry else None  # noqa: SIM401
    return _iso(parsed) or iso_date(str(entry[name]) if name in entry else "")


def _iso(moment: time.struct_time | None) -> str | None:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", moment) if moment and 1000 <= moment.tm_year <= 9999 else None
