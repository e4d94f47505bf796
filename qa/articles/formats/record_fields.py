"""Names that programs give to the fields of an article -> our own."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from qa.cleaning.metadata.written_dates import iso_date
from qa.text.characters import one_line

# Names are compared in small letters without marks between their words; the first that has a value wins.
TEXT = tuple(
    "text maintext contenttext textcontent articletext fulltext bodytext plaintext maincontent articlebody contenthtml article "
    "content body story bodyhtml articlehtml contentmarkdown markdown rawcontent rawtext paragraphs transcript highlights".split()
)
_SHORT_TEXT = tuple("summary description abstract abstractnote leadparagraph snippet excerpt standfirst".split())
_TITLE = tuple("title headline webtitle articletitle heading subject hed name".split())
_URL = tuple(
    "url link weburl webpageurl permalink canonicalurl articleurl resolvedurl givenurl originalurl pageurl externalurl sourceurl "
    "href uri canonical alternate guid source".split()
)
_SOURCE = tuple(
    "source publisher sitename sourcename publication publicationtitle containertitle publicationname outlet newspaper journal "
    "media website site feedtitle origin provider hostname domainname sourcedomain domain".split()
)
_AUTHOR = tuple(
    "author authors byline creator creators publishedby writer writers authorname authornames by dccreator reporter".split()
)
_DATE = tuple(
    "publishedat published datepublished publishdate datepublish publisheddate pubdate publicationdate publishedtime publishtime "
    "webpublicationdate firstpublished firstpublishedat issued date dategmt releasedate postedat timestamp time".split()
)
_MODIFIED = tuple("modifiedat datemodified modified updatedat updated datemodify lastmodified".split())
_CATEGORY = tuple("category section sectionname articlesection newsdesk topic categories".split())
_LANGUAGE = tuple("language lang inlanguage".split())
_INNER = (
    "rendered",
    "value",
    "content",
    "plain",
    "html",
    "text",
    "main",
    "original",
    "name",
    "title",
    "#text",
    "$t",
    "_",
    "href",
    "url",
)
_WRAPPED = ("source", "article", "fields", "data", "attributes", "node", "document", "doc", "item", "post", "webpage")
_SHORTEST = 60  # characters of a summary that stands in for a text
_MARK = re.compile(r"[\W_]+")


def key_of(name: str) -> str:
    """A name as names are compared: `datePublished` and `date_published` are one."""
    return _MARK.sub("", name).lower()


def has_text(value: dict[str, Any]) -> bool:
    """Whether an object gives an article's text, itself or in what it wraps."""
    return bool(body_of(unwrapped(value)))


def unwrapped(value: dict[str, Any]) -> dict[str, Any]:
    """The fields of an object under our way of comparing names, with those that it wraps in another object."""
    fields = {key_of(name): inner for name, inner in value.items()}
    if body_of(fields):
        return fields
    for name in _WRAPPED:
        inner = fields.get(name)
        if isinstance(inner, dict):
            deep = {key_of(key): one for key, one in inner.items()}
            if body_of(deep):
                return {**fields, **deep}
    return fields


def body_of(fields: dict[str, Any]) -> str:
    """The text or markup of an article; where there is none, its summary."""
    for name in TEXT:
        if text := _long(fields.get(name)):
            return text
    return next((text for name in _SHORT_TEXT if len(text := _long(fields.get(name))) >= _SHORTEST), "")


def title_of(fields: dict[str, Any]) -> str:
    """The title, clean."""
    return next((text for name in _TITLE if (text := _short(fields.get(name)))), "")


def url_of(fields: dict[str, Any]) -> str | None:
    """The address, if any field holds one."""
    found = (_short(fields.get(name)) for name in _URL)
    return next((text for text in found if text.startswith(("http://", "https://"))), None)


def source_of(fields: dict[str, Any]) -> str | None:
    """The publisher's name; an address is none."""
    found = (_short(fields.get(name)) for name in _SOURCE)
    return next((text.removeprefix("www.") for text in found if text and "://" not in text), None)


def author_of(fields: dict[str, Any]) -> str | None:
    """All authors, joined by commas."""
    return next((names for name in _AUTHOR if (names := ", ".join(_names(fields.get(name))))), None)


def date_of(fields: dict[str, Any], names: Iterable[str] = _DATE) -> str | None:
    """The day or time of publication, in any form in which programs write it."""
    return next((day for name in names if (day := _moment(fields.get(name)))), None)


def modified_of(fields: dict[str, Any]) -> str | None:
    """The day or time of the last change."""
    return date_of(fields, _MODIFIED)


def category_of(fields: dict[str, Any]) -> str | None:
    """The first category."""
    return next((text for name in _CATEGORY if (text := _short(fields.get(name)))), None)


def language_of(fields: dict[str, Any]) -> str | None:
    """The language's code."""
    return next((text for name in _LANGUAGE if (text := _short(fields.get(name)))), None)


def _long(value: object) -> str:
    if isinstance(value, str):
        return value if value.strip() else ""
    if isinstance(value, list):
        return "\n\n".join(filter(None, map(_long, value)))
    if isinstance(value, dict):
        return next((text for name in _INNER if (text := _long(value.get(name)))), "")
    return ""


def _short(value: object) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        return next(
            (text for name in _INNER if isinstance(value.get(name), str) and (text := one_line(value[name]))), ""
        )
    return one_line(value) if isinstance(value, str) else ""


def _names(value: object) -> list[str]:
    if isinstance(value, list):
        return [name for item in value[:50] for name in _names(item)]
    if isinstance(value, dict):
        parts = [value.get(key) for key in ("firstName", "given", "first_name", "lastName", "family", "last_name")]
        whole = " ".join(part for part in parts if isinstance(part, str) and part)
        return [one_line(whole)] if whole else [text] if (text := _short(value)) else []
    return [one_line(value)] if isinstance(value, str) and value.strip() else []


def _moment(value: object) -> str | None:
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return _of_number(float(value))
    if isinstance(value, dict):
        inner = value.get("date-parts") or value.get("$date") or value.get("date") or value.get("raw")
        return _moment(inner)
    if isinstance(value, list):
        if value and isinstance(value[0], list):
            return _moment(value[0])
        numbers = [part for part in value[:3] if isinstance(part, int | str) and str(part).isdigit()]
        day = [int(part) for part in numbers] + [1, 1]
        return iso_date(f"{day[0]:04}-{day[1]:02}-{day[2]:02}") if numbers else None
    return iso_date(value) if isinstance(value, str) else None


def _of_number(number: float) -> str | None:
    """The moment of a count since 1970, in seconds or thousandths or millionths of them."""
    while abs(number) >= 1e11:
        number /= 1000
    try:
        moment = datetime.fromtimestamp(number, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return iso_date(moment.date().isoformat()) if number > 1e6 else None
