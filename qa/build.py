"""The build flow: read, fold duplicates, cut, embed, index, verify, publish."""

from __future__ import annotations

import contextlib
import hashlib
import json
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from embeddings.embedder import Embedder
from embeddings.vector_files import VectorFacts, stored_type, write_vectors
from qa import chunking, fsio
from qa.article_table import ArticleTable, ArticleWriter
from qa.errors import BuildError, IndexFault
from qa.index import Index, write_manifest
from qa.keywords import KeywordIndex, TermLists, Vocabulary, names, term_kinds, terms
from qa.marks import marks
from qa.store import IndexStore, free_bytes
from qa.suggestions import suggested_questions
from qa.types import Article, Copy, IndexInfo, Passage, Rejection

_BLOCK = 4096  # passages that are embedded, and held in memory, together
_SUGGESTIONS = 12  # questions to begin with that a build proposes; a service offers those it can answer
_SAMPLED = 256  # sentences whose vectors measure the recall of an approximate index
_PROBES = 8  # passages that are embedded again when an index is opened
_BYTES_A_PASSAGE = 12_000  # on disk, with everything; for the check of free space before a build writes


class Progress(Protocol):
    """Who watches a build."""

    def start(self, stage: str, total: int | None) -> None: ...
    def advance(self, count: int) -> None: ...


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What became of every input: `read == indexed + duplicates + rejected`, in numbers."""

    generation: str
    read: int
    indexed: int
    duplicates: tuple[tuple[str, str], ...]  # (id of the copy, id of the article it was folded into)
    rejected: tuple[Rejection, ...]
    passages: int
    reused: int  # passages whose vectors came from the previous build
    dates_missing: int

    def reasons(self) -> dict[str, int]:
        return dict(Counter(r.reason for r in self.rejected).most_common())


class Cluster(Protocol):
    """Which articles are copies: id of a copy to the id of its canonical article."""

    def __call__(self, articles: Iterable[Article], /) -> dict[str, str]: ...


@dataclass(slots=True)
class _Cut:
    """All passages and sentences of a build, as they are cut."""

    passages: list[tuple[int, int, int, int, int]] = field(default_factory=list)
    sentences: list[tuple[int, int, int]] = field(default_factory=list)
    keys: list[bytes] = field(default_factory=list)
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    sentence_terms: list[list[int]] = field(default_factory=list)
    passage_terms: list[list[int]] = field(default_factory=list)
    marks: list[int] = field(default_factory=list)
    title_terms: list[list[int]] = field(default_factory=list)
    capitals: Counter[str] = field(
        default_factory=Counter
    )  # how often a term is written with a capital in mid-sentence

    def add(self, row: int, article: Article) -> None:
        title = self.vocabulary.learn(terms(article.title))
        self.title_terms.append(title)
        for passage in chunking.passages(article.text):
            first = len(self.sentences)
            found = list(title)
            for s in passage.sentences:
                text = article.text[s.start : s.end]
                ids = self.vocabulary.learn(terms(text))
                self.marks.append(int(marks(text)))
                self.capitals.update(names(text))
                self.sentence_terms.append(ids)
                self.sentences.append((len(self.passages), s.start, s.end))
                found += ids
            self.passages.append((row, passage.start, passage.end, first, len(self.sentences)))
            self.passage_terms.append(found)
            self.keys.append(_key(article, passage))


def build(
    articles: Iterable[Article | Rejection],
    store: IndexStore,
    embedder: Embedder,
    *,
    cluster: Cluster,
    progress: Progress,
    allow_shrink: bool = False,
) -> BuildReport:
    """Build an index of `articles` and make it the live one; on any failure the live one stays as it is."""
    with store.building() as folder:
        try:
            report = _build_in(folder, articles, store, embedder, cluster, progress)
            _refuse_shrinking(report.indexed, store.live_articles(), allow_shrink)
            progress.start("verifying", None)
            with contextlib.closing(Index.open(folder)) as index:
                check_probes(index, embedder)
            generation = store.publish(folder)
        except OSError as error:
            raise BuildError(
                f"The index could not be written: {error.strerror or error}. The index that was live still is; "
                "see to the disk, then build again."
            ) from error
        except IndexFault as error:
            raise BuildError(f"The new index failed its own check and was not published: {error}") from error
    return BuildReport(
        **{f: getattr(report, f) for f in BuildReport.__slots__ if f != "generation"}, generation=generation
    )


def _build_in(
    folder: Path, articles: Iterable[Article | Rejection], store: IndexStore, embedder: Embedder,
    cluster: Cluster, progress: Progress,
) -> BuildReport:  # fmt: skip
    with tempfile.TemporaryDirectory(dir=folder, prefix="spool-") as spool_folder:
        spool = Path(spool_folder) / "read.sqlite"
        read, rejected = _read(articles, spool, progress)
        if not read:
            raise BuildError(_nothing(rejected))
        with contextlib.closing(ArticleTable(spool)) as table:
            copies_of = cluster(_each(table, read))
            cut, kept, dates = _cut(folder, table, read, copies_of, progress)
            canonical = (a for a in _each(table, read) if a.id not in copies_of)
            suggestions = suggested_questions(canonical, limit=_SUGGESTIONS)
    _check_space(store.root, len(cut.passages))
    reused, facts = _embed(folder, cut, embedder, _previous(store, embedder), progress)
    progress.start("indexing", None)
    _write_keywords(folder, cut)
    built_at = datetime.now(UTC).isoformat(timespec="seconds")
    digest = hashlib.blake2b(b"".join(cut.keys), digest_size=4).hexdigest()
    info = IndexInfo(
        id=f"{built_at[:19].replace(':', '').replace('-', '')}-{digest}",
        built_at=built_at,
        articles=kept,
        passages=len(cut.passages),
        published_from=min(dates, default=None),
        published_to=max(dates, default=None),
    )
    report = BuildReport(
        generation="", read=read + len(rejected), indexed=kept, duplicates=tuple(copies_of.items()),
        rejected=tuple(rejected), passages=len(cut.passages), reused=reused, dates_missing=kept - len(dates),
    )  # fmt: skip
    fsio.write(folder / "report.json", json.dumps(asdict(report), indent=1, ensure_ascii=False).encode())
    probes = np.linspace(0, len(cut.passages) - 1, min(_PROBES, len(cut.passages))).astype(int).tolist()
    write_manifest(
        folder,
        info,
        embedder.fingerprint,
        vectors=asdict(facts),
        chunking=chunking.VERSION,
        probes=probes,
        suggestions=suggestions,
    )
    return report


def _read(articles: Iterable[Article | Rejection], spool: Path, progress: Progress) -> tuple[int, list[Rejection]]:
    """Write every article to the spool; how many there are, and what was rejected."""
    progress.start("reading", None)
    count, rejected = 0, []
    with ArticleWriter(spool) as writer:
        for item in articles:
            if isinstance(item, Rejection):
                rejected.append(item)
            else:
                writer.add(item)
                count += 1
            progress.advance(1)
    return count, rejected


def _each(table: ArticleTable, count: int) -> Iterator[Article]:
    for start in range(0, count, 256):
        rows = range(start, min(start + 256, count))
        found = table.at(rows)
        yield from (found[row] for row in rows)


def _cut(
    folder: Path, table: ArticleTable, count: int, copies_of: dict[str, str], progress: Progress
) -> tuple[_Cut, int, list[str]]:
    """Cut every article that is nobody's copy; the cut, how many articles there are, and their dates."""
    progress.start("cutting", count)
    cut, dates, rows, copies = _Cut(), [], {}, []
    with ArticleWriter(folder / "articles.sqlite") as writer:
        for article in _each(table, count):
            progress.advance(1)
            if article.id in copies_of:
                copies.append(Copy(article.id, article.title, article.url, article.source, article.published_at))
                continue
            rows[article.id] = row = writer.add(article)
            cut.add(row, article)
            if article.published_at:
                dates.append(article.published_at[:10])
        for copy in copies:
            writer.add_copies(rows[copies_of[copy.article_id]], [copy])
    return cut, len(rows), dates


def _embed(
    folder: Path, cut: _Cut, embedder: Embedder, previous: Index | None, progress: Progress
) -> tuple[int, VectorFacts]:
    """Write the vectors of all passages and sentences; how many passages the previous build already had."""
    progress.start("embedding", len(cut.passages))
    size = embedder.dimension
    scratch = folder / "vectors.raw"
    vectors = np.lib.format.open_memmap(scratch, "w+", stored_type(len(cut.passages)), (len(cut.passages), size))
    by_sentence = np.lib.format.open_memmap(
        folder / "sentence_vectors.npy", "w+", np.int8, (len(cut.sentences), size)
    )  # fmt: skip
    fresh = _reuse(cut, previous, vectors, by_sentence)
    progress.advance(len(cut.passages) - len(fresh))
    with contextlib.closing(ArticleTable(folder / "articles.sqlite")) as table:
        for start in range(0, len(fresh), _BLOCK):
            block = fresh[start : start + _BLOCK]
            # in strips of like length, so that the progress bar moves and a batch holds little padding
            block.sort(key=lambda p: cut.passages[p][2] - cut.passages[p][1])
            found = table.at(sorted({cut.passages[p][0] for p in block}))
            for strip in (block[i : i + 256] for i in range(0, len(block), 256)):
                inputs = [_input(found[cut.passages[p][0]], cut, p) for p in strip]
                embedded = embedder.encode_spans([t for t, _ in inputs], [s for _, s in inputs])
                for p, one in zip(strip, embedded, strict=True):
                    vectors[p] = one.text
                    by_sentence[cut.passages[p][3] : cut.passages[p][4]] = quantized(one.spans)
                progress.advance(len(strip))
    by_sentence.flush()
    facts = write_vectors(folder, vectors, _sample(by_sentence))
    scratch.unlink()
    np.save(folder / "passages.npy", np.asarray(cut.passages, np.int32))
    np.save(folder / "sentences.npy", np.asarray(cut.sentences, np.int32))
    np.save(folder / "keys.npy", np.frombuffer(b"".join(cut.keys), "V16"))
    return len(cut.passages) - len(fresh), facts


def _sample(by_sentence: npt.NDArray[np.int8]) -> npt.NDArray[np.float32]:
    """Vectors of a few sentences: of all that a build knows the most like questions."""
    rows = np.linspace(0, len(by_sentence) - 1, min(_SAMPLED, len(by_sentence))).astype(int)
    vectors = by_sentence[rows].astype(np.float32)
    unit: npt.NDArray[np.float32] = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return unit


def _write_keywords(folder: Path, cut: _Cut) -> None:
    by_sentence = TermLists.of(cut.sentence_terms)
    KeywordIndex.build(cut.vocabulary, TermLists.of(cut.passage_terms)).save(folder)
    by_sentence.save(folder, "sentence_terms")
    TermLists.of(cut.title_terms).save(folder, "title_terms")
    np.save(folder / "term_kinds.npy", term_kinds(cut.vocabulary, by_sentence, cut.capitals))
    np.save(folder / "sentence_marks.npy", np.asarray(cut.marks, np.int32))


def quantized(vectors: npt.NDArray[np.float32]) -> npt.NDArray[np.int8]:
    """Unit vectors in a byte a number: times 127, rounded. Cosines change by less than 0.01."""
    return np.clip(np.rint(vectors * 127), -127, 127).astype(np.int8)


def check_probes(index: Index, embedder: Embedder) -> None:
    """Embed a few passages again: text, vectors and model must still belong together."""
    rows = np.asarray(index.manifest["probes"], np.int64)
    stored = index.vectors.vectors(rows)
    found = index.articles.at([int(index.passages[r, 0]) for r in rows])
    inputs = []
    for r in rows:
        article = found[int(index.passages[r, 0])]
        inputs.append(embedding_text(article, int(index.passages[r, 1]), int(index.passages[r, 2])))
    again = np.stack([e.text for e in embedder.encode_spans(inputs, [[] for _ in inputs])])
    if float(np.min(np.sum(stored * again, axis=1))) < 0.99:
        raise IndexFault("Vectors and text of the index do not belong together. Build it again: make index.")


def embedding_text(article: Article, start: int, end: int) -> str:
    """What the model reads for a passage: the article's title, then the passage."""
    return f"{article.title}\n{article.text[start:end]}"


def _input(article: Article, cut: _Cut, passage: int) -> tuple[str, list[tuple[int, int]]]:
    _, start, end, first, last = cut.passages[passage]
    shift = len(article.title) + 1 - start
    return embedding_text(article, start, end), [(s + shift, e + shift) for _, s, e in cut.sentences[first:last]]


def _key(article: Article, passage: Passage) -> bytes:
    """Equal keys mean equal vectors under one model: the text and where its sentences lie."""
    digest = hashlib.blake2b(embedding_text(article, passage.start, passage.end).encode(), digest_size=16)
    cuts = [s.end - passage.start for s in passage.sentences]
    digest.update(np.asarray(cuts, np.int32).tobytes())
    return digest.digest()


def _previous(store: IndexStore, embedder: Embedder) -> Index | None:
    """The live build, if its vectors can be used again."""
    try:
        index, _ = store.open()
    except IndexFault:
        return None
    if index.manifest["fingerprint"] == embedder.fingerprint:
        return index
    index.close()
    return None


def _reuse(cut: _Cut, previous: Index | None, vectors: Any, by_sentence: Any) -> list[int]:
    """Copy the vectors the previous build has; the passages that remain to be embedded."""
    if previous is None:
        return list(range(len(cut.passages)))
    known = {bytes(key): row for row, key in enumerate(np.load(previous.folder / "keys.npy"))}
    fresh = []
    for p, key in enumerate(cut.keys):
        row = known.get(key)
        if row is None:
            fresh.append(p)
            continue
        vectors[p] = previous.vectors.vectors(np.asarray([row]))[0]
        first, last = previous.passages[row, 3:5]
        by_sentence[cut.passages[p][3] : cut.passages[p][4]] = previous.sentence_vectors[first:last]
    previous.close()
    return fresh


def _nothing(rejected: Sequence[Rejection]) -> str:
    if not rejected:
        return "There is nothing to read. Name a folder with articles: make index ARTICLES=folder."
    reasons = ", ".join(f"{n} × {reason}" for reason, n in Counter(r.reason for r in rejected).most_common(3))
    return f"None of the {len(rejected)} inputs is a readable article ({reasons}). Name others: make index ARTICLES=folder."


def _refuse_shrinking(articles: int, live: int, allow_shrink: bool) -> None:
    if articles * 2 < live and not allow_shrink:
        raise BuildError(
            f"The new index would hold {articles} articles, the live one holds {live}. "
            "If that is right, build with QA_ALLOW_SHRINK=1."
        )


def _check_space(root: Path, passages: int) -> None:
    needed, free = passages * _BYTES_A_PASSAGE, free_bytes(root)
    if free < needed:
        raise BuildError(
            f"The index needs about {needed:,} bytes, {root} has {free:,} free. Make room, or choose another INDEX=."
        )
