"""What the tags, classes and ids of an element and of those around it say it is for, as numbers."""

from __future__ import annotations

import re
from functools import lru_cache

from qa.cleaning.tree import Element

_TAGS = ("p", "li", "tr", "pre", "blockquote", "figcaption", "dt", "dd", "td", "div", "section")
_AROUND = ("article", "main", "nav", "header", "footer", "aside", "form", "figure", "table", "ul", "ol", "blockquote")
_WORDS = {
    "body": "article|content|post|entry|body|story|text|main|blog|prose|rich|copy",
    "list": "related|recommend|popular|trending|latest|more|read-?next|also|similar|teaser|card|grid|carousel|slider|tile",
    "act": "share|social|follow|subscri|newsletter|sign-?up|signin|login|cta|promo|banner|popup|modal|offer|button|btn",
    "menu": "nav|menu|breadcrumb|toc|table-of-contents|tabs?|pagination|pager|skip|search|toolbar|sidebar|side-bar|widget",
    "foot": "footer|copyright|legal|disclaim|cookie|consent|gdpr|privacy|terms|address|contact",
    "who": "author|byline|bio|avatar|meta|date|time|tags?|categor|topic|label|reading",
    "talk": "comment|reply|respond|disqus|discussion|reaction|rating|review|forum|vote|like",
    "ad": "ads?|advert|sponsor|affiliate|commerce|product|shop|price|cart|buy",
    "picture": "caption|credit|figure|image|gallery|photo|media|video|player",
    "lead": "lead|intro|summary|standfirst|dek|deck|subtitle|abstract|excerpt|description|headline|title|hero",
    "note": "takeaway|faq|accordion|footnote|reference|source|citation|callout|note|tip|quote",
}
_LEXICON = {name: re.compile(rf"(?:^|[^a-z])(?:{words})(?:$|[^a-z])") for name, words in _WORDS.items()}
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NEAR = 3  # the element itself, its parent and its grandparent
_LONGEST = 300  # characters of class, id and role that are looked at
PLACE_NAMES = (
    *(f"tag_{tag}" for tag in _TAGS),
    *(f"in_{tag}" for tag in _AROUND),
    *(f"{name}_{reach}" for name in _WORDS for reach in ("near", "far")),
)


class Places:
    """The ancestors of elements and what they say; each element is looked at once a page."""

    def __init__(self) -> None:
        self._own: dict[Element, tuple[int, ...]] = {}
        self._found: dict[Element, tuple[list[Element], list[float]]] = {}

    def chain(self, element: Element) -> list[Element]:
        """The element and all around it, innermost first."""
        return self._of(element)[0]

    def numbers(self, element: Element) -> list[float]:
        """The numbers of a place, in the order of PLACE_NAMES."""
        return self._of(element)[1]

    def _of(self, element: Element) -> tuple[list[Element], list[float]]:
        found = self._found.get(element)
        if found is None:
            chain = [element, *element.iterancestors()]
            found = self._found[element] = (chain, self._look(chain))
        return found

    def _look(self, chain: list[Element]) -> list[float]:
        tags = {element.tag for element in chain}
        counts = [[0.0, 0.0] for _ in _WORDS]
        for distance, element in enumerate(chain):
            if element.tag in ("body", "html"):
                continue
            for i in self._words(element):
                counts[i][distance >= _NEAR] += 1.0
        return [
            *(1.0 if chain[0].tag == tag else 0.0 for tag in _TAGS),
            *(1.0 if tag in tags else 0.0 for tag in _AROUND),
            *(min(3.0, count) for pair in counts for count in pair),
        ]

    def _words(self, element: Element) -> tuple[int, ...]:
        found = self._own.get(element)
        if found is None:
            said = f"{element.get('class', '')} {element.get('id', '')} {element.get('role', '')}".strip()
            found = self._own[element] = _meanings(said[:_LONGEST])
        return found


@lru_cache(maxsize=10_000)
def _meanings(said: str) -> tuple[int, ...]:
    """Which groups of _WORDS the class, id and role of an element name."""
    said = _CAMEL.sub("-", said).lower()
    return tuple(i for i, pattern in enumerate(_LEXICON.values()) if pattern.search(said)) if said else ()
