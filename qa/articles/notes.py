"""The values that pass between the stages of reading: units, drafts, parsed articles and notes on them."""

from __future__ import annotations

from dataclasses import dataclass

from qa.types import Article


@dataclass(frozen=True, slots=True)
class Note:
    """Something a person may want to check about an article that was indexed all the same.

    `kind` is "cut" (`detail`: a line taken for boilerplate), "loss" (the page shows much more text than was kept),
    "opening" (the rest of the article is for subscribers), "undated", or "said" (`detail`: where each field was found, as
    "author: byline; published_at: json-ld").
    """

    origin: str
    article_id: str
    kind: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ParsedArticle:
    """An article with the notes on it, and what whoever collected it says of it, which the article itself cannot claim.

    `site` is the host it was fetched from or that a record names ("": not known); `given_id`: its id is not derived.
    """

    article: Article
    notes: tuple[Note, ...] = ()
    site: str = ""
    given_id: bool = False


@dataclass(frozen=True, slots=True)
class Unit:
    """A piece of input that is parsed at one go, perhaps in a child process.

    `kind` is "page", "text", "markdown", "record" (a JSON object), "feed", "pdf", "epub", "mail" or "docx".
    """

    origin: str
    kind: str
    data: bytes
    url: str = ""  # of a page whose origin is not its address
    charset: str = ""  # that came beside the bytes, as in a header


@dataclass(frozen=True, slots=True)
class Draft:
    """What an input says of one article. `published_at` is as written there; `text` is clean."""

    text: str
    title: str = ""
    id: str = ""
    url: str | None = None
    source: str | None = None
    author: str | None = None
    published_at: str | None = None
    modified_at: str | None = None
    category: str | None = None
    language: str | None = None
    cut: tuple[str, ...] = ()  # lines taken for boilerplate
    said_by: tuple[tuple[str, str], ...] = ()  # field and place of the page where it was found
    site: str = ""  # host or publisher, by whoever made the record and not by the page in it
    shown: int = 0  # characters of prose that a second reading of the page finds; 0: not compared
    opening_only: bool = False  # the rest is for subscribers
    pages: tuple[int, ...] = ()  # of a PDF: where in `text` each page begins
