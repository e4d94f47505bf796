"""What a reader is given and what it says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Window:
    """A context, and the spans of its sentences."""

    text: str
    sentences: tuple[tuple[int, int], ...]


class Reading(NamedTuple):
    """For each sentence of a window: log-odds that it answers rather than nothing does, shape (n,); its likeliest answer
    as a span of the window's text, empty where the reader marks none; by how much that answer is likelier than none,
    shape (n,); and log-odds that an editor would quote it, shape (n,). A reader that tells only the first gives it again.
    """

    log_odds: npt.NDArray[np.float32]
    spans: tuple[tuple[int, int], ...]
    margins: npt.NDArray[np.float32]
    quotable: npt.NDArray[np.float32]


class Reader(Protocol):
    """What reads questions and contexts together. Belongs to one thread at a time: see batching.py."""

    @property
    def fingerprint(self) -> dict[str, str]: ...

    def read(self, question: str, windows: Sequence[Window]) -> list[Reading]: ...
