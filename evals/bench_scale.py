"""An index of another size made from a real one: its articles again and again, their vectors jittered; or only the first."""

from __future__ import annotations

import time
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from embeddings.vector_files import VectorFacts, stored_type, write_vectors
from qa.index.article_table import ArticleWriter
from qa.index.bm25 import KeywordIndex, TermLists
from qa.index.opened import Index, write_manifest
from qa.index.store import IndexStore
from qa.types import IndexInfo

_JITTER = 0.035  # a number; a copy then has a cosine of about 0.8 with its original, as passages of one subject have
_SAMPLED = 512


def resized(source: Index, store: IndexStore, passages: int) -> dict[str, float]:
    """Publish `passages` passages; how long their vectors took and what recall they have."""
    with store.building() as folder:
        rows = np.arange(passages) % len(source.passages)  # of each passage: its original
        copy = np.arange(passages) // len(source.passages)
        sentences = _sentences(source, rows)
        articles = _articles(source, folder, rows, copy)
        ranges = np.concatenate([[0], np.cumsum(np.diff(source.passages[:, 3:5], axis=1).ravel()[rows])])
        table = source.passages[rows].copy()
        table[:, 0], table[:, 3], table[:, 4] = articles, ranges[:-1], ranges[1:]
        np.save(folder / "passages.npy", table.astype(np.int32))
        spans = source.sentences[sentences].copy()
        spans[:, 0] = np.repeat(np.arange(passages), np.diff(ranges))
        np.save(folder / "sentences.npy", spans.astype(np.int32))
        np.save(folder / "sentence_marks.npy", source.sentence_marks[sentences])
        np.save(folder / "term_kinds.npy", source.term_kinds)
        by_sentence = np.lib.format.open_memmap(
            folder / "sentence_vectors.npy", "w+", np.int8, (len(sentences), source.sentence_vectors.shape[1])
        )
        for start in range(0, len(sentences), 65_536):
            by_sentence[start : start + 65_536] = source.sentence_vectors[sentences[start : start + 65_536]]
        _lists(source.sentence_terms, sentences).save(folder, "sentence_terms")
        firsts = np.unique(articles, return_index=True)[1]
        _lists(source.title_terms, np.asarray(source.articles_of)[rows[firsts]]).save(folder, "title_terms")
        _keywords(source, rows).save(folder)
        began = time.perf_counter()
        facts = _vectors(source, folder, rows, copy)
        seconds = time.perf_counter() - began
        info = IndexInfo(f"synthetic-{passages}", source.info.built_at, int(articles.max()) + 1, passages)
        manifest = {k: v for k, v in source.manifest.items() if k in ("chunking", "suggestions")}
        probes = [int(p) for p in source.manifest["probes"] if p < passages]
        write_manifest(folder, info, source.manifest["fingerprint"], vectors=asdict(facts), probes=probes, **manifest)
        store.publish(folder)
    return {"building vectors, s": seconds, "recall of ten": facts.recall, "probes": facts.probes}


def _sentences(source: Index, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Of each sentence: its original."""
    first, last = source.passages[rows, 3].astype(np.int64), source.passages[rows, 4].astype(np.int64)
    lengths = last - first
    return np.repeat(first - np.concatenate([[0], np.cumsum(lengths)[:-1]]), lengths) + np.arange(lengths.sum())


def _articles(
    source: Index, folder: Path, rows: npt.NDArray[np.int64], copy: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """Write the articles; of each passage the row of its article."""
    keys = copy * source.info.articles + source.articles_of[rows]
    wanted, places = np.unique(keys, return_inverse=True)
    with ArticleWriter(folder / "articles.sqlite") as writer:
        for start in range(0, len(wanted), 256):
            block = wanted[start : start + 256]
            found = source.articles.at(sorted({int(k) % source.info.articles for k in block}))
            for key in block.tolist():
                article = found[key % source.info.articles]
                number = key // source.info.articles
                writer.add(replace(article, id=f"{article.id}~{number}") if number else article)
    return places.astype(np.int64)


def _lists(lists: TermLists, rows: npt.NDArray[np.int64]) -> TermLists:
    ids, _ = lists.gather(rows)
    lengths = lists.starts[rows + 1] - lists.starts[rows]
    return TermLists(ids, np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64))


def _keywords(source: Index, rows: npt.NDArray[np.int64]) -> KeywordIndex:
    weights = source.keywords.by_passage()
    terms, passages, values = weights.of(rows)
    order = np.argsort(terms, kind="stable")
    counts = np.bincount(terms, minlength=len(source.keywords.vocabulary))
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    matrix = (values[order], passages[order].astype(np.int32), starts)
    return KeywordIndex(source.keywords.vocabulary, matrix, len(rows))


def _vectors(source: Index, folder: Path, rows: npt.NDArray[np.int64], copy: npt.NDArray[np.int64]) -> VectorFacts:
    dice, size = np.random.default_rng(0), source.sentence_vectors.shape[1]
    scratch = folder / "vectors.raw"
    vectors = np.lib.format.open_memmap(scratch, "w+", stored_type(len(rows)), (len(rows), size))
    for start in range(0, len(rows), 32_768):
        part = slice(start, start + 32_768)
        jitter = _JITTER * dice.standard_normal((len(rows[part]), size), dtype=np.float32)
        block = source.vectors.vectors(rows[part]) + np.where(copy[part, None] > 0, jitter, 0)
        vectors[part] = block / np.linalg.norm(block, axis=1, keepdims=True)
    sampled = np.linspace(0, len(source.sentence_vectors) - 1, _SAMPLED).astype(int)
    questions = source.sentence_vectors[sampled].astype(np.float32)
    facts = write_vectors(folder, vectors, questions / np.linalg.norm(questions, axis=1, keepdims=True))
    scratch.unlink()
    return facts
