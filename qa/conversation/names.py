"""Find the names in a text and which pronouns could stand for them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa.conversation.words import (
    AUXILIARIES,
    CALENDAR,
    DEMONYMS,
    FUNCTION_WORDS,
    GROUP_NOUNS,
    MEN,
    PLACE_NOUNS,
    QUESTION_WORDS,
    WOMEN,
    WORK_NOUNS,
)

ANYTHING = frozenset({"he", "she", "they", "it"})
PERSON = frozenset({"he", "she"})
_GROUP = frozenset({"they", "it"})
_THING = frozenset({"it"})

_QUESTIONING = (
    QUESTION_WORDS | AUXILIARIES | {"and", "but", "so", "any", "anything", "tell", "please", "or", "also", "i"}
)
_TITLE_WORDS, _NAME_WORDS = 16, 7
_LONGEST = 200  # characters of a name
_NEAR = 24  # characters beside a name that tell what it names

_WORD = r"(?:(?:[A-Z]\.)+|(?:St|Jr|Sr|Dr|Mt)\.|[A-Z0-9](?:[\w&-]|\.(?=\w)|['’](?!s\b)(?=\w))*)"
_JOIN = r"(?:of the|of a|of|in the|the|for|de la|de|da|del|van der|van|von|der|la|le|bin|al|&)"
_RUN = re.compile(rf"(?<![\w'’])(?=[A-Z]){_WORD}(?: (?:{_JOIN} )?{_WORD})*")
_QUOTED = re.compile(r"[\"“]([A-Z][^\"“”]{1,60}?)[,.]?[\"”]")
_OPENING = re.compile(r"(?:[.!?:;]['\"”’)]*\s+|[\"“(]\s*)$")
_OFFICE = re.compile(
    r"(?:CEO|CFO|CTO|COO|President|Chairman|Chairwoman|Mayor|Governor|Secretary|Minister) of (?:the )?"
)
_NEVER = frozenset({"i", "i'm", "i'll", "i've", "mr", "mrs", "ms", "dr"})
_COMPANY = re.compile(r"\b(?:Inc|Corp|Ltd|LLC|PLC|Co|Group|AI|Technologies|Systems|Labs|Bank|Times|News|Post)\.?$")


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it stands at `text[start:end]`; `pronouns` may stand for it."""

    text: str
    start: int
    end: int
    pronouns: frozenset[str]


def find_names(text: str) -> list[Name]:
    """Names in reading order: runs of capitalised words and titles in quotation marks."""
    names = [
        Name(match[1], match.start(1), match.end(1), _THING)
        for match in _QUOTED.finditer(text)
        if match[1].count(" ") < 7 and _titled(match[1])
    ]
    taken = [False] * (len(text) + 1)
    for title in names:
        taken[title.start : title.end] = [True] * (title.end - title.start)
    for match in _RUN.finditer(text):
        if any(taken[match.start() : match.end()]):
            continue
        name = _trimmed(text, match.start(), match.end())
        if name is not None:
            names.append(name)
    return sorted(names, key=lambda name: name.start)


def _titled(quoted: str) -> bool:
    words = quoted.split()
    return sum(word[0].isupper() for word in words) * 2 > len(words)


def _begins(text: str, start: int, end: int) -> int:
    """Where the name in a run of capitalised words begins; `end` where there is none."""
    while start < end:
        office = _OFFICE.match(text, start, end)
        if office and text[office.end() : end].strip():
            start = office.end()
        first = text[start : min(end, start + _LONGEST)].split(" ", 1)[0]
        low = first.strip(".,").lower()
        opens = start == 0 or _OPENING.search(text[max(0, start - _NEAR) : start]) is not None
        alone = start + len(first) == end
        if not (low in CALENDAR or (opens and low in FUNCTION_WORDS and (alone or low != "new")) or low in _NEVER):
            return start
        start += len(first)
        while start < end and text[start] == " ":
            start += 1
    return end


def _trimmed(text: str, start: int, end: int) -> Name | None:
    """The run without the opening words and endings that are no part of a name; None if nothing is left."""
    start = _begins(text, start, end)
    found = text[start:end].rstrip(".,")
    for ending in ("'s", "’s", "'", "’"):
        found = found.removesuffix(ending)
    if not found or len(found) > _LONGEST or found.isdigit() or found.lower() in DEMONYMS or len(found) == 1:
        return None
    return Name(
        found,
        start,
        start + len(found),
        pronouns_of(found, text[max(0, start - _NEAR) : start], text[start + len(found) :][:_NEAR]),
    )


def pronouns_of(name: str, before: str = "", after: str = "") -> frozenset[str]:
    """Which pronouns could stand for a name, by its words and its neighbours."""
    words = [word.strip(".,").lower() for word in name.split()]
    near = before.rstrip().rsplit(" ", 2)[-2:] if before.strip() else []
    previous = near[-1].lower() if near else ""
    kind = ANYTHING
    if re.search(r"\b(?:Mr|Sir|King|Prince|Lord)\.?$", before.rstrip()) or words[0] in {"mr", "sir", "prince"}:
        kind = frozenset({"he"})
    elif re.search(r"\b(?:Mrs|Ms|Miss|Queen|Princess|Lady)\.?$", before.rstrip()):
        kind = frozenset({"she"})
    elif _COMPANY.search(name) or words[-1] in GROUP_NOUNS or (name.isupper() and len(name) <= 5):
        kind = _GROUP
    elif words[0] in MEN and words[0] not in WOMEN:
        kind = frozenset({"he"})
    elif words[0] in WOMEN and words[0] not in MEN:
        kind = frozenset({"she"})
    elif words[-1] in PLACE_NOUNS | WORK_NOUNS or (
        previous in {"in", "at", "near", "album", "film", "song"} and not re.match(r"['’]s?\b", after)
    ):
        kind = _THING
    elif words[0] == "the":
        kind = _GROUP
    elif re.match(r"['’]?s? (?:was born|said|says|told|died|wrote|married)\b", after):
        kind = PERSON | _GROUP
    return kind


_TITLE_KINDS = {"band": _GROUP, "group": _GROUP, "company": _GROUP, "film": _THING, "album": _THING, "song": _THING}


def title_name(text: str) -> Name | None:
    """The name that a heading is about: "Eagles (band): Reunion" is about Eagles; None for a question."""
    first = text.split(" ", 1)[0].lower()
    if "?" in text or first in _QUESTIONING or len(text.split()) > _TITLE_WORDS:
        return None
    named = re.split(r": |, | [-–—|] ", text, maxsplit=1)[0].strip(" .!")
    kind = re.search(r"\s*\(([^)]*)\)$", named)
    name = named[: kind.start()] if kind else named
    if not name or len(name.split()) > _NAME_WORDS:
        return None
    pronouns = next((p for word, p in _TITLE_KINDS.items() if kind and word in kind[1]), None) or pronouns_of(name)
    return Name(name, 0, len(name), pronouns)
