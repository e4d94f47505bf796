"""Settings to models and to what holds an index: embedder, readers, writer, store, searches."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from embeddings.base_model import is_installed
from embeddings.batching import EmbeddingThread
from embeddings.embedder import PACKAGED_MODEL, Embedder, SentenceTransformerEmbedder, has_bfloat16
from embeddings.precision import Precision, measured
from embeddings.windows import Reader, Reading, Window
from qa.answering.answerer import Writer
from qa.answering.deadline import left
from qa.answering.evidence import EvidenceModel, EvidenceScorer
from qa.answering.reader_pass import ReadingModel
from qa.errors import SettingError, install
from qa.index.opened import Index
from qa.index.searching import Searches
from qa.index.store import IndexStore
from qa.serving.service import or_busy
from qa.settings import Settings
from qa.text.addresses import web_address
from qa.types import EXTRACTIVE, WRITTEN
from qa.writing.entailment import Entailment


def open_store(settings: Settings) -> IndexStore:
    return IndexStore(settings.index)


def open_embedder(settings: Settings, dtype: str = "") -> Embedder:
    """Load the embedding model: seconds."""
    dtype = dtype or choose_dtype(settings).dtype
    try:
        return SentenceTransformerEmbedder(settings.model, dtype=dtype, threads=settings.threads)
    except (OSError, ValueError) as error:
        raise SettingError(
            f"QA_MODEL={settings.model!r} cannot be loaded ({str(error).splitlines()[0]}). "
            "Name a sentence-transformers model that is on this machine, or unset QA_MODEL."
        ) from error


def open_question_embedder(settings: Settings, dtype: str = "") -> Embedder:
    """Load the model that embeds questions: the same, but the packaged one without the libraries that are slow to import."""
    if settings.model != PACKAGED_MODEL:
        return open_embedder(settings, dtype)
    from embeddings.packaged import PackagedEmbedder

    return PackagedEmbedder(dtype=dtype or choose_dtype(settings).dtype, threads=settings.threads)


def choose_dtype(settings: Settings) -> Precision:
    """The numbers the model computes in: those of the settings, else of the live index, else the fastest here."""
    if settings.dtype not in ("auto", "float32", "bfloat16"):
        raise SettingError(f"QA_DTYPE={settings.dtype!r} is not one of auto, float32, bfloat16. Set it to one of them.")
    if settings.dtype != "auto":
        return Precision(settings.dtype, "set by QA_DTYPE")
    live = open_store(settings).live_dtype()
    if live:
        return Precision(live, "that of the index")
    return measured(partial(open_embedder, settings), half=has_bfloat16())


def open_searches(settings: Settings) -> Callable[[Index], Searches] | None:
    """What searches an index on a server; None: it searches itself."""
    if settings.vectors == "faiss":
        return None
    from qa.index.milvus import MilvusSearches, connect

    return partial(MilvusSearches, connect(settings.vectors))


def open_scorer(settings: Settings, thread: EmbeddingThread, facts: dict[str, str]) -> EvidenceScorer:
    """The evidence model, with the readers before it unless they are off. Readers live on the model's thread."""
    facts["reader"] = "off"
    sizes = reader_sizes(settings)
    if not sizes and not settings.reranker:
        return EvidenceModel.packaged()
    readers = thread.call(lambda _: open_readers(settings, sizes))
    facts["reader"] = "+".join(r.fingerprint["reader"] for r in readers)
    facts["reader_size"] = sizes[-1] if sizes else settings.reranker

    def read_by(reader: Reader, question: str, windows: Sequence[Window]) -> list[Reading]:
        with or_busy():
            return thread.call(lambda _: reader.read(question, windows), timeout=left())

    after = EvidenceModel.packaged(sizes[-1] if sizes else "small")
    return ReadingModel(after, [partial(read_by, reader) for reader in readers])


def reader_sizes(settings: Settings) -> tuple[str, ...]:
    """Which readers of ours read, in their order: none, the small one, or the small one and then the base one."""
    wish = settings.reader.lower()
    if settings.reranker or wish in ("off", "0", "false", "no", ""):
        return ()
    if wish in ("auto", "1", "true", "yes", "on"):
        return ("small", "base") if is_installed() else ("small",)
    if wish not in ("small", "base"):
        raise SettingError(
            f"QA_READER={settings.reader!r} is not one of auto, small, base, off. Set it to one of them."
        )
    return ("small", "base") if wish == "base" else ("small",)


def open_readers(settings: Settings, sizes: Sequence[str]) -> list[Reader]:
    """The packaged readers, or the cross-encoder that is named instead."""
    if not settings.reranker:
        from embeddings.reader import LowRankReader

        try:
            return [LowRankReader(size, dtype=settings.dtype) for size in sizes]
        except (OSError, ValueError) as error:
            raise SettingError(f"{error} Or set QA_READER=small.") from error
    from embeddings.cross_encoder import CrossEncoderReader

    try:
        return [CrossEncoderReader(settings.reranker)]
    except (OSError, ValueError) as error:
        raise SettingError(
            f"QA_RERANKER={settings.reranker!r} cannot be loaded ({str(error).splitlines()[0]}). "
            "Name a sentence-transformers CrossEncoder that is on this machine, or unset QA_RERANKER."
        ) from error


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
        raise SettingError(f"QA_GENERATOR=openai needs the openai package. {install('writer')}") from None
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
