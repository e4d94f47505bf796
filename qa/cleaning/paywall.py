"""Offers to subscribers, and the opening of an article that stands above one."""

from __future__ import annotations

import re
from collections.abc import Sequence

_SHORT = 1_200  # characters; a longer text that mentions a subscription may be about it
_OFFER = 300  # characters of a paragraph that is an offer
_AT_THE_END = 4  # paragraphs among which an offer cuts a longer text off
_ENOUGH, _SENTENCES = 200, 2  # characters and whole sentences of an opening that can be quoted
_WALL = re.compile(
    r"(?:subscribe|sign ?in|log ?in|register|sign up|create (?:a|an|your) (?:free )?account|become a (?:member|"
    r"subscriber)|start your (?:free )?trial|"
    r"join)(?: now| today)?[^.!?\n]{0,40}\b(?:to (?:continue|keep|read|access|unlock|view|see|finish)|for (?:full|"
    r"unlimited) access|for unlimited)|"
    r"(?:this|the)(?: full)? (?:article|content|story|post|page|report) is (?:only |exclusively )?(?:available |"
    r"reserved |accessible )?(?:to|for) (?:our )?(?:paid |paying |premium )?(?:subscribers|members|registered)|"
    r"(?:for|to) (?:subscribers|members) only|(?:subscriber|premium|member)s?[- ](?:only|exclusive)|already (?:a |"
    r"have (?:a|an) )?(?:subscriber|member|subscription|account)|"
    r"(?:you(?:'ve| have)) (?:reached|used|read|run out of|hit) (?:your|all|the)[^.\n]{0,40}(?:free|limit|articles)|"
    r"free articles? (?:left|remaining|this month)|"
    r"continue reading (?:this|with|the|for)|(?:unlock|get) (?:this article|unlimited|full) (?:access|digital)?|"
    r"to read the (?:full|rest|complete|entire)|"
    r"behind a paywall|subscribe or (?:sign|log) in|(?:nur )?für abonnent|jetzt (?:abonnieren|weiterlesen|testen)|"
    r"mit abo weiterlesen|réservée? aux abonnés|abonnez-vous|pour lire la suite|para suscriptores|suscríbete|"
    r"para seguir leyendo|riservato agli abbonati|abbonati per|"
    r"subscribe (?:now|today|for)|subscription (?:required|options)|cancel any ?time|this post is for pa(?:id|"
    r"ying) subscribers|keep reading with",
    re.IGNORECASE,
)
_CUTS_OFF = re.compile(
    r"to (?:continue|keep|finish) reading|to (?:read|unlock|see|view|access) (?:the (?:full|rest|whole|entire|complete)|"
    r"this (?:full )?(?:article|story|post|content))|(?:for|to) (?:paid |paying )?(?:subscribers|members) only|"
    r"(?:article|story|content|post) is (?:only |exclusively )?(?:available |reserved )?(?:to|for) (?:our )?(?:paid |paying |"
    r"premium )?(?:subscribers|members)|(?:mit abo|jetzt) weiterlesen|(?:nur )?für abonnent|réservée? aux abonnés|"
    r"pour lire la suite|para seguir leyendo|para suscriptores|riservato agli abbonati|keep reading with",
    re.IGNORECASE,
)  # what says outright that there is more
_ASKS = re.compile(
    r"subscri|sign[- ]?(?:in|up)\b|log[- ]?in\b|regist|\bmember|\baccount\b|\btrial\b|unlock|free articles|abonn|\babo\b|"
    r"suscri|abbona",
    re.IGNORECASE,
)  # what an offer asks for; "to read the full report, write to the ministry" is none
_RUN = re.compile(r"[^.!?\n]+[.!?]?")
_LEAST = 25  # characters of what counts as a sentence
_PARTS = re.compile(r"(?<=[.!?…])\s+")
_BROKEN_OFF = ("...", "…", "[…]", "[...]")


def count_sentences(text: str) -> int:
    """How many whole sentences a text has, roughly; in a time that grows with its length alone."""
    runs = (m.group() for m in _RUN.finditer(text))
    return sum(len(run) > _LEAST and (run[-1] in ".!?" or "…" in run[_LEAST:]) for run in runs)


def is_walled(text: str, around: Sequence[str] = ()) -> bool:
    """Whether `text` is an offer to subscribers, or breaks off above one; `around` is what else its page says."""
    said = _WALL.findall(_plain(text))
    sentences = max(1, count_sentences(text))
    if len(text) <= _SHORT and said and len(said) / sentences >= 0.2:
        return True
    if any(map(_says_there_is_more, text.split("\n\n")[-_AT_THE_END:])):
        return True
    says = _offers if len(text) <= _SHORT else _says_there_is_more
    return any(map(says, around)) and text.rstrip().endswith(_BROKEN_OFF)


def opening_of(text: str, around: Sequence[str] = ()) -> str:
    """The opening of an article for subscribers, without the offers; empty where the text is whole or says too little."""
    if not is_walled(text, around):
        return ""
    paragraphs = text.split("\n\n")
    whole = 0 if len(text) <= _SHORT else max(0, len(paragraphs) - _AT_THE_END)
    left = "\n\n".join(filter(None, (*paragraphs[:whole], *map(_without_offers, paragraphs[whole:]))))
    return left if len(left) >= _ENOUGH and count_sentences(left) >= _SENTENCES else ""


def _without_offers(paragraph: str) -> str:
    """A paragraph up to the first of its sentences that is an offer."""
    kept: list[str] = []
    at = 0
    for end in (*(m.end() for m in _PARTS.finditer(paragraph)), len(paragraph)):
        part = paragraph[at:end]
        if _offers(part):
            break
        kept.append(part)
        at = end
    return "".join(kept).rstrip()


def _offers(line: str) -> bool:
    return len(line) < _OFFER and _WALL.search(_plain(line)) is not None


def _says_there_is_more(line: str) -> bool:
    said = _plain(line)
    return len(line) < _OFFER and bool(_CUTS_OFF.search(said) and _ASKS.search(said))


def _plain(text: str) -> str:
    return text.replace("’", "'")
