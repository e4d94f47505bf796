"""Quotes and the links to them: `article.text[start:end] == quote`, by code, with no exception."""

from __future__ import annotations

from bisect import bisect_right
from urllib.parse import quote as percent
from urllib.parse import urlsplit

from qa.text.addresses import web_address as web_address  # for whoever shows an article's address
from qa.text.tables import headings_of
from qa.types import Article, Citation, Copy

_FRAGMENT_WORDS = 6  # a longer quote is linked by its first and last words
_WHOLE = 120  # characters


class QuoteError(AssertionError):
    """A quote is not what stands in its article: a defect of this program, never shown as an answer."""


def cite(
    number: int, article: Article, start: int, end: int, *, score: float, copies: tuple[Copy, ...] = ()
) -> Citation:
    """A citation of `article.text[start:end]`."""
    page = page_of(article, start)
    return Citation(
        number=number,
        article_id=article.id,
        title=article.title,
        quote=article.text[start:end],
        start=start,
        end=end,
        score=round(score, 3),
        url=web_address(article.url),
        source=article.source,
        author=article.author,
        published_at=article.published_at,
        link=page_link(article, page) or text_fragment(article.url, article.text[start:end]),
        reader=f"/articles/{percent(article.id, safe='')}?start={start}&end={end}",
        copies=copies,
        quality=article.quality,
        page=page,
        headings=headings_of(article.text, start),
    )


def page_of(article: Article, at: int) -> int | None:
    """The page of a PDF, from 1, on which the place `at` of its text stands; None for what has no pages."""
    starts = [int(start) for start in article.pages.split(",") if start.isdigit()]
    return max(1, bisect_right(starts, at)) if starts else None


def page_link(article: Article, page: int | None) -> str | None:
    """A link that opens a PDF at a page; None where the address is not that of a PDF."""
    address = web_address(article.url)
    if page is None or address is None:
        return None
    whole = address.split("#", 1)[0]
    is_pdf = urlsplit(whole).path.lower().endswith(".pdf") or article.origin == article.url
    return f"{whole}#page={page}" if is_pdf else None


def check(citation: Citation, article: Article) -> None:
    """Raise unless the citation quotes the article to the letter."""
    if not citation.quote or article.text[citation.start : citation.end] != citation.quote:
        raise QuoteError(f"citation {citation.number} does not stand at {citation.start} of {citation.article_id!r}")


def text_fragment(url: str | None, text: str) -> str | None:
    """A link that opens the publisher's page at the quote (WICG Scroll to Text Fragment); None without a web address."""
    address = web_address(url)
    if address is None:
        return None
    if "#" in address:
        address = address.split("#", 1)[0]
    line = text.strip().split("\n", 1)[0]
    words = line.split()
    if len(line) > _WHOLE and len(words) > 2 * _FRAGMENT_WORDS:
        ends = " ".join(words[:_FRAGMENT_WORDS]), " ".join(words[-_FRAGMENT_WORDS:])
        return f"{address}#:~:text={_encode(ends[0])},{_encode(ends[1])}"
    return f"{address}#:~:text={_encode(line)}"


def _encode(text: str) -> str:
    """Percent-encoded, with the characters that have a meaning in a fragment directive: "-", "," and "&"."""
    return percent(text, safe="").replace("-", "%2D")
