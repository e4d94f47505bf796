"""Greetings, thanks and questions about the service itself: a friendly line in place of a refusal."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.types import IndexInfo

_GREETING = (
    r"(?:hi|hiya|hello|hey|howdy|greetings|good (?:morning|afternoon|evening|day)|hallo|guten tag|bonjour|salut)"
    r"(?: (?:there|all|everyone|again|quoth))*"
)
_THANKS = (
    r"(?:(?:ok|okay|great|perfect|cool|nice)[, ]+)?"
    r"(?:thanks|thank you|thx|ty|cheers|danke|merci)(?: (?:you|so much|very much|a lot|again|quoth|that helps?|for .{1,40}))*"
)
_ABOUT = (
    r"what can (?:you|i) (?:do|ask|answer)(?: (?:here|you|me|about|for me))*|what do you (?:do|know(?: about)?)|"
    r"(?:who|what) are you|what is this|how does this work|how do i use (?:this|it)|help(?: me)?"
)
_PARTING = r"(?:bye|goodbye|good bye|see you|good night)(?: .{1,20})?"
_PATTERNS = {
    kind: re.compile(rf"\W*(?:{pattern})\W*", re.IGNORECASE)
    for kind, pattern in (("hello", _GREETING), ("thanks", _THANKS), ("about", _ABOUT), ("bye", _PARTING))
}
_OPENINGS = {
    "hello": "Hello.",
    "thanks": "You are welcome.",
    "about": "I answer questions with sentences of the articles, word for word, each with its source.",
    "bye": "Goodbye.",
}


def reply(text: str, info: IndexInfo, suggestions: Sequence[str] = ()) -> str:
    """What to say to a text that asks nothing of the articles; "" where it does. A suggestion is a question to begin with."""
    kind = next((kind for kind, pattern in _PATTERNS.items() if pattern.fullmatch(text)), "")
    if not kind:
        return ""
    if kind in ("thanks", "bye"):
        return _OPENINGS[kind]
    count = f"{info.articles} article" + ("s" if info.articles != 1 else "")
    ask = f"For example: {suggestions[0]}" if suggestions else "Ask about anything they may tell."
    return f"{_OPENINGS[kind]} There {'are' if info.articles != 1 else 'is'} {count} here. {ask}"
