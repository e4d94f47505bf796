"""The build flow: read, fold duplicates, cut and embed, index, verify, publish."""

from __future__ import annotations

import contextlib
import hashlib
import json
import tempfile
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from embeddings.embedder import Embedder
from embeddings.vector_files import VectorFacts
from qa.building import events
from qa.building.checkpoint import Checkpoint
from qa.building.columns import Columns
from qa.building.cutting import cut_all, cutting_version
from qa.building.embedding import EmbeddingStage
from qa.building.previous import Previous
from qa.building.report import BuildReport, Progress, nothing_read
from qa.building.spool import Read, spool, spooled
from qa.building.suggestions import suggested_questions
from qa.errors import BuildError, IndexDamaged, IndexFault
from qa.index import safe_writing
from qa.index.article_table import ArticleTable, ArticleWriter
from qa.index.opened import Index, write_manifest
from qa.index.probes import check_probes, choose_probes
from qa.index.store import IndexStore, free_bytes
from qa.text import chunking
from qa.types import AnswersCompared, Article, Copy, IndexInfo, Rejection

_SUGGESTIONS = 12  # questions to begin with that a build proposes; a service offers those it can answer
_BYTES_A_CHARACTER = 17  # on disk, with everything; for the check of free space before a build writes


class Cluster(Protocol):
    """Which articles are copies: id of a copy to the id of its canonical article."""

    def __call__(self, articles: Iterable[Article], /) -> dict[str, str]: ...


class Accept(Protocol):
    """Looks at a new build before it is published: a BuildError keeps the live one."""

    def __call__(self, new: Index, /) -> AnswersCompared | None: ...


class RemoteEmbedder(Protocol):
    """Embeds articles on other machines: their vectors are then in the checkpoint. `folder` is for its scratch."""

    def __call__(self, articles: Iterable[Article], checkpoint: Checkpoint, folder: Path, /) -> None: ...


@dataclass(frozen=True, slots=True)
class Effort:
    """What a build may use."""

    workers: int = 0  # processes that cut while the model embeds; 0: none
    megabytes: int = 256  # of texts and vectors between the stages
    remote_embedder: RemoteEmbedder | None = None  # other machines that embed first


@dataclass(frozen=True, slots=True)
class _Filled:
    """What cutting and embedding made of the articles."""

    columns: Columns
    vectors: VectorFacts
    dates: list[str]
    articles: int
    reused: int
    cut_short: tuple[str, ...]


def build(
    articles: Iterable[Article | Rejection],
    store: IndexStore,
    embedder: Embedder,
    *,
    cluster: Cluster,
    progress: Progress,
    allow_shrink: bool = False,
    accept: Accept | None = None,
    effort: Effort = Effort(),  # noqa: B008  frozen
) -> BuildReport:
    """Build an index of `articles` and make it the live one; on any failure the live one stays as it is.

    A build that is stopped, by whatever, leaves what it embedded for the next.
    """
    with store.building() as folder:
        try:
            checkpoint = Checkpoint(store.root, embedder.fingerprint, embedder.dimension)
            report = _build_in(folder, articles, store, _Builder(embedder, checkpoint, cluster, progress, effort))
            if not allow_shrink:
                _refuse_shrinking(report.indexed, store)
            progress.start("verifying", None)
            with contextlib.closing(Index.open(folder)) as index:
                check_probes(index, embedder)
                compared = accept(index) if accept else None
            generation = store.publish(folder)
            checkpoint.remove()
        except IndexFault as error:
            checkpoint.remove()  # its vectors may be what is wrong
            raise BuildError(f"The new index failed its own check and was not published: {error}") from error
    return replace(report, generation=generation, compared=compared)


@dataclass(frozen=True, slots=True)
class _Builder:
    """Who does the work of a build."""

    embedder: Embedder
    checkpoint: Checkpoint
    cluster: Cluster
    progress: Progress
    effort: Effort


def _build_in(folder: Path, articles: Iterable[Article | Rejection], store: IndexStore, by: _Builder) -> BuildReport:
    with tempfile.TemporaryDirectory(dir=folder, prefix="spool-") as spool_folder:
        path = Path(spool_folder) / "read.sqlite"
        read = spool(articles, path, by.progress)
        if not read.articles:
            raise BuildError(nothing_read(read.rejected))
        _check_space(store.root, read.characters)
        with contextlib.closing(ArticleTable(path)) as table:
            copies_of = by.cluster(spooled(table, read.articles))
            filled = _fill(folder, table, read, copies_of, store, by)
            canonical = (a for a in spooled(table, read.articles) if a.id not in copies_of)
            suggestions = suggested_questions(canonical, limit=_SUGGESTIONS)
    by.progress.start("indexing", None)
    filled.columns.save(folder)
    live = store.current()
    events.write_events(folder, store.root / live if live else None)
    passages = filled.columns.passage_count
    report = BuildReport(
        generation="", read=read.articles + len(read.rejected), indexed=filled.articles,
        duplicates=tuple(copies_of.items()), rejected=read.rejected, passages=passages, reused=filled.reused,
        dates_missing=filled.articles - len(filled.dates), cut_short=filled.cut_short,
    )  # fmt: skip
    safe_writing.write(folder / "report.json", json.dumps(asdict(report), indent=1, ensure_ascii=False).encode())
    write_manifest(
        folder, _info(filled), by.embedder.fingerprint, vectors=asdict(filled.vectors), chunking=chunking.VERSION,
        cutting=cutting_version(), dtype=getattr(by.embedder, "dtype", ""), probes=choose_probes(passages),
        suggestions=suggestions, events=events.VERSION,
    )  # fmt: skip
    return report


def _fill(
    folder: Path, table: ArticleTable, read: Read, copies_of: dict[str, str], store: IndexStore, by: _Builder
) -> _Filled:  # fmt: skip
    """Cut every article that is nobody's copy, and embed what was cut while the next are cut."""
    by.progress.start("embedding", read.articles - len(copies_of))
    columns, dates, rows, copies, short = Columns(), [], {}, [], []
    with contextlib.closing(Previous.of(store, by.embedder.fingerprint)) as previous:
        stage = EmbeddingStage(by.embedder, previous, by.checkpoint, megabytes=by.effort.megabytes)

        def canonical() -> Iterable[Article]:
            for article in spooled(table, read.articles):
                if article.id in copies_of:
                    copies.append(Copy(article.id, article.title, article.url, article.source, article.published_at))
                else:
                    yield article

        if by.effort.remote_embedder:
            by.effort.remote_embedder((a for a in canonical() if not previous.knows(a)), by.checkpoint, folder)
            copies.clear()
        with ArticleWriter(folder / "articles.sqlite") as writer:
            for article, cut in cut_all(canonical(), previous.cut, workers=by.effort.workers):
                rows[article.id] = row = writer.add(article)
                columns.add(row, article, cut)
                stage.add(article, cut)
                if chunking.cut_short(article.text, cut.passages):
                    short.append(article.id)
                if article.published_at:
                    dates.append(article.published_at[:10])
                by.progress.advance(1)
            for copy in copies:
                writer.add_copies(rows[copies_of[copy.article_id]], [copy])
        facts = stage.write(folder, columns)
    return _Filled(columns, facts, dates, len(rows), stage.reused, tuple(short))


def _info(filled: _Filled) -> IndexInfo:
    built_at = datetime.now(UTC).isoformat(timespec="seconds")
    digest = hashlib.blake2b(filled.columns.keys, digest_size=4).hexdigest()
    return IndexInfo(
        id=f"{built_at[:19].replace(':', '').replace('-', '')}-{digest}",
        built_at=built_at,
        articles=filled.articles,
        passages=filled.columns.passage_count,
        published_from=min(filled.dates, default=None),
        published_to=max(filled.dates, default=None),
    )


def _refuse_shrinking(articles: int, store: IndexStore) -> None:
    """Raise BuildError where the new index holds less than half of the articles of the live one, or that is not known."""
    try:
        live = store.live_articles()
    except IndexDamaged:
        raise BuildError(
            f"The index in {store.root} is damaged: how many articles it holds is not known, so a great loss would not be "
            f"noticed. The new index would hold {articles}. If that is right, build with QA_ALLOW_SHRINK=1."
        ) from None
    if articles * 2 < live:
        raise BuildError(
            f"The new index would hold {articles} articles, the live one holds {live}. "
            "If that is right, build with QA_ALLOW_SHRINK=1."
        )


def _check_space(root: Path, characters: int) -> None:
    needed, free = characters * _BYTES_A_CHARACTER, free_bytes(root)
    if free < needed:
        raise BuildError(
            f"The index needs about {needed:,} bytes, {root} has {free:,} free. Make room, or choose another INDEX=."
        )
