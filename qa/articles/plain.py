"""Plain text and Markdown -> a draft."""

from __future__ import annotations

import re

from qa.articles.notes import Draft
from qa.cleaning.characters import clean_characters


def read_prose(text: str, *, title: str = "") -> Draft:
    """Text that is an article already."""
    blocks = re.split(r"\n[ \t]*\n", clean_characters(text))
    paragraphs = [" ".join(block.split()) for block in blocks]
    return Draft(text="\n\n".join(paragraph for paragraph in paragraphs if paragraph), title=title)


def read_text(text: str) -> Draft:
    """A text file: an article, or a web page saved as text."""
    draft = read_prose(text)
    title = next((line.strip() for line in draft.text.split("\n") if line.strip()), "")
    return Draft(text=draft.text, title=title[:200])
