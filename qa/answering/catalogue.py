"""Questions about the collection itself, answered from what is known of its articles: topics, authors, days, events."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from qa.answering.timeline import TimeHint
from qa.index.opened import Index
from qa.text.terms import fold, terms

Mask = npt.NDArray[np.bool_]

_I = re.IGNORECASE
_ARTICLES = r"(?:articles?|stories|pieces|reports|posts|texts|documents)"
_WHICH = r"(?:which|what|list|show|find|give|any|all|how many|are there|do you have|have you(?: got)?)"
_ABOUT = re.compile(
    rf"^(?:(?:(?:please|can you|could you) )*{_WHICH}\b(?: (?!{_ARTICLES}\b)[\w'’]+){{0,3}} )?{_ARTICLES}\b"
    r"(?: (?:do you have|have you(?: got)?|there|that|are|is|were|talk|write|written|deal))*"
    r" (?:about|on|covering|cover|mention(?:ing|s)?|with|dealing with|concerning|discuss(?:ing)?|regarding) (?P<topic>.+)$",
    _I,
)
_WROTE_ABOUT = re.compile(r"^who (?:wrote|writes|has written|reported|reports) (?:about|on) (?P<topic>.+)$", _I)
_WROTE = re.compile(
    rf"^(?:and )?(?:what(?: else)?|(?:which|what|how many) {_ARTICLES}) (?:did|has|have|does) (?P<who>.+?)"
    r" (?:write|written|wrote|publish(?:ed)?)(?: about| on)?(?: lately| recently)?$",
    _I,
)
_BY = re.compile(
    rf"\b(?:{_ARTICLES}|anything|everything)\b(?: (?:are|is|were|was|do you have|have you|are there|written|published))*"
    r" (?:by|from) (?P<who>.+)$",
    _I,
)
_PUBLISHED = re.compile(
    rf"\b(?:what|{_ARTICLES})\b.*\b(?:published|c[ao]me out|appeared|posted)\b"
    rf"|\b{_ARTICLES} (?:from|of|since|in|on|before|after)\b",
    _I,
)
_NEWEST = re.compile(
    rf"\b(?P<end>newest|latest|most recent|oldest|earliest|first) {_ARTICLES}\b(?! (?:about|on|by|from)\b)", _I
)
_HELD = (
    r"(?:do you (?:have|know|hold|cover|contain)|have you(?: got)?|are (?:there|here|in|indexed|covered)|is (?:there|in)"
    r"|does (?:this|the|it|your)\b)"
)
_COUNT = re.compile(
    rf"^(?:so )?how many {_ARTICLES} {_HELD}"
    r"(?: (?:here|altogether|in total|in all|(?:in )?(?:the|this|your) (?!\w+ (?:about|on|by))\w+))*$",
    _I,
)
_STORIES = re.compile(
    r"\b(?:main|biggest|top|most important|big|leading|major) (?:news )?(?:stories|topics|themes|events|subjects|story|news)"
    r"(?=$| (?:here|today|now|right now|this (?:week|month|year)|last \w+|in [A-Z]\w+|you (?:have|cover|know)|do you \w+"
    r"|(?:in|of|from|among) (?:the|this|these|your|all) (?:\w+ )?(?:news|articles|collection|archive|documents|texts|corpus))\b)"
    rf"|^(?:what|which) (?:topics|subjects|themes|stories|events) {_HELD}"
    r"|^what (?:are|is) (?:all )?(?:these|the|your|this) (?:articles|stories|texts|collection|documents|archive) about$",
    _I,
)
_SOURCES = re.compile(
    rf"^(?:which|what|how many|who are the) (?:publishers?|sources|outlets|newspapers|sites|authors) {_HELD}", _I
)
_SHARE = 0.5  # of an article's passages that name a topic which its opening does not, for it to be about the topic


@dataclass(frozen=True, slots=True)
class Listed:
    """What the collection says of itself: articles, those to be shown first, and a sentence that was counted."""

    rows: tuple[int, ...]
    counted: str


def listed(index: Index, question: str, hint: TimeHint, admitted: Mask) -> Listed | None:
    """The answer of the collection to a question about itself; None where it is none, or no article is such."""
    text = " ".join(question.split()).rstrip(" ?.!")
    for pattern, reply in _REPLIES:
        match = pattern.search(text)
        found = reply(index, match, hint, admitted) if match else None
        if found is not None:
            return found
    return None


def _about(index: Index, match: re.Match[str], hint: TimeHint, admitted: Mask) -> Listed | None:
    topic = match["topic"].strip(" \"“”'")
    known = [index.keywords.vocabulary.id(t) for t in dict.fromkeys(terms(topic))]
    ids = [i for i in known if i is not None]
    if not ids or len(ids) < len(known):
        return None
    whole = np.all([index.keywords.scores({i: 1.0}) > 0 for i in ids], axis=0)
    count = len(admitted)
    held = np.bincount(index.articles_of[whole], minlength=count)
    size = np.bincount(index.articles_of, minlength=count)
    opened = np.zeros(count, bool)
    firsts = np.unique(index.articles_of, return_index=True)
    opened[firsts[0]] = whole[firsts[1]]
    share = held / np.maximum(size, 1)
    rows = np.flatnonzero(admitted & (opened | (share >= _SHARE)) & _within(index, hint))
    rows = rows[np.lexsort((-index.days[rows], -share[rows]))]
    return _counted(index, rows, f"about {topic}")


def _by(index: Index, match: re.Match[str], hint: TimeHint, admitted: Mask) -> Listed | None:
    who = re.sub(r"^(?:the|a) ", "", match["who"].strip(" \"“”'"), flags=_I)
    fits = np.zeros(len(admitted), bool)
    wanted = set(_parts(who))
    for name in ("author", "source"):
        fits |= np.asarray([bool(wanted) and wanted <= set(_parts(v or "")) for v in index.articles.column(name)])
    rows = _newest_first(index, np.flatnonzero(admitted & fits & _within(index, hint)))
    return _counted(index, rows, f"by {who}")


def _published(index: Index, match: re.Match[str], hint: TimeHint, admitted: Mask) -> Listed | None:
    if not (hint.first or hint.last):
        return None
    rows = _newest_first(index, np.flatnonzero(admitted & _within(index, hint)))
    first, last = (day.isoformat() if day else "" for day in (hint.first, hint.last))
    span = f"on {first}" if first == last else " ".join(
        part for part in (f"from {first}" if first else "", f"to {last}" if last else "") if part
    )  # fmt: skip
    return _counted(index, rows, f"published {span}")


def _newest(index: Index, match: re.Match[str], hint: TimeHint, admitted: Mask) -> Listed | None:
    rows = _newest_first(index, np.flatnonzero(admitted & (index.days >= 0)))
    if match["end"].lower() in ("oldest", "earliest", "first"):
        rows = rows[::-1]
    return _counted(index, rows, "with a date")


def _all(index: Index, match: re.Match[str], hint: TimeHint, admitted: Mask) -> Listed | None:
    return _counted(index, _newest_first(index, np.flatnonzero(admitted)), "in this collection")


def _stories(index: Index, match: re.Match[str], hint: TimeHint, admitted: Mask) -> Listed | None:
    fit = admitted & (index.events >= 0) & _within(index, hint)
    events, sizes = np.unique(index.events[fit], return_counts=True)
    events, sizes = events[sizes > 1], sizes[sizes > 1]
    order = np.argsort(-sizes, kind="stable")
    rows = []
    for event in events[order].tolist():
        members = np.flatnonzero(fit & (index.events == event))
        rows.append(int(members[np.argmax(index.days[members])]))
    if not rows:
        return None
    largest = ", ".join(str(n) for n in sizes[order][:5].tolist())
    return Listed(
        tuple(rows), f"{_number(len(rows), 'story', 'stories')} told by several articles; the largest by {largest}."
    )


def _held_sources(index: Index, match: re.Match[str], hint: TimeHint, admitted: Mask) -> Listed | None:
    field = "author" if "author" in match.group().lower() else "source"
    values = index.articles.column(field)
    rows = [r for r in _newest_first(index, np.flatnonzero(admitted)).tolist() if values[r]]
    first: dict[str, int] = {}
    counts: dict[str, int] = {}
    for row in rows:
        name = str(values[row])
        first.setdefault(name, row)
        counts[name] = counts.get(name, 0) + 1
    most = sorted(counts, key=lambda name: -counts[name])
    if not most:
        return None
    named = ", ".join(f"{name} ({counts[name]})" for name in most[:20])
    kinds = ("author", "authors") if field == "author" else ("publisher", "publishers")
    return Listed(tuple(first[name] for name in most), f"{_number(len(most), *kinds)}: {named}.")


def _counted(index: Index, rows: npt.NDArray[np.int64], what: str) -> Listed | None:
    """The articles with their number and that of their publishers; None for none."""
    if not len(rows):
        return None
    publishers = {index.publishers[i] for i in index.sources[rows].tolist()} - {""}
    of = f" of {_number(len(publishers), 'publisher', 'publishers')}" if publishers else ""
    days = index.days[rows]
    dated = rows[days >= 0]
    span = ""
    if len(dated) > 1 and not what.startswith("published"):
        first, last = (
            _day(index, int(dated[pick])) for pick in (np.argmin(index.days[dated]), np.argmax(index.days[dated]))
        )
        span = f", from {first} to {last}" if first != last else f", of {first}"
    return Listed(tuple(rows.tolist()), f"{_number(len(rows), 'article', 'articles')}{of} {what}{span}.")


def _day(index: Index, row: int) -> str:
    return (index.articles.at([row])[row].published_at or "")[:10]


def _number(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"


def _newest_first(index: Index, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    return rows[np.argsort(-index.days[rows], kind="stable")]


def _within(index: Index, hint: TimeHint) -> Mask:
    """The articles of the days that a question names; all where it names none."""
    fit = np.ones(len(index.days), bool)
    first, last = hint.days
    if first is not None:
        fit &= index.days >= first
    if last is not None:
        fit &= (index.days >= 0) & (index.days <= last)
    return fit


def _parts(name: str) -> Iterable[str]:
    return re.findall(r"\w+", fold(name).casefold())


def names_of_makers(index: Index) -> set[str]:
    """The words of all authors' and publishers' names, in lower case and without diacritics."""
    return {
        part
        for field in ("author", "source")
        for name in set(index.articles.column(field))
        for part in _parts(name or "")
    }


_Reply = Callable[[Index, re.Match[str], TimeHint, Mask], Listed | None]
_REPLIES: tuple[tuple[re.Pattern[str], _Reply], ...] = (
    (_COUNT, _all),
    (_SOURCES, _held_sources),
    (_STORIES, _stories),
    (_ABOUT, _about),
    (_WROTE_ABOUT, _about),
    (_WROTE, _by),
    (_BY, _by),
    (_NEWEST, _newest),
    (_PUBLISHED, _published),
)
