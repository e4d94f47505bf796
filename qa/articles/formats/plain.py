"""Plain text and Markdown -> a draft."""

from __future__ import annotations

import re
from dataclasses import replace

from qa.articles.formats.front_matter import front_matter
from qa.articles.formats.hyphens import rejoined
from qa.articles.formats.nexis import is_bundle, split_bundle
from qa.articles.formats.record_fields import author_of, category_of, date_of, language_of, source_of, title_of, url_of
from qa.articles.notes import Draft
from qa.cleaning.dump.dump_text import is_dump, read_dump
from qa.cleaning.dump.markup_leftovers import holds_table, markdown_blocks
from qa.cleaning.dump.verse import is_verse
from qa.cleaning.inserts import drop_inserts
from qa.cleaning.metadata.written_dates import iso_date
from qa.cleaning.paywall import opening_of
from qa.cleaning.refusal import why_no_article
from qa.errors import ArticleError
from qa.text.characters import clean_characters

_BLANK = re.compile(r"\n[ \t]*\n")
_FIELD = re.compile(
    r"^(title|author|authors|byline|date|published|published_at|source|publisher|url|link|category|"
    r"language):[ \t]*(.+)$",
    re.IGNORECASE,
)
_NAMES = {
    "authors": "author",
    "byline": "author",
    "date": "published_at",
    "published": "published_at",
    "publisher": "source",
    "link": "url",
}
_BY = re.compile(r"^(?:written )?by\s+(.{3,80})$", re.IGNORECASE)
_PARTS = re.compile(r"\s*(?:\||•|·|\n|\s[–—-]\s|, (?=\d{1,2} \w+ \d{4}$|\w+ \d{1,2}, \d{4}$))\s*")
_TITLE_CHARACTERS = 200


def read_prose(text: str, *, title: str = "") -> Draft:
    """Text that is an article already, less the lines that are surely none of it."""
    blocks, cut = drop_inserts(_paragraphs(clean_characters(text)), title=title)
    return Draft(text="\n\n".join(blocks), title=title, cut=cut)


def marked_opening(draft: Draft) -> Draft:
    """The draft, or what it gives above an offer to subscribers, marked as that."""
    opening = opening_of(draft.text)
    return replace(draft, text=opening, opening_only=True) if opening else draft


def read_texts(text: str, *, markdown: bool = False) -> list[Draft | ArticleError]:
    """The article of a text or Markdown file, or those of a file that a press archive gave out."""
    return list(split_bundle(clean_characters(text))) if is_bundle(text) else [read_text(text, markdown=markdown)]


def read_text(text: str, *, markdown: bool = False) -> Draft:
    """A text or Markdown file: an article, or a web page saved as text."""
    matter, text = front_matter(clean_characters(text).strip("\n"))
    fields = _stated(matter)
    text = rejoined(text)
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    table = holds_table(text)
    if is_dump([line for line in lines if not ((markdown and line.startswith("|")) or (table and "|" in line))]):
        dump = read_dump(lines)
        blocks, cut = drop_inserts(list(dump.paragraphs), title=dump.title)
        draft = Draft("\n\n".join(blocks), dump.title, author=dump.author, source=dump.source,
                      published_at=dump.published_at, cut=(*dump.cut, *cut))  # fmt: skip
    else:
        draft = _article(text, fields)
    if refusal := why_no_article(draft.text, title=draft.title):
        raise ArticleError(*refusal)
    return marked_opening(draft)


def _article(text: str, fields: dict[str, str]) -> Draft:
    """Title first, then perhaps a byline and date, then the body."""
    blocks = markdown_blocks(_unwrapped(text))
    title = fields.pop("title", "")
    if blocks and (not title or blocks[0] == title) and len(blocks) > 1 and _is_heading(blocks[0]):
        title = blocks.pop(0)
    while len(blocks) > 1 and len(blocks[0]) <= 120 and (said := said_of(blocks[0])):
        fields = {**said, **fields}
        blocks.pop(0)
    blocks, cut = drop_inserts(blocks, title=title)
    published = fields.pop("published_at", None)
    return Draft(text="\n\n".join(blocks), title=title, cut=cut, published_at=iso_date(published or ""), **fields)  # type: ignore[arg-type]


def said_of(line: str) -> dict[str, str]:
    """What a short line above the body says about the article; empty when it is a line of the body."""
    said: dict[str, str] = {}
    for part in _PARTS.split(line):
        field, author = _FIELD.match(part), _BY.match(part)
        day = iso_date(part) if len(part) <= 60 else None
        if field:
            said[_NAMES.get(field[1].lower(), field[1].lower())] = field[2].strip()
        elif author:
            said["author"], *rest = author[1].split(", ")
            said |= {"source": rest[0]} if rest else {}
        elif day:
            said["published_at"] = day
        elif not said or len(part.split()) > 4:
            return {}
        else:
            said.setdefault("source", part)
    return said


def _stated(matter: dict[str, object]) -> dict[str, str]:
    """The fields of an article that a front matter gives, whatever it calls them."""
    said = {
        "title": title_of(matter),
        "author": author_of(matter),
        "source": source_of(matter),
        "url": url_of(matter),
        "published_at": date_of(matter),
        "category": category_of(matter),
        "language": language_of(matter),
    }
    return {field: value for field, value in said.items() if value}


def _is_heading(block: str) -> bool:
    return "\n" not in block and len(block) <= _TITLE_CHARACTERS and not block.endswith((".", ";", ",", ":"))


def _unwrapped(text: str) -> str:
    """A text whose every line is a paragraph gets its blank lines; hard-wrapped lines are left to be joined."""
    lines = [line for line in text.split("\n") if line.strip()]
    if _BLANK.search(text) or not lines:
        return text
    long = sum(len(line) > 100 for line in lines)
    return "\n\n".join(lines) if long * 3 > len(lines) or len(lines) < 4 else text


def _paragraphs(text: str) -> list[str]:
    blocks = _BLANK.split(_unwrapped(text))
    return [joined for block in blocks if (joined := _joined(block))]


def _joined(block: str) -> str:
    """The lines of a block as one, or each by itself where it is verse."""
    lines = filter(None, (" ".join(line.split()) for line in block.split("\n")))
    return ("\n" if is_verse(block) else " ").join(lines)
