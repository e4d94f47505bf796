"""Find where cited sentences give different figures, dates or a denial for one fact. Precision before recall."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from itertools import combinations

from qa.text.dates import DateMention, dates_in
from qa.text.days import moved
from qa.text.figures import Figure, figures_in
from qa.text.terms import names, terms
from qa.types import Disagreement

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Cited:
    """A cited sentence and where it stands."""

    number: int  # of the citation
    text: str
    article_id: str
    published_at: str | None = None  # ISO 8601
    source: str | None = None


@dataclass(frozen=True, slots=True)
class _Read:
    """A cited sentence as compared: without who says it, its terms, names, figures and dates."""

    cited: Cited
    text: str
    order: tuple[str, ...]  # its terms but figures and dates, as they stand
    words: frozenset[str]
    names: frozenset[str]
    figures: tuple[Figure, ...]
    dates: tuple[DateMention, ...]
    denied: bool


# Two values of one fact, as written.
_Difference = tuple[str, str, str]  # what they are about, and the values

_ALIKE = 0.5  # share of the terms of the shorter sentence that the other has
_VERY_ALIKE = 0.7  # share of the terms of both that both have
_MANY = 5  # terms that sentences share at least, to be alike without being asked about
_SOON = 3  # days in which a state of things is taken to last
_RUNNING = re.compile(
    r"\b(?:so far|to date|as of|until now|now|currently|already|still|has risen|have risen|rose|climbed"
    r"|toll|totals?|at least"
    r"|confirmed|counting|remaining|have been|has been|average|per \w+|this (?:week|month|year))\b",
    re.IGNORECASE,
)
_ATTRIBUTION = re.compile(
    r"^(?:according to|as reported by) [^,]+, |,? according to [^,.]+|,? (?:[\w.'’-]+ ){1,5}(?:said|says|told [\w ]+|reported)"
    r"(?: (?:on )?[A-Z][a-z]+day)?(?=[.,]|$)",
    re.IGNORECASE,
)
_DENIAL = re.compile(
    r"\b(?:not|never|no longer|cannot|without|denied|denies|neither|refused)\b|n['’]t\b", re.IGNORECASE
)
_ADVERB = re.compile(r"\b[a-z]+ly\b")
_EMPTY = frozenset(
    terms("test find found study officials report according never longer denied cannot without neither refused no")
)

_OPEN_TIME = re.compile(r"\b(since|until|till|before|after|from|to|by|between|as of)\s+(?:the\s+)?$", re.IGNORECASE)
_ASKS_WHEN = re.compile(r"\b(?:when|date|(?:what|which|in what) (?:year|month|day))\b", re.IGNORECASE)
_MONEY = re.compile(
    r"\b(?:how much|cost|price|pay|paid|worth|value|fined?|revenue|spen[dt]|money|amount)\b", re.IGNORECASE
)
_ASKS_OF = dict.fromkeys("$€£", _MONEY) | {
    "%": re.compile(
        r"\b(?:per ?cent|percentage|share|proportion|rate|accurate|accuracy|how (?:many|often|likely))\b", re.I
    )
}
_TIME_UNITS = frozenset(terms("hour day week month year decade"))
_SAME_WORDS = {"die": "dead", "death": "dead", "kill": "dead", "softwar": "tool", "lawmak": "member", "u.s.": "us"}


def disagreements(question: str, cited: Sequence[Cited]) -> list[Disagreement]:
    """Facts for which sentences of different articles give values that cannot both be true.

    It never raises: an answer stands without this, and no text of an article may take it away.
    """
    try:
        return _found(question, cited)
    except Exception:
        log.exception("sentences could not be compared; the answer is given without it")
        return []


def _found(question: str, cited: Sequence[Cited]) -> list[Disagreement]:
    if len({one.article_id for one in cited}) < 2:
        return []
    read = [_read(one) for one in cited]
    found: dict[str, dict[str, int]] = {}
    for one, other in combinations(read, 2):
        if one.cited.article_id == other.cited.article_id or _compatible(one, other) < _ALIKE:
            continue
        for about, value, another in _differences(question, one, other):
            values = found.setdefault(about, {})
            values.setdefault(value, one.cited.number)
            values.setdefault(another, other.cited.number)
    return [Disagreement(about, tuple(values), tuple(values.values())) for about, values in found.items()]


def _read(cited: Cited) -> _Read:
    text = _ATTRIBUTION.sub("", cited.text)
    published = _day(cited)
    dates = tuple(mention for mention in dates_in(text, published) if mention.firm)
    figures = tuple(f for f in figures_in(text) if not any(d.start < f.end and f.start < d.end for d in dates))
    bare = _ADVERB.sub("", _without(text, [(d.start, d.end) for d in dates] + [(f.start, f.end) for f in figures]))
    order = tuple(t for t in (_SAME_WORDS.get(term, term) for term in terms(bare)) if t not in _EMPTY)
    named = frozenset(names(f"x {bare}")) | {term for term in order if term[0].isdigit()}
    return _Read(cited, text, order, frozenset(order), named, figures, dates, _DENIAL.search(text) is not None)


def _day(cited: Cited) -> date | None:
    """When its article was published; None where that is not known, or no day of the calendar."""
    try:
        return date.fromisoformat((cited.published_at or "")[:10])
    except ValueError:
        return None


def _without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    for start, end in sorted(spans, reverse=True):
        text = f"{text[:start]} {text[end:]}"
    return text


def _compatible(one: _Read, other: _Read) -> float:
    """How alike two sentences are, 0 to 1; 0 where one says a thing of what the other does not speak of."""
    if (one.names - other.words) and (other.names - one.words) or _contrast(one.order, other.order):
        return 0.0
    shared = len(one.words & other.words)
    return shared / min(len(one.words), len(other.words)) if shared >= 2 else 0.0


def _contrast(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether a word stands in the place of another: "announced" for "extended", "police" for "companies"."""
    changes = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    for place, (kind, a, b, c, d) in enumerate(changes):
        inside = 0 < place < len(changes) - 1
        moved = not set(one[a:b]).isdisjoint(other) or not set(other[c:d]).isdisjoint(one)
        if kind == "replace" and not moved and (inside or b - a == d - c == 1):
            return True
    return False


def _differences(question: str, one: _Read, other: _Read) -> Iterator[_Difference]:
    if one.denied == other.denied:
        yield from _figures(question, one, other)
        yield from _dates(question, one, other)
    elif _jaccard(one, other) >= _VERY_ALIKE and _days_apart(one, other) <= _SOON and _denies(one, other):
        yield "whether it is so", _shown(one.cited.text), _shown(other.cited.text)


def _denies(one: _Read, other: _Read) -> bool:
    """Whether what is denied in one is what the other says, not another part of the sentence."""
    denied, said = (one, other) if one.denied else (other, one)
    denial = _DENIAL.search(denied.text)
    what = terms(denied.text[denial.end() :])[:1] if denial else []
    return bool(what) and what[0] in said.words


def _days_apart(one: _Read, other: _Read) -> int:
    """Days between the two publications; 0 where one is unknown."""
    days = [day for read in (one, other) if (day := _day(read.cited))]
    return abs((days[0] - days[-1]).days) if days else 0


def _jaccard(one: _Read, other: _Read) -> float:
    return len(one.words & other.words) / max(len(one.words | other.words), 1)


def _shown(text: str) -> str:
    words = text.split()
    return " ".join(words[:20]) + (" …" if len(words) > 20 else "")


def _figures(question: str, one: _Read, other: _Read) -> Iterator[_Difference]:
    if _other_times(one, other) or _grew(one, other):
        return
    for unit in {figure.unit for figure in one.figures} & {figure.unit for figure in other.figures}:
        ours, theirs = ([f for f in read.figures if f.unit == unit] for read in (one, other))
        if len(ours) > 1 or len(theirs) > 1:
            continue  # which stands for which cannot be told
        figure, another = ours[0], theirs[0]
        if figure.agrees(another) or figure.lead != another.lead or figure.of != another.of:
            continue
        if _same_place(one, figure, other) and _same_place(other, another, one) and _asked(question, unit, one, other):
            yield _label(one.text, figure), one.text[figure.start : figure.end], other.text[another.start : another.end]


def _asked(question: str, unit: tuple[str, ...], one: _Read, other: _Read) -> bool:
    """Whether the question is about this figure, or the sentences are so alike, so close in time, that it need not be."""
    words = _ASKS_OF.get(unit[0])
    counted = bool(words.search(question)) if words else set(unit) <= set(terms(question)) or _lasts(question, unit)
    alike = _jaccard(one, other) >= _VERY_ALIKE and len(one.words & other.words) >= _MANY
    return counted or (alike and _days_apart(one, other) <= _SOON)


def _lasts(question: str, unit: tuple[str, ...]) -> bool:
    return "how long" in question.lower() and not _TIME_UNITS.isdisjoint(unit)


def _same_place(read: _Read, figure: Figure, other: _Read) -> bool:
    """Whether the word next to the figure, what is done or to whom, is in the other sentence too."""
    after, before = terms(read.text[figure.end :]), terms(read.text[: figure.start])
    near = after[:1] if after and not after[0][0].isdigit() else before[-1:]
    return any(_SAME_WORDS.get(term, term) in other.words for term in near)


def _label(text: str, figure: Figure) -> str:
    if figure.unit == ("%",):
        return "share"
    if figure.unit[0] in "$€£":
        return "amount"
    said = text[figure.start : figure.end]
    length = re.fullmatch(r"(?:.* )?[\w.]+-\w+ (.+)", said)
    if length:
        return f"length of the {length[1]}"
    return "number of " + re.sub(r"^.*\d\S*?[ -]|^\S+?(?: million| billion| dozen)?[ -]", "", said)


def _other_times(one: _Read, other: _Read) -> bool:
    """Whether both say when, and not at the same time: then both figures may be true."""
    return bool(one.dates and other.dates) and not any(
        _meet(mention, another) for mention in one.dates for another in other.dates
    )


def _grew(one: _Read, other: _Read) -> bool:
    """Whether the figures are a running count told on different days: explained by when they were written."""
    return _days_apart(one, other) > 0 and any(_RUNNING.search(read.cited.text) for read in (one, other))


def _meet(one: DateMention, other: DateMention) -> bool:
    slack = 1 if one.relative or other.relative else 0
    return one.first <= moved(other.last, slack) and other.first <= moved(one.last, slack)


def _dates(question: str, one: _Read, other: _Read) -> Iterator[_Difference]:
    """Dates as written in full: one counted from the day of writing may be counted wrongly."""
    if not _ASKS_WHEN.search(question) or len(one.dates) != 1 or len(other.dates) != 1:
        return
    mention, another = one.dates[0], other.dates[0]
    open_ended = any(_OPEN_TIME.search(read.text[: read.dates[0].start]) for read in (one, other))
    if not (
        mention.relative or another.relative or open_ended or _meet(mention, another) or _figures_differ(one, other)
    ):
        yield "date", one.text[mention.start : mention.end], other.text[another.start : another.end]


def _figures_differ(one: _Read, other: _Read) -> bool:
    """Whether the sentences hold other figures too: then they are two events, not one event with two dates."""
    return any(f.unit == g.unit and not f.agrees(g) for f in one.figures for g in other.figures)
