"""Why quotes are shown and not a model's words: the codes, and what a person is told."""

from __future__ import annotations

from enum import StrEnum


class Fallback(StrEnum):
    """One short code a reason; stable for programs."""

    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    DENIED = "denied"
    BUSY = "busy"
    FAILED = "failed"
    GARBLED = "garbled"
    EMPTY = "empty"
    TOO_LONG = "too_long"
    PAUSED = "paused"
    UNSUPPORTED = "unsupported"
    DISAGREEMENT = "disagreement"
    ORDERS = "orders"


class WriterFault(Exception):
    """The model gave nothing that can be used."""

    def __init__(self, code: Fallback) -> None:
        super().__init__(code.value)
        self.code = code


_QUOTED = "These are the articles' own sentences"
NOTES = {
    Fallback.TIMEOUT: f"{_QUOTED}: the writer model took too long.",
    Fallback.UNREACHABLE: f"{_QUOTED}: the writer model cannot be reached.",
    Fallback.DENIED: f"{_QUOTED}: the writer model refused the key or does not know the model's name.",
    Fallback.BUSY: f"{_QUOTED}: the writer model is busy.",
    Fallback.FAILED: f"{_QUOTED}: the writer model failed.",
    Fallback.GARBLED: f"{_QUOTED}: the writer model's reply could not be read.",
    Fallback.EMPTY: f"{_QUOTED}: the writer model wrote nothing.",
    Fallback.TOO_LONG: f"{_QUOTED}: the writer model wrote too much.",
    Fallback.PAUSED: f"{_QUOTED}: the writer model failed often and is left alone for a while.",
    Fallback.UNSUPPORTED: f"{_QUOTED}: what the writer model wrote is not borne out by them.",
    Fallback.DISAGREEMENT: f"{_QUOTED}: where articles disagree, no model sums them up.",
    Fallback.ORDERS: f"{_QUOTED}: one of them speaks to language models, so none was asked.",
}
