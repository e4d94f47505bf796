"""Find the figures of a sentence: how much or how many, of what, and how exactly."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa.text.terms import terms

_UP_TO_TWENTY = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
).split()
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_WORDS = {word: float(n) for n, word in enumerate(_UP_TO_TWENTY, start=1)}
_WORDS |= {word: 10.0 * n for n, word in enumerate(_TENS, start=2)}
_WORDS |= {f"{ten}-{one}": _WORDS[ten] + _WORDS[one] for ten in _TENS for one in _UP_TO_TWENTY[:9]}
_SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "dozen": 12.0}
NUMBER_WORDS = frozenset(term for word in (*_WORDS, *_SCALES) for term in terms(word))
_CURRENCIES = {"dollars": "$", "euros": "€", "pounds": "£"}
_SHORT_SCALES = {"k": 1e3, "m": 1e6, "mn": 1e6, "bn": 1e9, "b": 1e9, "tn": 1e12}
_ABOUT = frozenset("about around roughly approximately nearly almost some circa".split(" "))
_MORE = ("more than", "over", "at least", "upwards of", "exceeding", "above")
_LESS = ("fewer than", "less than", "under", "below", "up to", "as many as", "as much as", "at most")

_QUALIFIER = "|".join(sorted([*_ABOUT, *_MORE, *_LESS], key=len, reverse=True))
_FIGURE = re.compile(
    rf"(?<![\w$£€.,:/–-])(?:(?P<lead>by|to|from)\s+)?(?:(?P<qualifier>{_QUALIFIER})\s+)?(?P<money>(?:US|A|C)?[$£€])?"
    rf"(?P<number>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|(?:a|{'|'.join(sorted(_WORDS, key=len, reverse=True))})(?![\w’']))"
    rf"(?:(?P<short>k|m|mn|bn|b|tn)\b|[ -](?P<scale>{'|'.join(_SCALES)})\b)?"
    r"(?P<percent>\s?%| ?per ?cent\b)?(?P<money_word> (?:dollars|euros|pounds)\b)?(?![\d:/%]|[.,:–-]\d|(?:st|nd|rd|th)\b)",
    re.IGNORECASE,
)
_LONGEST = 24  # characters of a figure
_BEFORE = 120  # characters before a figure that are looked at
_NAMED = re.compile(r"([A-Z#][\w.-]*)\s$")
_AFTER_UNIT = (
    "of in on at to for from by with after before during since as and or were was are is have has had will would can "
    "could may might who that which died killed injured wounded arrested said say use used using took voted signed a the "
    "against under over across into worldwide so per between than when while but each about out"
).replace(" ", "|")
_UNIT = re.compile(
    r"[ -]((?:[A-Za-z][\w'’]*[ -]){0,2}?[a-z][\w'’]*)(?=[,.;:?!)]|$|\s(?:[a-z]+ly\s)?(?:" + _AFTER_UNIT + r")\b)"
)
_CHANGE = re.compile(
    r"\b(?:r[io]se|risen|fell|fall(?:en)?|gr[eo]wn?|increased?|decreased?|dropp?e?d?|cut|climbed|jumped|declined?|raised?"
    r"|lowered|up|down|reduced?|expand(?:ed)?|shr[aiu]nk|slipped|surged|soared)\b",
    re.IGNORECASE,
)
_OF = re.compile(r"\sof (?:the |all |its )?([\w'’-]+)")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure said at `text[start:end]`: somewhere from `low` to `high` of `unit`, index terms of what is counted.

    `lead` is "by", "to" or "from" where a change is told; `of` the term of the whole: "members of Congress".
    """

    start: int
    end: int
    low: float
    high: float
    unit: tuple[str, ...]
    lead: str = ""
    of: str = ""

    def agrees(self, other: Figure) -> bool:
        """Whether both can be true of one fact."""
        return self.low <= other.high and other.low <= self.high


def figures_in(text: str) -> list[Figure]:
    """The figures that count something, in reading order; ages, scores, ranks, numbers in names and years are none."""
    found = []
    for match in _FIGURE.finditer(text):
        value = _value(match)
        unit, end = _unit(text, match)
        if value is None or not unit or _in_name(text, match):
            continue
        low, high = _bounds(match["number"], value, (match["qualifier"] or "").lower())
        start = min(match.start(part) for part in ("qualifier", "money", "number") if match[part])
        of = _OF.match(text, end)
        whole = " ".join(terms(of[1])) if of else ""
        lead = (
            (match["lead"] or "").lower()
            if _CHANGE.search(text[max(0, match.start() - _BEFORE) : match.start()])
            else ""
        )
        found.append(Figure(start, end, low, high, unit, lead, whole))
    return found


def _in_name(text: str, match: re.Match[str]) -> bool:
    """Whether a figure is a number in a name: "Boeing 737", "No. 3"."""
    before = _NAMED.search(text[max(0, match.start("number") - _BEFORE) : match.start("number")])
    return (
        before is not None and not (match["qualifier"] or match["money"] or match["percent"]) and bool(terms(before[1]))
    )


def _value(match: re.Match[str]) -> float | None:
    number, scale = match["number"].lower(), (match["scale"] or "").lower()
    if number == "a":
        return _SCALES.get(scale)
    if number in _WORDS:
        value = _WORDS[number]
    else:
        if len(number) > _LONGEST:
            return None  # nobody counts so far: an id, or a text meant to do harm
        value = float(number.replace(",", ""))
        plain = number.isdigit() and 1500 <= value <= 2100 and len(number) == 4
        if plain and not (match["money"] or match["percent"] or scale or match["qualifier"]):
            return None  # a year
    return value * _SCALES.get(scale, 1.0) * _SHORT_SCALES.get((match["short"] or "").lower(), 1.0)


def _unit(text: str, match: re.Match[str]) -> tuple[tuple[str, ...], int]:
    """What is counted, and where its words end."""
    if match["percent"]:
        return ("%",), match.end()
    if match["money"] or match["money_word"]:
        return ((match["money"] or _CURRENCIES[match["money_word"].strip().lower()])[-1],), match.end()
    unit = _UNIT.match(text, match.end())
    if not unit or unit[1].lower().startswith(("year-old", "year old", "years old", "p.m", "a.m", "percentage")):
        return (), match.end()
    return tuple(sorted(terms(unit[1]))), unit.end()


def _bounds(number: str, value: float, qualifier: str) -> tuple[float, float]:
    """The values a figure allows: a round number is rounded, "more than 600" is not 2,400."""
    digits = number.replace(",", "")
    step = 1.0
    if digits.replace(".", "").isdigit():
        decimals = len(digits.partition(".")[2])
        zeros = 0 if decimals else len(digits) - len(digits.rstrip("0"))
        written = float(digits)
        step = value / written * 10.0 ** (zeros - decimals) if written else 1.0
    slack = min(step / 2, value * 0.05) if step > 1 and value >= 100 or step < 1 else 0.0
    if qualifier in _ABOUT:
        slack = max(slack, value * 0.1)
    low, high = value - slack, value + slack
    if qualifier in _MORE:
        high = value * 1.25
    if qualifier in _LESS:
        low = value * 0.75
    return low, high
