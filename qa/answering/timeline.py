"""What a question says about time: a range of days, whether it wants the latest, an event it counts from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from qa.text.dates import DateMention, dates_in
from qa.text.days import moved

Days = tuple[int | None, int | None]  # first and last, since 1970-01-01; None where that end is open


@dataclass(frozen=True, slots=True)
class TimeHint:
    """The time a question is about. `first` and `last` are days, both included; None leaves that end open.

    `strict` false: the days may be part of a name ("World Cup 2018") or be today's, so let them boost and never
    filter. Even a strict range is the time of the event: an article may tell of it years later.
    """

    first: date | None = None
    last: date | None = None
    strict: bool = False
    latest: bool = False  # the newest evidence is wanted: "now", "still", "most recent"
    event: str = ""  # "before the ban", as asked; no day is known for it

    def __bool__(self) -> bool:
        return bool(self.first or self.last or self.latest or self.event)

    @property
    def days(self) -> Days:
        """`first` and `last` as articles count their days."""
        first, last = ((day - _EPOCH).days if day else None for day in (self.first, self.last))
        return first, last


_LATEST = re.compile(
    r"(?<![\w'’-])(?:latest|newest|now(?! that\b)|nowadays|currently"
    r"|(?:is|are|the|its|their|\w+['’]s) current(?= [a-z])"
    r"|today|tonight|(?:most )?recent(?:ly)?|so far|to date|at the moment|at present|these days|still)(?![\w-])"
)
_AGAINST = re.compile(  # before a time that is only compared with: "more than a year ago" asks of now
    r"\b(?:than|vs\.?|versus|compared? (?:with|to))\s+(?:(?:it|they|he|she) (?:was|were|did) |in |on |at |the )*$",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s*(?:and|to|until|till|through|[-–—])\s*", re.IGNORECASE)
_OPERATOR = re.compile(
    r"\b(?P<word>since|after|before|until|till|up to|by|prior to|as of|as at|earlier than|later than)"
    r"\s+(?:the\s+|early\s+)?$",
    re.IGNORECASE,
)
_EVENT = re.compile(
    r"(?<!\w)(?P<event>(?:before|after|since|during|until|following|ahead of|prior to|in the wake of)\s+"
    r"(?!that\b|this\b|it\b|then\b|all\b|when\b|what\b|who\b)[^?,.;:]+)",
    re.IGNORECASE,
)
_NAMED_AFTER = re.compile(r"\b(?:named|called|look(?:s|ed|ing)?|take[sn]?|run|ran)\s+$", re.IGNORECASE)
_DANGLING = re.compile(r"(?:\s+(?:in|on|of|the|at|by|from|between|since|early|late|to|until))*\s*$", re.IGNORECASE)
_EVENT_WORDS = 8
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_EPOCH = date(1970, 1, 1)


def when(question: str, today: date) -> TimeHint:
    """The time a question asks about, seen from `today`."""
    mentions = [m for m in dates_in(question, today) if not _AGAINST.search(question[: m.start])]
    first, last, strict = _range(question, mentions)
    return TimeHint(first, last, strict, latest=_latest(question), event=_event(question, mentions))


def seen_from(days: npt.NDArray[np.int32], question: str, today: date) -> date:
    """The day from which a question's dates are counted. No year in it means the newest there are: where the days it
    names hold none of the articles (`days`: since 1970-01-01), they are counted from the newest article.
    """
    newest = int(days.max(initial=-1))
    hint = when(question, today)
    if newest < 0 or _YEAR.search(question) or not (hint.first or hint.last):
        return today
    first, last = hint.days
    within = (days >= (first or 0)) & (days <= (newest if last is None else last))
    return today if within.any() else _EPOCH + timedelta(days=newest)


def _latest(question: str) -> bool:
    """Lower case alone counts, but for the first word: "Apocalypse Now" is a film."""
    opened = question[:1].lower() + question[1:]
    return _LATEST.search(opened) is not None


def _range(question: str, mentions: list[DateMention]) -> tuple[date | None, date | None, bool]:
    firm = [mention for mention in mentions if mention.firm] or mentions
    if not firm:
        return None, None, False
    strict = firm[0].firm and not _is_today(question, firm[0])
    if len(firm) == 1:
        return *_opened(question, firm[0]), strict
    one, other = firm[0], firm[1]
    if _BETWEEN.fullmatch(question[one.end : other.start]):
        return min(one.first, other.first), max(one.last, other.last), strict
    ranges = [_opened(question, mention) for mention in firm]
    firsts = [first for first, _ in ranges]
    lasts = [last for _, last in ranges]
    return (
        None if None in firsts else min(first for first in firsts if first),
        None if None in lasts else max(last for last in lasts if last),
        strict,
    )


def _is_today(question: str, mention: DateMention) -> bool:
    return question[mention.start : mention.end].lower() in {"today", "tonight"}


def _opened(question: str, mention: DateMention) -> tuple[date | None, date | None]:
    """The range of a mention with the word before it: "since 2019" has no end."""
    operator = _OPERATOR.search(question[: mention.start])
    word = operator["word"].lower() if operator else ""
    if re.match(r"\s+on(?:wards?)?\b", question[mention.end :]):
        word = "since"
    if word == "since" or (word == "after" and not mention.firm):
        return mention.first, None
    if word in {"after", "later than"}:
        return moved(mention.last, 1), None
    if word in {"before", "prior to", "earlier than"} and mention.firm:
        return None, moved(mention.first, -1)
    if word in {"before", "until", "till", "up to", "by", "as of", "as at"}:
        return None, mention.last
    return mention.first, mention.last


def _event(question: str, mentions: list[DateMention]) -> str:
    for match in _EVENT.finditer(question):
        dates = [mention.start for mention in mentions if mention.firm and mention.start > match.start()]
        words = _DANGLING.sub("", question[match.start() : min([*dates, match.end()])]).split()
        if len(words) > 1 and not _NAMED_AFTER.search(question[: match.start()]):
            return " ".join(words[:_EVENT_WORDS])
    return ""
