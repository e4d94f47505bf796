"""Names of authors: what can be one, and how it is written."""

from __future__ import annotations

import re
from collections.abc import Iterable

from qa.text.characters import one_line

BY = (
    r"(?:(?:(?:this )?(?:article|post|story|text|words|photos|guide|review)(?: (?:was|is))?|medically|fact|originally)?"
    r"[\s-]*(?:written|posted|reported|authored|published|created|contributed|text|words|story|submitted|edited)?\s*\b"
    r"by\b|(?:authors?|author\(s\)|writer|autor(?:in|es)?|auteurs?|autore|escrito por|verfasst von|écrit par|scritto da)(?!\w)|"
    r"(?:von|par|por|door|av|af)\b|(?:автор[ыа]?|текст|автори)(?!\w)|(?:texte?|testo|texto|words)(?=\s*:)|"
    r"(?:文|撰文|作者|記者|记者|取材|글|기자)(?=\s*[:：／/]))\s*[:：／/]?"
)
PREFIX = re.compile(rf"^{BY}(?:\s+|$|(?<=[:：／/]))", re.IGNORECASE)
_NO_NAME = re.compile(
    r"https?:|^@|^\W*$|\bon (?:facebook|twitter|instagram|linkedin)\b|[<>{}=_/\\]|\w\.\w+\.\w|\.(?:net|org)\b|"
    r"^(?:admin(?:istrator)?|editor|staff|author|user|guest|"
    r"webmaster|unknown|none|null|undefined|anonymous|originally|[\d\s.,:-]+)$",
    re.IGNORECASE,
)
_NOT_A_PERSON = re.compile(
    r"\b(?:sign|log|menu|home|share|more|read|about|follow|updated?|published|posted|written|reviewed|edited|by|"
    r"region|category|tags?|comments?|subscribe|newsletter|search|next|previous|contact|last|image|photo|credit|bio|"
    r"view|all|posts?|articles?|profile|topics?|january|february|march|april|june|july|august|september|october|"
    r"november|december|min|minutes?|ago|the author|authors?)\b|\b\d+\b|\d{2}",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"\s*(?:\||•|·|\s[–—-]\s|\*|\bon\b\s+\w+|\bupdated\b|\bpublished\b|\bin\b\s+[A-Z]|\d{1,2} \w+ \d{4}|"
    r"\w+ \d{1,2}, \d{4}|"
    r",? (?:senior|contributing|extension|chief|founder|ceo|co-founder)\b|,? staff \w|\bis (?:a|an|the)\b|"
    r"\bon behalf of\b|,?\s+(?:photos?|pictures?|photography|video|illustrations?|fotos?|bilder|graphics?)\s*(?::|by\b)).*$",
    re.IGNORECASE,
)
_DESK = re.compile(r"(?<=\w) ?[|–—-] .*(?:team|staff|desk|editors?|\.com)$", re.IGNORECASE)
_ROLE = re.compile(
    r"(?:\s*[|–—]\s*|,\s+|\s+-\s+)(?:[\w&'’-]+\s+){0,4}(?:reporter|correspondent|writer|editor|journalist|columnist|contributor|"
    r"redakteur(?:in)?|journaliste|periodista|giornalista)s?\b.*$",
    re.IGNORECASE,
)
_SEVERAL = re.compile(r"\s+(?:und|et|y|og|och|oraz|и|та|ja|e|en)\s+|(?<=\w),\s+")
_DEGREES = re.compile(r"(?:, ?[A-Z][A-Za-z.-]{0,3}[A-Z.][\w.-]{0,3}){2,}$")
_CAPITAL = r"[^\W\d_a-z][\w.'’&-]*|\d[A-Za-z]{1,2}|de|van|von|la|le|di|al"
_WORD = rf"{_CAPITAL}|de|van|von|der|den|la|le|da|di|del|bin|al|and|&|of|the|und|et|y|og|och|и|та"
_NAME = re.compile(rf"(?:{_CAPITAL})(?:,? (?:{_WORD})){{0,6}}")
_LONGEST = 80


def tidy_author(names: Iterable[str]) -> str | None:
    """Names joined by ", ", each once; None when there is none that could be a person or a desk."""
    kept: list[str] = []
    for given in names:
        name = _DESK.sub("", _ROLE.sub("", PREFIX.sub("", one_line(given)))).strip(" ,;|-")
        if name and len(name) <= _LONGEST and not _NO_NAME.search(name) and name not in kept:
            kept.append(name)
    return ", ".join(kept) or None


def as_name(text: str, *, loose: bool = False) -> str | None:
    """The name that `text` is, less what follows it; with `loose` also one that is not written like a name."""
    name = _DEGREES.sub("", _TAIL.sub("", text)).strip(" ,;:|-()")
    if _can_be(name) and (_NAME.fullmatch(name) or (loose and len(name.split()) <= 4)):
        return several(name)
    head = name.split(",")[0]  # "Ada Reed, who writes about harbours"
    return head if head != name and _can_be(head) and _NAME.fullmatch(head) and len(head.split()) > 1 else None


def several(name: str) -> str:
    """Names that another language's "and" joins, with a comma between them; one name as it is."""
    parts = _SEVERAL.split(name)
    return ", ".join(parts) if len(parts) > 1 and all(len(part.split()) > 1 for part in parts) else name


def _can_be(name: str) -> bool:
    return 2 <= len(name) <= _LONGEST and not _NO_NAME.search(name) and not _NOT_A_PERSON.search(name)
