"""The only module that turns Settings into objects."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from shutil import which

from embeddings.base_model import is_installed
from embeddings.batching import EmbeddingThread
from embeddings.embedder import Embedder, SentenceTransformerEmbedder, has_bfloat16
from embeddings.precision import Precision, measured
from embeddings.windows import Reader, Reading, Window
from qa.answering.answerer import Answerer, Writer
from qa.answering.deadline import left
from qa.answering.evidence import EvidenceModel, Judge
from qa.answering.reader_pass import ReadingModel
from qa.articles import read_corpus
from qa.articles.added import AddedFolder, Brought
from qa.articles.fetch.fetched import FetchedPages
from qa.articles.fetch.fetching import Fetcher
from qa.articles.fetch.web import url_from_path
from qa.building.build_flow import Effort, build
from qa.building.duplicates import cluster
from qa.building.last_paths import remember, remembered
from qa.building.report import BuildReport, Progress
from qa.building.report_page import Findings, write_report
from qa.errors import BuildError, IndexFault, SettingError, install
from qa.evaluation.feedback import judged
from qa.evaluation.measured import Evaluation
from qa.evaluation.natural import NaturalQuestion, ask_natural
from qa.evaluation.outcomes import KnownQuestion, evaluate, load_questions
from qa.evaluation.similarity import most_similar
from qa.evaluation.watch import changed, chosen, compare
from qa.index.opened import Index
from qa.index.searching import Searches
from qa.index.store import IndexStore
from qa.serving.answer_cache import AnswerCache
from qa.serving.builds import Builds
from qa.serving.collection import Collection
from qa.serving.service import Service, or_busy
from qa.serving.watching import Watcher
from qa.settings import Settings
from qa.text.addresses import web_address
from qa.types import EXTRACTIVE, WRITTEN, AnswersCompared, Article
from qa.writing.entailment import Entailment

_WORTH_ASKING = 0.05  # share of the articles that must have changed before answers of two builds are compared


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


def open_service(settings: Settings) -> Service:
    """Load the model and open the live index: what a server or a command answers with."""
    store = open_store(settings)
    store.require()
    facts: dict[str, str] = {}

    def load() -> Embedder:
        precision = choose_dtype(settings)
        embedder = open_embedder(settings, precision.dtype)
        facts.update(
            name=settings.model,
            dtype=getattr(embedder, "dtype", ""),
            dtype_reason=precision.reason,
            dimension=str(embedder.dimension),
        )
        return embedder

    writer = open_writer(settings)
    thread = EmbeddingThread(load)
    try:
        return Service(
            store,
            thread,
            open_judge(settings, thread, facts),
            facts,
            cache=AnswerCache(settings.cache_mb),
            writer=writer,
            searches=open_searches(settings),
        )
    except BaseException:
        thread.close()
        raise


def open_searches(settings: Settings) -> Callable[[Index], Searches] | None:
    """What searches an index on a server; None: it searches itself."""
    if settings.vectors == "faiss":
        return None
    from qa.index.milvus import MilvusSearches, connect

    return partial(MilvusSearches, connect(settings.vectors))


def open_judge(settings: Settings, thread: EmbeddingThread, facts: dict[str, str]) -> Judge:
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
    return ReadingModel(EvidenceModel.choosing(), after, [partial(read_by, reader) for reader in readers])


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


def open_fetcher(settings: Settings) -> Fetcher | None:
    """Who fetches articles from the web; None without leave to."""
    return Fetcher(FetchedPages(settings.index / "fetched.sqlite")) if settings.fetch else None


def open_added(settings: Settings) -> AddedFolder:
    """What people brought by the page: beside the index, where no other folder is set."""
    return AddedFolder(Path(settings.added or f"{settings.index}-added"))


def open_builds(settings: Settings) -> Builds:
    """Builds in child processes, with the settings of the environment; they step back behind what answers."""
    behind = ["nice", "-n", "10"] if which("nice") else []
    command = [*behind, sys.executable, "-m", "qa", "index", "--again", "--events", "--index", str(settings.index)]
    return Builds([*command, *(["--added", settings.added] if settings.added else [])])


def open_collection(settings: Settings) -> Collection:
    """What people bring and take away, and the builds that follow; it watches the folders where that is set."""
    watcher = Watcher(partial(watched, settings, brought=False)) if settings.watch else None
    return Collection(open_added(settings), open_builds(settings), fetches=settings.fetch, watcher=watcher)


def watched(settings: Settings, *, brought: bool = True) -> list[Path]:
    """The files and folders of the last build, and what was brought: of that a server knows."""
    files = [path for path in last_paths(settings) if not url_from_path(path)]
    return files + (open_added(settings).paths() if brought else [])


def last_paths(settings: Settings) -> list[Path]:
    """What the last build read, besides what was brought; the folder of the settings where there was none."""
    return remembered(settings.index) or [settings.articles]


def run_build(
    settings: Settings,
    paths: Sequence[Path],
    progress: Progress,
    findings: Findings | None = None,
    brought: Brought | None = None,
) -> BuildReport:
    """Read `paths`, or the folder of the settings, and what was brought; publish an index of them, and say what became
    of each. `brought` hears what became of what was brought.
    """
    findings, brought = findings or Findings(), brought or Brought(open_added(settings))
    named = list(paths) or [settings.articles]
    paths, memory = [*named, *brought.added.paths()], settings.index / "reading.sqlite"
    embedder, remote_embedder = open_embedder(settings), None
    if settings.ray:
        from qa.building.remote import RayCluster

        machines = RayCluster(settings.ray)
        settings.index.mkdir(parents=True, exist_ok=True)
        machines.read(paths, memory)
        one_core = replace(settings, threads=1)  # each of many processes
        remote_embedder = partial(machines.embed, load=partial(open_embedder, one_core, getattr(embedder, "dtype", "")))
    report = build(
        brought.of(
            read_corpus(
                paths,
                workers=settings.workers or 2,
                memory=memory,
                on_note=findings.add,
                fetcher=open_fetcher(settings),
            )
        ),
        open_store(settings),
        embedder,
        cluster=cluster,
        progress=progress,
        allow_shrink=settings.allow_shrink,
        accept=partial(compare_answers, settings, embedder) if settings.compared > 0 else None,
        effort=Effort(workers=1, megabytes=settings.build_mb, remote_embedder=remote_embedder),
    )
    write_report(settings.index, report, findings)
    remember(settings.index, named)
    if settings.vectors != "faiss":
        upload(settings)
    return report


def compare_answers(settings: Settings, embedder: Embedder, new: Index) -> AnswersCompared | None:
    """Ask known questions of the live build and of `new`; None where there is nothing to compare.

    Raises BuildError where answers got worse by more than chance, unless QA_ALLOW_WORSE says that it may be.
    """
    try:
        live = open_store(settings).open()[0]
    except IndexFault:
        return None
    with closing(live), closing(EmbeddingThread(lambda: embedder)) as thread:
        questions = chosen(_known_questions(settings), live.manifest["suggestions"], settings.compared)
        if live.manifest["fingerprint"] != embedder.fingerprint or not questions or changed(live, new) < _WORTH_ASKING:
            return None
        judge = open_judge(settings, thread, {})
        before, after = (
            _IndexAnswers(index, lambda text: thread.embed(text, timeout=left()), judge) for index in (live, new)
        )
        compared = compare(before, after, questions)
    if compared.got_worse and not settings.allow_worse:
        raise BuildError(
            f"Of {compared.asked} known questions the new index answers {len(compared.worse)} worse than the live one and "
            f"{len(compared.better)} better, such as {compared.worse[0]!r}. It was not published. "
            "If that is right, build with QA_ALLOW_WORSE=1."
        )
    return compared


class _IndexAnswers(Answerer):
    """Answers from one build, and gives its articles."""

    def article(self, article_id: str) -> Article:
        return self.index.articles.get(article_id)


def _known_questions(settings: Settings) -> list[KnownQuestion]:
    """Those of QA_KNOWN, then those that thumbs made."""
    known = load_questions(Path(settings.known)) if settings.known else []
    thumbs = Path(settings.feedback) if settings.feedback else None
    if thumbs and thumbs.is_file():
        known += judged(thumbs.read_text(encoding="utf-8", errors="replace").split("\n")).questions
    return known


def upload(settings: Settings) -> None:
    """Put the live build on the search server, before a server that answers asks for it."""
    from qa.index.milvus import connect, publish

    with closing(open_store(settings).open()[0]) as index:
        publish(connect(settings.vectors), index)


def run_evaluation(settings: Settings, known: Sequence[KnownQuestion]) -> Evaluation:
    """Ask every known question of the live index."""
    service = open_service(settings)
    try:
        return Evaluation.of(evaluate(service, known))
    finally:
        service.close()


def run_natural_evaluation(settings: Settings, questions: Sequence[NaturalQuestion]) -> Evaluation:
    """Ask every natural question of the live index, and look what plain similarity finds there."""
    service = open_service(settings)
    try:
        return Evaluation.of_natural(
            ask_natural(service, questions), most_similar(service.index, service.embed, questions)
        )
    finally:
        service.close()
