"""One HTML page -> a draft."""

from __future__ import annotations

import re

from qa.articles.formats.fragment import fragment_text
from qa.articles.notes import Draft
from qa.cleaning.metadata.page_address import saved_from
from qa.cleaning.metadata.page_metadata import Metadata, read_metadata
from qa.cleaning.page.block_features import block_key, is_prose
from qa.cleaning.page.blocks import Block
from qa.cleaning.page.content import choose_blocks, join_blocks
from qa.cleaning.page.scripted import scripted_bodies
from qa.cleaning.paywall import opening_of
from qa.cleaning.refusal import why_no_article
from qa.cleaning.second_reading import is_loss, prose_shown
from qa.cleaning.tree import drop_unseen, parse_markup
from qa.errors import ArticleError
from qa.text.characters import clean_characters, one_line

_CUT = 20  # samples of what was cut
_SHOWS_LESS = 0.4  # share of a text in the page's data below which the page is not the whole
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def read_page(markup: str, *, url: str | None = None) -> Draft:
    """The article of a saved page."""
    root = parse_markup(_CONTROLS.sub("", markup))
    if root is None:
        raise ArticleError("empty", "The page holds no markup. Save it again when fully loaded.")
    meta = read_metadata(root, url=url, saved=saved_from(markup))
    bodies = scripted_bodies(root, meta.title)
    drop_unseen(root)
    chosen, others = choose_blocks(root, meta.title)
    chosen = [block for block in chosen if not _repeats(block, meta)]
    text = clean_characters(join_blocks(chosen))
    shown = prose_shown(markup)
    if body := _scripted(bodies, len(text)):
        text, others, shown = body, [], 0
    around = [block.text for block in others]
    if refusal := why_no_article(text, title=meta.title, around=around):
        if refusal[0] == "empty" and is_loss(0, shown):
            refusal = ("lost", "The page shows text that could not be extracted. Save it as plain text.")
        raise ArticleError(*refusal)
    opening = opening_of(text, around)
    text = opening or text
    return Draft(
        text=text,
        title=meta.title or one_line(text.split("\n", 1)[0])[:200],
        url=meta.url,
        source=meta.source,
        author=meta.author,
        published_at=meta.published_at,
        modified_at=meta.modified_at,
        category=meta.category,
        language=meta.language,
        cut=tuple(block.text for block in others if is_prose(block))[:_CUT],
        said_by=meta.said_by,
        shown=0 if opening else shown,
        opening_only=bool(opening),
    )


def _scripted(bodies: list[str], visible: int) -> str:
    """The article that a script would write, where the page itself shows far less than that."""
    for body in bodies:
        text = fragment_text(body)
        if visible < _SHOWS_LESS * len(text):
            return text
    return ""


def _repeats(block: Block, meta: Metadata) -> bool:
    """Whether a block says only what a field of the article says already."""
    if len(block.text) > 300:
        return False
    key = block_key(block.text)
    if not key or (block.tag in ("h1", "h2") and key == block_key(meta.title)):
        return True
    return bool(meta.author) and key in {block_key(meta.author or ""), "by" + block_key(meta.author or "")}
