"""Sitemaps -> the addresses that they list."""

from __future__ import annotations

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from qa.errors import ArticleError

_KINDS = ("urlset", "sitemapindex")


def is_sitemap(data: bytes) -> bool:
    """Whether XML is a sitemap or a list of sitemaps, by its beginning."""
    return any(f"<{kind}".encode() in data[:4096] for kind in _KINDS)


def read_sitemap(data: bytes) -> tuple[list[str], bool]:
    """The addresses in a sitemap, in order, and whether they are of sitemaps rather than of pages."""
    try:
        root = fromstring(data, forbid_dtd=False)
    except DefusedXmlException as error:
        raise ArticleError("hostile_xml", "It declares XML entities, which are refused. Remove its DTD.") from error
    except (ParseError, ValueError, LookupError) as error:
        raise ArticleError("bad_xml", "It is not well-formed XML. Save it again.") from error
    kind = _name(root.tag)
    if kind not in _KINDS:
        raise ArticleError("not_a_feed", "It is XML but neither a feed nor a sitemap. Save the pages themselves.")
    found = [(child.text or "").strip() for entry in root for child in entry if _name(child.tag) == "loc"]
    return list(dict.fromkeys(filter(None, found))), kind == "sitemapindex"


def _name(tag: str) -> str:
    return tag.rpartition("}")[2].lower()
