"""What a fault test found: how many of how many cases held."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Result:
    """`note` is a figure worth reading beside the counts."""

    passed: int
    of: int
    note: str = ""
    share: float = 1.0  # of all that must pass

    @property
    def held(self) -> bool:
        return self.of > 0 and self.passed >= self.share * self.of
