"""The article that a page holds only as data for its script: `articleBody`, `__NEXT_DATA__` and the like."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from qa.cleaning.elements import Element

_BODY = re.compile(
    r"^(?:article|post|story|content|page|entry)?_?-?(?:body|content|text|html|markdown)(?:_?(?:html|text|raw|rendered|plain|value|elements|"
    r"blocks|paragraphs))?$|^(?:rendered|story|maintext|blocks|paragraphs|components|elements|children)$",
    re.IGNORECASE,
)
_PIECE = (
    "text",
    "value",
    "content",
    "html",
    "body",
    "rendered",
    "data",
    "children",
    "paragraphs",
    "blocks",
    "items",
    "nodes",
)
_TITLE = ("headline", "title", "name")
_ASSIGNED = re.compile(r"^\s*(?:window|self|var|let|const)?[.\s]*[\w$.\[\]'\"]+\s*=\s*(?=[{\[])")
_SENTENCE = re.compile(r"[.!?…][\"”’')]*(?:\s|<|$)|[。！？]")
_TAG = re.compile(r"<[a-zA-Z/!][^<>]*>")
_LEAST = 160  # characters of a text that is a body
_NODES = 20_000
_SCRIPT = 5_000_000  # characters of a script that is read
_DEPTH = 12


def scripted_bodies(root: Element, title: str = "") -> list[str]:
    """Texts or markup that the data in a page's scripts gives as an article's body, the likeliest first.

    A body beside the page's own title comes before any other; of several the longest is first.
    """
    found: list[tuple[bool, int, str]] = []
    for script in root.iter("script"):
        kind = (script.get("type") or "").lower()
        text = (script.text or "")[:_SCRIPT]
        if not ("json" in kind or _ASSIGNED.match(text) or script.get("id", "").startswith("__")):
            continue
        for owner, body in _bodies(_value(text)):
            said = next((str(owner[key]) for key in _TITLE if isinstance(owner.get(key), str)), "")
            same = bool(title) and _letters(title) == _letters(said)
            found.append((same, len(_TAG.sub("", body)), body))
    found.sort(key=lambda one: one[:2], reverse=True)
    return [body for _, _, body in found]


def _value(text: str) -> object:
    """The JSON of a script, also behind an assignment."""
    text = _ASSIGNED.sub("", text).strip()
    try:
        return json.JSONDecoder(strict=False).raw_decode(text)[0]
    except (ValueError, RecursionError):
        return None


def _bodies(value: object) -> Iterator[tuple[dict[str, Any], str]]:
    """Each object that has a body, with it."""
    waiting = [value]
    for _ in range(_NODES):
        if not waiting:
            return
        at = waiting.pop()
        if isinstance(at, list):
            waiting.extend(at)
        elif isinstance(at, dict):
            for key, inner in at.items():
                body = _written(inner, 0) if _BODY.match(key) else ""
                if len(body) >= _LEAST and len(_SENTENCE.findall(body)) >= 2:
                    yield at, body
                if isinstance(inner, dict | list):
                    waiting.append(inner)


def _written(value: object, depth: int) -> str:
    """The text of a body: a string, or the strings of its blocks, a paragraph each."""
    if isinstance(value, str):
        return value.strip()
    if depth > _DEPTH:
        return ""
    if isinstance(value, list):
        return "\n\n".join(filter(None, (_written(item, depth + 1) for item in value)))
    if isinstance(value, dict):
        return "\n\n".join(filter(None, (_written(value[key], depth + 1) for key in _PIECE if key in value)))
    return ""


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).lower()
