"""The title of a page: the heading that a reader sees, without the name of the site."""

from __future__ import annotations

import re
from html import unescape
from itertools import islice

from qa.cleaning.tree import Element
from qa.text.characters import one_line

_SEPARATOR = re.compile(r"\s+(?:[|–—•·»:]|-{1,2}|::)\s+|\s*\|\s*")
_WORD = re.compile(r"\w+")
_LONGEST = 300
_HEADINGS = 60  # the first of a page, among which its title is


def best_title(root: Element, social: str, headline: str, site: str | None) -> str:
    """The heading that the page's metas confirm, else an `h1` about the same thing, else the metas, else `<title>`."""
    tag = next((one_line("".join(title.itertext())) for title in root.iter("title")), "")
    said = [strip_site(one_line(unescape(value)), site) for value in (social, headline, tag) if value]
    headings = [(heading.tag, _shown(heading)) for heading in islice(root.iter("h1", "h2", "h3"), _HEADINGS)]
    headings = [(level, text) for level, text in headings if 2 < len(text) <= _LONGEST]
    tops = [text for level, text in headings if level == "h1"]
    for heading in tops:
        if any(_alike(heading, value) for value in said[:1]) or any(_overlap(heading, value) > 0.6 for value in said):
            return _unlabelled(heading, said)
    pieces = {_letters(piece) for value in said for piece in (value, *_SEPARATOR.split(value)) if piece}
    for _, heading in headings:
        if len(heading.split()) >= 3 and _letters(heading) in pieces:
            return heading
    lone = tops if len(tops) <= 2 else []
    own = [heading for heading in lone if _letters(heading) != _letters(site or "") and _tells(heading, said[:1])]
    return (own or said or tops or [""])[0][:_LONGEST]


def _unlabelled(heading: str, said: list[str]) -> str:
    """A heading such as "Blog: What happened" or "What happened (example.org) 12" without what is not the title."""
    for value in said:
        at = heading.find(value)
        if at >= 0 and len(value.split()) >= 4 and not value.endswith(("…", "...")):
            before, after = heading[:at].rstrip(), heading[at + len(value) :]
            if (before.endswith(":") and not after) or (not before and re.match(r"\s*[(\d]", after)):
                return value
    return heading


def _shown(heading: Element) -> str:
    """Pieces are joined as they are, so that a styled first letter stays in its word, unless a break divides them."""
    return one_line((" " if heading.find(".//br") is not None else "").join(heading.itertext()))


def _tells(heading: str, said: list[str]) -> bool:
    """Whether a heading that no meta repeats is still this article's: a sentence, or one that shares words with them."""
    shared = max((_overlap(heading, value) for value in said), default=1.0)
    words = len(heading.split())
    return shared >= 0.25 or (shared >= 0.1 and words >= 4) or (shared > 0 and words >= 6)


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
    a, b = set(_WORD.findall(first.lower())), set(_WORD.findall(second.lower()))
    return len(a & b) / max(1, len(a | b))


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).lower()
