"""Markdown and the shortcodes of publishing systems -> the plain text that they stand for."""

from __future__ import annotations

import re

_CAPTION = re.compile(r"\[caption\b[^\]]{0,500}\].{0,2000}?\[/caption\]", re.DOTALL | re.IGNORECASE)
_SHORTCODE = re.compile(
    r"\[/?(?:embed|gallery|video|audio|youtube|twitter|instagram|tweet|playlist|pullquote|sc|vc_\w+|"
    r"et_pb_\w+)\b[^\]]{0,500}\]",
    re.IGNORECASE,
)
_IMAGE = re.compile(r"!\[[^\]]{0,1000}\](?:\([^)\s]{0,2000}(?:\s+\"[^\"]{0,500}\")?\)|\[[^\]]{0,200}\])")
_LINK = re.compile(r"(?<!\w)\[([^\[\]]{1,1000})\](?:\(<?[^)\s]{0,2000}>?(?:\s+\"[^\"]{0,500}\")?\)|\[[^\]]{0,200}\])")
_STRONG = re.compile(r"(?<![\w*])(\*\*|__)(?=\S)(.{1,2000}?)(?<=\S)\1(?![\w*])([ ]+(?=[,.;:!?]))?", re.DOTALL)
_STRONG_GAP = re.compile(r"(?<![\w*])\*\*\s?([^*\n]{1,2000}?)\s?\*\*(?![\w*])( +(?=[,.;:!?]))?")
_EMPHASIS = re.compile(r"(?<![\w*_\\])([*_])(?=[^\s*_])([^\n*_]{1,1000}?)(?<=[^\s*_])\1(?![\w*_])")
_CODE = re.compile(r"(?<!`)(`{1,2})(?!`)([^`\n]{1,500})\1(?!`)")
_INSERT = re.compile(
    r"[(\[]\s*(?:also read|read also|read more|also see|see also|read|watch|related|more)\s*:[^()\[\]]{1,300}[)\]]\s*",
    re.IGNORECASE,
)
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!|>-])")
_HEADING = re.compile(r"^#{1,6}[ \t]+(.*?)[ \t]*#*$", re.MULTILINE)
_QUOTE = re.compile(r"^[ \t]{0,3}(?:>[ \t]?)+", re.MULTILINE)
_RULE = re.compile(r"^[ \t]*(?:[-*_][ \t]*){3,}$|^[ \t]*[=-]{3,}$", re.MULTILINE)
_TABLE_RULE = re.compile(r"^[ \t]*\|?(?:[ \t]*:?-{2,}:?[ \t]*\|)+(?:[ \t]*:?-{2,}:?)?[ \t]*\n?", re.MULTILINE)
_BULLET = re.compile(r"^[ \t]*(?:[-*+•]|\d{1,3}[.)])[ \t]+", re.MULTILINE)
_FENCE = re.compile(r"^[ \t]*(?:```|~~~).*$", re.MULTILINE)
_HTML = re.compile(
    r"</?(?:a|b|i|u|p|br|em|strong|span|div|sup|sub|img|hr|center|small|details|summary)\b[^<>]{0,500}>|"
    r"<!--.{0,2000}?-->",
    re.DOTALL | re.IGNORECASE,
)
_GAPS = re.compile(r"[ \t]{2,}")


def strip_inserts(text: str) -> str:
    """The text without captions, embeds, images and "(Also read: …)" asides, and without the marks of emphasis."""
    if not any(mark in text for mark in "[*_`<(\\"):
        return text
    text = _SHORTCODE.sub(" ", _CAPTION.sub(" ", text))
    text = _LINK.sub(r"\1", _IMAGE.sub(" ", text))
    text = _INSERT.sub("", text)
    text = _STRONG_GAP.sub(r"\1", _STRONG.sub(r"\2", text))
    text = _EMPHASIS.sub(r"\2", text)
    return _GAPS.sub(" ", _ESCAPED.sub(r"\1", _CODE.sub(r"\2", text)))


def markdown_blocks(text: str) -> list[str]:
    """The paragraphs, headings and lists of Markdown, as plain text; the lines of a list stay lines."""
    text = _FENCE.sub("", _HTML.sub("", text))
    text = _HEADING.sub(r"\n\n\1\n\n", _RULE.sub("\n\n", _TABLE_RULE.sub("", text)))
    blocks: list[str] = []
    for block in re.split(r"\n[ \t]*\n", _QUOTE.sub("", text)):
        listed = bool(_BULLET.match(block)) or block.lstrip().startswith("|")
        lines = [" ".join(_BULLET.sub("", strip_inserts(line)).strip(" \t|").split()) for line in _items(block, listed)]
        joined = ("\n" if listed else " ").join(line for line in lines if line)
        if joined:
            blocks.append(joined)
    return blocks


def _items(block: str, listed: bool) -> list[str]:
    """The lines of a block; in a list, a line that only goes on is joined to its item."""
    items: list[str] = []
    for line in block.split("\n"):
        if listed and items and not _BULLET.match(line) and not line.lstrip().startswith("|"):
            items[-1] += f" {line.strip()}"
        else:
            items.append(line)
    return items
