"""One letter or saved page in the form of mail (.eml, .mhtml), or in that of Safari (.webarchive) -> a draft."""

from __future__ import annotations

import email
import plistlib
import re
from dataclasses import replace
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr, parsedate_to_datetime
from xml.parsers.expat import ExpatError

from qa.articles.formats.decoding import decode
from qa.articles.formats.fragment import fragment_text
from qa.articles.formats.page import read_page
from qa.articles.formats.plain import marked_opening, read_prose
from qa.articles.notes import Draft
from qa.cleaning.refusal import why_no_article
from qa.errors import ArticleError
from qa.text.addresses import web_address
from qa.text.characters import one_line

_PREFIX = re.compile(r"^(?:(?:re|fwd?|aw|wg|tr|rv|fw)\s*:\s*)+", re.IGNORECASE)
_LEAST = 0.5  # share of the plain text that the page beside it must give, to be taken


def read_mail(data: bytes) -> Draft:
    """The article of a newsletter, under its subject, sender and day; or the page that a browser saved so."""
    message = email.message_from_bytes(data.removeprefix(b"\xef\xbb\xbf"), policy=default)
    pages, texts = _parts(message, "text/html"), _parts(message, "text/plain")
    saved = message.get("Snapshot-Content-Location") or (pages[0].get("Content-Location") if pages else None)
    if pages and (saved or "MultipartRelated" in str(message.get("Content-Type", "")).title().replace("/", "")):
        return read_page(_text_of(pages[0], markup=True), url=web_address(_header(saved)))
    title = _PREFIX.sub("", _header(message.get("Subject")))
    plain = read_prose("\n".join(_text_of(part) for part in texts), title=title) if texts else None
    draft = _letter(pages, plain, title)
    if refusal := why_no_article(draft.text, title=title):
        raise ArticleError(*refusal)
    draft = marked_opening(draft)
    name, address = parseaddr(_header(message.get("From")))
    return replace(
        draft,
        title=title or draft.title,
        source=one_line(name) or address.rpartition("@")[2] or draft.source,
        published_at=_day(message) or draft.published_at,
    )


def read_webarchive(data: bytes) -> Draft:
    """The page that Safari saved."""
    try:
        resource = plistlib.loads(data)["WebMainResource"]
        markup, url = resource["WebResourceData"], resource.get("WebResourceURL", "")
        text = decode(markup, markup=True, charset=str(resource.get("WebResourceTextEncodingName", "")))
    except (
        plistlib.InvalidFileException,
        ExpatError,
        KeyError,
        TypeError,
        ValueError,
        AttributeError,
        OverflowError,
    ) as error:
        raise ArticleError("damaged", "The web archive is damaged. Save the page again, as HTML.") from error
    return read_page(text, url=web_address(str(url)))


def _letter(pages: list[EmailMessage], plain: Draft | None, title: str) -> Draft:
    """What a letter says: its page where that gives most of it, else its plain text."""
    if pages:
        markup = "".join(_text_of(page, markup=True) for page in pages[:1])
        try:
            draft = read_page(markup)
        except ArticleError:
            draft = read_prose(fragment_text(markup), title=title)
        if plain is None or len(draft.text) >= _LEAST * len(plain.text):
            return replace(draft, author=None, published_at=None, url=draft.url)
    if plain is None:
        raise ArticleError("empty", "The letter holds no text. Save the article that it links to.")
    return plain


def _parts(message: EmailMessage, kind: str) -> list[EmailMessage]:
    parts = (part for part in message.walk() if part.get_content_type() == kind and not part.is_multipart())
    return [part for part in parts if part.get_content_disposition() != "attachment"]


def _text_of(part: EmailMessage, *, markup: bool = False) -> str:
    data = part.get_payload(decode=True)
    return decode(data, markup=markup, charset=part.get_content_charset() or "") if isinstance(data, bytes) else ""


def _header(value: object) -> str:
    return one_line(str(value or ""))


def _day(message: EmailMessage) -> str | None:
    try:
        return parsedate_to_datetime(_header(message.get("Date"))).isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
