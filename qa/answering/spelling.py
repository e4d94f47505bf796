"""Spelling: words of a question that no article holds, taken for the word of the articles that was likely meant; and names
typed without the letters that a keyboard lacks, written as the articles write them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from rapidfuzz import process
from rapidfuzz.distance import OSA
from spellchecker import SpellChecker

from qa.index.opened import Index
from qa.text.terms import fold, terms, words

_ONE, _TWO = 5, 9  # letters of a word from which on one of them, or two, may be wrong
_NEAR = 3  # edits between two terms, at most, for their words to be compared: a mistake may change a word's ending
_COMPARED = 12  # terms nearest to a mistyped one whose words are looked at
_LOOKED_AT = 8  # passages in which the spelling of a term is looked for
_UMLAUTS = re.compile(r"(?<=[aou])e")  # "Mueller" is written for "Müller", whose term is "muller"


@dataclass(frozen=True, slots=True)
class Taken:
    """A word of the question, and the word of the articles that it was taken for."""

    written: str
    meant: str


def respelled(text: str, index: Index) -> tuple[str, tuple[Taken, ...]]:
    """The question with its mistyped words put right, and which those were."""
    taken = tuple(_mistyped(text, index))
    for one in taken:
        text = re.sub(rf"(?<!\w){re.escape(one.written)}(?!\w)", one.meant, text)
    return text, taken


def in_their_letters(text: str, texts: Sequence[str]) -> str:
    """The question with its words written as the texts write them where these have letters beyond ASCII: "Kjaer" is read
    as "Kjær". A reader takes the two for different words. `texts` are the passages found first.
    """
    theirs = {fold(word): word for passage in texts if not passage.isascii() for word in words(passage)[::-1]}
    for word in dict.fromkeys(words(text)):
        there = theirs.get(fold(word), word)
        if word.isascii() and not there.isascii():
            text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", there, text)
    return text


def _mistyped(text: str, index: Index) -> Iterator[Taken]:
    for word in dict.fromkeys(words(text)):
        found = terms(word)
        if len(word) < _ONE or not word.isalpha() or not found or fold(word) in _english():
            continue
        if index.keywords.vocabulary.id(found[0]) is None and (meant := _meant(fold(word), found[0], index)):
            yield Taken(word, meant)


@cache
def _english() -> SpellChecker:
    """The words of English: one of them is meant as it stands, although no article holds it."""
    return SpellChecker(language="en")


def _meant(word: str, term: str, index: Index) -> str:
    """The word of the articles that is nearest to a folded word, the most frequent one of several; "" where none is near."""
    vocabulary = index.keywords.vocabulary
    plain = vocabulary.id(_UMLAUTS.sub("", term))
    if plain is not None:
        return next(iter(_written(plain, index)), "")
    near = process.extract(term, list(vocabulary), scorer=OSA.distance, score_cutoff=_NEAR, limit=_COMPARED)
    most = 2 if len(word) >= _TWO else 1
    ranked = [
        (edits, float(index.keywords.idf[place]), written)
        for other, _, _ in near
        if other[0] == term[0] and (place := vocabulary.id(other)) is not None  # people seldom mistake the first letter
        for written in _written(place, index)
        if (edits := OSA.distance(word, fold(written))) <= most
    ]
    return min(ranked)[2] if ranked else ""


def _written(term: int, index: Index) -> list[str]:
    """The words by which the first passages that hold a term write it; none where only titles hold it."""
    passages = index.passages[index.keywords.passages_of(term)[:_LOOKED_AT], :3].tolist()
    articles = index.articles.at(sorted({row for row, _, _ in passages}))
    found = [word for row, start, end in passages for word in words(articles[row].text[start:end])]
    return [w for w in dict.fromkeys(found) if any(index.keywords.vocabulary.id(t) == term for t in terms(w))]
