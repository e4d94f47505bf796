"""Serves an index without a model, the rest being real: `small_server.py PORT INDEX [HANG_S]`, a model that hangs once."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from embeddings.batching import EmbeddingThread
from embeddings.embedder import HashEmbedder, Vectors
from qa.answering.evidence import EvidenceModel
from qa.index.store import IndexStore
from qa.serving.answer_cache import AnswerCache
from qa.serving.service import Service
from qa.settings import Settings
from qa.wiring import open_writer
from web import serve as life

HANG = "hang"  # a question with this word hangs


class Hanging(HashEmbedder):
    """Takes as long as it is told to over a question that says so."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def encode(self, questions: Sequence[str]) -> Vectors:
        if any(HANG in question for question in questions):
            time.sleep(self.seconds)
        return super().encode(questions)


def main() -> int:
    port, index, hang = int(sys.argv[1]), Path(sys.argv[2]), float((*sys.argv[3:], "0")[0])
    if hang:
        life.HUNG_S = 1

    def open_service(settings: Settings) -> Service:
        thread = EmbeddingThread(lambda: Hanging(hang))
        return Service(
            IndexStore(settings.index), thread, EvidenceModel.packaged(), {"name": "hash"},
            cache=AnswerCache(settings.cache_mb), writer=open_writer(settings),
        )  # fmt: skip

    return life.serve(replace(Settings.from_env(), port=port, index=index), open_service=open_service)


if __name__ == "__main__":
    raise SystemExit(main())
