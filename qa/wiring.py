"""The only module that turns Settings into objects."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from embeddings.batching import EmbeddingThread
from embeddings.embedder import Embedder, SentenceTransformerEmbedder
from qa.articles import read_corpus
from qa.build import BuildReport, Progress, build
from qa.duplicates import cluster
from qa.errors import SettingError
from qa.evaluation import KnownQuestion, evaluate
from qa.evidence import EvidenceModel
from qa.measured import Evaluation
from qa.service import Service
from qa.settings import Settings
from qa.store import IndexStore


def open_store(settings: Settings) -> IndexStore:
    return IndexStore(settings.index)


def open_embedder(settings: Settings) -> Embedder:
    """Load the embedding model: seconds."""
    if settings.dtype not in ("auto", "float32", "bfloat16"):
        raise SettingError(f"QA_DTYPE={settings.dtype!r} is not one of auto, float32, bfloat16. Set it to one of them.")
    try:
        return SentenceTransformerEmbedder(settings.model, dtype=settings.dtype, threads=settings.threads)
    except (OSError, ValueError) as error:
        raise SettingError(
            f"QA_MODEL={settings.model!r} cannot be loaded ({str(error).splitlines()[0]}). "
            "Name a sentence-transformers model that is on this machine, or unset QA_MODEL."
        ) from error


def open_service(settings: Settings) -> Service:
    """Load the model and open the live index: what a server or a command answers with."""
    store = open_store(settings)
    store.require()
    facts: dict[str, str] = {}

    def load() -> Embedder:
        embedder = open_embedder(settings)
        facts.update(name=settings.model, dtype=getattr(embedder, "dtype", ""), dimension=str(embedder.dimension))
        return embedder

    thread = EmbeddingThread(load)
    try:
        return Service(store, thread, EvidenceModel.packaged(), facts)
    except BaseException:
        thread.close()
        raise


def run_build(settings: Settings, paths: Sequence[Path], progress: Progress) -> BuildReport:
    """Read `paths`, or the folder of the settings, and publish an index of them."""
    return build(
        read_corpus(list(paths) or [settings.articles], workers=settings.workers or 2),
        open_store(settings),
        open_embedder(settings),
        cluster=cluster,
        progress=progress,
        allow_shrink=settings.allow_shrink,
    )


def run_evaluation(settings: Settings, known: Sequence[KnownQuestion]) -> Evaluation:
    """Ask every known question of the live index."""
    service = open_service(settings)
    try:
        return Evaluation.of(evaluate(service, known))
    finally:
        service.close()
