"""How much prose a page shows, read without a parser's tree: the check on what was extracted."""

from __future__ import annotations

import re
from html import unescape

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]*>|<[!?][^<>]*>")
_UNSEEN = frozenset(("script", "style", "template", "noscript", "svg", "head", "iframe", "textarea", "select"))
_INLINE = frozenset("a abbr b bdi cite code em font i mark q s small span strong sub sup time u wbr".split())
_PROSE = 80  # characters of a paragraph that is surely no menu
_LOST = 0.25  # an extraction below this share of the page's prose is suspect
_ENDS = (".", "!", "?", "…", ".”", '."', ".)", "?”", '?"')


def prose_shown(markup: str) -> int:
    """Characters in paragraphs of whole sentences, in one pass over the markup."""
    total = at = 0
    skipping = ""
    parts: list[str] = []
    for tag in _TAG.finditer(markup):
        name = (tag[2] or "").lower()
        if not skipping:
            parts.append(markup[at : tag.start()])
        at = tag.end()
        if skipping:
            skipping = "" if tag[1] and name == skipping else skipping
        elif name in _UNSEEN and not tag[1]:
            skipping = name
        elif name not in _INLINE:
            total += _prose(parts)
            parts = []
    if not skipping:
        parts.append(markup[at:])
    return total + _prose(parts)


def is_loss(kept: int, shown: int) -> bool:
    """Whether `kept` characters of text are suspiciously few for a page that shows `shown` characters of prose."""
    return shown >= 4 * _PROSE and kept < _LOST * shown


def _prose(parts: list[str]) -> int:
    if sum(map(len, parts)) < _PROSE:
        return 0
    text = " ".join(unescape("".join(parts)).split())
    return len(text) if len(text) >= _PROSE and text.endswith(_ENDS) else 0
