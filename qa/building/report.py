"""The report of a build, and the protocol of whoever shows its progress."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from qa.types import AnswersCompared, Rejection


class Progress(Protocol):
    """Shows how far a build is: `start` begins a stage of `total` steps (None: not known), `advance` adds steps."""

    def start(self, stage: str, total: int | None) -> None: ...
    def advance(self, count: int) -> None: ...


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What became of every input: `read == indexed + duplicates + rejected`, in numbers."""

    generation: str
    read: int
    indexed: int
    duplicates: tuple[tuple[str, str], ...]  # (id of the copy, id of the article it was folded into)
    rejected: tuple[Rejection, ...]
    passages: int
    reused: int  # passages whose vectors came from the previous build, or from one that was stopped
    dates_missing: int
    cut_short: tuple[str, ...] = ()  # ids of articles of more passages than one may have; the first are indexed
    compared: AnswersCompared | None = None  # with the live build; None: there was none, or nothing to ask

    def reasons(self) -> dict[str, int]:
        return dict(Counter(r.reason for r in self.rejected).most_common())


def nothing_read(rejected: Sequence[Rejection]) -> str:
    """What to say when no input is an article."""
    if not rejected:
        return "There is nothing to read. Name a folder with articles: make index ARTICLES=folder."
    reasons = ", ".join(f"{n} × {reason}" for reason, n in Counter(r.reason for r in rejected).most_common(3))
    return f"None of the {len(rejected)} inputs is a readable article ({reasons}). Name others: make index ARTICLES=folder."
