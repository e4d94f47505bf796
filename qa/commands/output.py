"""Printing for the commands: lines and JSON on stdout, warnings on stderr. No other module prints."""

from __future__ import annotations

import json
import sys


def plain(text: str) -> str:
    """Text without control characters: file names and articles must not steer a terminal."""
    return "".join(c if c.isprintable() or c == "\n" else "�" for c in text)


def say(line: str) -> None:
    write(plain(line) + "\n")


def warn(line: str) -> None:
    sys.stderr.write(plain(line) + "\n")


def write(text: str) -> None:
    """Text of our own making, as it stands."""
    sys.stdout.write(text)


def write_json(value: object) -> None:
    write(json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False, default=str) + "\n")
