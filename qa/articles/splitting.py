"""A file of many records -> its records, as bytes: nothing is parsed here, where nothing limits memory. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

_TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[\[\]{},]', re.DOTALL)
_OPENS, _CLOSES = b"[{", b"]}"


def as_utf8(data: bytes) -> bytes:
    """JSON in UTF-8, whichever of its encodings it came in, without a mark at the beginning."""
    encoding = json.detect_encoding(data)
    text = data if encoding == "utf-8" else data.decode(encoding, "replace").encode("utf-8", "replace")
    return text.strip()


def is_list(data: bytes) -> bool:
    """Whether it is one list; what follows its end would make it none."""
    return data[:1] == b"[" and data[-1:] == b"]"


def is_one_object(data: bytes) -> bool:
    """Whether it is one object, and not one in each line."""
    return data[:1] == b"{" and _end(data) == len(data)


def items(data: bytes) -> Iterator[bytes]:
    """The items of a list, as they are written."""
    depth, start = 0, 1
    for token in _TOKEN.finditer(data):
        sign = token.group()
        if len(sign) > 1:
            continue
        if sign in _OPENS:
            depth += 1
        elif sign in _CLOSES:
            depth -= 1
        if (sign == b"," and depth == 1) or depth == 0:
            item = data[start : token.start()].strip()
            if item or sign == b",":
                yield item
            start = token.end()
        if depth == 0:
            return


def _end(data: bytes) -> int:
    """Where the first value ends; 0 where it does not."""
    depth = 0
    for token in _TOKEN.finditer(data):
        sign = token.group()
        if len(sign) == 1:
            depth += (sign in _OPENS) - (sign in _CLOSES)
            if depth == 0:
                return token.end()
    return 0
