"""One HTML page -> a draft."""

from __future__ import annotations

from qa.articles.notes import Draft
from qa.cleaning.characters import clean_characters, one_line
from qa.errors import ArticleError


def read_page(markup: str, *, url: str | None = None) -> Draft:
    """The article of a saved page."""
    from trafilatura import bare_extraction  # a second of imports that the parent process never needs

    found = bare_extraction(clean_characters(markup), url=url, include_comments=False, with_metadata=True)
    if found is None or not (found.text or "").strip():
        raise ArticleError("empty", "No article text was found on the page. Save it again when fully loaded.")
    paragraphs = [one_line(line) for line in found.text.split("\n")]
    return Draft(
        text="\n\n".join(line for line in paragraphs if line),
        title=one_line(found.title or ""),
        url=found.url,
        source=found.sitename,
        author=found.author,
        published_at=found.date,
    )
