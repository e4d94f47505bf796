"""Dates as pages write them -> ISO 8601; never the time at which a page was saved."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
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
_MONTH_ALONE = re.compile(rf"(?:(?:published|posted|date|updated)\W*)?{_MONTH},? ((?:19|20)\d\d)", re.IGNORECASE)
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
_LIST = 3  # dates in places of one kind are a list's
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


def local_day(stated: str | None, address: str) -> str | None:
    """The day in the address where it is the same one as `stated`, whose UTC time has passed a midnight."""
    local = url_date(address)
    if not local or not stated or not stated.endswith(("Z", "+00:00", "+0000")):
        return None
    apart = date.fromisoformat(stated[:10]) - date.fromisoformat(local)
    return local if abs(apart) == timedelta(days=1) else None


def visible_date(root: Element) -> Iterator[tuple[str, str | None]]:
    """Dates that the page shows, best first: ("microdata" | "time" | "text" | "updated" | "list" | "month", day).

    Microdata and `<time>` come before dates in plain text, what stands near the headline before what does not. What
    calls itself an update comes after those; what stands in a list of other articles counts only right after the
    headline. A month without a day is its first day, and the last resort.
    """
    for element in root.xpath("//*[@itemprop='datePublished']"):
        yield "microdata", iso_date(element.get("content") or element.get("datetime") or "".join(element.itertext()))
    found = list(_shown(root))
    times = Counter(shown.around for shown in found)
    ranked: list[tuple[tuple[bool, ...], str, str]] = []
    for shown in found:
        foreign = bool(_NOT_OURS.search(shown.around)) or times[shown.around] >= _LIST
        near = shown.after <= _NEAR_TITLE
        if foreign and not near:
            continue
        place = "list" if foreign else "updated" if shown.updated else "time" if shown.timed else "text"
        place = "month" if shown.coarse else place
        ranked.append(((shown.coarse, foreign, not near, shown.updated, not shown.timed), place, shown.day))
    ranked.sort(key=lambda one: one[0])
    yield from ((place, day) for _, place, day in ranked)


@dataclass(frozen=True, slots=True)
class _Shown:
    """A date in the text of a page. `after` counts elements since the headline; `coarse`: only a month is given."""

    day: str
    around: str
    after: int
    timed: bool
    updated: bool
    coarse: bool


def _shown(root: Element) -> Iterator[_Shown]:
    after = 0 if root.find(".//h1") is None else _NEVER
    for element in root.iter("h1", "time", *_HOLDERS):
        after = 0 if element.tag == "h1" else after + 1
        timed = element.tag == "time"
        text = "".join(element.itertext()) if timed else _own_text(element)
        if not timed and not _YEAR.search(text):
            continue
        day = _day_of(element, text)
        month = None if day else month_alone(text)
        if not day and not month:
            continue
        around = _around(element)
        if not timed and (len(text) > _BARE or "as of" in text.lower()) and not _DATED.search(around):
            continue
        updated = bool(_UPDATED.search(text) or (timed and _UPDATED.search(around)))
        yield _Shown(day or month or "", around, after, timed, updated, not day)


def month_alone(text: str) -> str | None:
    """The first day of the month that `text` names and that is all it says."""
    found = _MONTH_ALONE.fullmatch(one_line(text))
    return _day(found[2], _month(found[1]), "1") if found else None


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
