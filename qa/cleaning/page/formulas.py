"""MathML -> one line of text."""

from __future__ import annotations

from qa.cleaning.elements import Element
from qa.cleaning.page.raised import raised

_SPACED = frozenset("=+−-±×÷<>≤≥≈≠→∼∈")
_UNREAD = ("annotation", "annotation-xml")
_TWO = ("mfrac", "msup", "msub", "mroot", "msubsup", "munderover", "munder", "mover")


def formula_text(math: Element) -> str:
    """What a formula says: `7.4%`, `x² + 1`, `(a + b)/2`."""
    return " ".join(_text(math).split())


def _text(element: Element) -> str:
    if not isinstance(element.tag, str) or element.tag in _UNREAD:
        return ""
    parts = [_text(child) for child in element]
    tag = element.tag
    if tag in _TWO and len(parts) >= 2:
        return _pair(tag, parts)
    if tag == "msqrt":
        return f"√{_grouped(''.join(parts))}"
    if tag == "mfenced":
        return f"{element.get('open', '(')}{', '.join(parts)}{element.get('close', ')')}"
    if tag == "mspace":
        return " "
    if tag in ("mtr", "mlabeledtr"):
        return "  ".join(parts) + "; "
    own = " ".join((element.text or "").split())
    if tag == "mo" and own in _SPACED and element.getprevious() is not None:
        return f" {own} "
    if tag == "mtext":
        return str(element.text or "")
    return own + "".join(part + ((child.tail or "").strip()) for part, child in zip(parts, element, strict=True))


def _pair(tag: str, parts: list[str]) -> str:
    base, second = parts[0], parts[1]
    if tag == "mfrac":
        return f"{_grouped(base)}/{_grouped(second)}"
    if tag == "msup":
        return base + raised(second)
    if tag == "mroot":
        return f"{raised(second)}√{_grouped(base)}"
    if tag == "msubsup":
        return f"{base}_{_grouped(second)}" + (raised(parts[2]) if len(parts) > 2 else "")
    if tag == "msub":
        return f"{base}{second}" if second.isdigit() else f"{base}_{_grouped(second)}"
    return " ".join(parts)


def _grouped(text: str) -> str:
    """A part in brackets where it is more than one number or name."""
    text = text.strip()
    return text if text.replace(".", "").isalnum() else f"({text})"
