"""What is said when the articles do not hold the answer."""

from __future__ import annotations

from qa.answering.question import Question
from qa.text.terms import terms
from qa.types import IndexInfo, Related

_NAMED = 3  # near articles that a refusal names


def refusal(related: tuple[Related, ...], missing: tuple[str, ...], info: IndexInfo) -> str:
    """What is said when the articles do not hold the answer: so, which names they lack, what is nearest, what they cover."""
    first, last = info.published_from, info.published_to
    parts = ["The articles do not answer this question."]
    if missing:
        parts.append(f"They never mention {listed([f'“{m}”' for m in missing])}.")
    if related:
        parts.append(f"Nearest: {listed([f'“{r.title}”' for r in related[:_NAMED]])}.")
    if first and last:
        parts.append(f"They were published between {first} and {last}." if first != last else f"They are of {first}.")
    return " ".join(parts)


def missing_names(question: Question, missing: tuple[str, ...]) -> tuple[str, ...]:
    """The missing words that are names or numbers: an article may say any other word, or an acronym, in words of its own."""
    return tuple(m for m in missing if any(t in question.names for t in terms(m)) and not m.isupper())


def listed(items: list[str]) -> str:
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"
