"""A model's text to plain sentences with the numbers they cite: no markup, link or image is left. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa.text.characters import clean_characters, one_line
from qa.text.chunking import sentences

MOST = 12  # sentences that are read
_BRACKETS = str.maketrans("【】［］〔〕", "[][][]")
_REMOVED = re.compile(
    r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)|```.*?(?:```|\Z)"  # thoughts, blocks of code
    r"|!\[[^\]]{0,500}\](?:\([^)\n]{0,2000}\)?|\[[^\]\n]{0,200}\])?"  # images
    r"|^ {0,3}\[[^\]\n]{1,200}\]:[^\n]*$"  # addresses of links
    r"|<(?:script|style)\b.*?(?:</(?:script|style)>|\Z)|<!--.*?(?:-->|\Z)|<[a-z/!?][^<>]{0,2000}>?",
    re.DOTALL | re.IGNORECASE | re.MULTILINE,
)
_LINK = re.compile(r"\[([^\[\]\n]{1,300})\]\([^)\n]{0,2000}\)?")
_LINE = re.compile(r"^\s*(?:#{1,6}\s+|>+\s*|[-*+•]\s+|\d{1,2}[.)]\s+)+", re.MULTILINE)
_EMPHASIS = re.compile(r"\*{1,3}|(?<!\w)_{1,3}|_{1,3}(?!\w)|~~")
_LEADING = re.compile(r"^[ \t]*(\[\d{1,4}\])[ \t]*:?[ \t]*(\S.*)$", re.MULTILINE)
_MARKER = re.compile(r"\s*\[\s*\^?\d{1,4}(?:\s*[,;]\s*\d{1,4})*\s*\]")


@dataclass(frozen=True, slots=True)
class Drafted:
    """One sentence as the model wrote it, and the numbers it cites."""

    text: str
    numbers: tuple[int, ...]


def read_draft(text: str) -> list[Drafted]:
    """The sentences of a model's text, at most `MOST`. A number counts for the sentence it stands in or after."""
    plain, markers = "", list[tuple[int, list[int]]]()
    text = _bare(text)
    last = 0
    for match in _MARKER.finditer(text):
        plain += text[last : match.start()]
        markers.append((len(plain), [int(n) for n in re.findall(r"\d+", match.group())]))
        last = match.end()
    plain += text[last:]
    spans = sentences(plain)[:MOST]
    cited: list[list[int]] = [[] for _ in spans]
    for place, numbers in markers:
        own = [i for i, span in enumerate(spans) if span.start < place]
        if own:
            cited[own[-1]] += numbers
    return [
        Drafted(one_line(plain[span.start : span.end]), tuple(dict.fromkeys(numbers)))
        for span, numbers in zip(spans, cited, strict=True)
    ]


def _bare(text: str) -> str:
    text = _REMOVED.sub("", clean_characters(text).translate(_BRACKETS))
    text = _LINK.sub(lambda m: f"[{m[1]}]" if m[1].strip().isdigit() else m[1], text)
    return _LEADING.sub(r"\2 \1", _EMPHASIS.sub("", _LINE.sub("", text)))
