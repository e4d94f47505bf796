"""Questions to begin with, made from the articles when an index is built (pure)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from qa.types import Article

_NAME = re.compile(r"(?<=[a-z,;] )(the )?([A-Z][\w&'’-]+(?: [A-Z][\w&'’-]+){0,2})")  # capitals in mid-sentence
_DULL = frozenset(
    re.findall(
        r"\w+",
        "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August "
        "September October November December The A An I He She It They We You Mr Mrs Ms Dr English American European",
    )
)
_OPENING = 1500  # characters: what an article is about stands at its beginning
_LEAST = 2  # articles that must speak of a name


def suggested_questions(articles: Iterable[Article], limit: int = 4) -> tuple[str, ...]:
    """Questions about the names most articles speak of, no two from one story; none for other languages."""
    told: dict[str, set[str]] = {}
    articled: Counter[str] = Counter()  # how much more often "the" stands before a name than not
    for article in articles:
        if article.language in (None, "en"):
            for the, name in _NAME.findall(article.text[:_OPENING]):
                if name not in _DULL:
                    told.setdefault(name, set()).add(article.id)
                    articled[name] += 1 if the else -1
    found: list[str] = []
    covered: set[str] = set()
    ranked = Counter({name: len(ids) for name, ids in told.items() if len(ids) >= _LEAST})
    for name, count in sorted(ranked.items(), key=lambda item: (-item[1], item[0])):
        if len(told[name] & covered) * 2 <= count:
            found.append(f"What is reported about {'the ' if articled[name] > 0 else ''}{name}?")
            covered |= told[name]
        if len(found) == limit:
            break
    return tuple(found)
