"""One PDF -> a draft."""

from __future__ import annotations

import io
import logging
import re

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from qa.articles.notes import Draft
from qa.errors import ArticleError
from qa.text.characters import clean_characters, one_line

PAGES = 500
_HYPHENATED = re.compile(r"(?<=[a-z])-\n(?=[a-z])")
logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it logs every oddity of a damaged file


def read_pdf(data: bytes) -> Draft:
    """The text of a PDF, its pages joined, with the title, author and date of its properties."""
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise ArticleError("encrypted", "The PDF asks for a password. Save it without one.")
        if len(reader.pages) > PAGES:
            raise ArticleError("too_large", f"It has more than {PAGES} pages. Split it.")
        pages = [page.extract_text() for page in reader.pages]
        properties = reader.metadata
    except (PyPdfError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise ArticleError("damaged", "The PDF is damaged. Save it again.") from error
    text = _paragraphs("\n".join(pages))
    if not text:
        raise ArticleError("empty", "The PDF holds pictures of pages, no text. Run it through text recognition first.")
    created = properties.creation_date if properties else None
    return Draft(
        text=text,
        title=one_line((properties and properties.title) or "") or text.split("\n", 1)[0][:200],
        author=one_line((properties and properties.author) or "") or None,
        published_at=created.date().isoformat() if created else None,
    )


def _paragraphs(text: str) -> str:
    """Lines joined where a sentence runs on: PDF knows lines, not paragraphs."""
    lines = [one_line(line) for line in _HYPHENATED.sub("", clean_characters(text)).split("\n")]
    width = max(map(len, lines), default=0)
    paragraphs: list[str] = []
    running = False
    for line in lines:
        if not line:
            running = False
        elif running:
            paragraphs[-1] += f" {line}"
        else:
            paragraphs.append(line)
        if line:
            running = not (line.endswith((".", "!", "?", ":", "”", '"')) and len(line) < 0.85 * width)
    return "\n\n".join(paragraphs)
