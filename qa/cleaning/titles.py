"""The title of a page: the heading that a reader sees, without the name of the site."""

from __future__ import annotations

import re
from html import unescape

from qa.cleaning.characters import one_line
from qa.cleaning.tree import Element

_SEPARATOR = re.compile(r"\s+(?:[|–—•·»:]|-{1,2}|::)\s+|\s*\|\s*")
_LONGEST = 300


def best_title(root: Element, social: str, headline: str, site: str | None) -> str:
    """The `h1` that the page's metas confirm, else an `h1` about the same thing, else the metas, else `<title>`."""
    tag = next((one_line("".join(title.itertext())) for title in root.iter("title")), "")
    said = [strip_site(one_line(unescape(value)), site) for value in (social, headline, tag) if value]
    headings = [_shown(heading) for heading in root.iter("h1")]
    headings = [heading for heading in headings if 2 < len(heading) <= _LONGEST]
    for heading in headings:
        if any(_alike(heading, value) for value in said):
            return heading
    lone = headings if len(headings) <= 2 else []
    own = [heading for heading in lone if _letters(heading) != _letters(site or "") and _tells(heading, said[:1])]
    return (own or said or headings or [""])[0][:_LONGEST]


def _shown(heading: Element) -> str:
    """Pieces are joined as they are, so that a styled first letter stays in its word, unless a break divides them."""
    return one_line((" " if heading.find(".//br") is not None else "").join(heading.itertext()))


def _tells(heading: str, said: list[str]) -> bool:
    """Whether a heading that no meta repeats is still this article's: a sentence, or one that shares words with them."""
    shared = max((_overlap(heading, value) for value in said), default=1.0)
    return shared >= 0.1 and (len(heading.split()) >= 4 or shared >= 0.25)


def strip_site(title: str, site: str | None) -> str:
    """The title without "| Name of the site" at its end or start."""
    parts = _SEPARATOR.split(title)
    if len(parts) < 2:
        return title
    name = _letters(site or "")
    last = _letters(parts[-1])
    cut = list(_SEPARATOR.finditer(title))[-1]
    if name and last and (last in name or name in last):
        return title[: cut.start()]
    if name and _letters(parts[0]) == name:
        return title[next(_SEPARATOR.finditer(title)).end() :]
    if "|" in cut.group() and len(parts[-1].split()) <= 4 and len(title[: cut.start()].split()) >= 3:
        return title[: cut.start()]
    return title


def _alike(first: str, second: str) -> bool:
    a, b = _letters(first), _letters(second)
    return bool(a and b) and (
        a == b or (min(len(a), len(b)) >= 12 and (a in b or b in a)) or _overlap(first, second) > 0.6
    )


def _overlap(first: str, second: str) -> float:
    a, b = set(first.lower().split()), set(second.lower().split())
    return len(a & b) / max(1, len(a | b))


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).lower()
