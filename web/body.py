"""Reads a JSON body that a stranger sent: one type, one encoding, one limit, no surprises in the values."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any, NoReturn

from flask import request

from web.faults import Fault, Refusal, plain_fault

MAX_BODY = 64 * 1024  # bytes
MAX_UPLOAD = 32 * 1024 * 1024  # bytes of a request that brings articles
UPLOADS = frozenset({"/api/articles", "/add"})  # the addresses that take such a one
MAX_KEYS = 100  # of one JSON object


def read_json() -> dict[str, Any]:
    """The JSON object of the current request, or a `Refusal` with 400, 411, 413 or 415."""
    length = request.content_length
    if length is None:
        raise Refusal(plain_fault(411))
    if length > MAX_BODY:
        raise Refusal(plain_fault(413))
    if request.mimetype != "application/json" or request.headers.get("Content-Encoding", "identity") != "identity":
        raise Refusal(plain_fault(415))
    try:
        return parse_object(request.get_data(cache=False))
    except (ValueError, RecursionError):
        message = 'The body is not one plain JSON object in UTF-8. Send one, such as {"question": "…"}.'
        raise Refusal(Fault(400, "invalid_json", message)) from None


def parse_object(data: bytes) -> dict[str, Any]:
    """Parse strictly. ValueError or RecursionError for anything that is not one sound JSON object."""
    value = json.loads(
        data.decode("utf-8"),
        object_pairs_hook=_object,
        parse_constant=_refuse,
        parse_float=_float,
    )
    if not isinstance(value, dict):
        raise ValueError("not an object")
    for text in _strings(value):
        text.encode("utf-8")  # a lone surrogate cannot be encoded, and the tokenizer would raise on it
        if "\0" in text:
            raise ValueError("NUL in a string")
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs) or len(pairs) > MAX_KEYS:
        raise ValueError("duplicate or too many keys")
    return found


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


def _float(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError("number out of range")
    return number


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)
