"""Files of questions: a JSON object a line, `.gz` too. What cannot be read is said in one sentence."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from qa.errors import UsageError

T = TypeVar("T")


def read_questions(path: Path, make: Callable[[Any, str], T], needs: str) -> list[T]:
    """What `make` makes of each line, given its object and its place in the file, such as "known.jsonl:3".

    Raises UsageError where the file cannot be read, holds no question, or has a line that `make` cannot use
    (ValueError, KeyError, TypeError). `needs` says what a line must have, for that message.
    """
    opener: Callable[..., Any] = gzip.open if path.suffix == ".gz" else open
    found = []
    try:
        with opener(path, "rt", encoding="utf-8") as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    found.append(make(json.loads(line), f"{path.name}:{number}"))
    except (OSError, EOFError, zlib.error) as error:
        said = getattr(error, "strerror", None) or error
        raise UsageError(f"{path} cannot be read ({said}). Name a file of questions in JSONL.") from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise UsageError(f"{path} is not a file of questions ({error}). Each line needs {needs}.") from error
    if not found:
        raise UsageError(f"{path} holds no question. Name another file of questions in JSONL.")
    return found
