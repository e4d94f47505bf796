"""Draft -> Article: identity, dates, and what is too little to be an article."""

from __future__ import annotations

import re
from hashlib import blake2b

from qa.articles.notes import Draft, Note, Reading
from qa.cleaning.second_reading import is_loss
from qa.errors import ArticleError
from qa.types import Article

TEXT_CHARACTERS = 2_000_000
_LETTER = re.compile(r"[^\W\d_]")
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


def finish(draft: Draft, origin: str) -> Reading:
    """The article of a draft, with notes on it; an ArticleError when there is none."""
    if not _LETTER.search(draft.text):
        raise ArticleError("empty", "It holds no text. Add the article's text, or remove it.")
    if len(draft.text) > TEXT_CHARACTERS:
        raise ArticleError("too_large", f"Its text is over {TEXT_CHARACTERS:,} characters. Split it.")
    article = Article(
        id=draft.id or _derived_id(draft),
        title=draft.title or _first_words(draft.text),
        text=draft.text,
        url=draft.url,
        source=draft.source,
        author=draft.author,
        published_at=draft.published_at if draft.published_at and _ISO_DAY.match(draft.published_at) else None,
        modified_at=draft.modified_at,
        category=draft.category,
        language=draft.language,
        origin=origin,
    )
    notes = [Note(origin, article.id, "cut", line) for line in draft.cut]
    if is_loss(len(article.text), draft.shown):
        notes.append(Note(origin, article.id, "loss", f"{len(article.text)} of {draft.shown} characters of prose"))
    if article.published_at is None:
        notes.append(Note(origin, article.id, "undated"))
    if draft.said_by:
        said = "; ".join(f"{field}: {place}" for field, place in sorted(draft.said_by))
        notes.append(Note(origin, article.id, "said", said))
    return Reading(article, tuple(notes))


def _derived_id(draft: Draft) -> str:
    return blake2b(f"{draft.url or ''}\n{draft.text}".encode(), digest_size=8).hexdigest()


def _first_words(text: str) -> str:
    line = text.split("\n", 1)[0]
    return line if len(line) <= 120 else line[:120].rsplit(" ", 1)[0] + "…"
