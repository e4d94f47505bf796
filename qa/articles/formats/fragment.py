"""A piece of HTML that is all article, as feeds carry it -> paragraphs."""

from __future__ import annotations

import re
from html import unescape

from qa.cleaning.page.blocks import find_blocks
from qa.cleaning.page.content import join_blocks
from qa.cleaning.tree import drop, drop_unseen, parse_markup
from qa.text.characters import clean_characters, one_line

_ESCAPED_TAG = re.compile(
    r"&(?:amp;)?lt;/?(?:p|div|br|a|b|i|em|strong|h[1-6]|ul|ol|li|span|img|table|blockquote|figure)\b[^<>]{0,500}?&(?:amp;)?gt;"
)
_ESCAPED_TWICE = re.compile(r"&amp;(?:#\d{1,6}|[a-zA-Z]{2,8});")
_TAG = re.compile(
    r"</?(?:p|div|br|a|b|i|em|strong|h[1-6]|ul|ol|li|span|img|table|tr|td|blockquote|figure|article|section|pre)\b[^<>]*>",
    re.IGNORECASE,
)
_KEPT_FIGURE = ("blockquote", "table", "pre", "p")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def fragment_text(markup: str) -> str:
    """The visible text, a blank line between paragraphs; what was escaped once too often is read as what it was."""
    if "<" not in markup and "&" not in markup:
        return "\n\n".join(filter(None, map(one_line, markup.split("\n\n"))))
    for _ in range(2):
        if not _ESCAPED_TAG.search(markup) or (_TAG.search(markup) and not _ESCAPED_TWICE.search(markup)):
            break
        markup = unescape(markup)
    if not _TAG.search(markup):
        text = unescape(unescape(markup) if _ESCAPED_TWICE.search(markup) else markup)
        return (
            "\n\n".join(filter(None, map(one_line, re.split(r"\n[ \t]*\n", text))))
            if "<" not in text
            else _read(markup)
        )
    return _read(markup)


def has_markup(text: str) -> bool:
    """Whether a text that is to be plain holds elements of HTML."""
    return bool(_TAG.search(text) or _ESCAPED_TAG.search(text))


def _read(markup: str) -> str:
    root = parse_markup(f"<body><div>{_CONTROLS.sub('', markup)}</div></body>")
    if root is None:
        return ""
    for figure in list(root.iter("figure")):
        for caption in list(figure.iter("figcaption")):
            drop(caption)
        if not any(element.tag in _KEPT_FIGURE for element in figure.iter()):
            drop(figure)
    drop_unseen(root)
    return clean_characters(join_blocks(find_blocks(root)))
