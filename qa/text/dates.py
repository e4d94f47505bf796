"""Find the dates a text mentions, each as the first and last day it can mean."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import MINYEAR, date, timedelta

from qa.text.days import MONTHS, SEASONS, WEEKDAYS, Days, back, month_range, narrowed, stretch, valid_day, year_range


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date said at `text[start:end]`: the days `first` to `last`, both included.

    `relative`: it was counted from the day of writing. `firm`: it can only be a time; a bare year beside a name
    ("Expo 2020", "the 2018 World Cup") may be part of the name and is not.
    """

    start: int
    end: int
    first: date
    last: date
    relative: bool = False
    firm: bool = True


_COUNTING = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_NUMBERS = {word: number for number, word in enumerate(_COUNTING, start=1)} | {
    "a": 1,
    "an": 1,
    "few": 3,
    "several": 5,
    "couple": 2,
    "couple of": 2,
    "dozen": 12,
}
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 0}

_FULL = [name for name in MONTHS if len(name) > 4 or name in {"may", "june", "july"}]
_SHORT = [name for name in MONTHS if name not in _FULL]
_MONTH = rf"(?:(?:{'|'.join(_FULL)})\b|(?:{'|'.join(_SHORT)})\b\.?+)"
_YEAR = r"(?:1[5-9]\d\d|20\d\d)(?![\w%]|[.,-]\d)"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![\d:%]|[.,]\d)"
_COUNT = r"(?:\d{1,3}|couple(?: of)?|" + "|".join(w for w in _NUMBERS if not w.startswith("couple")) + r")"
_TO = r" ?(?:and|to|-|–) ?"
_UNIT = r"(?:day|week|month|year|decade)s?"
_PART = r"(?:(?P<{0}>early|mid|late|(?:the )?(?:start|beginning|end) of)[- ])?"
_BEFORE_MONTH = (
    r"(?:in|since|until|till|by|before|after|during|from|between|to|through|of|early|mid|late|as of|and|last|this|next)"
)
_MONTH_SURELY = frozenset(
    "in since until till during early mid late".split()
)  # before "may" and "march" in small letters

_FORMS = {
    "iso": r"(?P<iso>(?:1[5-9]|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))(?!\d)",
    "dmy": rf"(?:(?P<dmy_f>{_DAY}){_TO})?(?P<dmy_d>{_DAY})(?: of)? (?P<dmy_m>{_MONTH})(?:,? (?P<dmy_y>{_YEAR}))?",
    "my": _PART.format("my_p") + rf"(?P<my_m>{_MONTH})(?: of|,)? (?P<my_y>{_YEAR})",
    "mdy": rf"(?P<mdy_m>{_MONTH}) (?P<mdy_d>{_DAY})(?:{_TO}(?P<mdy_l>{_DAY}))?(?:,? (?P<mdy_y>{_YEAR}))?",
    "half": rf"(?P<half_n>first|second|last) half of (?P<half_y>{_YEAR})",
    "quarter": rf"(?:(?P<quarter_n>first|second|third|fourth|last) quarter of|q(?P<quarter_q>[1-4]))(?: of)? "
    rf"(?P<quarter_y>{_YEAR})",
    "season": rf"(?P<season_s>spring|summer|autumn|fall|winter)(?: of)? (?P<season_y>{_YEAR})",
    "decade": r"(?P<decade>(?:1[5-9]|20)\d)0s\b",
    "span": r"(?P<span_a>(?:1[5-9]|20)\d\d) ?[-–—] ?(?P<span_b>(?:1[5-9]|20)\d\d|\d\d)(?![\w%-])",
    "ago": rf"(?P<ago_n>{_COUNT}) (?P<ago_u>{_UNIT}) ago\b",
    "past": rf"(?:last|past|previous) (?P<past_n>{_COUNT}) (?P<past_u>{_UNIT})\b",
    "until_now": r"(?:past|(?<=the )last) (?P<until_now_u>week|month|year|decade)\b(?! of\b)",
    "rel": r"(?P<rel_w>this|last|past|previous|next|the current) "
    r"(?P<rel_u>week|weekend|month|year|quarter|decade|spring|summer|autumn|winter|"
    + "|".join(WEEKDAYS)
    + "|"
    + "|".join(_FULL)
    + r")\b",
    "word": r"(?P<word>today|tonight|yesterday|tomorrow|this (?:morning|afternoon|evening))\b",
    "weekday": r"(?P<weekday>" + "|".join(WEEKDAYS) + rf")\b(?!,? (?:{_MONTH}|\d))",
    "month": rf"(?<![\w-])(?P<month_b>{_BEFORE_MONTH}) (?P<month_m>{_MONTH})(?! ?\d| (?:i|we|you|he|she|they|it|be)\b)",
    "bare": rf"(?<![\w-])(?P<bare>{'|'.join(name for name in _FULL if name not in ('may', 'march'))})(?=\s*[?.!]*\s*$)",
    "year": _PART.format("year_p") + rf"(?P<year>{_YEAR})",
}
_DATE = re.compile(
    r"(?<![\w$£€#.,/–-])(?:" + "|".join(f"(?P<{name}_>{form})" for name, form in _FORMS.items()) + r")",
    re.IGNORECASE,
)
_TIME_BEFORE = re.compile(
    r"(?:\b(?:in|since|until|till|by|before|after|during|from|between|to|through|of|throughout|late|early|mid|around|"
    r"circa|as of|prior to|and|or|year|for)|[(,])\s*$",
    re.IGNORECASE,
)

_NEAR = 60  # characters beside a year that tell whether it is one: looking further takes time and teaches nothing

_COUNTED = re.compile(
    r"\s+(?:people|men|women|children|(?!was\b|is\b|as\b|has\b|does\b|this\b|its\b|versus\b|across\b)[a-z]+s)\b"
)


def dates_in(text: str, published: date | None) -> list[DateMention]:
    """Dates in reading order; those counted from the day of writing only where `published` is known.

    What no calendar can hold ("300 decades ago", the year before year 1) is no date.
    """
    found = []
    for match in _DATE.finditer(text):
        with suppress(ValueError, OverflowError):
            mention = _READERS[str(match.lastgroup)](match, published)
            if mention is not None:
                found.append(mention)
    return [_same_year(text, one, after) for one, after in zip(found, [*found, None][1:], strict=True)]


def _same_year(text: str, mention: DateMention, after: DateMention | None) -> DateMention:
    """ "Between March and May 2020": a month or day takes the year that the next one says."""
    if after is None or after.relative or not re.fullmatch(r" (?:and|to|until|or) ", text[mention.end : after.start]):
        return mention
    month = text[mention.start : mention.end].lower().split()[0].rstrip(".")
    if month not in MONTHS or not mention.relative:
        return mention
    year = max(after.first.year - (mention.first.month > after.first.month), MINYEAR)
    if mention.first == mention.last:
        day = valid_day(year, mention.first.month, mention.first.day) or mention.first
        return replace(mention, first=day, last=day, relative=False)
    first, last = month_range(year, mention.first.month)
    return replace(mention, first=first, last=last, relative=False)


def _mention(match: re.Match[str], days: Days, *, relative: bool = False, firm: bool = True) -> DateMention:
    return DateMention(match.start(), match.end(), *days, relative=relative, firm=firm)


def _days(match: re.Match[str], form: str, span: tuple[str, str], published: date | None) -> DateMention | None:
    """The days `span` of one month; without a year, the latest such days that are not after `published`."""
    month, year = match[f"{form}_m"], match[f"{form}_y"]
    number = MONTHS[month.lower().rstrip(".")]
    first, last = (int(re.sub(r"\D", "", day)) for day in span)
    if year is None and (published is None or month in {"may", "march"}):
        return None
    in_year = (
        int(year) if year or published is None else published.year - ((number, first) > published.timetuple()[1:3])
    )
    days = valid_day(in_year, number, first), valid_day(in_year, number, last)
    if days[0] is None or days[1] is None or days[0] > days[1]:
        return None
    return _mention(match, (days[0], days[1]), relative=year is None)


def _read_iso(match: re.Match[str], _: date | None) -> DateMention | None:
    year, month, of_month = map(int, match["iso"].split("-"))
    day = valid_day(year, month, of_month)
    return _mention(match, (day, day)) if day else None


def _read_dmy(match: re.Match[str], published: date | None) -> DateMention | None:
    return _days(match, "dmy", (match["dmy_f"] or match["dmy_d"], match["dmy_d"]), published)


def _read_mdy(match: re.Match[str], published: date | None) -> DateMention | None:
    return _days(match, "mdy", (match["mdy_d"], match["mdy_l"] or match["mdy_d"]), published)


def _read_my(match: re.Match[str], _: date | None) -> DateMention:
    days = month_range(int(match["my_y"]), MONTHS[match["my_m"].lower().rstrip(".")])
    return _mention(match, narrowed(days, match["my_p"]))


def _read_half(match: re.Match[str], _: date | None) -> DateMention:
    return _mention(match, month_range(int(match["half_y"]), 1 if match["half_n"].lower() == "first" else 7, 6))


def _read_quarter(match: re.Match[str], _: date | None) -> DateMention:
    number = int(match["quarter_q"]) if match["quarter_q"] else _ORDINALS[match["quarter_n"].lower()] or 4
    return _mention(match, month_range(int(match["quarter_y"]), 3 * number - 2, 3))


def _read_season(match: re.Match[str], _: date | None) -> DateMention:
    return _mention(match, month_range(int(match["season_y"]), SEASONS[match["season_s"].lower()], 3))


def _read_decade(match: re.Match[str], _: date | None) -> DateMention:
    first = int(match["decade"]) * 10
    return _mention(match, year_range(first, first + 9))


def _read_span(match: re.Match[str], _: date | None) -> DateMention | None:
    first, end = int(match["span_a"]), match["span_b"]
    last = int(end) if len(end) == 4 else first // 100 * 100 + int(end)
    return _mention(match, year_range(first, last)) if first < last else None


def _number(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBERS[word.lower()]


def _read_ago(match: re.Match[str], published: date | None) -> DateMention | None:
    if published is None:
        return None
    unit = match["ago_u"].lower().rstrip("s")
    then = back(published, _number(match["ago_n"]), unit)
    days = {"month": month_range(then.year, then.month), "year": year_range(then.year, then.year)}.get(unit)
    slack = timedelta(days={"day": 0, "week": 3}.get(unit, 365 * 2))
    return _mention(match, days or (then - slack, then + slack), relative=True)


def _read_past(match: re.Match[str], published: date | None) -> DateMention | None:
    if published is None:
        return None
    return _mention(match, (back(published, _number(match["past_n"]), match["past_u"]), published), relative=True)


def _read_until_now(match: re.Match[str], published: date | None) -> DateMention | None:
    """ "Over the past year" runs to this day; "last year" does not."""
    if published is None:
        return None
    return _mention(match, (back(published, 1, match["until_now_u"]), published), relative=True)


def _read_rel(match: re.Match[str], published: date | None) -> DateMention | None:
    if published is None:
        return None
    words = match["rel_w"].lower()
    step = {"this": 0, "the current": 0, "next": 1}.get(words, -1)
    return _mention(match, stretch(published, match["rel_u"].lower(), step), relative=True)


def _read_word(match: re.Match[str], published: date | None) -> DateMention | None:
    if published is None:
        return None
    day = published + timedelta(days={"yesterday": -1, "tomorrow": 1}.get(match["word"].lower(), 0))
    return _mention(match, (day, day), relative=True)


def _read_weekday(match: re.Match[str], published: date | None) -> DateMention | None:
    if published is None or match["weekday"].islower():
        return None
    return _mention(match, stretch(published, match["weekday"].lower(), 0), relative=True)


def _read_month(match: re.Match[str], published: date | None) -> DateMention | None:
    name = match["month_m"]
    part = match["month_b"].lower()
    is_word = name in {"may", "march", "mar", "sep", "dec", "jan"} and part not in _MONTH_SURELY
    if published is None or is_word:
        return None
    days = _last_such_month(name, published)
    return DateMention(
        match.start("month_m"),
        match.end(),
        *narrowed(days, part if part in {"early", "mid", "late"} else None),
        relative=True,
    )


def _read_bare(match: re.Match[str], published: date | None) -> DateMention | None:
    return None if published is None else _mention(match, _last_such_month(match["bare"], published), relative=True)


def _last_such_month(name: str, published: date) -> Days:
    number = MONTHS[name.lower().rstrip(".")]
    return month_range(published.year - (number > published.month), number)


def _read_year(match: re.Match[str], _: date | None) -> DateMention | None:
    text, year = match.string, int(match["year"])
    days = narrowed(year_range(year, year), match["year_p"])
    before, after = text[max(0, match.start() - _NEAR) : match.start()], text[match.end() : match.end() + _NEAR]
    if match["year_p"] or (_TIME_BEFORE.search(before) and not _COUNTED.match(after)):
        return _mention(match, days)
    if re.search(r"\bthe\s*$", before, re.IGNORECASE) or re.search(r"[A-Z][\w'’]*\s*$", before):
        return _mention(match, days, firm=False)
    if re.match(r"\s+[a-z]", after):
        return None
    return _mention(match, days, firm=not re.match(r"['’]|\s+[A-Z]", after))


_READERS: dict[str, Callable[[re.Match[str], date | None], DateMention | None]] = {
    "iso_": _read_iso,
    "dmy_": _read_dmy,
    "my_": _read_my,
    "mdy_": _read_mdy,
    "half_": _read_half,
    "quarter_": _read_quarter,
    "season_": _read_season,
    "decade_": _read_decade,
    "span_": _read_span,
    "ago_": _read_ago,
    "past_": _read_past,
    "until_now_": _read_until_now,
    "rel_": _read_rel,
    "word_": _read_word,
    "weekday_": _read_weekday,
    "month_": _read_month,
    "bare_": _read_bare,
    "year_": _read_year,
}
