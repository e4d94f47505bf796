"""Runs the command line without the real model: `mcp_process.py mcp --index DIR [--http PORT]`."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from embeddings.embedder import HashEmbedder
from qa import wiring
from qa.cli import main

if __name__ == "__main__":
    wiring.open_embedder = lambda settings: HashEmbedder()
    raise SystemExit(main())
