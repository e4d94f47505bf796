"""Text -> words, and words -> terms: stemmed, case-folded, without accents on Latin letters, without stop words."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any

from qa.text.scripts import mark_ranges, pieces, stemmer_for

_ACCENTS = re.compile(r"(?<=[a-z])[\u0300-\u036f]+")
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"})
_LETTERS = rf"[^\W\d_]+(?:[{mark_ranges()}]+[^\W\d_]*)*"  # with the signs that other scripts write around letters
_TOKEN = re.compile(rf"(?:[^\W\d_]\.){{2,}}|\d+(?:[.,]\d+)*|{_LETTERS}(?:['’]{_LETTERS})?|\d+")
STOP_WORDS = frozenset(
    "a about after all also am an and any are as at be because been before being between both but by can could did do "
    "does doing during each few for from had has have having he her here hers him his how i if in into is it its itself "
    "just many me more most much my no nor not now of off on once only or other our out over own same she should so some such "
    "than that the their them then there these they this those through to too under until up us very was we were what "
    "when where which while who whom whose why will with would you your s t d ll m re ve said says "
    "it's he's she's that's what's who's there's they're we're i'm didn't doesn't don't isn't wasn't".split()
)


def words(text: str) -> list[str]:
    """The words of a text as they are written, with "U.S." and "25.7" whole and possessives cut."""
    found = (m.group().replace("’", "'") for m in _TOKEN.finditer(unicodedata.normalize("NFKC", text)))
    return [w[:-2] if w.lower().endswith("'s") else w for w in found]


def terms(text: str) -> list[str]:
    """Stemmed, case-folded terms without stop words; capitals of two letters and more ("US", "WHO") are never stopped.

    Where a script has no spaces, each two letters side by side are a term.
    """
    return [term for word in words(text) for piece in pieces(word) if (term := _term(piece))]


def fold(word: str) -> str:
    """A word without case, and without what people leave out where their keyboard lacks it: "Łódź" is "lodz"."""
    if word.isascii():
        return word.lower()
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", word.casefold()))
    return unicodedata.normalize("NFC", plain).translate(_PLAIN)


def names(sentence: str) -> list[str]:
    """Terms that are written with a capital although they do not open the sentence."""
    return [term for word in words(sentence)[1:] if word[0].isupper() and (term := _term(word))]


@lru_cache(maxsize=200_000)
def _term(word: str) -> str:
    acronym = len(word) > 1 and word.isupper()
    if word[0].isdigit():
        return word.replace(",", "") if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", word) else word
    bare = fold(word.replace(".", ""))
    if bare in STOP_WORDS and not acronym:
        return ""
    return str(_stemmer(stemmer_for(bare)).stemWord(bare))


@lru_cache(maxsize=16)
def _stemmer(language: str) -> Any:
    import Stemmer

    return Stemmer.Stemmer(language)
