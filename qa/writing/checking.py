"""Whether a written sentence stands in the quotes it cites: dates, figures, names, words, who says so, what is done to whom.

Pure. A clause must be borne out by one quoted sentence, so that two true sentences cannot be mixed to a false one. What
code cannot judge it does not let pass: without an entailment model a word that is in no quote is a word too many.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from qa.text.chunking import sentences
from qa.text.dates import dates_in
from qa.text.figures import NUMBER_WORDS, Figure, figures_in
from qa.text.terms import terms, words
from qa.types import Citation
from qa.writing.sentence import Sentence, binding, read
from qa.writing.synonyms import in_short, tokens_of
from qa.writing.wording import NEUTRAL, fault_of, stands_alone

_MARKUP = re.compile(r"[<>\[\]{}|`\\*]|!\(|&#?\w+;")
_LINK = re.compile(r"\b[a-z][a-z0-9+.-]{1,20}:\S|www\.|//|\w@\w|\b[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}/", re.IGNORECASE)
_ENDS = re.compile(r"[.!…][\"”’')]*$")
_CLAUSE = re.compile(r"[;:—–]|,(?!\s?\d)|\s(?:and|but|while|whereas|although)\s")
_RUN = re.compile(r"[A-ZÀ-ÖØ-Þ][\w’'-]*(?: [A-ZÀ-ÖØ-Þ][\w’'.-]*)+")
_FAULTS = ("surety", "order", "words")  # nearest to standing first
_PREPOSITION = re.compile(r"\b(?:on|in)\s*$", re.IGNORECASE)
_DATELINE = re.compile(r"^[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ .,’'-]+(?:\([^)]*\) )?[—–-] ")  # "DETROIT — "
_OPENERS = NEUTRAL | frozenset(terms("according"))
_SHORTEST = 3  # terms of a clause that is judged by itself


@dataclass(frozen=True, slots=True)
class Checked:
    """`fault` is empty where the sentence stands; `numbers` are then the citations it needs."""

    fault: str
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Stated:
    """A sentence of a quote, read."""

    number: int
    sentence: Sentence  # without its dates
    order: tuple[str, ...]  # the term of each token, "" for a stop word
    dates: tuple[tuple[date, date, str], ...]
    figures: tuple[Figure, ...]


def check(text: str, quotes: Sequence[Citation], *, by_words: bool = True) -> Checked:
    """Hold a sentence against its quotes; without `by_words` what it means is left to an entailment model."""
    if _MARKUP.search(text) or _LINK.search(text):
        return Checked("link")
    if not _ENDS.search(text):
        return Checked("unfinished")
    text = in_short(text)
    stated = [one for quote in quotes for one in _read(quote)]
    if _strange_date(text, stated):
        return Checked("date")
    bare = _without_dates(text)
    counted = _borne_figures(bare, stated)
    held = {term for one in stated for term in one.order} | (counted or set())
    if counted is None or _strange_number(bare, held):
        return Checked("figure")
    if _strange_name(bare, held, stated):
        return Checked("name")
    if not by_words:
        return Checked("", tuple(quote.number for quote in quotes))
    return _by_words(text, stated)


def overlap(text: str, quote: str) -> int:
    """How many terms two texts share."""
    return len(set(terms(text)) & set(terms(quote)))


def _read(quote: Citation) -> list[_Stated]:
    published = date.fromisoformat(quote.published_at[:10]) if quote.published_at else None
    found = []
    for span in sentences(quote.quote):
        text = in_short(quote.quote[span.start : span.end])
        dates = tuple((m.first, m.last, text[m.start : m.end].lower()) for m in dates_in(text, published))
        order = tuple((terms(token) or [""])[0] for token in tokens_of(text))
        found.append(
            _Stated(
                quote.number, read(_with_days(_DATELINE.sub("", text), dates)), order, dates, tuple(figures_in(text))
            )
        )
    return found


def _strange_date(text: str, stated: Sequence[_Stated]) -> bool:
    """Whether it names a time that no quote does; a coarser one, "in March" for "on 3 March", is none."""
    known = [when for one in stated for when in one.dates]
    for said in dates_in(text, None):
        written = text[said.start : said.end].lower()
        wider = (not said.relative and said.first <= first and last <= said.last for first, last, _ in known)
        if not any(written == as_written for _, _, as_written in known) and not any(wider):
            return True
    return False


def _without_dates(text: str) -> str:
    for said in reversed(dates_in(text, None)):
        text = f"{_PREPOSITION.sub('', text[: said.start])} {text[said.end :]}"
    return text


def _with_days(text: str, dates: Sequence[tuple[date, date, str]]) -> str:
    """The text with a word in place of each date of a sentence that has several, so that they keep their places."""
    if len({(first, last) for first, last, _ in dates}) < 2:
        return _without_dates(text)
    for said in reversed(dates_in(text, None)):
        written = text[said.start : said.end].lower()
        fits = [written == as_written or said.first <= first and last <= said.last for first, last, as_written in dates]
        text = f"{text[: said.start]}xday{chr(ord('a') + fits.index(True))} {text[said.end :]}" if any(fits) else text
    return text


def _borne_figures(text: str, stated: Sequence[_Stated]) -> frozenset[str] | None:
    """The terms in which figures are said that stand in a quote, perhaps in other words; None if one does not."""
    said: set[str] = set()
    known = [figure for one in stated for figure in one.figures]
    for figure in figures_in(text):
        same = [k for k in known if _same(figure, k)]
        if not same:
            return None
        found = terms(text[figure.start : figure.end])
        exact = any(k.unit == figure.unit for k in same)
        said |= {t for t in found if exact or t[0].isdigit() or t in NUMBER_WORDS}
    return frozenset(said)


def _same(one: Figure, other: Figure) -> bool:
    """The same number of the same thing; "more than 300" is not 300, "about 300" is."""
    centre, its = (one.low + one.high) / 2, (other.low + other.high) / 2
    return abs(centre - its) <= 1e-6 * max(abs(its), 1) and not set(one.unit).isdisjoint(other.unit)


def _strange_number(text: str, held: set[str]) -> bool:
    return any(term not in held for term in terms(text) if term[0].isdigit() or term in NUMBER_WORDS)


def _strange_name(text: str, held: set[str], stated: Sequence[_Stated]) -> bool:
    """Whether a capitalised word is in no quote, or neighbours in a name are none there: "Lena Patel"."""
    if any(t not in held | _OPENERS for word in words(text) if any(c.isupper() for c in word) for t in terms(word)):
        return True
    for run in _RUN.findall(text):
        name = [term for term in terms(run) if term not in _OPENERS]
        if len(name) > 1 and not any(_in_a_row(name, [t for t in one.order if t]) for one in stated):
            return True
    return False


def _in_a_row(name: Sequence[str], order: Sequence[str]) -> bool:
    """Whether the terms stand in this order, with at most one other between two: "Mayor Okafor" for "Mayor Lena Okafor"."""
    for start, term in enumerate(order):
        place = start if term == name[0] else -1
        for following in name[1:]:
            if place < 0:
                break
            place = next((p for p in (place + 1, place + 2) if p < len(order) and order[p] == following), -1)
        if place >= 0:
            return True
    return False


def _by_words(text: str, stated: Sequence[_Stated]) -> Checked:
    """Whether the sentence, or else each clause of it, is said by one quoted sentence, in its words and as surely."""
    told = binding(tokens_of(text))
    whole = _said_by(text, told, stated)
    if not whole.fault:
        return whole
    clauses = _clauses(text)
    numbers: list[int] = []
    for clause in clauses if len(clauses) > 1 else ():
        found = _said_by(clause, told, stated, alone=True)
        if found.fault:
            return whole if whole.fault != "words" else found
        numbers += found.numbers
    return Checked("", tuple(sorted(set(numbers)))) if numbers else whole


def _clauses(text: str) -> list[str]:
    """Clauses of at least `_SHORTEST` terms: a shorter one goes with the one before, the first with the one after."""
    parts: list[str] = []
    for part in _CLAUSE.split(text):
        if parts and min(len(terms(part)), len(terms(parts[-1]))) < _SHORTEST:
            parts[-1] += f" {part}"
        else:
            parts.append(part)
    return [part for part in parts if terms(part)]


def _said_by(text: str, told: set[str], stated: Sequence[_Stated], *, alone: bool = False) -> Checked:
    """By which of the sentences this is said; `alone` it has to take its subject along."""
    faults: list[str] = []
    for one in stated:
        counted = _borne_figures(_without_dates(text), [one])
        fault = "words"
        bare = read(_with_days(text, one.dates))
        if counted is not None and bare.words and not _strange_date(text, [one]):
            fault = fault_of(bare, one.sentence, told, counted)
        if not fault and not (alone and not stands_alone(bare, one.sentence)):
            return Checked("", (one.number,))
        faults.append(fault or "order")
    return Checked(min(faults, key=_FAULTS.index, default="words"))
