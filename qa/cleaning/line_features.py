"""What a line of text looks like, as numbers, wherever it stands."""

from __future__ import annotations

import math
import re
from functools import lru_cache

SHAPE_NAMES = (
    "chars", "words", "word_length", "ends_sentence", "ends_colon", "sentences", "commas", "digits", "capitals",
    "capital_words", "small_words", "symbols", "starts_lower", "starts_upper", "furniture", "acts", "date", "by", "url",
    "question", "quotes", "small_start", "money",
)  # fmt: skip
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SENTENCE_END = re.compile(r"[.!?…][\"”’')\]]*(?=\s+[\"“‘'(\[]?[A-Z0-9]|$)")
SMALL_WORDS = frozenset(
    "a an the of to in on at for with by from as is are was were be been has have had it its this that these those "
    "and or but not he she they we you i his her their our your my who which what when where how will would can could "
    "do does did so if than then there about into over after before more most said says".split()
)
_FURNITURE = re.compile(
    r"\b(?:cookies?|privacy policy|terms (?:of|and|&)|all rights reserved|copyright|©|advertisement|sponsored|"
    r"skip to|main menu|site ?map|powered by|related (?:articles|posts|stories|topics|reading|content)|"
    r"(?:recent|popular|latest|top|more|featured|trending) (?:articles|posts|stories|news|from|in|on)|most (?:read|"
    r"popular)|"
    r"you (?:may|might) (?:also )?(?:like|enjoy)|read (?:more|next|also)|also read|recommended|trending|"
    r"table of contents|"
    r"in this article|on this page|what'?s (?:hot|new)|min(?:ute)?s? read|leave a (?:reply|comment)|comments?|"
    r"tags?|categor(?:y|ies)|filed under|previous|next|back to top|about (?:the )?author|written by|reviewed by|"
    r"share (?:this|on|via)|photo(?: by|graph)?|image(?: by| credit| source)?|credit|getty|courtesy|follow us|watch)\b",
    re.IGNORECASE,
)
_ACTS = re.compile(
    r"\b(?:subscribe|sign (?:up|in)|log ?in|register|newsletter|click here|download|get started|learn more|"
    r"contact us|join (?:us|now)|share|tweet|facebook|twitter|whatsapp|linkedin|pinterest|email|print|copy link|"
    r"buy now|"
    r"shop|add to|book a|request|free (?:trial|demo|quote)|enter your|submit|search|view all|see (?:all|more)|"
    r"show (?:all|more)|"
    r"load more|menu|close|home|reply|your email|unsubscribe|inbox|follow)\b",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"\b(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}|"
    r"\d{1,2}(?:st|nd|rd|th)? (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,? \d{4}|"
    r"\d{4}-\d\d-\d\d|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|(?:updated|published|posted|last modified)\b|\d+ (?:hours?|days?|"
    r"weeks?|months?) ago)",
    re.IGNORECASE,
)
_BY = re.compile(r"^(?:by|author|written by|words by|story by|posted by)\b", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_CAPITAL = re.compile(r"[A-Z]")
_SYMBOL = re.compile(r"[^\w\s]")
_MONEY = re.compile(r"[$€£]")
_URL = re.compile(r"https?://|www\.|\b[\w-]+\.(?:com|org|net|io|co)\b|\S@\S+\.")


_KNOWN = 80  # characters of a line whose shape is remembered
_SAMPLE = 240  # characters of a line that are looked at closely; its shape shows by then


def line_shape(text: str) -> tuple[float, ...]:
    """The numbers of one line, in the order of SHAPE_NAMES."""
    return _known_shape(text) if len(text) <= _KNOWN else _shape(text)


def _shape(text: str) -> tuple[float, ...]:
    head = text[:_SAMPLE]
    words = _WORD.findall(head)
    count = len(words) or 1
    size = len(head) or 1
    short = len(text) < 4 * _SAMPLE  # furniture is seldom long; prose need not be searched for it
    return (
        math.log1p(len(text)),
        math.log1p(count * len(text) / size),
        sum(map(len, words)) / count,
        float(bool(_SENTENCE_END.search(text[-3:]))),
        float(text.endswith(":")),
        float(min(6, len(_SENTENCE_END.findall(head)))),
        min(1.0, 10 * head.count(",") / size),
        len(_DIGIT.findall(head)) / size,
        len(_CAPITAL.findall(head)) / size,
        sum(map(str.istitle, words)) / count,
        sum(word in SMALL_WORDS for word in head.lower().split()) / count,
        len(_SYMBOL.findall(head)) / size,
        float(text[:1].islower()),
        float(text[:1].isupper()),
        float(min(3, len(_FURNITURE.findall(head)))) if short else 0.0,
        float(min(3, len(_ACTS.findall(head)))) if short else 0.0,
        float(bool(_DATE.search(head))) if short else 0.0,
        float(bool(_BY.match(head))),
        float(bool(_URL.search(head))),
        float("?" in text[-2:]),
        float(min(4, sum(map(head.count, '"“”')))),
        float(bool(words) and words[0].lower() in SMALL_WORDS),
        float(bool(_MONEY.search(head))),
    )


_known_shape = lru_cache(maxsize=5_000)(_shape)  # the menus of a site are the same on all its pages
