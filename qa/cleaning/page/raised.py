"""Raised and lowered characters: marks of notes go, exponents and fractions stay readable."""

from __future__ import annotations

import re
from itertools import pairwise

from qa.cleaning.elements import Element, drop, named, replace_by_text, text_after, text_before

_RAISED = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_NOTE_CLASS = re.compile(
    r"(?:^|[^a-z])(?:foot-?note|endnote|reference|noteref|refnum|fn|cite|citation|noprint)", re.IGNORECASE
)
_NOTE_LINK = re.compile(r"#|javascript:", re.IGNORECASE)
_BRACKETED = re.compile(r"(?:\[[^\[\]]{1,30}\]|\(\d{1,3}\))(?:[,\s]*(?:\[[^\[\]]{1,30}\]|\(\d{1,3}\)))*")
_NUMBERS = re.compile(r"\d{1,3}(?:\s*[,–-]\s*\d{1,3})*")
_SIGNS = re.compile(r"[*†‡§¶#]{1,4}")
_POWER = re.compile(r"[+−-]?\d{1,4}|[+−-]?n|[+−-]?x")
_UNIT = re.compile(
    r"(?:^|[\s\d/·.(])(?:[kcdmµμn]?m|km|in|ft|yd|mi|sq|kg|s|sec|h|cm|mm|Hz|px|metres?|meters?|foot|feet|inch(?:es)?)$"
)
_VARIABLE = re.compile(r"(?:^|[\s(=+*/·−-])[A-Za-zπθλμσ]$")
_SCIENTIFIC = re.compile(r"(?:^|[^\d.,])(?:[×x·*]\s?10|10|2)$")
_DIGIT_BASE = re.compile(r"\d$")
_EQUATION = re.compile(r"^\s*[=+×·]")
_SLASHES = ("/", "⁄", "∕")
_MARKS = 12  # raised characters of a mark


def raised(text: str) -> str:
    """A text as superscript characters, or after `^` where there are none for it."""
    text = text.strip().replace(" ", "")
    if not text:
        return ""
    written = text.translate(_RAISED)
    if all(old != new for old, new in zip(text, written, strict=True)):
        return written
    return f"^{text}" if len(text) == 1 or text.isdigit() else f"^({text})"


def write_raised(root: Element) -> None:
    """Replace each `sup` by what it says; drop those that only lead to a note."""
    marks = [e for e in root.iter("sup")]
    counted = _is_count(marks)
    for mark in marks:
        text = " ".join("".join(mark.itertext()).split())
        if len(text) > _MARKS and not _BRACKETED.fullmatch(text):
            continue  # words that are only set small
        before = text_before(mark)
        if not text or _is_note(mark, text, before, counted):
            drop(mark)
        elif _is_fraction(mark, text):
            replace_by_text(mark, f" {text}" if _DIGIT_BASE.search(before) else text)
        elif _POWER.fullmatch(text) and before and not before[-1:].isspace():
            replace_by_text(mark, raised(text))


def _is_note(mark: Element, text: str, before: str, counted: bool) -> bool:
    """Whether a raised text is the mark of a note."""
    if _NOTE_CLASS.search(named(mark)) or mark.get("role") == "doc-noteref" or _BRACKETED.fullmatch(text):
        return True
    if _SIGNS.fullmatch(text):
        return True
    links = [*mark.iter("a"), *(e for e in mark.iterancestors("a"))]
    if any(_NOTE_LINK.search(link.get("href") or "") or "footnote" in named(link) for link in links):
        return True
    if not _NUMBERS.fullmatch(text):
        return len(text) == 1 and text.isalpha() and text.islower() and bool(re.search(r"[^\W\d_]{3,}[.,;]?$", before))
    if _is_fraction(mark, text):
        return False
    if counted or not text.isdigit():
        return True
    return not _is_power(text, before, text_after(mark))


def _is_power(text: str, before: str, after: str) -> bool:
    """Whether digits raised after `before` are an exponent."""
    if _EQUATION.match(after) and not after.lstrip().startswith("+ ") and _DIGIT_BASE.search(before):
        return True
    return bool(_SCIENTIFIC.search(before) or _UNIT.search(before) or _VARIABLE.search(before)) and len(text) <= 3


def _is_fraction(mark: Element, text: str) -> bool:
    """Whether a raised number is above a lowered one: `1<sup>1</sup>/<sub>2</sub>`."""
    below = mark.getnext()
    return bool(text.isdigit() and below is not None and below.tag == "sub" and (mark.tail or "").strip() in _SLASHES)


def _is_count(marks: list[Element]) -> bool:
    """Whether the raised numbers of a page count on by one, as notes do."""
    said = ["".join(mark.itertext()).strip() for mark in marks]
    numbers = [int(text) for text in said if text.isdigit() and len(text) <= 3]
    counts_on = all(0 <= after - before <= 1 for before, after in pairwise(numbers))
    return len(numbers) >= 3 and counts_on and numbers[0] < numbers[-1]
