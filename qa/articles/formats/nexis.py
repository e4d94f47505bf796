"""Text files that hold many articles, as press archives give them out -> each with its own source, date and author."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.articles.notes import Draft
from qa.cleaning.metadata.written_dates import written_date
from qa.text.characters import one_line

_START = re.compile(r"^[ \t]*(?:\d+ of \d+ DOCUMENTS?|Document \d+ of \d+)[ \t]*$", re.MULTILINE | re.IGNORECASE)
_FIELD = re.compile(
    r"^(byline|section|length|dateline|headline|highlight|author|publication|date|title)\s*:\s*(.*)$", re.IGNORECASE
)
_END = re.compile(
    r"^(?:load-date|language|publication-type|graphic|subject|copyright|document-type|journal-code|acc-no|notes|series)\b"
    r"(?:\s*:|\s+(?:©|\(c\)|\d{4})).*$|^(?:©|\(c\))\s?\d{4}.*$|^_{5,}$",
    re.IGNORECASE,
)


def is_bundle(text: str) -> bool:
    """Whether a text is several documents, each under "1 of 2 DOCUMENTS"."""
    first = _START.search(text)
    return first is not None and not text[: first.start()].strip()


def split_bundle(text: str) -> Iterator[Draft]:
    """The articles of such a text."""
    for piece in _START.split(text)[1:]:
        blocks = [one_line(block) for block in re.split(r"\n[ \t]*\n", piece) if block.strip()]
        if blocks:
            yield _draft(blocks)


def _draft(blocks: list[str]) -> Draft:
    said: dict[str, str] = {}
    last = max((i for i, block in enumerate(blocks[:12]) if _FIELD.match(block)), default=-1)
    above = [block for block in blocks[: last + 1] if not _FIELD.match(block) and not _END.match(block)]
    for block in blocks[: last + 1]:
        if found := _FIELD.match(block):
            said.setdefault(found[1].lower(), found[2].strip())
    body = blocks[last + 1 :]
    end = next((i for i, block in enumerate(body) if _END.match(block)), len(body))
    day = next((day for block in [*above, said.get("date", "")] if (day := written_date(block, first=1600))), None)
    undated = [block for block in above if not written_date(block, first=1600)]
    return Draft(
        text="\n\n".join(body[:end]),
        title=said.get("headline") or said.get("title") or (undated[-1] if len(undated) > 1 else ""),
        source=said.get("publication") or (undated[0] if undated else None),
        author=re.sub(r"^by\s+", "", said.get("byline") or said.get("author") or "", flags=re.IGNORECASE) or None,
        published_at=day,
    )
