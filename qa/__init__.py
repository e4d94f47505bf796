"""ARTICLES -> CITED ANSWERS. Knows nothing of HTTP.

Build:  read -> clean -> fold copies -> cut -> embed -> index keywords -> verify -> publish
Answer: question and history -> standalone question -> search -> weigh sentences -> compose or refuse -> check quotes

    from qa import Answerer, open_index

    with Answerer(open_index("var/index")) as answerer:
        print(answerer.answer("Why did Amazon pause police use of Rekognition?").answer)

The names of `__all__` are the public face; they are loaded when they are first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa.errors import QAError
from qa.types import (
    Answer,
    AnswerSentence,
    Article,
    Citation,
    Filters,
    FoundPassage,
    IndexInfo,
    Query,
    Related,
    SearchResult,
    Turn,
)

if TYPE_CHECKING:
    from qa.answering.receipts import Verdict, verify
    from qa.library import Answerer, open_index

__all__ = [
    "Answer",
    "AnswerSentence",
    "Answerer",
    "Article",
    "Citation",
    "Filters",
    "FoundPassage",
    "IndexInfo",
    "QAError",
    "Query",
    "Related",
    "SearchResult",
    "Turn",
    "Verdict",
    "open_index",
    "verify",
]
_LATE = {
    "Answerer": "library",
    "open_index": "library",
    "Verdict": "answering.receipts",
    "verify": "answering.receipts",
}


def __getattr__(name: str) -> object:
    """Load what needs numpy and the index only when it is asked for."""
    if name not in _LATE:
        raise AttributeError(f"module 'qa' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"qa.{_LATE[name]}"), name)


def __dir__() -> list[str]:
    return __all__
