"""What a build read, kept beside the index, so that the next can read the same."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from qa.articles.fetch.web import url_from_path
from qa.index import safe_writing

_FILE = "read.json"


def remember(index: Path, paths: Sequence[Path]) -> None:
    """Keep them: absolute, but for the addresses among them."""
    kept = [str(path if url_from_path(path) else path.absolute()) for path in paths]
    safe_writing.write(index / _FILE, json.dumps(kept).encode())


def remembered(index: Path) -> list[Path]:
    """What `remember` kept; nothing where there is none."""
    try:
        return [Path(path) for path in json.loads((index / _FILE).read_text(encoding="utf-8"))]
    except (OSError, ValueError):
        return []
