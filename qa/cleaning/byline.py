"""Names of authors: tidied where a page states them, found in its byline where it does not."""

from __future__ import annotations

import re
from collections.abc import Iterable

from qa.cleaning.characters import one_line
from qa.cleaning.tree import Element

_PREFIX = re.compile(
    r"^(?:(?:written|words|story|posted|reviewed|edited|reported|article|published|post|medically reviewed)\s+)?by:?\s+|^authors?:?\s+",
    re.I,
)
_NO_NAME = re.compile(
    r"https?:|^@|\.(?:com|org|net)\b|^(?:admin|administrator|editor|staff|author|user|guest|webmaster|unknown|none|null|undefined|\d+)$",
    re.I,
)
_TAIL = re.compile(
    r"\s*(?:\||•|·|\bon\b \w+ \d|\bupdated\b|\bpublished\b|\d{1,2} \w+ \d{4}|\w+ \d{1,2}, \d{4}|,? (?:senior|staff|contributing) |\bis (?:a|an|the)\b).*$",
    re.I,
)
_NAME = re.compile(r"[A-Z][\w.'’-]+(?: (?:[a-z]{1,3} )?[A-Z][\w.'’-]*){1,4}")
_MARKED = re.compile(r"author|byline|writer|contributor", re.I)
_NOT_OURS = re.compile(
    r"related|recommend|sidebar|widget|footer|comment|card|teaser|avatar|bio\b|social|quote|testimonial", re.I
)
_LONGEST = 80


def tidy_author(names: Iterable[str]) -> str | None:
    """Names joined by ", ", each once; None when there is none that could be a person or a desk."""
    kept: list[str] = []
    for given in names:
        name = _PREFIX.sub("", one_line(given)).strip(" ,;|-")
        if name and len(name) <= _LONGEST and not _NO_NAME.search(name) and name not in kept:
            kept.append(name)
    return ", ".join(kept) or None


def find_byline(root: Element) -> str | None:
    """The author that the page shows."""
    for element in root.xpath("//*[@rel='author' or @itemprop='author']"):
        if name := _as_name("".join(element.itertext())):
            return name
    for element in root.iter("a", "span", "p", "div", "address", "strong", "h4", "h5", "li", "em", "small"):
        around = f"{element.get('class', '')} {element.get('id', '')}"
        marked = bool(_MARKED.search(around)) and not _NOT_OURS.search(around)
        text = (
            one_line(" ".join(element.itertext()))
            if marked or (element.text or "").strip()[:3].lower() in ("by", "by ")
            else ""
        )
        if 4 <= len(text) <= 120 and (marked or _PREFIX.match(text)) and (name := _as_name(text)):
            return name
    return None


def _as_name(text: str) -> str | None:
    text = _TAIL.sub("", _PREFIX.sub("", one_line(text)))
    found = _NAME.fullmatch(text.strip(" ,;|-"))
    return found.group() if found and not _NO_NAME.search(text) else None
