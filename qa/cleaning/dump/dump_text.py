"""A web page saved as plain text -> its article: the lines of menus, lists of links and footers left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from qa.cleaning.drawn import drawn
from qa.cleaning.dump import dump_features
from qa.cleaning.dump.dump_features import dump_features as describe
from qa.cleaning.dump.dump_features import is_prose_line
from qa.cleaning.dump.markup_leftovers import strip_inserts
from qa.cleaning.metadata.author_names import tidy_author
from qa.cleaning.metadata.written_dates import written_date
from qa.cleaning.smoothing import forest, smoothed

THRESHOLD = 0.45
_ALL_FURNITURE = 0.3  # share of lines of menus and buttons
_VERSE = 200  # lines
_SHORT = 60  # characters; menus are made of shorter lines
_AGENCIES = re.compile(
    r"\b(?:Reuters|Associated Press|AP|Agence France-Presse|AFP|Bloomberg|PTI|Press Trust of India|ANI|IANS|UPI|"
    r"Xinhua|dpa|EFE|TASS|Kyodo)\b"
)
_SEPARATOR = re.compile(r"\s*[•·|–—]\s*|\s+-\s+|\t+")
_CLOCK = re.compile(r"\d{1,2}:\d\d")
_BY = re.compile(r"^(?:written |reported |posted |story )?by\b:?\s*", re.IGNORECASE)
_FURNITURE = re.compile(
    r"whatsapp|facebook|twitter|share|subscribe|advertisement|follow|min read|comment|updated|published|you have|"
    r"free articles|sign in|log in|cookies|skip to|\|",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Dump:
    """The article found in a dump."""

    paragraphs: tuple[str, ...]
    title: str = ""
    author: str | None = None
    source: str | None = None
    published_at: str | None = None
    cut: tuple[str, ...] = ()


def is_dump(lines: Sequence[str]) -> bool:
    """Whether the (non-blank) lines of a text are those of a page with its menus, not of an article alone."""
    short = sum(len(line) < _SHORT and not is_prose_line(line) for line in lines)
    ends = sum(line.rstrip()[-1:] in '.!?:;,”"' for line in lines)
    furniture = sum(len(line) < _SHORT and bool(_FURNITURE.search(line)) for line in lines)
    if not any(map(is_prose_line, lines)) and furniture < _ALL_FURNITURE * len(lines) and len(lines) <= _VERSE:
        return False  # a poem or a list: a page without one sentence is no page with its menus
    return len(lines) >= 12 and short > 0.4 * len(lines) and ends < 0.6 * len(lines) and (furniture >= 2 or short >= 25)


def mark_main(lines: Sequence[str]) -> list[bool]:
    """For each (non-blank) line, whether it belongs to the article."""
    chances = forest("lines", dump_features.NAMES).probabilities(describe([drawn(line) for line in lines]))
    return [chance >= THRESHOLD for chance in smoothed(chances)]


def read_dump(lines: Sequence[str]) -> Dump:
    """The article among the (non-blank) lines of a dump."""
    main = mark_main(lines)
    body = [i for i, kept in enumerate(main) if kept and is_prose_line(lines[i])]
    first = body[0] if body else 0
    at = _title_at(lines, first)
    title = lines[at].strip(" #") if at is not None else ""
    head = range(at + 1 if at is not None else max(0, first - 8), min(len(lines), first))
    author, source, published = _byline([lines[i] for i in head], lines[:at])
    told = {_letters(title), *(_letters(lines[i]) for i in head if written_date(lines[i]) or _BY.match(lines[i]))}
    start = at if at is not None else 0
    paragraphs = [
        text for i, kept in enumerate(main)
        if kept and i >= start and _letters(lines[i]) not in told and (text := " ".join(strip_inserts(lines[i]).split()))
    ]  # fmt: skip
    cut = tuple(line for line, kept in zip(lines, main, strict=True) if not kept and is_prose_line(line))
    return Dump(tuple(paragraphs), title, author, source or _site(lines), published, cut)


def _title_at(lines: Sequence[str], first: int) -> int | None:
    """The line before the body that is most like a headline: said more than once, long enough, near, undated."""
    times = Counter(_letters(line) for line in lines)
    best: tuple[float, int] | None = None
    for i in range(max(0, first - 40), first):
        line = lines[i].strip()
        words = len(line.split())
        if not 3 <= words <= 35 or line.endswith((".", ",", ";", ":")) or _FURNITURE.search(line) or _is_byline(line):
            continue
        if line.startswith(("•", "-", "*", "|")):
            continue
        score = min(3, times[_letters(line)]) + min(words, 10) / 5 - (first - i) / 15
        score -= 2.0 * any(
            _is_byline(above) for above in lines[max(0, i - 4) : i]
        )  # a headline stands above its byline
        score += 1.5 * any(_is_byline(after) for after in lines[i + 1 : i + 5])
        if best is None or score > best[0] + 1e-9:
            best = (score, i)
    return best[1] if best else None


def _is_byline(line: str) -> bool:
    return len(line) <= 160 and bool(written_date(line) or _BY.match(line))


def _byline(head: Sequence[str], above: Sequence[str]) -> tuple[str | None, str | None, str | None]:
    """Author, agency and date of the lines between title and body, or just above the title."""
    author = source = published = None
    for line in [*head, *reversed(above[-5:])]:
        if len(line) > 160:
            continue
        day = written_date(line)
        published = published or day
        for part in _SEPARATOR.split(line):
            agency = _AGENCIES.search(part)
            if agency and len(part.split()) <= 4:
                source = source or agency.group()
            elif _BY.match(part):
                author = author or tidy_author([re.split(r",? (?:updated|published|on) ", _BY.sub("", part))[0]])
            elif day and not written_date(part) and not _CLOCK.search(part) and not _FURNITURE.search(part):
                author = author or (tidy_author([part]) if re.fullmatch(r"(?:[A-Z][\w.'’-]+ ?){2,4}", part) else None)
    return author, source, published


def _site(lines: Sequence[str]) -> str | None:
    """The name that the page opens with, when it is said again: most sites start with theirs."""
    name = next(
        (line.strip() for line in lines[:3] if 2 < len(line.strip()) <= 30 and not line.startswith(("•", "-"))), ""
    )
    said = sum(name.lower() in line.lower() for line in lines)
    return (
        name
        if name and said >= 3 and not re.search(r"skip|menu|home|search|sign|log ?in", name, re.IGNORECASE)
        else None
    )


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).lower()
