"""One PDF -> a draft."""

from __future__ import annotations

import io
import logging
import re

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from qa.articles.formats.hyphens import rejoined
from qa.articles.formats.pdf_pages import page_lines, page_starts, without_running_heads
from qa.articles.formats.plain import said_of
from qa.articles.notes import Draft
from qa.errors import ArticleError
from qa.text.addresses import web_address
from qa.text.characters import one_line

PAGES = 500
_HEAD = 5  # paragraphs at the top among which the byline is
_BROWSER = re.compile(
    r"skia|chrom|mozilla|firefox|quartz|webkit|wkhtmltopdf|safari|cairo|microsoft: print to pdf", re.IGNORECASE
)
_FILLED_IN = re.compile(
    r"\W*(?:anonymous|untitled|unspecified|unknown|none|user|admin(?:istrator)?|owner|root|default|microsoft office user|"
    r"microsoft word - .*|(?:untitled )?document\d*|.*\.(?:docx?|indd|pdf|html?|odt|tmp))\W*|",
    re.IGNORECASE,
)
logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it logs every oddity of a damaged file


def read_pdf(data: bytes, *, url: str | None = None) -> Draft:
    """The text of a PDF, its pages joined, with the title, author and date of its properties. `url`: where it was fetched."""
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise ArticleError("encrypted", "The PDF asks for a password. Save it without one.")
        if len(reader.pages) > PAGES:
            raise ArticleError("too_large", f"It has more than {PAGES} pages. Split it.")
        pages = [page_lines(page) for page in reader.pages]
        properties = reader.metadata
    except (PyPdfError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise ArticleError("damaged", "The PDF is damaged. Save it again.") from error
    lines, address = without_running_heads(pages)
    text = _paragraphs([line for page in lines for line in page])
    if not text:
        raise ArticleError("empty", "The PDF holds pictures of pages, no text. Run it through text recognition first.")
    made = " ".join(str((properties and properties.get(key)) or "") for key in ("/Creator", "/Producer"))
    created = properties.creation_date if properties and not _BROWSER.search(made) else None
    title = _property(properties and properties.title)
    text, said = _head(text, title)
    return Draft(
        text=text,
        title=title or said.get("title") or text.split("\n", 1)[0][:200],
        url=web_address(url or address),
        source=said.get("source"),
        author=said.get("author") or _property(properties and properties.author) or None,
        published_at=said.get("published_at") or (created.date().isoformat() if created else None),
        pages=page_starts(text, lines),
    )


def _property(value: object) -> str:
    """A title or name among the properties; empty where a program filled it in."""
    said = one_line(str(value or ""))
    return "" if _FILLED_IN.fullmatch(said) else said


def _head(text: str, title: str) -> tuple[str, dict[str, str]]:
    """The text without its byline, and what that says: who wrote it when."""
    blocks = text.split("\n\n")
    said: dict[str, str] = {}
    for i, block in enumerate(blocks[:_HEAD]):
        found = said_of(block) if len(block) <= 120 else {}
        if found.get("author") or found.get("published_at"):
            said = {**found, **said}
            blocks[i] = ""
    left = [block for block in blocks if block]
    if said and len(left) > 1 and (left[0] == title or (len(left[0]) <= 120 and left[0][-1:] not in ".!?:;,")):
        said.setdefault("title", left[0])
        left = left[1:]
    return "\n\n".join(left) if left else text, said


def _paragraphs(lines: list[str]) -> str:
    """Lines joined where a sentence runs on: PDF knows lines, not paragraphs."""
    lines = rejoined("\n".join(lines)).split("\n")
    width = max(map(len, lines), default=0)
    paragraphs: list[str] = []
    running = False
    for line in lines:
        if not line:
            running = False
        elif running and not (len(paragraphs) <= _HEAD and len(line) <= 120 and said_of(line).get("author")):
            paragraphs[-1] += f" {line}"
        else:
            paragraphs.append(line)
        if line:
            byline = len(paragraphs) <= _HEAD and len(line) <= 120 and bool(said_of(line).get("author"))
            running = not (byline or (line.endswith((".", "!", "?", ":", "”", '"')) and len(line) < 0.85 * width))
    return "\n\n".join(paragraphs)
