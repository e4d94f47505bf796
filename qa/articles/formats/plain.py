"""Plain text and Markdown -> a draft."""

from __future__ import annotations

import re

from qa.articles.notes import Draft
from qa.cleaning.dump.dump_text import is_dump, read_dump
from qa.cleaning.dump.markup_leftovers import markdown_blocks
from qa.cleaning.inserts import drop_inserts
from qa.cleaning.metadata.written_dates import iso_date
from qa.cleaning.refusal import why_no_article
from qa.errors import ArticleError
from qa.text.characters import clean_characters, one_line

_BLANK = re.compile(r"\n[ \t]*\n")
_FRONT = re.compile(r"\A---\n(.{1,5000}?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
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


def read_text(text: str) -> Draft:
    """A text or Markdown file: an article, or a web page saved as text."""
    text = clean_characters(text).strip("\n")
    fields, text = _front_matter(text)
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if is_dump(lines):
        dump = read_dump(lines)
        blocks, cut = drop_inserts(list(dump.paragraphs), title=dump.title)
        draft = Draft("\n\n".join(blocks), dump.title, author=dump.author, source=dump.source,
                      published_at=dump.published_at, cut=(*dump.cut, *cut))  # fmt: skip
    else:
        draft = _article(text, fields)
    if refusal := why_no_article(draft.text, title=draft.title):
        raise ArticleError(*refusal)
    return draft


def _article(text: str, fields: dict[str, str]) -> Draft:
    """Title first, then perhaps a byline and date, then the body."""
    blocks = markdown_blocks(_unwrapped(text))
    title = fields.pop("title", "")
    if blocks and (not title or blocks[0] == title) and len(blocks) > 1 and _is_heading(blocks[0]):
        title = blocks.pop(0)
    while len(blocks) > 1 and len(blocks[0]) <= 120 and (said := _said_of(blocks[0])):
        fields = {**said, **fields}
        blocks.pop(0)
    blocks, cut = drop_inserts(blocks, title=title)
    published = fields.pop("published_at", None)
    return Draft(text="\n\n".join(blocks), title=title, cut=cut, published_at=iso_date(published or ""), **fields)  # type: ignore[arg-type]


def _said_of(line: str) -> dict[str, str]:
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


def _front_matter(text: str) -> tuple[dict[str, str], str]:
    found = _FRONT.match(text)
    if not found:
        return {}, text
    pairs = [match for line in found[1].split("\n") if (match := _FIELD.match(line))]
    return {_NAMES.get(m[1].lower(), m[1].lower()): one_line(m[2]).strip("\"'[]") for m in pairs}, text[found.end() :]


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
    return [joined for block in blocks if (joined := " ".join(block.split()))]
