"""Text of any script, drawn in Latin letters: what was trained on English lines measures length, words and sentences right."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_STOPS = {
    "。": ". ",
    "．": ". ",
    "｡": ". ",
    "！": "! ",
    "？": "? ",
    "।": ". ",
    "॥": ". ",
    "؟": "? ",
    "۔": ". ",
    "։": ". ",
    "።": ". ",
}
_PAUSES = {"、": ", ", "，": ", ", "،": ", ", "；": "; ", "：": ": ", "؛": "; ", "·": "·"}
_LATIN = 0x250  # characters below are Latin letters and the marks around them
_MOST_OTHER = 0.2  # share of letters of another script from which a text is drawn
_DENSE = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
_SENTENCE = re.compile(r"([.!?]\s+)([a-z])")


@lru_cache(maxsize=4_000)
def drawn(text: str) -> str:
    """The text itself where it is Latin; else as many Latin letters, words and sentences as a reader sees in it.

    A character of a script without spaces is half a word. The result is only to be measured, never to be shown.
    """
    if text.isascii():
        return text
    other = sum(ord(char) >= _LATIN and char.isalpha() for char in text)
    if other <= _MOST_OTHER * sum(map(str.isalpha, text)):
        return text
    parts: list[str] = []
    run = 0
    for char in text:
        if char in _STOPS or char in _PAUSES:
            parts.append(_STOPS.get(char) or _PAUSES[char])
            run = 0
        elif _DENSE.match(char):
            run += 1
            parts.append("xo " if run % 2 == 0 else "xox")
        elif ord(char) >= _LATIN and char.isalpha():
            parts.append(
                ("Xo" if char.isupper() else "xo") if "\uac00" <= char <= "\ud7a3" else "X" if char.isupper() else "x"
            )
        elif unicodedata.category(char)[0] != "M":
            parts.append(char)
    shape = re.sub(r"\s+([.,;:!?])", r"\1", " ".join("".join(parts).split()))
    shape = _SENTENCE.sub(lambda m: m[1] + m[2].upper(), shape)
    return shape[:1].upper() + shape[1:]
