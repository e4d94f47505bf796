"""What a sentence shows on its face, as bits computed once at index time: numbers, dates, names, reasons. Pure."""

from __future__ import annotations

import re
from enum import IntFlag


class Mark(IntFlag):
    """Marks of a sentence; a sentence has any number of them."""

    NUMBER = 1
    DATE = 2  # a year, month, weekday or time of day
    NAME = 4  # a capitalised word that does not open the sentence
    REASON = 8
    QUESTION = 16
    PRONOUN = 32  # opens with a pronoun: leans on the sentence before
    QUOTE = 64
    HEADING = 128  # no full stop of its script at the end, and no row of a table
    FURNITURE = 256  # points elsewhere, credits, corrects or sells: "Read more:", "Photo by", "Sign up for"
    PLACE = 512  # "in", "at", "from" before a name
    PERSON = 1024  # two or more capitalised words in a row
    MANNER = 2048  # "by", "using", "through": how something is done
    GAP = 4096  # its page shows something there that cannot be written


SAYS_NOTHING = Mark.QUESTION | Mark.HEADING | Mark.FURNITURE | Mark.GAP  # that a person could cite
HOLE = "[⋯]"  # stands for what cannot be written: not "[…]", which people write

_STOPS = r".!?…\"”’')\]:;。！？」』）؟۔։।॥။።។"  # what a sentence may end with, in the scripts that have it
_UNSTOPPED = "\u0e00-\u0eff"  # Thai and Lao write no full stop

_PATTERNS: tuple[tuple[Mark, re.Pattern[str]], ...] = (
    (Mark.NUMBER, re.compile(
        r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|twenty|thirty|forty|"
        r"fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|dozens?|millions?|billions?|half|quarter|third|twice)\b", re.I
    )),
    (Mark.DATE, re.compile(
        r"\b(?:1[5-9]\d\d|20\d\d)\b|\b(?:Jan(?:uary)?|Feb(?:ruary)?|March|April|June|July|Aug(?:ust)?|Sept(?:ember)?|"
        r"Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b|\bMay \d|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|"
        r"\b(?:century|centuries|decades?|yesterday|tomorrow)\b|\b(?:last|next|this) (?:week|month|year)\b"
    )),
    (Mark.NAME, re.compile(r"(?<=[\w,;:)] )[\"“‘(]?[A-Z]\w")),
    (Mark.PERSON, re.compile(r"\b[A-Z][\w'’-]+ (?:[A-Z]\. )?[A-Z][\w'’-]+")),
    (Mark.PLACE, re.compile(r"\b(?:in|at|from|near|to|of|outside|across) (?:the )?[A-Z]\w")),
    (Mark.REASON, re.compile(
        r"\b(?:because|due to|as a result|in order to|so that|owing to|thanks to|reasons?|caus(?:e|es|ed|ing)|in response to|"
        r"l(?:ed|ead|eads) to|amid|citing|cited|concerns?|fears?|worr(?:y|ies|ied)|critics?|criticism|pressure|hopes?|hoped|"
        r"as (?:many|some|critics|protest\w*)|therefore|why|to (?:avoid|prevent|protect|ensure|give|allow|reduce))\b|"
        r"(?<=[a-z] )(?:after|since)\b", re.I
    )),
    (Mark.MANNER, re.compile(r"\b(?:by \w+ing|using|through|via|with the help of|by means of)\b", re.I)),
    (Mark.QUESTION, re.compile(r"[?？؟][\"”’')」』）]*$")),
    (Mark.PRONOUN, re.compile(
        r"^[\"“‘(]?(?:(?:But|And|So|Yet|Then|Still|However|Meanwhile|Later),? )?"
        r"(?:He|She|They|It|This|That|These|Those|His|Her|Their|Its|We|I|he|she|they|it|this|that|his|her|their|its)\b"
    )),
    (Mark.QUOTE, re.compile(r"[\"“”]")),
    (Mark.FURNITURE, re.compile(
        r"^\W*(?:read (?:more|also|next|the full)\b|(?:more|related|see also|also read|photos?|pictures?|images?|video|gallery|"
        r"caption|corrections?|clarifications?|corrections? (?:and|&) clarifications?)(?: (?:on|from|in|stories|coverage|articles?|"
        r"reading|credit|by)\b.{0,40})?:|photo(?:graph)?s? (?:by|courtesy)\b|watch(?: (?:now|live|more|below|above))?:|"
        r"watch (?:the|this) video|listen to this|an earlier version of this|this (?:story|article|report) (?:has been|was) "
        r"(?:updated|corrected)|editor['’]s? note|contribut(?:ing|ors?|ed by)\b|follow \S+(?: \S+)? on (?:twitter|facebook|"
        r"instagram)|sign up (?:for|to|here)|subscribe\b|click here|stay (?:connected|informed)|©|copyright (?:\d|©)|"
        r"advertisement\b|(?:story|article) continues)|\bcontributed to this (?:report|story|article)\b|"
        r"\ball rights reserved\b|\(?(?:AP Photo|Getty Images|Photo: )", re.I
    )),
    (Mark.HEADING, re.compile(
        r"^(?!.* \| (?:(?!(?:1[5-9]|20)\d\d(?: \||$))[^|\n]*\d|[A-Z][\w'’-]+ [A-Z]))"  # cells with figures or with names
        rf"(?!.*[{_UNSTOPPED}]).{{,80}}[^{_STOPS}]$"
    )),
    (Mark.GAP, re.compile(re.escape(HOLE))),
)  # fmt: skip


def marks(sentence: str) -> Mark:
    """The marks of one sentence."""
    found = Mark(0)
    for mark, pattern in _PATTERNS:
        if pattern.search(sentence):
            found |= mark
    return found
