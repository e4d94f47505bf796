"""Who published a page, when, under what title: every place that says so, and a rule for when they disagree.

The rule: what is written for machines about this very article (JSON-LD, then `article:` and citation metas) comes
before microdata and `<time>`, a byline before a site-wide meta, a date in the URL last. A date after today, or before
1990, is nobody's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice

from qa.cleaning.metadata.author_names import tidy_author
from qa.cleaning.metadata.byline import SURE_OF_A_PERSON, find_byline, scripted_author
from qa.cleaning.metadata.linked_data import LinkedData, read_linked_data
from qa.cleaning.metadata.page_address import original, reader_address
from qa.cleaning.metadata.page_dates import local_day, scripted_date, url_date, visible_date
from qa.cleaning.metadata.titles import best_title
from qa.cleaning.metadata.written_dates import iso_date, writes_day_first
from qa.cleaning.tree import Element
from qa.text.addresses import web_address
from qa.text.characters import one_line

_PUBLISHED = (
    "article:published_time", "og:article:published_time", "article:published", "datepublished", "date_published",
    "citation_publication_date", "citation_online_date", "parsely-pub-date", "sailthru.date", "dc.date.issued",
    "dcterms.created", "dcterms.issued", "dc.date", "dc.date.created", "dcterms.date", "pubdate", "publishdate", "publish-date",
    "publish_date", "publication_date", "date", "originalpublicationdate", "cxenseparse:recs:publishtime", "bt:pubdate", "pub_date",
    "rnews:datepublished", "article.published", "displaydate", "creation_date", "article:publish_date",
)  # fmt: skip
_PUBLISHED_NAME = re.compile(
    r"publi\w*[-_.: ]?(?:date|time|at|on)|^published$|(?:date|time)[-_.: ]?publi", re.IGNORECASE
)
_LAST_FIRST = re.compile(r"^([^,]{2,40}), ([^,]{2,40})$")  # as catalogues write names
_MODIFIED = ("article:modified_time", "og:updated_time", "datemodified", "last-modified", "dcterms.modified", "lastmod")
_AUTHOR = (
    "author", "article:author", "parsely-author", "sailthru.author", "citation_author", "dc.creator", "dcterms.creator",
    "byl", "article:author_name", "og:article:author", "dc.contributor", "cxenseparse:author",
    "parsely-author-name", "twitter:data1",
)  # fmt: skip


_WRITTEN_BY = (
    "written by",
    "by",
    "author",
    "verfasst von",
    "écrit par",
    "escrito por",
    "scritto da",
    "geschreven door",
)


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page says about itself. `said_by` names where each value was found."""

    title: str = ""
    author: str | None = None
    source: str | None = None
    url: str | None = None
    published_at: str | None = None
    modified_at: str | None = None
    language: str | None = None
    category: str | None = None
    said_by: tuple[tuple[str, str], ...] = ()


def read_metadata(root: Element, *, url: str | None = None, saved: str | None = None) -> Metadata:
    """The metadata of a page whose scripts and head are still in place.

    `url` is its address where that is known; `saved` one that a program left in it and that is believed last.
    """
    metas = _metas(root)
    canonical = next(
        (link.get("href") for link in root.iter("link") if (link.get("rel") or "").lower() == "canonical"), None
    )
    own = _address(canonical) or _address(_first(metas, ("og:url",)))
    address = web_address(original(web_address(url) or own or saved or reader_address(root)))
    data = read_linked_data(root, address or "", _titles(root, metas))
    found: dict[str, tuple[str, str]] = {}
    language = _language(root, metas)
    shown = list(visible_date(root, day_first=writes_day_first(language)))
    updated = [(place, day) for place, day in shown if place == "updated"]
    stated = _stated_dates(metas, data, address or "")
    _note(found, "published_at", chain(stated, _shown_dates(root, shown, address or "")))
    _note(
        found, "modified_at", [("json-ld", iso_date(data.modified)), ("meta", _first_date(metas, _MODIFIED)), *updated]
    )
    site = _first(metas, ("og:site_name", "application-name", "citation_journal_title", "dc.publisher"))
    _note(found, "source", [("meta", site), ("json-ld", data.publisher), ("url", _host(address))])
    _note(found, "category", [("json-ld", data.section), ("meta", _first(metas, ("article:section",)))])
    title = best_title(root, metas.get("og:title", [""])[0], data.headline, found.get("source", ("", None))[1])
    _note(found, "author", _authors(root, metas, data, title, address or ""))
    values = {field: value for field, (_, value) in found.items()}
    said_by = tuple((field, place) for field, (place, _) in found.items())
    return Metadata(title=title, url=address, language=language[:2].lower() or None, said_by=said_by, **values)


def _titles(root: Element, metas: dict[str, list[str]]) -> list[str]:
    """What the page calls itself."""
    said = [*metas.get("og:title", [])[:1], *("".join(e.itertext()) for e in islice(root.iter("title", "h1"), 3))]
    return [one_line(title) for title in said if title.strip()]


def _metas(root: Element) -> dict[str, list[str]]:
    metas: dict[str, list[str]] = {}
    for meta in root.iter("meta"):
        content = one_line(meta.get("content") or "")
        for name in {(meta.get(key) or "").strip().lower() for key in ("name", "property", "itemprop")}:
            if name and content:
                metas.setdefault(name, []).append(content)
    return metas


def _language(root: Element, metas: dict[str, list[str]]) -> str:
    said = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang")
    return (said or _first(metas, ("og:locale", "inlanguage", "dc.language", "language")) or "").strip()


def _stated_dates(metas: dict[str, list[str]], data: LinkedData, address: str) -> Iterator[tuple[str, str | None]]:
    names = (*_PUBLISHED, *(name for name in metas if _PUBLISHED_NAME.search(name)))
    stated = [("json-ld", iso_date(data.published)), ("meta", _first_date(metas, names))]
    first = next((day for _, day in stated if day), None)
    yield "url", local_day(first, address)
    yield from stated


def _shown_dates(root: Element, shown: list[tuple[str, str | None]], address: str) -> Iterator[tuple[str, str | None]]:
    yield from ((place, day) for place, day in shown if place in ("microdata", "time", "text"))
    yield "url", url_date(address)
    yield "script", scripted_date(root)
    yield from shown  # the day of an update or a month are better than nothing, and said to be so


def _authors(
    root: Element, metas: dict[str, list[str]], data: LinkedData, title: str, address: str
) -> Iterator[tuple[str, str | None]]:
    byline = find_byline(root, title)
    stated = list(_stated_authors(metas, data))
    place, name = next(((place, name) for place, name in stated if name), ("", None))
    house = {value.lower() for value in (data.publisher, *metas.get("og:site_name", []), _host_name(address))}
    if byline and name and byline.rank <= SURE_OF_A_PERSON and name.lower() in house:
        yield "byline", byline.name  # a person says more than the house
    if byline and name and byline.rank == 1 and _differ(name, byline.name) and place != "json-ld":
        yield "byline", byline.name  # who wrote it, not who put it into the system
    yield from stated
    yield "byline", byline.name if byline else None
    yield "script", scripted_author(root)


def _stated_authors(metas: dict[str, list[str]], data: LinkedData) -> Iterator[tuple[str, str | None]]:
    yield "json-ld", tidy_author(data.authors)
    for name in _AUTHOR:
        people = metas.get(name, [])
        if name == "twitter:data1" and metas.get("twitter:label1", [""])[0].lower() not in _WRITTEN_BY:
            continue
        if name.startswith("citation"):
            people = [_LAST_FIRST.sub(r"\2 \1", person) for person in people]
        yield f"meta {name}", tidy_author(people)


def _differ(one: str, other: str) -> bool:
    """Whether two names have no word in common."""
    return not set(one.lower().split()) & set(other.lower().split())


def _note(found: dict[str, tuple[str, str]], field: str, candidates: object) -> None:
    for place, value in candidates:  # type: ignore[attr-defined]
        if value:
            found[field] = (place, value)
            return


def _first(metas: dict[str, list[str]], names: tuple[str, ...]) -> str | None:
    return next((metas[name][0] for name in names if name in metas), None)


def _first_date(metas: dict[str, list[str]], names: tuple[str, ...]) -> str | None:
    return next(filter(None, (iso_date(value) for name in names for value in metas.get(name, []))), None)


def _address(value: str | None) -> str | None:
    return web_address((value or "").strip())


def _host(address: str | None) -> str | None:
    host = re.match(r"https?://(?:www\.|m\.|amp\.)?([^/:?#]+)", address or "")
    return host[1] if host else None


def _host_name(address: str) -> str:
    """What a site calls itself in its address: "example" of example.org."""
    return (_host(address) or "").split(".")[0]
