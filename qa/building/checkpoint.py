"""Vectors of a build that was stopped: chunks on disk, each whole or not there, by the key of the passage.

checkpoint-1f2e3d4c/000007   n and s; 16 bytes a key; where its sentences start; float32 (n, d); int8 (s, d); a digest

The folder's name is of the model. The next build takes what it finds; a build that is published removes it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from embeddings.embedder import Vectors
from qa.index import safe_writing

_PREFIX = "checkpoint-"
_DIGEST = 16


@dataclass(frozen=True, slots=True)
class Chunk:
    """Vectors of some passages and of their sentences, mapped."""

    keys: list[bytes]
    starts: npt.NDArray[np.int64]
    vectors: Vectors
    sentences: npt.NDArray[np.int8]

    def of_sentences(self, row: int) -> npt.NDArray[np.int8]:
        return self.sentences[self.starts[row] : self.starts[row + 1]]


class Checkpoint:
    """A folder of chunks, beside the builds of a store."""

    def __init__(self, root: Path, fingerprint: dict[str, str], dimension: int) -> None:
        name = hashlib.sha256(json.dumps(fingerprint, sort_keys=True).encode()).hexdigest()[:8]
        self._root, self._folder, self._dimension = root, root / f"{_PREFIX}{name}", dimension
        self.chunks: list[Chunk] = []
        self._where: dict[bytes, tuple[int, int]] = {}
        self._next = 0
        for path in sorted(self._folder.glob("*")):
            chunk = _load(path, dimension) if path.name.isdecimal() else None  # else it was not renamed in time
            if chunk is None:
                path.unlink()
                continue
            self._next = int(path.name) + 1
            self._know(chunk)

    def find(self, key: bytes) -> tuple[int, int] | None:
        """The chunk and the row in it of a passage."""
        return self._where.get(key)

    def add(self, keys: Sequence[bytes], vectors: Vectors, sentences: Sequence[npt.NDArray[np.int8]]) -> None:
        """Write the vectors of passages and of the sentences of each. From here on a kill does not lose them."""
        self._folder.mkdir(exist_ok=True)
        path = self._folder / f"{self._next:06d}"
        safe_writing.write(path.with_suffix(".tmp"), _packed(keys, vectors, sentences))
        safe_writing.rename(path.with_suffix(".tmp"), path)
        chunk = _load(path, self._dimension)
        if chunk is None:
            raise OSError(f"{path} is not what was written. See to the disk, then build again.")
        self._next += 1
        self._know(chunk)

    def remove(self) -> None:
        """Forget all: what was embedded is in a published build. Chunks of other models go too.

        A folder that cannot be listed or removed is no fault of the build, which is live by now: the next one sees to it.
        """
        self.chunks.clear()
        with contextlib.suppress(OSError):
            for folder in self._root.glob(f"{_PREFIX}*"):
                safe_writing.remove(folder)

    def _know(self, chunk: Chunk) -> None:
        self._where |= {key: (len(self.chunks), row) for row, key in enumerate(chunk.keys)}
        self.chunks.append(chunk)


def _packed(keys: Sequence[bytes], vectors: Vectors, sentences: Sequence[npt.NDArray[np.int8]]) -> bytes:
    starts = np.cumsum([0, *(len(s) for s in sentences)], dtype=np.int64)
    parts = [
        np.asarray([len(keys), starts[-1]], np.int64).tobytes(),
        b"".join(keys),
        starts.tobytes(),
        vectors.tobytes(),
        np.concatenate(sentences).tobytes(),
    ]
    body = b"".join(parts)
    return body + hashlib.blake2b(body, digest_size=_DIGEST).digest()


def _load(path: Path, dimension: int) -> Chunk | None:
    """The chunk of a file; None where it is not whole."""
    try:
        data = np.memmap(path, np.uint8, "r")
        body = data[:-_DIGEST]
        if hashlib.blake2b(body.data, digest_size=_DIGEST).digest() != bytes(data[-_DIGEST:]):
            return None
        count, spans = (int(v) for v in body[:16].view(np.int64))
        sizes = (16 * count, 8 * (count + 1), 4 * dimension * count, dimension * spans)
        ends = np.cumsum([16, *sizes]).tolist()
        if ends[-1] != len(body):
            return None
        keys, starts, vectors, sentences = (body[a:b] for a, b in zip(ends, ends[1:], strict=False))
    except (OSError, ValueError):
        return None
    return Chunk(
        [bytes(key) for key in keys.reshape(-1, 16)],
        starts.view(np.int64),
        vectors.view(np.float32).reshape(count, dimension),
        sentences.view(np.int8).reshape(spans, dimension),
    )
