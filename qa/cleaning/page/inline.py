"""Marks inside a sentence -> the text that a reader of the page sees: struck words, note marks, exponents, pictures."""

from __future__ import annotations

import re
import unicodedata

from qa.cleaning.elements import Element, drop, named, replace_by_text, text_after, text_before
from qa.cleaning.page.formulas import formula_text
from qa.cleaning.page.raised import write_raised
from qa.text.marks import HOLE

_MOST_STRUCK = 0.5  # share of the page's text: more is not struck out but marked up wrongly
_STRUCK = re.compile(r"text-decoration[^;]*line-through", re.IGNORECASE)
_STRUCK_CLASS = re.compile(
    r"(?:^|\s)(?:strike(?:through)?|line-through|struck(?:-out)?|old-price|price-old|was-price)(?:\s|$)"
)
_SIGN_CLASS = re.compile(r"emoji|emoticon|smiley|latex|(?:^|[^a-z])(?:tex|math|equation|currency|glyph)", re.IGNORECASE)
_ENDED = re.compile(r"(?:^|[.!?…:;。！？][\"”’')\]»]*)\s*$")
_GOES_ON = re.compile(r"\s*[^\W_A-Z]|\s*[,.;:%)\]]|\s+[^\W_]")
_ICON = re.compile(r"icon|material|glyph|fa-|(?:^|\s)fa(?:\s|$)|mathjax|mjx|katex", re.IGNORECASE)
_SMALL = 40  # pixels of a picture that stands for a sign
_WORDS = 24  # characters of an alternative text that stands for a sign
_LEADING = 30  # characters of text before which an image begins a paragraph, not a sentence's middle
_UNWRITTEN = ("canvas", "object", "embed", "svg", "img", "amp-img", "meter", "progress", "input")
_NO_HOLE = ("svg", "img", "amp-img", "input")  # most of these are ornament
_QUOTES = "\"“”„«»‘’'"


def write_inline(root: Element) -> None:
    """Change the tree so that its plain text says what the page shows inside its sentences."""
    _drop_struck(root)
    for formula in list(root.iter("math")):
        replace_by_text(formula, formula_text(formula))
    write_raised(root)
    for quote in list(root.iter("q")):
        _quote(quote)
    for ruby in list(root.iter("rt")):
        _bracket(ruby)
    for items in root.iter("ol"):
        _number(items)
    for element in list(root.iter(*_UNWRITTEN)):
        if text := _sign(element):
            replace_by_text(element, text)
    _show_split_prices(root)


def _drop_struck(root: Element) -> None:
    """Remove what is struck out, unless that is most of the page."""
    struck = [e for e in root.iter("del", "s", "strike")]
    struck += [e for e in root.iter("span", "em", "b", "font", "a", "p", "i") if _is_struck(e)]
    if not struck:
        return
    total = sum(map(len, root.itertext()))
    if sum(len("".join(e.itertext())) for e in struck) > _MOST_STRUCK * total:
        return
    for element in struck:
        drop(element)


def _is_struck(element: Element) -> bool:
    style = element.get("style")
    return bool(style and _STRUCK.search(style)) or bool(_STRUCK_CLASS.search(element.get("class", "")))


def _quote(quote: Element) -> None:
    """Write the quotation marks that a browser adds to `q`."""
    inner = "".join(quote.itertext()).strip()
    if inner[:1] in _QUOTES and inner or text_before(quote)[-1:] in tuple(_QUOTES):
        return
    nested = any(e.tag == "q" for e in quote.iterancestors())
    opening, closing = ("‘", "’") if nested else ("“", "”")
    quote.text = opening + (quote.text or "")
    if len(quote):
        quote[-1].tail = (quote[-1].tail or "") + closing
    else:
        quote.text += closing


def _bracket(reading: Element) -> None:
    """Put the reading of a word in brackets where the page has none for browsers without ruby."""
    before = reading.getprevious()
    if before is None or before.tag != "rp":
        said = "".join(reading.itertext()).strip()
        replace_by_text(reading, f"({said})" if said else "")


def _number(items: Element) -> None:
    """Write the numbers of a list that does not begin with 1 or gives its own."""
    rows = [e for e in items if e.tag == "li"]
    given = any(e.get("value") for e in rows)
    start = items.get("start", "")
    if items.get("type", "1") != "1" or not (given or (re.fullmatch(r"-?\d{1,9}", start) and start != "1")):
        return
    number = int(start) if re.fullmatch(r"-?\d{1,9}", start) else 1
    for row in rows:
        own = row.get("value", "")
        number = int(own) if re.fullmatch(r"-?\d{1,9}", own) else number
        first = row
        while not (first.text or "").strip() and len(first) and isinstance(first[0].tag, str):
            first = first[0]
        first.text = f"{number}. {(first.text or '').lstrip()}"
        number += 1


def _sign(element: Element) -> str:
    """The text for a picture or gauge that stands inside a sentence; empty where it says nothing there."""
    before, after = text_before(element), text_after(element)
    inside = bool(before.strip()) and not _ENDED.search(before) and bool(_GOES_ON.match(after))
    tag = element.tag
    if tag in ("img", "amp-img"):
        alt = " ".join((element.get("alt") or "").split())
        if not alt or len(alt) > _WORDS or not (before.strip() or after.strip()):
            return ""
        sign = bool(_SIGN_CLASS.search(named(element))) or _is_symbol(alt)
        return alt if sign or (inside and _is_small(element)) else ""
    if not inside:
        return ""
    if tag in ("meter", "progress"):
        return " ".join("".join(element.itertext()).split()) or _gauge(element) or HOLE
    if tag == "input":
        filled = element.get("type", "text") in ("text", "number") and element.get("readonly") is not None
        return str(element.get("value", "")) if filled else ""
    label = str(element.get("aria-label") or "") or next((t.text or "" for t in element.iter("title")), "")
    written = label or (" ".join("".join(element.itertext()).split()) if tag in ("svg", "object", "canvas") else "")
    if tag == "svg" and (not written or len(written) > _WORDS or element.get("aria-hidden") == "true"):
        return ""
    return written[: 4 * _WORDS] or ("" if tag in _NO_HOLE else HOLE)


def _gauge(element: Element) -> str:
    """The share that a gauge without words shows."""
    try:
        value, most = float(element.get("value", "")), float(element.get("max", "1"))
    except ValueError:
        return ""
    return f"{100 * value / most:.3g}%" if most > 0 else ""


def _is_small(element: Element) -> bool:
    sizes = [element.get(side, "").removesuffix("px") for side in ("width", "height")]
    return any(size.isdigit() and int(size) <= _SMALL for size in sizes)


def _is_symbol(text: str) -> bool:
    """Whether a text is signs alone, such as an emoji or a currency."""
    return (
        len(text) <= 8 and all(unicodedata.category(c)[0] in "SMC" or c.isdigit() for c in text) and not text.isdigit()
    )


def _show_split_prices(root: Element) -> None:
    """Words inside a sentence that are kept from screen readers alone are seen by all others."""
    for element in root.iter("span", "b", "strong", "em", "sub", "sup"):
        if (element.get("aria-hidden") or "").strip().lower() != "true":
            continue
        parent = element.getparent()
        said = "".join(element.itertext()).strip()
        if (
            not said
            or parent is None
            or _ICON.search(f"{named(element)} {named(parent)}")
            or not any(map(str.isalnum, said))
        ):
            hidden_sign = said and unicodedata.category(said[0]) == "Sc"
            if not hidden_sign:
                continue
        if text_before(element).strip() and not _ENDED.search(text_before(element)) and text_after(element).strip():
            del element.attrib["aria-hidden"]
