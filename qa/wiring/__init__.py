"""The only room that turns Settings into objects."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path

from embeddings.batching import EmbeddingThread
from embeddings.embedder import Embedder
from qa.articles import read_corpus
from qa.articles.added import Brought
from qa.articles.fetch.fetched import FetchedPages
from qa.articles.fetch.fetching import Fetcher
from qa.building.build_flow import Effort, build
from qa.building.duplicates import cluster
from qa.building.last_paths import remember
from qa.building.report import BuildReport, Progress
from qa.building.report_page import Findings, write_report
from qa.evaluation.measured import Evaluation
from qa.evaluation.natural import NaturalQuestion, ask_natural
from qa.evaluation.outcomes import KnownQuestion, evaluate
from qa.evaluation.similarity import most_similar
from qa.serving import nearby
from qa.serving.answer_cache import AnswerCache
from qa.serving.service import Service
from qa.settings import Settings
from qa.wiring.bringing import last_paths, open_added, open_builds, open_collection, watched
from qa.wiring.comparing import compare_answers
from qa.wiring.models import (
    choose_dtype,
    open_embedder,
    open_question_embedder,
    open_readers,
    open_scorer,
    open_searches,
    open_store,
    open_writer,
    reader_sizes,
)

__all__ = [
    "announce",
    "choose_dtype",
    "compare_answers",
    "last_paths",
    "open_added",
    "open_builds",
    "open_collection",
    "open_embedder",
    "open_question_embedder",
    "open_fetcher",
    "open_scorer",
    "open_readers",
    "open_searches",
    "open_service",
    "open_store",
    "open_writer",
    "reader_sizes",
    "run_build",
    "run_evaluation",
    "run_natural_evaluation",
    "upload",
    "watched",
]


def open_service(settings: Settings) -> Service:
    """Load the model and open the live index: what a server or a command answers with."""
    store = open_store(settings)
    store.require()
    facts: dict[str, str] = {}

    def load() -> Embedder:
        precision = choose_dtype(settings)
        embedder = open_question_embedder(settings, precision.dtype)
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
            open_scorer(settings, thread, facts),
            facts,
            cache=AnswerCache(settings.cache_mb),
            writer=writer,
            searches=open_searches(settings),
        )
    except BaseException:
        thread.close()
        raise


def announce(settings: Settings, address: str) -> Callable[[], None]:
    """Tell commands on this machine where the index is served; what is returned takes it back."""
    nearby.announce(settings.index, address, asdict(settings))
    return partial(nearby.withdraw, settings.index)


def open_fetcher(settings: Settings) -> Fetcher | None:
    """Who fetches articles from the web; None without leave to."""
    return Fetcher(FetchedPages(settings.index / "fetched.sqlite")) if settings.fetch else None


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
