"""What the bench makes before it measures: an index of any size, and a plot of what came out."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from embeddings.embedder import HashEmbedder
from evals.bench_plot import plot
from evals.bench_scale import resized
from qa.answering.question import read
from qa.answering.retrieval import candidates
from qa.index.opened import Index
from qa.index.probes import check_probes
from qa.index.store import IndexStore
from tests.qa.corpus import build_index


@pytest.mark.parametrize("passages", [2, 40])
def test_an_index_of_another_size_is_whole_and_finds(tmp_path: Path, passages: int) -> None:
    store, made = IndexStore(tmp_path / "index"), IndexStore(tmp_path / "made")
    build_index(store)
    source, _ = store.open()
    with closing(source):
        facts = resized(source, made, passages)
    index: Index
    index, degraded = made.open()
    with closing(index):
        assert (len(index.passages), degraded, facts["recall of ten"]) == (passages, "", 1.0)
        check_probes(index, HashEmbedder())
        assert len(index.sentence_terms) == len(index.sentences) == len(index.sentence_vectors)
        assert (np.diff(index.articles_of) >= 0).all() and len(index.title_terms) == index.info.articles
        last = index.articles.at([index.info.articles - 1])[index.info.articles - 1]
        assert index.passages[-1, 2] <= len(last.text)
        question = "Northport harbour closed"
        found = candidates(index, read(question), HashEmbedder().encode([question])[0])
        assert len(found.rows) == min(passages, 60) and found.bm25.max() > 0


def test_the_plot_has_a_line_for_each_number_of_clients() -> None:
    figures = {f"{size:,} passages, {n} clients, p95 ms": size / 1000 * n for size in (2000, 35_000) for n in (1, 8)}
    drawn = plot(figures, (1, 8))
    assert drawn.count("<polyline") == 2 and "35,000" in drawn and drawn.startswith("<svg")
    assert "<polyline" not in plot({}, (1, 8))
