"""The address of a page: given, stated by the page, or left by the program that saved it."""

from __future__ import annotations

import re
from urllib.parse import unquote

from qa.cleaning.elements import Element

_SAVED = re.compile(
    r"<!--[^>]{0,400}?(?:\burl:\s*|saved from url=\(\d+\)|mirrored from\s+)(?P<url>\S+?)(?=\s|-->)", re.IGNORECASE
)
_HEAD = 20_000  # characters of a page within which a program that saved it leaves its note
_ARCHIVED = re.compile(
    r"^https?://(?:web\.archive\.org/web/\d{4,14}[a-z_]*/|archive\.(?:ph|is|today|org)/(?:\d{4,14}/)?|"
    r"webcache\.googleusercontent\.com/search\?q=cache:(?:[^:/]*:)?|(?:www\.)?google\.[a-z.]+/amp/(?:s/)?|"
    r"[\w-]+\.cdn\.ampproject\.org/[a-z]/(?:s/)?|12ft\.io/|r\.jina\.ai/)(?P<url>(?:https?:/{1,2})?[\w-]+(?:\.[\w-]+)+.*)$",
    re.IGNORECASE,
)
_READER = "//a[contains(concat(' ', @class, ' '), ' reader-domain ')]/@href"


def saved_from(markup: str) -> str | None:
    """The address in the note of a browser or of SingleFile, HTTrack and the like at the top of a saved page."""
    found = _SAVED.search(markup[:_HEAD])
    if not found:
        return None
    address = found["url"]
    if "://" not in address:
        address = f"https://{address}"
    return address if re.match(r"https?://[\w-]+(?:\.[\w-]+)+", address) else None


def original(address: str | None) -> str | None:
    """The address without the archive, cache or proxy that it leads through."""
    found = _ARCHIVED.match(address or "")
    if not found:
        return address
    inner = unquote(found["url"]) if "%2F" in found["url"] else found["url"]
    inner = re.sub(r"^(https?):/+", r"\1://", inner)
    return inner if "://" in inner else f"https://{inner}"


def reader_address(root: Element) -> str | None:
    """The address that a browser's reading view links to above the article."""
    return next((str(href) for href in root.xpath(_READER) if str(href).startswith("http")), None)
