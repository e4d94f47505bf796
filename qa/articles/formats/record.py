"""One JSON object -> a draft."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from qa.articles.formats.page import read_page
from qa.articles.formats.plain import read_prose
from qa.articles.notes import Draft
from qa.cleaning.metadata.written_dates import iso_date
from qa.cleaning.refusal import why_no_article
from qa.errors import ArticleError
from qa.text.addresses import web_address
from qa.text.characters import one_line

_ID_LENGTH = 200
_FIELDS = ("source", "author", "published_at", "category")


def read_record(data: bytes) -> Draft:
    """The article that a line of JSONL holds; what the object says outright wins over what its `html` says."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ArticleError("bad_json", "It is not valid JSON. Correct or remove it.") from error
    if not isinstance(value, dict):
        raise ArticleError("bad_record", "It is not a JSON object. Write one object an article.")
    text, html = value.get("text"), value.get("html")
    url = web_address(_string(value, "url"))
    title = _string(value, "title") or ""
    if isinstance(text, str) and text.strip():
        draft = read_prose(text, title=title)
        if refusal := why_no_article(draft.text, title=title):
            raise ArticleError(*refusal)
    elif isinstance(html, str) and html.strip():
        draft = read_page(html, url=url)
    else:
        raise ArticleError("empty", "It has neither `text` nor `html`. Add one of them.")
    given = {field for field in _FIELDS if value.get(field)}
    return replace(
        draft,
        said_by=tuple((field, place) for field, place in draft.said_by if field not in given),
        id=_identity(value),
        title=title or draft.title,
        url=url or draft.url,
        source=_string(value, "source") or draft.source,
        author=_names(value.get("author")) or draft.author,
        published_at=_date(value) or draft.published_at,
        category=_string(value, "category") or draft.category,
        language=_string(value, "language") or draft.language,
    )


def _date(value: dict[str, Any]) -> str | None:
    return iso_date(_string(value, "published_at") or "")


def _identity(value: dict[str, Any]) -> str:
    given = value.get("id")
    if given is None or given == "":
        return ""
    if isinstance(given, bool) or not isinstance(given, str | int):
        raise ArticleError("bad_record", "Its `id` is neither a string nor a whole number. Change it.")
    identity = str(given)
    if len(identity) > _ID_LENGTH or one_line(identity) != identity:
        raise ArticleError("bad_record", f"Its `id` is over {_ID_LENGTH} characters or holds control characters.")
    return identity


def _string(value: dict[str, Any], key: str) -> str | None:
    found = value.get(key)
    return one_line(found) or None if isinstance(found, str) else None


def _names(value: object) -> str | None:
    names = value if isinstance(value, list) else [value]
    return ", ".join(one_line(name) for name in names if isinstance(name, str) and name.strip()) or None
