"""Names of authors: tidied where a page states them, found in its byline where it does not."""

from __future__ import annotations

import re
from collections.abc import Iterable

from qa.cleaning.characters import one_line
from qa.cleaning.tree import Element

_BY = (
    r"(?:(?:(?:this )?(?:article|post|story|text|words|photos|guide|review)(?: (?:was|is))?|medically|fact)?[\s-]*"
    r"(?:written|posted|reported|authored|published|created|contributed|text|words|story)?\s*\bby\b|authors?|"
    r"writer)\s*:?"
)
_PREFIX = re.compile(rf"^{_BY}(?:\s+|$)", re.IGNORECASE)
_NO_NAME = re.compile(
    r"https?:|^@|^\W*$|[<>{}=_/\\]|\w\.\w+\.\w|\.(?:net|org)\b|^(?:admin(?:istrator)?|editor|staff|author|user|guest|"
    r"webmaster|unknown|none|null|"
    r"undefined|[\d\s.,:-]+)$",
    re.IGNORECASE,
)
_NOT_A_PERSON = re.compile(
    r"\b(?:sign|log|menu|home|share|more|read|about|follow|updated?|published|posted|written|reviewed|edited|by|"
    r"region|category|tags?|"
    r"comments?|subscribe|newsletter|search|next|previous|contact|last|image|photo|credit|bio|view|all|posts?|"
    r"articles?|profile|"
    r"january|february|march|april|june|july|august|september|october|november|december|min|minutes?|ago|the author|"
    r"authors?)\b|\d",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"\s*(?:\||•|·|\s[–—-]\s|\*|\bon\b\s+\w+|\bupdated\b|\bpublished\b|\bin\b\s+[A-Z]|\d{1,2} \w+ \d{4}|"
    r"\w+ \d{1,2}, \d{4}|"
    r",? (?:senior|staff|contributing|extension|chief|founder|ceo|co-founder)\b|\bis (?:a|an|the)\b|"
    r"\bon behalf of\b).*$",
    re.IGNORECASE,
)
_WORD = r"[A-Z][\w.'’&-]*|de|van|von|der|den|la|le|da|di|del|bin|al|and|&"
_NAME = re.compile(rf"(?:{_WORD})(?:,? (?:{_WORD})){{0,6}}")
_MARKED = re.compile(r"author|byline|by-line|writer|contributor|vcard", re.IGNORECASE)
_NOT_OURS = re.compile(
    r"(?:^|[^a-z])(?:related|recommend\w*|sidebar|widget|comments?|teasers?|avatar|social|testimonials?|share|"
    r"popular|latest)(?![a-z])",
    re.IGNORECASE,
)
_HOLDERS = (
    "a",
    "span",
    "p",
    "div",
    "address",
    "strong",
    "b",
    "em",
    "i",
    "small",
    "li",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "td",
)
_LONGEST = 80
_NEAR_TITLE = 60  # elements after the headline within which a byline is expected


def tidy_author(names: Iterable[str]) -> str | None:
    """Names joined by ", ", each once; None when there is none that could be a person or a desk."""
    kept: list[str] = []
    for given in names:
        name = _PREFIX.sub("", one_line(given)).strip(" ,;|-")
        if name and len(name) <= _LONGEST and not _NO_NAME.search(name) and name not in kept:
            kept.append(name)
    return ", ".join(kept) or None


def find_byline(root: Element) -> str | None:
    """The author that the page shows: what is marked as one, or follows "by", nearest after the headline."""
    best: tuple[int, str] | None = None
    after_title, order = 10**6, 0
    for element in root.iter("h1", *_HOLDERS):
        after_title = 0 if element.tag == "h1" else after_title + 1
        order += 1
        weight = _weight(element)
        if not weight or (best and best[0] <= weight):
            continue
        name = _name_in(element, bare=weight < 3)
        if name:
            rank = weight + (0 if after_title <= _NEAR_TITLE else 2)
            if best is None or rank < best[0]:
                best = (rank, name)
    return best[1] if best else None


def _weight(element: Element) -> int:
    """How surely an element names the author: 1 most, 0 not at all."""
    if "author" in (element.get("rel") or "").split() or element.get("itemprop") == "author":
        return 1
    said = f"{element.get('class', '')} {element.get('id', '')}"
    parent = element.getparent()
    around = said if parent is None else f"{said} {parent.get('class', '')} {parent.get('id', '')}"
    foreign = 4 if _NOT_OURS.search(around) else 0
    if _MARKED.search(said):
        return 2 + foreign
    text = (element.text or "").strip()
    return 3 + foreign if text and len(text) <= 120 and _PREFIX.match(text) else 0


def _name_in(element: Element, *, bare: bool) -> str | None:
    """The first piece of an element's text that is a name; without `bare`, only after "by"."""
    pieces = [piece for text in element.itertext() if (piece := one_line(text))]
    if sum(map(len, pieces)) > 400:
        return None
    promised = bare
    for piece in pieces[:6]:
        prefix = _PREFIX.match(piece)
        promised = promised or prefix is not None
        name = _TAIL.sub("", piece[prefix.end() :] if prefix else piece).strip(" ,;:|-")
        if promised and name and (found := _as_name(name)):
            return found
        if name and not bare:
            return None
    return None


def _as_name(text: str) -> str | None:
    if not 2 <= len(text) <= _LONGEST or _NO_NAME.search(text) or _NOT_A_PERSON.search(text):
        return None
    return text if _NAME.fullmatch(text) else None
