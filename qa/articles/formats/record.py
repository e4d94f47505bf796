"""One JSON object -> a draft."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

from qa.articles.formats.decoding import decode, is_unicode
from qa.articles.formats.fragment import fragment_text, has_markup
from qa.articles.formats.page import read_page
from qa.articles.formats.plain import marked_opening, read_prose
from qa.articles.formats.record_fields import (
    author_of,
    body_of,
    category_of,
    date_of,
    language_of,
    modified_of,
    source_of,
    title_of,
    unwrapped,
    url_of,
)
from qa.articles.notes import Draft
from qa.cleaning.refusal import why_no_article
from qa.errors import ArticleError
from qa.text.addresses import host_of, web_address
from qa.text.characters import one_line

_ID_LENGTH = 200
_FIELDS = ("source", "author", "published_at", "category")
_WHOLE_PAGE = re.compile(r"\s*(?:<!doctype html|<html\b)|<body\b", re.IGNORECASE)


def read_record(data: bytes) -> Draft:
    """The article that a line of JSONL holds; what the object says outright wins over what its `html` says.

    Fields may have the names that other programs give them.
    """
    try:
        value = json.loads(data if is_unicode(data) else decode(data))
    except (ValueError, RecursionError) as error:
        raise ArticleError("bad_json", "It is not valid JSON. Correct or remove it.") from error
    if not isinstance(value, dict):
        raise ArticleError("bad_record", "It is not a JSON object. Write one object an article.")
    fields = unwrapped(value)
    url, title = web_address(url_of(fields)), fragment_text(title_of(fields)).replace("\n", " ")
    draft = _body(value, fields, url, title)
    own = {
        "source": source_of(fields),
        "author": author_of(fields),
        "published_at": date_of(fields),
        "category": category_of(fields),
    }
    given = {field for field in _FIELDS if own[field]}
    return replace(
        draft,
        said_by=tuple((field, place) for field, place in draft.said_by if field not in given),
        id=_identity(value),
        site=host_of(url) or own["source"] or "",
        title=title or draft.title,
        url=url or draft.url,
        source=own["source"] or draft.source,
        author=own["author"] or draft.author,
        published_at=own["published_at"] or draft.published_at,
        modified_at=modified_of(fields) or draft.modified_at,
        category=own["category"] or draft.category,
        language=language_of(fields) or draft.language,
    )


def _body(value: dict[str, Any], fields: dict[str, Any], url: str | None, title: str) -> Draft:
    """The draft of what the record gives as text, as a piece of markup or as a whole page."""
    html, text = value.get("html"), body_of(fields)
    if text and not _WHOLE_PAGE.match(text):
        draft = read_prose(fragment_text(text) if has_markup(text) else text, title=title)
        if refusal := why_no_article(draft.text, title=title):
            raise ArticleError(*refusal)
        return marked_opening(draft)
    page = text or (html if isinstance(html, str) else "")
    if not page.strip():
        raise ArticleError("empty", "It has neither `text` nor `html`. Add one of them.")
    return read_page(page, url=url)


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
