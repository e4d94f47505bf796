"""Where a page shows or hides dates, and how much each place is worth; never the time at which a page was saved."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from qa.cleaning.metadata.months import month_number
from qa.cleaning.metadata.written_dates import as_day, iso_date, month_alone, written_date
from qa.cleaning.tree import Element

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
_UPDATED = re.compile(r"updat|modif|revis|review|aktualis|mis à jour|actualiza|aggiorna|bijgewerkt", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")
_TIMES = ("time", "date", "relative-time", "local-time", "time-ago")  # an element of a page's own is one too
_HOLDERS = (
    "date", "span", "p", "div", "li", "small", "em", "td", "a", "strong", "legend", "fieldset", "dd", "header", "address",
    "h2", "h3", "h4", "h5", "h6", "abbr", "i", "b", "font", "center", "section", "footer",
)  # fmt: skip
_SAID = ("datetime", "content", "data-datetime", "data-date", "data-timestamp", "data-time", "data-published", "title")
_MARKED = (
    "//*[contains(concat(' ', @itemprop, ' '), ' datePublished ') or substring(@property, string-length(@property) - 12)"
    " = 'datePublished']"
)
_IN_SCRIPT = re.compile(
    r'\\?"(?:date_?(?:time_?)?published|published_?(?:at|date|time|on)|publish(?:ing)?_?date|(?:page|post|article)_?publi\w*date|'
    r"publication_?date|first_?published\w*|pub_?date)\\?\"\s*:\s*\\?\"((?:19|20)\d\d-\d\d-\d\d[^\"\\]{0,20})",
    re.IGNORECASE,
)
_SCRIPT = 500_000  # characters of a script that are searched
_BARE = 40  # characters of a text that may be a date without being marked as one
_NEAR_TITLE = 40  # elements after the headline
_LIST = 3  # dates in places of one kind are a list's
_NEVER = 10**9


def url_date(url: str) -> str | None:
    """The day in a path such as /2020/06/12/."""
    found = _IN_URL.search(url.lower())
    if not found:
        return None
    year, month, day, *compact = found.groups()
    return as_day(year, month_number(month) if month.isalpha() else month, day) if year else as_day(*compact)


def local_day(stated: str | None, address: str) -> str | None:
    """The day in the address where it is the same one as `stated`, whose UTC time has passed a midnight."""
    local = url_date(address)
    if not local or not stated or not stated.endswith(("Z", "+00:00", "+0000")):
        return None
    apart = date.fromisoformat(stated[:10]) - date.fromisoformat(local)
    return local if abs(apart) == timedelta(days=1) else None


def scripted_date(root: Element) -> str | None:
    """The one day of publication that the data in the page's scripts knows."""
    found = {iso_date(value) for script in root.iter("script") if "ld+json" not in (script.get("type") or "")
             for value in _IN_SCRIPT.findall((script.text or "")[:_SCRIPT])}  # fmt: skip
    days = {value[:10] for value in found if value}
    return max(filter(None, found), key=len) if len(days) == 1 else None


def visible_date(root: Element, *, day_first: bool = False) -> Iterator[tuple[str, str | None]]:
    """Dates that the page shows, best first: ("microdata" | "time" | "text" | "updated" | "list" | "month", day).

    Microdata and `<time>` come before dates in plain text, what stands near the headline before what does not. What
    calls itself an update comes after those; what stands in a list of other articles counts only right after the
    headline. A month without a day is its first day, and the last resort.
    """
    for element in root.xpath(_MARKED):
        said = element.get("content") or element.get("datetime") or "".join(element.itertext())
        yield "microdata", iso_date(said, day_first=day_first)
    found = list(_shown(root, day_first))
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


def _shown(root: Element, day_first: bool) -> Iterator[_Shown]:
    after = 0 if root.find(".//h1") is None else _NEVER
    for element in root.iter("h1", *_TIMES, *_HOLDERS):
        after = 0 if element.tag == "h1" else after + 1
        timed = element.tag in _TIMES
        text = "".join(element.itertext()) if timed else _own_text(element)
        said = _said(element, timed)
        if not said and not _YEAR.search(text):
            continue
        if before := _before_update(text, day_first):
            yield _Shown(before, _around(element), after, True, False, False)
        day = said or written_date(text, day_first=day_first)
        month = None if day else month_alone(text)
        if not day and not month:
            continue
        around = _around(element)
        if not timed and not said and (len(text) > _BARE or "as of" in text.lower()) and not _DATED.search(around):
            continue
        updated = bool(_UPDATED.search(text) or (timed and _UPDATED.search(around)))
        yield _Shown(day or month or "", around, after, timed or bool(said), updated, not day)


def _before_update(text: str, day_first: bool) -> str | None:
    """The first of the two days in "16/03/2024 | Updated 18/03/2024"."""
    update = _UPDATED.search(text) if len(text) <= 4 * _BARE else None
    if not update or not _YEAR.search(text, update.end()):
        return None
    return written_date(text[: update.start()], day_first=day_first)


def _said(element: Element, timed: bool) -> str | None:
    """The date in an attribute of an element that is there to show one."""
    attributes = element.attrib
    named = [name for name in _SAID if name in attributes]
    if not named or not (timed or _DATED.search(attributes.get("class", ""))):
        return None
    return next(filter(None, (iso_date(attributes[name]) for name in named)), None)


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
