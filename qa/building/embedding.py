"""Passages -> vectors, of those that neither the live build nor a stopped one has; then all in their order on disk."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from embeddings.embedder import Embedder, Vectors
from embeddings.vector_files import VectorFacts, stored_type, write_vectors
from qa.building.checkpoint import Checkpoint
from qa.building.columns import Columns
from qa.building.cutting import ArticleCut
from qa.building.previous import Previous
from qa.index import safe_writing
from qa.index.inputs import embedding_text, passage_key, quantized, sentence_spans
from qa.types import Article

_STRIP = 256  # passages of like length that are embedded at one go
_CHUNK = 1024  # passages of a checkpoint: what a kill costs at most
_BYTES = 48_000  # of texts and vectors between the stages, for a passage of a block
_SAMPLED = 512  # sentences whose vectors measure the recall of an approximate index
_PREVIOUS = -1


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A passage to embed."""

    key: bytes
    text: str
    spans: list[tuple[int, int]]


class EmbeddingStage:
    """Gathers passages into blocks that fit `megabytes`, embeds each sorted by length, and remembers who has what."""

    def __init__(self, embedder: Embedder, previous: Previous, checkpoint: Checkpoint, *, megabytes: int) -> None:
        self._embedder = embedder
        self._previous = previous
        self._checkpoint = checkpoint
        self._block = max(_STRIP, megabytes * 2**20 // _BYTES)
        self._waiting: dict[bytes, _Waiting] = {}
        self._from = array("q")  # of each passage: its row in the previous build, or -1
        self.reused = 0

    def add(self, article: Article, cut: ArticleCut) -> None:
        """Take in the next article's passages."""
        for passage in cut.passages:
            key = passage_key(article, passage)
            row = self._previous.row(key)
            self._from.append(_PREVIOUS if row is None else row)
            if row is not None or self._checkpoint.find(key):
                self.reused += 1
            elif key not in self._waiting:
                text = embedding_text(article, passage.start, passage.end)
                self._waiting[key] = _Waiting(key, text, sentence_spans(article, passage))
        if len(self._waiting) >= self._block:
            self.flush()

    def flush(self) -> None:
        """Embed what waits. A batch of like lengths holds little padding."""
        block = sorted(self._waiting.values(), key=lambda w: len(w.text))
        for start in range(0, len(block), _CHUNK):
            chunk = block[start : start + _CHUNK]
            made = [
                one
                for i in range(0, len(chunk), _STRIP)
                for one in self._embedder.encode_spans(
                    [w.text for w in chunk[i : i + _STRIP]], [w.spans for w in chunk[i : i + _STRIP]]
                )
            ]
            vectors = np.stack([one.text for one in made])
            self._checkpoint.add([w.key for w in chunk], vectors, [quantized(one.spans) for one in made])
        self._waiting.clear()

    def write(self, folder: Path, columns: Columns) -> VectorFacts:
        """Write the vectors of all passages and sentences, in order."""
        self.flush()
        count, size = columns.passage_count, self._embedder.dimension
        scratch = folder / "vectors.raw"
        vectors = np.lib.format.open_memmap(scratch, "w+", stored_type(count), (count, size))
        sentences = np.lib.format.open_memmap(
            folder / "sentence_vectors.npy", "w+", np.int8, (columns.sentence_count, size)
        )
        for path in (scratch, folder / "sentence_vectors.npy"):
            safe_writing.reserve(path)
        self._arrange(columns, vectors, sentences)
        sentences.flush()
        facts = write_vectors(folder, vectors, _sample(sentences))
        scratch.unlink()
        return facts

    def _arrange(self, columns: Columns, vectors: Vectors, sentences: npt.NDArray[np.int8]) -> None:
        ranges = columns.sentence_ranges().tolist()
        before = np.frombuffer(self._from, np.int64)
        kept = np.flatnonzero(before >= 0)
        for start in range(0, len(kept), 65_536):
            rows = kept[start : start + 65_536]
            vectors[rows] = self._previous.vectors(before[rows])
        for p, (row, (first, last)) in enumerate(zip(self._from, ranges, strict=True)):
            if row >= 0:
                sentences[first:last] = self._previous.sentence_vectors(row)
                continue
            found = self._checkpoint.find(bytes(columns.keys[16 * p : 16 * p + 16]))
            assert found is not None  # noqa: S101  flush embedded all that was not known
            chunk, place = self._checkpoint.chunks[found[0]], found[1]
            vectors[p] = chunk.vectors[place]
            sentences[first:last] = chunk.of_sentences(place)


def _sample(by_sentence: npt.NDArray[np.int8]) -> Vectors:
    """Vectors of a few sentences: of all that a build knows the most like questions."""
    rows = np.linspace(0, len(by_sentence) - 1, min(_SAMPLED, len(by_sentence))).astype(int)
    vectors = by_sentence[rows].astype(np.float32)
    unit: Vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return unit
