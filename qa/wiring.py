"""The only module that turns Settings into objects."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from embeddings.batching import EmbeddingThread
from embeddings.embedder import Embedder, SentenceTransformerEmbedder
from qa.answer_cache import AnswerCache
from qa.answering import Writer
from qa.articles import read_corpus
from qa.articles.fetched import FetchedPages
from qa.articles.fetching import Fetcher
from qa.build import BuildReport, Progress, build
from qa.citations import web_address
from qa.duplicates import cluster
from qa.errors import SettingError
from qa.evaluation import KnownQuestion, evaluate
from qa.evidence import EvidenceModel
from qa.measured import Evaluation
from qa.report import Findings, write_report
from qa.service import Service
from qa.settings import Settings
from qa.store import IndexStore
from qa.types import EXTRACTIVE, WRITTEN
from qa.writing.entailment import Entailment


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

    writer = open_writer(settings)
    thread = EmbeddingThread(load)
    try:
        return Service(
            store, thread, EvidenceModel.packaged(), facts, cache=AnswerCache(settings.cache_mb), writer=writer
        )
    except BaseException:
        thread.close()
        raise


def open_writer(settings: Settings) -> Writer | None:
    """The writer model, if one is configured. It is not asked anything yet: it may come and go."""
    if settings.generator not in (EXTRACTIVE, WRITTEN):
        raise SettingError(f"QA_GENERATOR={settings.generator!r} is not one of {EXTRACTIVE}, {WRITTEN}. Set it to one.")
    if settings.generator == EXTRACTIVE:
        return None
    if not settings.llm_model:
        raise SettingError("QA_LLM_MODEL is empty. Set it to the name of a model that QA_LLM_URL serves.")
    if web_address(settings.llm_url) is None:
        raise SettingError(
            f"QA_LLM_URL={settings.llm_url!r} is no web address. Set it to one, such as http://127.0.0.1:11434/v1."
        )
    if settings.llm_timeout < 1:
        raise SettingError(f"QA_LLM_TIMEOUT={settings.llm_timeout} is too short. Set it to 1 or more.")
    try:
        from qa.writing.client import Client
    except ImportError:
        raise SettingError(
            "QA_GENERATOR=openai needs the openai package. Install it: pip install 'verbatim[writer]'."
        ) from None
    from qa.writing.writer import ModelWriter

    client = Client(settings.llm_url, settings.llm_model, settings.llm_key)
    return ModelWriter(client, seconds=settings.llm_timeout, entailment=_open_entailment(settings.entailment))


def _open_entailment(name: str) -> Entailment | None:
    if not name:
        return None
    from qa.writing.entailment import CrossEncoderEntailment

    try:
        return CrossEncoderEntailment(name)
    except (OSError, ValueError) as error:
        raise SettingError(
            f"QA_ENTAILMENT={name!r} cannot be loaded ({str(error).splitlines()[0]}). "
            "Name a cross-encoder for entailment that is on this machine, or unset QA_ENTAILMENT."
        ) from error


def open_fetcher(settings: Settings) -> Fetcher | None:
    """Who fetches articles from the web; None without leave to."""
    return Fetcher(FetchedPages(settings.index / "fetched.sqlite")) if settings.fetch else None


def run_build(
    settings: Settings, paths: Sequence[Path], progress: Progress, findings: Findings | None = None
) -> BuildReport:
    """Read `paths`, or the folder of the settings, publish an index of them, and say what became of each."""
    findings = findings or Findings()
    report = build(
        read_corpus(
            list(paths) or [settings.articles],
            workers=settings.workers or 2,
            on_note=findings.add,
            fetcher=open_fetcher(settings),
        ),
        open_store(settings),
        open_embedder(settings),
        cluster=cluster,
        progress=progress,
        allow_shrink=settings.allow_shrink,
    )
    write_report(settings.index, report, findings)
    return report


def run_evaluation(settings: Settings, known: Sequence[KnownQuestion]) -> Evaluation:
    """Ask every known question of the live index."""
    service = open_service(settings)
    try:
        return Evaluation.of(evaluate(service, known))
    finally:
        service.close()
