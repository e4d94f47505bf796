"""Draft -> Article: identity, dates, and what is too little to be an article."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from hashlib import blake2b

from qa.articles.notes import Draft, Note, ParsedArticle
from qa.cleaning.second_reading import is_loss
from qa.errors import ArticleError
from qa.text.addresses import web_address
from qa.text.characters import one_line
from qa.types import LOSS_SUSPECTED, OPENING_ONLY, WHOLE, Article

TEXT_CHARACTERS = 2_000_000
TITLE, NAMES, NAME, LINE = 300, 500, 200, 500  # characters of a title, of all authors, of any other field, of a note
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?!\d)")
_OLDEST = 1500  # years before are no date of an article: a damaged file says them
_LETTER = re.compile(r"[^\W\d_]")


def finish(draft: Draft, origin: str, site: str = "") -> ParsedArticle:
    """The article of a draft, with notes on it; an ArticleError when there is none. `site` is the host it came from."""
    if not _LETTER.search(draft.text):
        raise ArticleError("empty", "It holds no text. Add the article's text, or remove it.")
    if len(draft.text) > TEXT_CHARACTERS:
        raise ArticleError("too_large", f"Its text is over {TEXT_CHARACTERS:,} characters. Split it.")
    lost = is_loss(len(draft.text), draft.shown)
    article = Article(
        id=draft.id or _derived_id(draft),
        title=shortened(draft.title, TITLE) or _first_words(draft.text),
        text=draft.text,
        url=web_address(draft.url),
        source=shortened(draft.source, NAME) or None,
        author=shortened(draft.author, NAMES) or None,
        published_at=_moment(draft.published_at),
        modified_at=_moment(draft.modified_at),
        category=shortened(draft.category, NAME) or None,
        language=shortened(draft.language, NAME) or None,
        origin=origin,
        quality=OPENING_ONLY if draft.opening_only else LOSS_SUSPECTED if lost else WHOLE,
        pages=",".join(map(str, draft.pages)),
    )
    notes = [Note(origin, article.id, "cut", shortened(line, LINE)) for line in draft.cut]
    if draft.opening_only:
        notes.append(Note(origin, article.id, "opening", f"{len(article.text)} characters"))
    if lost:
        notes.append(Note(origin, article.id, "loss", f"{len(article.text)} of {draft.shown} characters of prose"))
    if article.published_at is None:
        notes.append(Note(origin, article.id, "undated"))
    if draft.said_by:
        said = "; ".join(f"{field}: {place}" for field, place in sorted(draft.said_by))
        notes.append(Note(origin, article.id, "said", said))
    return ParsedArticle(article, tuple(notes), site or draft.site, bool(draft.id))


def shortened(text: str | None, limit: int) -> str:
    """`text` as one clean line of at most `limit` characters, cut between words and with "…" where it was longer."""
    line = one_line((text or "")[: 4 * limit])
    if len(line) <= limit:
        return line
    return line[: limit - 1].rsplit(" ", 1)[0] + "…"


def _moment(said: str | None) -> str | None:
    """A date or time that an article can have: one of the calendar, not before there were any, not to come."""
    if not said or not _ISO_DAY.match(said):
        return None
    try:
        day = date.fromisoformat(said[:10])
    except ValueError:
        return None
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    return shortened(said, NAME) if day.year >= _OLDEST and day <= tomorrow else None


def _derived_id(draft: Draft) -> str:
    return blake2b(f"{draft.url or ''}\n{draft.text}".encode(), digest_size=8).hexdigest()


def _first_words(text: str) -> str:
    return shortened(text.split("\n", 1)[0], 120)
