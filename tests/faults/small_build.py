"""Builds a small index without a model, in a process of its own that can be killed: `small_build.py INDEX ROUND`."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from qa.index.store import IndexStore
from tests.qa.corpus import ARTICLES, build_index

if __name__ == "__main__":
    store, number = IndexStore(Path(sys.argv[1])), sys.argv[2]
    build_index(store, [replace(a, title=f"{a.title} {number}") for a in ARTICLES])
