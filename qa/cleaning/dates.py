"""Dates as pages write them -> ISO 8601; never the time at which a page was saved."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice

from qa.cleaning.characters import one_line
from qa.cleaning.tree import Element

_MONTHS = {name: i for i, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_ISO = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[-/.](\d\d?)[-/.](\d\d?)(?!\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:\.\d+)?\s*(Z|"
    r"[+-]\d\d:?\d\d)?)?"
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
    r"(?:^|[^a-z])(?:related|recommend\w*|sidebar|widget|footer|comments?|latest|popular|cards?|teasers?|upcoming|"
    r"events?|read-next|"
    r"more-(?:posts|articles|stories|from)|next-(?:post|article)|prev\w*|aside|carousel|slider|archives?|"
    r"copyright)(?![a-z])",
    re.IGNORECASE,
)
_UPDATED = re.compile(r"updat|modif|revis|review", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")
_HOLDERS = (
    "date", "span", "p", "div", "li", "small", "em", "td", "a", "strong", "legend", "fieldset", "dd", "header", "address",
    "h2", "h3", "h4", "h5", "h6",
)  # fmt: skip
_BARE = 40  # characters of a text that may be a date without being marked as one
_NEAR_TITLE = 40  # elements after the headline
_NEVER = 10**9
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
    """Dates that the page shows, best first.

    Microdata and `<time>` come before dates in plain text; what calls itself an update comes after what does not; what
    stands in a list of other articles counts only right after the headline.
    """
    for element in root.xpath("//*[@itemprop='datePublished']"):
        yield "microdata", iso_date(element.get("content") or element.get("datetime") or "".join(element.itertext()))
    ranked: list[tuple[int, str, str]] = []
    after_title = _NEVER
    for element in root.iter("h1", "time", *_HOLDERS):
        after_title = 0 if element.tag == "h1" else after_title + 1
        timed = element.tag == "time"
        text = "".join(element.itertext()) if timed else _own_text(element)
        day = _day_of(element, text) if timed or _YEAR.search(text) else None
        if not day:
            continue
        around = _around(element)
        if not timed and len(text) > _BARE and not _DATED.search(around):
            continue
        foreign = bool(_NOT_OURS.search(around))
        if foreign and after_title > _NEAR_TITLE:
            continue
        updated = bool(_UPDATED.search(text) or (timed and _UPDATED.search(around)))
        ranked.append((4 * updated + 2 * foreign + (not timed), "time" if timed else "text", day))
    ranked.sort(key=lambda found: found[0])
    yield from ((place, day) for _, place, day in ranked)


def _day_of(element: Element, text: str) -> str | None:
    return iso_date(element.get("datetime") or "") or written_date(text)


def _own_text(element: Element) -> str:
    text = (element.text or "") + " ".join(child.tail or "" for child in element)
    return text.strip() if len(text) < 400 and "©" not in text else ""


def _around(element: Element) -> str:
    chain = [element, *islice(element.iterancestors(), 5)]
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
