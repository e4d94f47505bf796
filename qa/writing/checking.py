"""Whether a written sentence stands in the quotes it cites: dates, figures, names, words, who says so, what is done to whom.

Pure. A clause must be borne out by one quoted sentence, so that two true sentences cannot be mixed to a false one. What
code cannot judge it does not let pass: without an entailment model a word that is in no quote is a word too many.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from qa.chunking import sentences
from qa.dates import dates_in
from qa.figures import NUMBER_WORDS, Figure, figures_in
from qa.keywords import terms, words
from qa.types import Citation

_MARKUP = re.compile(r"[<>\[\]{}|`\\*]|!\(|&#?\w+;")
_LINK = re.compile(r"\b[a-z][a-z0-9+.-]{1,20}:\S|www\.|//|\w@\w|\b[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}/", re.IGNORECASE)
_ENDS = re.compile(r"[.!…][\"”’')]*$")
_CLAUSE = re.compile(r"[;:—–]|,(?!\s?\d)|\s(?:and|but|while|whereas|although)\s")
_RUN = re.compile(r"[A-ZÀ-ÖØ-Þ][\w’'-]*(?: [A-ZÀ-ÖØ-Þ][\w’'.-]*)+")
_FAULTS = ("surety", "order", "words")  # nearest to standing first
_SHORTEST = 3  # terms of a clause that is judged by itself
_MOVED = 4  # of so many neighbours one pair may have changed places: a phrase that was moved
_NEAR = 3  # words before and after a quoted clause whose say, denial or doubt belongs to it
_NEUTRAL = frozenset(
    terms(
        "according also additionally furthermore moreover however meanwhile overall therefore thus hence instead including "
        "respectively both"
    )
)
_BINDING = frozenset(
    # leave one out or put one in, and a sentence says another thing
    "not never no none nobody nothing neither nor cannot without hardly barely may might could would should must if unless "
    "whether until only almost nearly deny denied denies denying refuse refused refuses fail failed fails failing "
    "threaten threatened threatens plan planned plans planning intend intended propose proposed proposes consider considered "
    "considering expect expected expects hope hoped hopes want wanted wants try tried tries attempt attempted seek sought "
    "claim claimed claims allege alleged alleges allegedly reportedly accuse accused accuses believe "
    "believed believes think thought thinks suggest suggested suggests argue argued argues warn warned warns likely unlikely "
    "possibly perhaps probably apparently false falsely wrong wrongly fake rumor rumour rumored rumoured supposedly".split()
)

_SAYING = frozenset("say said says saying according told tells stated states".split())


@dataclass(frozen=True, slots=True)
class Checked:
    """`fault` is empty where the sentence stands; `numbers` are then the citations it needs."""

    fault: str
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Stated:
    """A sentence of a quote, read."""

    number: int
    tokens: tuple[str, ...]
    order: tuple[str, ...]  # the term of each token, "" for a stop word
    dates: tuple[tuple[date, date, str], ...]
    figures: tuple[Figure, ...]


def check(text: str, quotes: Sequence[Citation], *, by_words: bool = True) -> Checked:
    """Hold a sentence against its quotes; without `by_words` what it means is left to an entailment model."""
    if _MARKUP.search(text) or _LINK.search(text):
        return Checked("link")
    if not _ENDS.search(text):
        return Checked("unfinished")
    stated = [read for quote in quotes for read in _read(quote)]
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
        text = quote.quote[span.start : span.end]
        tokens = _tokens(text)
        dates = tuple((m.first, m.last, text[m.start : m.end].lower()) for m in dates_in(text, published))
        found.append(_Stated(quote.number, tokens, _order(tokens), dates, tuple(figures_in(text))))
    return found


def _tokens(text: str) -> tuple[str, ...]:
    """Words, with the "not" of "didn't" apart."""
    return tuple(words(re.sub(r"(?:ca)?n['’]t\b", " not", text)))


def _order(tokens: Sequence[str]) -> tuple[str, ...]:
    return tuple((terms(token) or [""])[0] for token in tokens)


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
        text = f"{text[: said.start]} {text[said.end :]}"
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
    if any(t not in held | _NEUTRAL for word in words(text) if any(c.isupper() for c in word) for t in terms(word)):
        return True
    for run in _RUN.findall(text):
        name = [term for term in terms(run) if term not in _NEUTRAL]
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
    """Whether each clause is said by one quoted sentence, in its words, in order, and as surely."""
    said = _binding(_tokens(text))
    numbers: list[int] = []
    for clause in _clauses(text):
        found = [(one.number, _twisted(clause, said, one)) for one in stated]
        straight = [number for number, fault in found if not fault]
        if not straight:
            return Checked(min((fault for _, fault in found), key=_FAULTS.index, default="words"))
        numbers.append(next((n for n in straight if n in numbers), straight[0]))
    return Checked("", tuple(sorted(set(numbers)))) if numbers else Checked("words")


def _binding(tokens: Sequence[str]) -> set[str]:
    """The words among them that say how surely, or by whom, a thing is said."""
    lower = {word.lower() for word in tokens if word != "May"}
    return lower & _BINDING | ({"said"} if lower & _SAYING else set())


def _clauses(text: str) -> list[str]:
    """Clauses of at least `_SHORTEST` terms: a shorter one goes with the one before, the first with the one after."""
    parts: list[str] = []
    for part in _CLAUSE.split(text):
        if parts and min(len(terms(part)), len(terms(parts[-1]))) < _SHORTEST:
            parts[-1] += f" {part}"
        else:
            parts.append(part)
    return [part for part in parts if terms(part)]


def _twisted(clause: str, said: set[str], one: _Stated) -> str:
    """What keeps a clause from being said by a sentence: other "words", another "order", more "surety"; or nothing."""
    bare = _without_dates(clause)
    counted = _borne_figures(bare, [one])
    order = [t for t in _order(_tokens(bare)) if t and t not in _NEUTRAL]
    if counted is None or _strange_date(clause, [one]) or not set(order) <= set(one.order) | counted:
        return "words"
    place = {term: i for i, term in reversed(list(enumerate(one.order))) if term}
    pairs = [(place[a], place[b]) for a, b in zip(order, order[1:], strict=False) if a in place and b in place]
    if sum(a > b for a, b in pairs) > len(pairs) // _MOVED:
        return "order"
    covered = [place[term] for term in order if term in place]
    around = one.tokens[max(min(covered) - _NEAR, 0) : max(covered) + 1 + _NEAR] if covered else ()
    added, dropped = _binding(_tokens(clause)) - _binding(one.tokens), _binding(around) - said
    return "surety" if added or dropped else ""
