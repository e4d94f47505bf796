"""What kind of file some bytes are: the content is believed before the name."""

from __future__ import annotations

import re
from pathlib import PurePath

KINDS = {
    ".html": "page",
    ".htm": "page",
    ".xhtml": "page",
    ".shtml": "page",
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".mdx": "markdown",
    ".rst": "text",
    ".jsonl": "records",
    ".ndjson": "records",
    ".json": "records",
    ".csv": "table",
    ".tsv": "table",
    ".xml": "feed",
    ".rss": "feed",
    ".atom": "feed",
    ".enex": "feed",
    ".bib": "bibliography",
    ".pdf": "pdf",
    ".epub": "epub",
    ".docx": "docx",
    ".eml": "mail",
    ".mhtml": "mail",
    ".mht": "mail",
    ".mbox": "mailbox",
    ".webarchive": "webarchive",
    ".warc": "archive",
    ".wet": "archive",
    ".wacz": "wacz",
}
PACKED = ("pdf", "epub", "docx", "wacz")  # formats that are compressed already
_BINARY = ((b"%PDF-", "pdf"), (b"WARC/1.", "archive"), (b"WARC/0.", "archive"), (b"bplist00", "webarchive"))
_ZIPPED = ("epub", "docx", "wacz")
# How no text of any encoding begins: gzip (what is packed twice), xz, Zstandard, 7z, PNG, JPEG.
_OPAQUE = (b"\x1f\x8b", b"\xfd7zXZ\0", b"\x28\xb5\x2f\xfd", b"7z\xbc\xaf", b"\x89PNG", b"\xff\xd8\xff")
_PAGE = re.compile(rb"\s*(?:<!--.{0,2000}?-->\s*)*<(?:!doctype html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_BOOKMARKS = re.compile(rb"<!doctype netscape-bookmark-file|<title>\s*(?:pocket|instapaper:?) export", re.IGNORECASE)
_XML = re.compile(
    rb"\s*(?:<\?xml\b[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*|<\?[^>]{0,500}>\s*)*<(?:!DOCTYPE\s+)?([\w:-]+)", re.DOTALL
)
_FEEDS = (b"rss", b"feed", b"rdf:rdf", b"en-export", b"channel", b"urlset", b"sitemapindex")
_HEADER = re.compile(
    rb"(?:from|to|date|subject|mime-version|received|return-path|message-id|delivered-to|reply-to|sender|content-type|"
    rb"snapshot-content-location|x-[\w-]+|list-[\w-]+|dkim-signature|authentication-results|arc-[\w-]+):[ \t]",
    re.IGNORECASE,
)
_OF_MAIL = re.compile(rb"^(?:mime-version|message-id|received|content-type): ?", re.IGNORECASE | re.MULTILINE)
_MAILBOX = re.compile(rb"From \S+ .{0,60}\d{4}\r?\n[\w-]+: ")
_MARKS = b"\xef\xbb\xbf"
HEAD = 8192  # bytes that are looked at


def kind_of(name: str, head: bytes) -> str | None:
    """The kind of a file called `name` (without `.gz`) that begins with `head`; None where it is none that is read.

    A page, a feed, a mail or a PDF is known by what it says; text and records by their names, or where there is none.
    """
    suffix = PurePath(name.lower()).suffix
    named = KINDS.get(suffix)
    for magic, kind in _BINARY:
        if head.startswith(magic):
            return kind
    if head.startswith(b"PK\x03\x04"):
        return named if named in _ZIPPED else _zipped(head)
    if named in PACKED:
        return named  # its reader says what is wrong with it
    if head.startswith(_OPAQUE):
        return None
    text = head.removeprefix(_MARKS)
    if _BOOKMARKS.search(text[:1000]):
        return "bookmarks"
    if (said := _said(text, named)) is not None:
        return said
    if named is not None:
        return named
    plain = b"\0" not in head and not name.startswith(".")
    return "text" if plain and not suffix and text.strip() else None


def _said(text: bytes, named: str | None) -> str | None:
    """The kind that the beginning of a text says outright."""
    if named in ("records", "table"):
        return None
    if _PAGE.match(text):
        return "page"
    if found := _XML.match(text):
        root = found[1].lower()
        if root == b"html":
            return "page"
        if root in _FEEDS:
            return "feed"
    if _MAILBOX.match(text):
        return "mailbox"
    lines = text.split(b"\n", 3)
    if len(lines) > 2 and all(map(_HEADER.match, (lines[0], *(line for line in lines[1:3] if line[:1] not in b" \t")))):
        return "mail" if _OF_MAIL.search(text.split(b"\n\n", 1)[0].split(b"\r\n\r\n", 1)[0]) else None
    if named is None and text.lstrip()[:1] in (b"{", b"[") and b'"' in text:
        return "records"
    return None


def _zipped(head: bytes) -> str | None:
    """The kind of a ZIP file by the names of its first parts."""
    if b"application/epub+zip" in head[:200]:
        return "epub"
    if b"word/" in head or (b"[Content_Types].xml" in head and b"docProps" in head):
        return "docx"
    return "wacz" if b"datapackage.json" in head or b"archive/" in head else None
