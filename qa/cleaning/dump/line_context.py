"""What stands around a line: words it shares with the prose, headings it comes after, the stamps of comments, as numbers."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate

from qa.cleaning.line_features import SMALL_WORDS

CONTEXT_NAMES = (
    "known_words", "known_weight", "own_words", "local_words", "stamps_before", "stamps_after", "stamps_near", "since_talk",
    "since_foot", "feet", "talked", "prose_before", "prose_after", "from_middle", "from_first_prose", "same_shape",
)  # fmt: skip
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_STAMP = re.compile(
    r"\b(?:19|20)\d\d\b.{0,12}\d{1,2}:\d\d|\d+ (?:minutes?|hours?|days?|weeks?|months?|years?) ago|"
    rf"\b{_MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}|\d{{1,2}} {_MONTH} \d{{4}}|\d{{1,2}}/\d{{1,2}}/\d{{2,4}}",
    re.IGNORECASE,
)
_TALK = re.compile(
    r"^\W*(?:(?:\d+|leave|add|post|view|show|read|join|load)\W+(?:\w+ ){0,3}(?:comments?|responses?|replies|thoughts|"
    r"conversation|discussion|reply)\b.{0,60}|(?:comments?|responses?|replies|discussion|reply)\b.{0,25})$",
    re.IGNORECASE,
)
_FOOT = re.compile(
    r"^\W*(?:related|you (?:may|might)|more (?:from|in|on|articles|posts|stories|like)|recommended|read (?:next|more)|"
    r"about the authors?|share|tags?\b|filed under|newsletter|keep reading|latest|popular|most read|trending|"
    r"further reading|previous|next (?:post|article)|see also|also (?:read|on)|subscribe|sign up|get (?:the|our)|"
    r"other (?:articles|posts)|similar|recent|contact|follow us|explore|join|copyright|©|featured|what to read|up next|"
    r"company|products?|resources|legal|written by|references|sources)\b.{0,45}$",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]{4,}")
_HEADING = 60  # characters of a line that may head what follows
_LABEL = 70  # characters of a line that may be a stamp, or head a discussion
_FAR = 99  # lines
_REACH = 20  # lines within which stamps are counted
_ALIKE = 15  # lines within which those of one shape are


def line_context(lines: Sequence[str], prose: Sequence[bool]) -> list[list[float]]:
    """A row of numbers for each line, in the order of CONTEXT_NAMES; `prose` says which lines are sentences."""
    sizes = [len(line) for line in lines]
    columns = (*_words(lines, prose), *_headings(lines, sizes), *_places(sizes, prose), _alike(lines, sizes))
    return [list(map(float, row)) for row in zip(*columns, strict=True)]


def _words(lines: Sequence[str], prose: Sequence[bool]) -> tuple[list[float], ...]:
    """How many of a line's words the prose knows, how well, how many there are, and how many its neighbours know."""
    words = [{word for word in _WORD.findall(line.lower()) if word not in SMALL_WORDS} for line in lines]
    times: Counter[str] = Counter()
    for said, is_prose in zip(words, prose, strict=True):
        if is_prose:
            times.update(said)
    known: list[float] = []
    weight: list[float] = []
    local: list[float] = []
    for i, said in enumerate(words):
        count = max(1, len(said))
        known.append(sum(times[word] - prose[i] >= 2 for word in said) / count)
        weight.append(sum(math.log1p(max(0, times[word] - prose[i])) for word in said) / count)
        near = set().union(*words[max(0, i - 3) : i], *words[i + 1 : i + 4])
        local.append(len(said & near) / count)
    return known, weight, [float(len(said)) for said in words], local


def _headings(lines: Sequence[str], sizes: Sequence[int]) -> tuple[Sequence[float], ...]:
    """Stamps around a line, and how far above it a discussion or a foot of the page begins."""
    count = len(lines)
    short = [line if size < _LABEL else "" for line, size in zip(lines, sizes, strict=True)]
    stamps = list(accumulate((bool(_STAMP.search(line)) for line in short), initial=0))
    talk = [bool(_TALK.match(line)) for line in short]
    feet = [bool(_FOOT.match(line)) and len(line) < _HEADING for line in short]
    return (
        [stamps[i] - stamps[max(0, i - _REACH)] for i in range(count)],
        [stamps[min(count, i + _REACH + 1)] - stamps[min(count, i + 1)] for i in range(count)],
        [stamps[min(count, i + 4)] - stamps[max(0, i - 3)] for i in range(count)],
        _since(talk),
        _since(feet),
        list(accumulate(feet, initial=0))[:-1],
        list(accumulate(talk, max)),
    )


def _places(sizes: Sequence[int], prose: Sequence[bool]) -> tuple[list[float], ...]:
    """The share of the prose before and after a line, and the line's way from the middle and the beginning of it."""
    count = len(sizes)
    passed = list(accumulate((size * is_prose for size, is_prose in zip(sizes, prose, strict=True)), initial=0))
    total = passed[-1] or 1
    middle = sum(i * size for i, (size, is_prose) in enumerate(zip(sizes, prose, strict=True)) if is_prose) / total
    first = next((i for i, is_prose in enumerate(prose) if is_prose), count)
    return (
        [passed[i] / total for i in range(count)],
        [(passed[count] - passed[i + 1]) / total for i in range(count)],
        [(i - middle) / count for i in range(count)],
        [(i - first) / count for i in range(count)],
    )


def _alike(lines: Sequence[str], sizes: Sequence[int]) -> list[float]:
    """The share of the lines around that look like this one: length, ending, first letter, digits."""
    shapes = [
        (min(3, size // 30), line[-1:] in ".!?", line[:1].isupper(), any(map(str.isdigit, line)))
        for line, size in zip(lines, sizes, strict=True)
    ]
    spans = [(max(0, i - _ALIKE), min(len(lines), i + _ALIKE + 1)) for i in range(len(lines))]
    return [shapes[lo:hi].count(shapes[i]) / (hi - lo) for i, (lo, hi) in enumerate(spans)]


def _since(flags: Sequence[bool]) -> list[int]:
    """Lines since the last flagged one; 0 at that one."""
    out: list[int] = []
    away = _FAR
    for flag in flags:
        out.append(0 if flag else away)
        away = 0 if flag else min(_FAR, away + 1)
    return out
