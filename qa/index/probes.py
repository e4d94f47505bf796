"""A few passages embedded again: do text, vectors and model still belong together?"""

from __future__ import annotations

import numpy as np

from embeddings.embedder import Embedder
from qa.errors import IndexFault
from qa.index.inputs import embedding_text
from qa.index.opened import Index

_PROBES = 8


def choose_probes(passages: int) -> list[int]:
    """Rows of the passages that are embedded again whenever an index is opened."""
    return [int(row) for row in np.linspace(0, passages - 1, min(_PROBES, passages))]


def check_probes(index: Index, embedder: Embedder) -> None:
    """Raise IndexFault where the vectors of the probes are not those of their texts."""
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
