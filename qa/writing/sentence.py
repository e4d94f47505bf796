"""A sentence as its terms, each with what stands between it and the one before, and what in it says how sure it is. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qa.text.terms import terms
from qa.writing.synonyms import same, tokens_of

_BINDING = frozenset(
    # leave one out or put one in, and a sentence says another thing
    "not never no none nobody nothing neither nor cannot without hardly barely may might could will would should must "
    "whether only almost nearly refuse refused refuses fail failed fails failing "
    "threaten threatened threatens plan planned plans planning intend intended propose proposed proposes consider considered "
    "considering expect expected expects hope hoped hopes want wanted wants try tried tries attempt attempted seek sought "
    "likely unlikely possibly perhaps probably wrong wrongly unlike except excluding besides else fewer less least few little "
    "seldom rarely lack lacks lacked lacking absence absent pretend pretended pretends falsely former formerly ex acting "
    "supposed".split()
)
FRAMING = frozenset(
    # the same, of the whole sentence they stand in
    "if unless until deny denied denies denying claim claimed claims allege alleged alleges allegedly reportedly accuse "
    "accused accuses believe believed believes think thought thinks suggest suggested suggests argue argued argues warn "
    "warned warns apparently false falsely fake rumor rumour rumored rumoured supposedly estimate estimated estimates "
    "predict predicted predicts declare declared declares insist insisted insists".split()
)
SAYING = frozenset("say said says saying according told tells stated states wrote writes testified".split())
_NO_WORD = frozenset({"May", "States"})  # a month, a country
_OWNER = re.compile(r"(\w+)(?:['’]s|(?<=s)['’])(?=\s)")
_SHORTENED = frozenset("it he she that what who there here let where how".split())  # "it's" is "it is"
OWNS = "xowner"  # stands for the 's of the word before it
_PUNCTUATION = re.compile(r"((?<!\d),|,(?!\d)|[;:()—–])")
BREAKING = frozenset(",;:()—–")


@dataclass(frozen=True, slots=True)
class Word:
    """A word that is a term, with all that stands between it and the one before: stop words in small letters, commas."""

    written: str
    term: str
    before: frozenset[str]
    owns: bool = False  # "Poe's"


@dataclass(frozen=True, slots=True)
class Sentence:
    words: tuple[Word, ...]
    tokens: tuple[str, ...]  # all of its words, as written, and "," for what parts them
    tail: frozenset[str]  # what stands after the last term


def read(text: str) -> Sentence:
    found: list[Word] = []
    tokens: list[str] = []
    before: set[str] = set()
    small = ""
    for part in _PUNCTUATION.split(_OWNER.sub(_marked, text)):
        if part in BREAKING and part:
            before.add("," if part in "()—–" else part)
            tokens.append(",")
            continue
        for token in tokens_of(part):
            if token == OWNS:
                found[-1:] = [replace(word, owns=not before) for word in found[-1:]]
                before |= {OWNS} if before else set()  # of a word that is no term, as in "the company's"
                continue
            tokens.append(token)
            term = (terms(token) or [""])[0]
            last, small = small, token.lower()
            if not term or small == "according" or (last == "the" and same(term) == "company"):
                before |= {small} if (last, small) != ("according", "to") else set()
                continue
            found.append(Word(token, same(term), frozenset(before)))
            before = set()
    return Sentence(tuple(found), tuple(tokens), frozenset(before))


def _marked(owner: re.Match[str]) -> str:
    return owner[0] if owner[1].lower() in _SHORTENED else f"{owner[1]} {OWNS}"


def binding(tokens: Sequence[str]) -> set[str]:
    """The words among them that say how surely, or by whom, a thing is said."""
    lower = {word.lower() for word in tokens if word not in _NO_WORD}
    return lower & (_BINDING | FRAMING) | ({"said"} if lower & SAYING else set())
