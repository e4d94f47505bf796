"""Markdown and the shortcodes of publishing systems -> the plain text that they stand for."""

from __future__ import annotations

import re

from qa.cleaning.dump.verse import is_verse
from qa.cleaning.page.inline import write_inline
from qa.cleaning.tree import parse_markup

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
_STRUCK = re.compile(r"(?<!~)~~(?=\S)[^~\n]{1,1000}?(?<=\S)~~(?!~)")
_MARKED = re.compile(r"(?<![=\w])==(?=[^\s=])([^=\n]{1,1000}?)(?<=[^\s=])==(?![=\w])")
_WIKI_LINK = re.compile(r"(?<!!)\[\[([^\[\]|\n]{1,300})(?:\|([^\[\]\n]{1,300}))?\]\]")
_NOTE_MARK = re.compile(r"!\[\[[^\[\]\n]{1,300}\]\]|(?<=\S)\[\^[^\[\]\s]{1,40}\]|(?<=\S)\^\[[^\[\]\n]{1,500}\]")
_TEMPLATE = re.compile(r"\{\{[<%].{0,1000}?[>%]\}\}|\{%.{0,500}?%\}")
_NOTE = re.compile(r"^\[\^[^\[\]\s]{1,40}\]:.*(?:\n(?:[ \t]{2,}|\t).*)*", re.MULTILINE)
_CALLOUT = re.compile(r"^([ \t]{0,3}(?:>[ \t]?)+)\[![\w-]{1,30}\][+-]?[ \t]*(.*)$", re.MULTILINE)
_ADMONITION = re.compile(r"^[ \t]*(?::{3,}|!{3})[ \t]*[\w-]*.*$", re.MULTILINE)
_SEEN = re.compile(r"<(?:sup|del|s|strike|q|ruby|math)\b", re.IGNORECASE)
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!|>-])")
_HEADING = re.compile(r"^#{1,6}[ \t]+(.*?)[ \t]*#*$", re.MULTILINE)
_QUOTE = re.compile(r"^[ \t]{0,3}(?:>[ \t]?)+", re.MULTILINE)
_RULE = re.compile(r"^[ \t]*(?:[-*_][ \t]*){3,}$|^[ \t]*[=-]{3,}$", re.MULTILINE)
_TABLE_RULE = re.compile(r"^[ \t]*\|?(?:[ \t]*:?-{2,}:?[ \t]*\|)+(?:[ \t]*:?-{2,}:?)?[ \t]*\n?", re.MULTILINE)
_BULLET = re.compile(r"^[ \t]*(?:[-*+•]|\d{1,3}[.)])[ \t]+", re.MULTILINE)
_PLAIN_BULLET = re.compile(r"^[ \t]*(?:[-*+•]|\d{1,3}\))[ \t]+", re.MULTILINE)
_NUMBERED = re.compile(r"^[ \t]*\d{1,3}\.[ \t]+", re.MULTILINE)
_ROWS = re.compile(r"^[^|\n]+\|[^\n]+\n[^|\n]+\|", re.MULTILINE)
_FENCE = re.compile(r"^[ \t]*(?:```|~~~).*$", re.MULTILINE)
_HTML = re.compile(
    r"</?(?:a|b|i|u|p|br|em|strong|span|div|sup|sub|img|hr|center|small|details|summary)\b[^<>]{0,500}>|"
    r"<!--.{0,2000}?-->",
    re.DOTALL | re.IGNORECASE,
)
_GAPS = re.compile(r"[ \t]{2,}")


def strip_inserts(text: str) -> str:
    """The text without captions, embeds, images and "(Also read: …)" asides, struck words and the marks of emphasis."""
    if not any(mark in text for mark in "[*_`<(\\~={"):
        return text
    text = _WIKI_LINK.sub(lambda link: link[2] or link[1], _TEMPLATE.sub("", _STRUCK.sub("", text)))
    text = _MARKED.sub(r"\1", _NOTE_MARK.sub("", text))
    text = _SHORTCODE.sub(" ", _CAPTION.sub(" ", text))
    text = _LINK.sub(r"\1", _IMAGE.sub(" ", text))
    text = _INSERT.sub("", text)
    text = _STRONG_GAP.sub(r"\1", _STRONG.sub(r"\2", text))
    text = _EMPHASIS.sub(r"\2", text)
    return _GAPS.sub(" ", _ESCAPED.sub(r"\1", _CODE.sub(r"\2", text)))


def holds_table(text: str) -> bool:
    """Whether a text holds a table of Markdown: the rule under its headings says so."""
    return bool(_TABLE_RULE.search(text))


def markdown_blocks(text: str) -> list[str]:
    """The paragraphs, headings and lists of Markdown, as plain text; the lines of a list stay lines."""
    text = _ADMONITION.sub("", _CALLOUT.sub(r"\1\2\n>", _NOTE.sub("", text)))
    text = _FENCE.sub("", _HTML.sub("", _as_seen(text)))
    text = _HEADING.sub(r"\n\n\1\n\n", _RULE.sub("\n\n", _TABLE_RULE.sub("", text)))
    blocks: list[str] = []
    for block in re.split(r"\n[ \t]*\n", _QUOTE.sub("", text)):
        listed = bool(_BULLET.match(block)) or bool(_ROWS.search(block)) or block.lstrip().startswith("|")
        verse = not listed and is_verse(block)
        bullet = _BULLET if len(_NUMBERED.findall(block)) != 1 else _PLAIN_BULLET  # one number alone begins a sentence
        lines = [" ".join(bullet.sub("", strip_inserts(line)).strip(" \t|").split()) for line in _items(block, listed)]
        joined = ("\n" if listed or verse else " ").join(line for line in lines if line)
        if joined:
            blocks.append(joined)
    return blocks


def _as_seen(text: str) -> str:
    """The paragraphs that hold notes, struck words or formulas in HTML, as a browser shows them."""
    if not _SEEN.search(text):
        return text
    return "\n\n".join(_shown(block) if _SEEN.search(block) else block for block in text.split("\n\n"))


def _shown(block: str) -> str:
    root = parse_markup(f"<body><pre>{block}</pre></body>")
    if root is None:
        return block
    write_inline(root)
    return "".join(root.itertext())


def _items(block: str, listed: bool) -> list[str]:
    """The lines of a block; in a list, a line that only goes on is joined to its item."""
    items: list[str] = []
    for line in block.split("\n"):
        if listed and items and not _BULLET.match(line) and "|" not in line:
            items[-1] += f" {line.strip()}"
        else:
            items.append(line)
    return items
