"""Dates as pages write them -> ISO 8601; never the time at which a page was saved."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from qa.cleaning.characters import one_line
from qa.cleaning.tree import Element

_MONTHS = {name: i for i, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_ISO = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[-/.](\d\d?)[-/.](\d\d?)(?!\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:\.\d+)?\s*(Z|[+-]\d\d:?\d\d)?)?"
)
_COMPACT = re.compile(r"^((?:19|20)\d\d)(\d\d)(\d\d)(?:T?\d{4,6}Z?)?$")
_ENGLISH = re.compile(rf"\b{_MONTH}\s+(\d\d?)(?:st|nd|rd|th)?,?\s+((?:19|20)\d\d)\b", re.IGNORECASE)
_BRITISH = re.compile(rf"\b(\d\d?)(?:st|nd|rd|th)?[\s-]+(?:of\s+)?{_MONTH},?[\s-]+((?:19|20)\d\d)\b", re.IGNORECASE)
_SLASHED = re.compile(r"(?<!\d)(\d\d?)[/.](\d\d?)[/.]((?:19|20)\d\d)(?!\d)")
_IN_URL = re.compile(
    r"[/_-]((?:19|20)\d\d)[/_-](\d\d?|[a-z]{3})[/_-](\d\d?)(?=[/_.-]|$)|/((?:19|20)\d\d)(\d\d)(\d\d)(?=[/_-])"
)
_DATED = re.compile(r"date|publi|posted|time|byline|meta|created", re.IGNORECASE)
_NOT_OURS = re.compile(
    r"related|recommend|sidebar|widget|footer|comment|latest|popular|card|teaser|more-|next|event", re.IGNORECASE
)
_UPDATED = re.compile(r"updat|modif|revis|review", re.IGNORECASE)
_FIRST_YEAR = 1990  # there were no pages before


def iso_date(value: str) -> str | None:
    """The date, with its time where one is given, that `value` states; None when it states none that can be."""
    value = one_line(value)[:100]
    found = _ISO.search(value)
    if found:
        day = _day(found[1], found[2], found[3])
        clock = f"T{found[4]}{found[5] or ''}" if found[4] else ""
        return day and day + clock
    compact = _COMPACT.match(value)
    if compact:
        return _day(*compact.groups())
    return written_date(value)


def written_date(text: str) -> str | None:
    """The first date in words or numbers inside a text."""
    found = [(match.start(), _day(match[3], _month(match[1]), match[2])) for match in _ENGLISH.finditer(text)]
    found += [(match.start(), _day(match[3], _month(match[2]), match[1])) for match in _BRITISH.finditer(text)]
    found += [(match.start(), _day(match[1], match[2], match[3])) for match in _ISO.finditer(text)]
    if not found:  # month first, as most of the web writes it, unless that cannot be
        found = [(m.start(), _day(m[3], m[1], m[2]) or _day(m[3], m[2], m[1])) for m in _SLASHED.finditer(text)]
    return next((day for _, day in sorted(found, key=lambda item: item[0]) if day), None)


def url_date(url: str) -> str | None:
    """The day in a path such as /2020/06/12/."""
    found = _IN_URL.search(url.lower())
    if not found:
        return None
    year, month, day, *compact = found.groups()
    return _day(year, _month(month) if month.isalpha() else month, day) if year else _day(*compact)


def visible_date(root: Element) -> Iterator[tuple[str, str | None]]:
    """Dates that the page shows: microdata and `<time>` first, then whatever is marked as a date, then a date line."""
    for element in root.xpath("//*[@itemprop='datePublished']"):
        yield "microdata", iso_date(element.get("content") or element.get("datetime") or "".join(element.itertext()))
    later: list[tuple[str, str | None]] = []
    for element in root.iter("time"):
        text = "".join(element.itertext())
        around = _around(element)
        if not _NOT_OURS.search(around):
            day = iso_date(element.get("datetime") or "") or written_date(text)
            if _UPDATED.search(around + text):
                later.append(("time", day))
            else:
                yield "time", day
    yield from later
    yield from _marked(root)


def _marked(root: Element) -> Iterator[tuple[str, str | None]]:
    updated: list[tuple[str, str | None]] = []
    for element in root.iter(
        "span", "p", "div", "li", "small", "em", "td", "a", "strong", "h2", "h3", "h4", "h5", "h6"
    ):
        own = (element.text or "") + "".join(child.tail or "" for child in element)
        if not 6 <= len(own.strip()) <= 120 or not re.search(r"(?:19|20)\d\d", own):
            continue
        around = _around(element)
        named = bool(_DATED.search(around))
        if _NOT_OURS.search(around) or "©" in own or not (named or len(own.strip()) <= 40):
            continue
        if _UPDATED.search(own):
            updated.append(("text", written_date(own)))
        else:
            yield "text", written_date(own)
    yield from updated


def _around(element: Element) -> str:
    chain = [element, *list(element.iterancestors())[:4]]
    return " ".join(
        f"{e.get('class', '')} {e.get('id', '')} {e.tag if e.tag in ('footer', 'aside') else ''}"
        for e in chain
        if e.tag not in ("body", "html")
    )


def _month(name: str) -> str:
    return str(_MONTHS.get(name[:3].lower(), 0))


def _day(year: str, month: str, day: str) -> str | None:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    return found.isoformat() if found.year >= _FIRST_YEAR and found <= tomorrow else None
