"""JSON-LD of a page -> what it says of the article on it."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from qa.cleaning.tree import Element
from qa.text.characters import one_line

_ARTICLE = re.compile(r"article|posting|report|review|recipe|howto|liveblog|analysis", re.IGNORECASE)
_PAGE = re.compile(r"webpage|faqpage|itempage|qapage", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f]+")
_WORD = re.compile(r"\w+")
_NODES = 5_000
_WRAPPED = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/)\s*$")
_TRAILING = re.compile(r",\s*([}\]])")
_KIND = re.compile(r'"@type"\s*:\s*\[?\s*"(\w*(?:Article|Posting|Report|Review))"')
_PAIR = re.compile(r'"(headline|datePublished|dateModified)"\s*:\s*"([^"\\]{1,300})"')
_AUTHOR = re.compile(r'"author"\s*:\s*(?:\[\s*)?\{[^{}]{0,300}?"name"\s*:\s*"([^"\\]{1,100})"')
_DAMAGED = 200_000  # characters of a damaged block that are searched


@dataclass(frozen=True, slots=True)
class LinkedData:
    """Values as written; empty where nothing is said."""

    headline: str = ""
    authors: tuple[str, ...] = ()
    publisher: str = ""
    published: str = ""
    modified: str = ""
    section: str = ""


def read_linked_data(root: Element, address: str = "", titles: Sequence[str] = ()) -> LinkedData:
    """What the JSON-LD blocks say of the article at `address` under one of `titles`; else of the first, else of the page.

    An article that gives another address and another title is another page's.
    """
    nodes = [node for script in root.iter("script") if "ld+json" in (script.get("type") or "").lower()
             for node in _nodes(script.text or "")]  # fmt: skip
    named = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and node.get("name")}
    articles = [node for node in nodes if _is(node, _ARTICLE) and not _is_foreign(node, address, titles)]
    pages = [node for node in nodes if _is(node, _PAGE)]
    articles.sort(key=lambda node: (not _is_titled(node, titles), not node.get("datePublished")))
    both = articles[:2] + pages[:1]
    return LinkedData(
        headline=_first(articles[:1], "headline") or _first(articles[:1], "name"),
        authors=tuple(
            next(filter(None, (_names(node.get("author") or node.get("creator"), named) for node in both)), [])
        ),
        publisher=", ".join(next(filter(None, (_names(node.get("publisher"), named) for node in both)), [])[:1]),
        published=_first(both, "datePublished") or _first(both, "dateCreated"),
        modified=_first(both, "dateModified"),
        section=_first(articles[:1], "articleSection"),
    )


def _is_foreign(node: dict[str, Any], address: str, titles: Sequence[str]) -> bool:
    """Whether a node says that it is of another page."""
    own = [_place(value) for key in ("url", "@id", "mainEntityOfPage") if (value := _address(node.get(key)))]
    if not address or not own or not titles or _place(address) in own:
        return False
    return bool(_first([node], "headline")) and not _is_titled(node, titles)


def _is_titled(node: dict[str, Any], titles: Sequence[str]) -> bool:
    """Whether the headline of a node is, or shares most of its words with, one of the page's titles."""
    words = set(_WORD.findall((_first([node], "headline") or _first([node], "name")).lower()))
    return (
        any(len(words & set(_WORD.findall(title.lower()))) >= 0.6 * len(words) for title in titles) if words else False
    )


def _address(value: object) -> str:
    value = value.get("@id") or value.get("url") if isinstance(value, dict) else value
    return value if isinstance(value, str) and value.startswith(("http://", "https://")) else ""


def _place(address: str) -> str:
    return re.sub(r"^https?://(?:www\.)?|[?#].*$", "", address).rstrip("/").lower()


def _nodes(text: str) -> Iterator[dict[str, Any]]:
    """Every object of a block, outermost first, also those of a graph or a list."""
    waiting = [_read(_CONTROL.sub(" ", text))]
    for _ in range(_NODES):
        if not waiting:
            return
        value = waiting.pop(0)
        if isinstance(value, list):
            waiting = [*value, *waiting]
        elif isinstance(value, dict):
            yield value
            inner = [
                value.get(key) for key in ("@graph", "mainEntity", "mainEntityOfPage", "hasPart", "author", "publisher")
            ]
            waiting.extend(item for item in inner if isinstance(item, dict | list))


def _read(text: str) -> object:
    """The value of a block; of one with errors, what it says in so many words of an article."""
    text = _WRAPPED.sub("", text).strip().rstrip(";")
    for attempt in (text, _TRAILING.sub(r"\1", text)):
        try:
            return json.loads(attempt)
        except (ValueError, RecursionError):
            continue
    kind = _KIND.search(text[:_DAMAGED])
    if not kind:
        return None
    author = _AUTHOR.search(text[:_DAMAGED])
    said: dict[str, object] = {found[1]: found[2] for found in reversed(list(_PAIR.finditer(text[:_DAMAGED])))}
    return {"@type": kind[1], **said, **({"author": author[1]} if author else {})}


def _is(node: dict[str, Any], kind: re.Pattern[str]) -> bool:
    kinds = node.get("@type")
    return any(isinstance(name, str) and kind.search(name) for name in (kinds if isinstance(kinds, list) else [kinds]))


def _first(nodes: list[dict[str, Any]], key: str) -> str:
    for node in nodes:
        value = node.get(key)
        value = value[0] if isinstance(value, list) and value else value
        if isinstance(value, str) and value.strip():
            return one_line(html.unescape(value))
    return ""


def _names(value: object, named: dict[str, dict[str, Any]]) -> list[str]:
    if isinstance(value, list):
        return [name for item in value[:20] for name in _names(item, named)]
    if isinstance(value, dict):
        value = value.get("name") or named.get(str(value.get("@id")), {}).get("name")
        return _names(value, {})
    return [one_line(html.unescape(value))] if isinstance(value, str) and value.strip() else []
