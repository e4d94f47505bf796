"""Characters fit to store, embed, log and show: nothing invisible that could steer a reader or a program."""

from __future__ import annotations

import re
import unicodedata

MARKS_IN_A_ROW = 8

_OTHER_SPACE = re.compile(r"[^\S\n\t ]")
_MANY_MARKS = re.compile(r"[^\w\s\x00-\x7f]{9}")  # marks are neither letters nor spaces; most texts have no such run
_BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_JOINERS = "\u200c\u200d"
# Cc but tab and line feed, Cs, Cf but the joiners (bidi controls, tag characters, soft hyphen, BOM), noncharacters.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_ASCII = re.compile(r"[\t\n\x20-\x7e]*")


def clean_characters(text: str) -> str:
    """Safe NFC text with `\\n` as the only line break and plain spaces; never longer than it was, idempotent."""
    if _ASCII.fullmatch(text):
        return text
    text = _FORBIDDEN.sub("", _BREAKS.sub("\n", text))
    text = _keep_working_joiners(_OTHER_SPACE.sub(" ", text))
    if _MANY_MARKS.search(text):
        text = _cap_marks(text)
    composed = unicodedata.normalize("NFC", text)
    return composed if len(composed) <= len(text) else text


def one_line(text: str) -> str:
    """`clean_characters` with every run of space made one space: for titles, names and paragraphs."""
    return " ".join(clean_characters(text).split())


def _keep_working_joiners(text: str) -> str:
    """Joiners stay between letters, marks and symbols, where scripts and emoji need them."""
    if not any(joiner in text for joiner in _JOINERS):
        return text
    kept: list[str] = []
    for i, char in enumerate(text):
        if char in _JOINERS:
            following = text[i + 1] if i + 1 < len(text) else " "
            if not (kept and _joins(kept[-1]) and _joins(following)):
                continue
        kept.append(char)
    return "".join(kept)


def _joins(char: str) -> bool:
    return unicodedata.category(char)[0] in "LM" or unicodedata.category(char) in {"So", "Sk"}


def _cap_marks(text: str) -> str:
    kept: list[str] = []
    run = 0
    for char in text:
        run = run + 1 if unicodedata.combining(char) or unicodedata.category(char) == "Mn" else 0
        if run <= MARKS_IN_A_ROW:
            kept.append(char)
    return "".join(kept)
