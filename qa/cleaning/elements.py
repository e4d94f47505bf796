"""What several readers of a page's tree do with its elements."""

from __future__ import annotations

from typing import Any

Element = Any  # lxml's elements are not typed
_CLASSES = 300  # characters of an element's class and id that are looked at


def drop(element: Element) -> None:
    """Remove an element and all it holds, but not the text that follows it."""
    replace_by_text(element, "")


def replace_by_text(element: Element, text: str) -> None:
    """Put `text` where an element stands; the text that follows it stays."""
    parent = element.getparent()
    if parent is None:
        return
    text += element.tail or ""
    if text:
        before = element.getprevious()
        if before is None:
            parent.text = (parent.text or "") + text
        else:
            before.tail = (before.tail or "") + text
    parent.remove(element)


def text_before(element: Element) -> str:
    """The text right before an element inside its parent; empty at the parent's beginning."""
    before = element.getprevious()
    parts: list[str] = []
    while before is not None:
        parts.append(before.tail or "")
        if isinstance(before.tag, str):
            parts.append("".join(before.itertext()))
        if "".join(parts).strip():
            return "".join(reversed(parts))
        before = before.getprevious()
    parent = element.getparent()
    parts.append((parent.text or "") if parent is not None else "")
    return "".join(reversed(parts))


def text_after(element: Element) -> str:
    """The text right after an element inside its parent, as far as the end of the next element."""
    parts = [element.tail or ""]
    after = element.getnext()
    while after is not None and not "".join(parts).strip():
        if isinstance(after.tag, str):
            parts.append("".join(after.itertext()))
        parts.append(after.tail or "")
        after = after.getnext()
    return "".join(parts)


def named(element: Element) -> str:
    """What the class and id of an element say."""
    return f"{element.get('class', '')} {element.get('id', '')}"[:_CLASSES]
