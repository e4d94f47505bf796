"""Thumbs on answers and citations -> known questions (pure).

A thumb on a citation says whether that quote answers the question; a thumb up on an answer says it of all its quotes
that have no thumb of their own. Of each question and citation the last thumb counts.

- Quotes found good are the accepted answers; the articles they stand in are gold.
- A quote found bad is neither, and its article is gold only for another quote that is good.
- A refusal found good becomes a question that the articles cannot answer.
- A question whose answer is only known to be bad is left out: what the right one is, nobody said.
- What was asked under filters is left out: an evaluation asks of all articles.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from qa.answering.receipts import digest
from qa.evaluation.outcomes import KnownQuestion

_Place = tuple[str, int, int]  # article, start, end


@dataclass(frozen=True, slots=True)
class Judged:
    """What the thumbs made: questions, and for each judged question that became none, why, in a sentence."""

    questions: tuple[KnownQuestion, ...]
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Thumb:
    up: bool
    question: str
    place: _Place | None  # of the citation; None: the whole answer
    quotes: dict[_Place, str]  # of the answer that was judged


def judged(lines: Iterable[str]) -> Judged:
    """Read the lines of a feedback file."""
    found: dict[str, dict[_Place | None, _Thumb]] = {}
    left_out = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            filtered, thumb = bool(row.get("filtered")), _thumb(row)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            left_out.append(f"Line {number} is not a line of feedback.")
            continue
        if filtered:
            left_out.append(f"{thumb.question!r} was asked under filters.")
            continue
        found.setdefault(" ".join(thumb.question.casefold().split()), {})[thumb.place] = thumb
    questions = []
    for key, thumbs in found.items():
        known = _known(f"feedback-{digest(key)[:12]}", thumbs)
        if known is None:
            question = next(iter(thumbs.values())).question
            left_out.append(f"{question!r}: no quote was found good, so the right answer is not known.")
        else:
            questions.append(known)
    return Judged(tuple(questions), tuple(left_out))


def rows(questions: Iterable[KnownQuestion]) -> list[dict[str, Any]]:
    """The questions as lines of an evaluation file hold them."""
    return [{"id": q.id, "question": q.question, "answer": q.answers, "gold_article_ids": q.gold} for q in questions]


def _thumb(row: dict[str, Any]) -> _Thumb:
    place = (str(row["article_id"]), int(row["start"]), int(row["end"])) if "article_id" in row else None
    if row["verdict"] not in ("up", "down"):
        raise ValueError
    return _Thumb(row["verdict"] == "up", str(row["question"]), place, _quotes(row["answer"], row["receipt"]))


def _quotes(answer: str, receipt: str) -> dict[_Place, str]:
    """The quotes of an answer, "… [1] … [2]", by place: each is the stretch that has the digest in the receipt."""
    found = {}
    for number, one in enumerate(json.loads(receipt)["quotes"], start=1):
        mark = f" [{number}]"
        end = answer.index(mark)
        while digest(answer[:end]) != one["quote"]:
            end = answer.index(mark, end + 1)  # the quote itself may hold "[1]"; ValueError: it is another answer
        found[one["article_id"], one["start"], one["end"]] = answer[:end]
        answer = answer[end + len(mark) + 1 :]
    return found


def _known(name: str, thumbs: dict[_Place | None, _Thumb]) -> KnownQuestion | None:
    """One question with what is good about it; None where that is nothing."""
    whole = thumbs.get(None)
    good = dict(whole.quotes) if whole and whole.up else {}
    for place, thumb in thumbs.items():
        if place is None:
            continue
        good.pop(place, None)
        if thumb.up and place in thumb.quotes:
            good[place] = thumb.quotes[place]
    question = next(reversed(thumbs.values())).question
    if good:
        return KnownQuestion(
            name, question, tuple(dict.fromkeys(good.values())), tuple(dict.fromkeys(p[0] for p in good))
        )
    refused = whole and whole.up and not whole.quotes
    return KnownQuestion(name, question, None) if refused else None
