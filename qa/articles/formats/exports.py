"""What the exports of publishing systems and note programs hold beside their published articles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from qa.articles.formats.fragment import fragment_text
from qa.articles.notes import Draft
from qa.cleaning.metadata.written_dates import iso_date
from qa.errors import ArticleError
from qa.text.characters import one_line

PUBLISHED, DRAFT, OTHER = "published", "draft", "other"
_POSTS = ("post", "page", "article", "")
_KIND = re.compile(r"kind#(\w+)$")
_STAMP = re.compile(r"^(\d{4})(\d\d)(\d\d)T")
_ENTRIES = ("item", "entry")


def states(root: Any) -> list[str]:
    """For each item of a feed or export, in order: published, a draft, or no article (a comment, a picture, a setting)."""
    return [_state(item) for item in root.iter() if _name(item) in _ENTRIES]


def author_names(root: Any) -> dict[str, str]:
    """The names that a WordPress export gives for the names that authors sign in with."""
    found: dict[str, str] = {}
    for author in root.iter():
        if _name(author) == "author":
            said = {_name(child): one_line(child.text or "") for child in author}
            if said.get("author_login") and said.get("author_display_name"):
                found[said["author_login"]] = said["author_display_name"]
    return found


def read_notes(root: Any) -> Iterator[Draft | ArticleError]:
    """The notes of an Evernote export."""
    for note in (e for e in root.iter() if _name(e) == "note"):
        said = {_name(e): e.text or "" for e in note.iter()}
        text = fragment_text(re.sub(r"<\?xml[^>]*>|<!DOCTYPE[^>]*>", "", said.get("content", "")))
        if not text:
            yield ArticleError("empty", "The note holds no text. Remove it.")
            continue
        yield Draft(
            text=text,
            title=one_line(said.get("title", "")),
            url=said.get("source-url", "").strip() or None,
            author=one_line(said.get("author", "")) or None,
            published_at=iso_date(_STAMP.sub(r"\1-\2-\3T", said.get("created", "").strip())[:10]),
        )


def _state(item: Any) -> str:
    said = {_name(child): (child.text or "").strip().lower() for child in item.iter()}
    kinds = [m[1] for child in item if (m := _KIND.search(child.get("term", "")))]
    if any(kind != "post" and kind != "page" for kind in kinds):
        return OTHER
    kind = said.get("post_type", "")
    if "post_type" in said and kind not in _POSTS:
        return OTHER
    blogger = next(
        (t for child in item if "blogger" in str(child.tag) and _name(child) == "type" and (t := child.text)), ""
    )
    if blogger and blogger.lower() not in ("post", "page"):
        return OTHER
    status = said.get("status", "publish") if "post_type" in said or blogger else "publish"
    hidden = (
        status not in ("publish", "live", "published") or said.get("draft") == "yes" or bool(said.get("post_password"))
    )
    return DRAFT if hidden else PUBLISHED


def _name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]
