"""Runs the command line without the real model: `mcp_process.py mcp --index DIR [--http PORT]`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from embeddings.embedder import HashEmbedder
from qa import wiring
from qa.cli import main

if __name__ == "__main__":
    os.environ["QA_READER"] = "0"
    wiring.open_embedder = wiring.open_question_embedder = lambda settings, dtype="": HashEmbedder()
    raise SystemExit(main())
