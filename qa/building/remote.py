"""Reading and embedding on a Ray cluster, as Ray Data stages; what comes back is what a local build takes up.

Parsed units go into the reading memory, vectors (by way of Parquet) into the checkpoint. The build that follows finds all
of it done, so it is the same build. A worker that dies costs its tasks, which Ray runs again. Every machine must see the
articles and the folder of the index under the same paths.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from embeddings.embedder import Embedder, Vectors
from qa.articles.notes import Unit
from qa.articles.parse import parse
from qa.articles.parse_cache import ParseCache
from qa.articles.units import find_units
from qa.articles.walk import find_files
from qa.building.checkpoint import Checkpoint
from qa.building.cutting import cut
from qa.errors import BuildError, SettingError, install
from qa.index.inputs import embedding_text, passage_key, quantized, sentence_spans
from qa.types import Article, Rejection

_ARTICLES = 32  # of a task: large enough that batches of like length hold little padding
_FILE = 4096  # articles of a Parquet file


class RayCluster:
    """A cluster at an address; "auto" is the one this machine belongs to, or a new one of this machine alone."""

    def __init__(self, address: str) -> None:
        try:
            import ray
        except ImportError as error:
            raise SettingError(f"QA_RAY needs Ray. {install('ray')}") from error
        if not ray.is_initialized():
            try:
                ray.init(address=address, log_to_driver=False)
            except ConnectionError:
                if address != "auto":
                    raise SettingError(f"QA_RAY={address!r} cannot be reached. Start it, or unset it.") from None
                ray.init(log_to_driver=False)
        import ray.data

        ray.data.DataContext.get_current().enable_progress_bars = False
        self._data = ray.data

    def read(self, paths: Sequence[Path], memory: Path) -> None:
        """Parse all files under `paths` and remember what came of them."""
        files = [str(f) for f in find_files(paths) if not isinstance(f, Rejection)]
        if files:
            parsed = self._data.from_items([{"path": f} for f in files]).flat_map(_parse_file)
            ParseCache(memory).learn((row["key"], row["outcomes"]) for row in parsed.iter_rows())

    def embed(
        self, articles: Iterable[Article], checkpoint: Checkpoint, folder: Path, load: Callable[[], Embedder]
    ) -> None:
        """Cut and embed articles, and put their vectors into the checkpoint."""
        with tempfile.TemporaryDirectory(dir=folder, prefix="ray-") as scratch:
            given, made = Path(scratch) / "articles", Path(scratch) / "vectors"
            if not _write_articles(articles, given):
                return
            try:
                self._data.read_parquet(str(given)).map_batches(
                    Cutter, fn_constructor_args=[load], batch_size=_ARTICLES, concurrency=(1, 1024)
                ).write_parquet(str(made))
            except Exception as error:
                raise BuildError(
                    f"The Ray cluster failed: {_first_line(error)}. See its log, then build again."
                ) from error
            for keys, vectors, sentences in _read_vectors(made):
                checkpoint.add(keys, vectors, sentences)


class Cutter:
    """One process of a stage: it loads the model once."""

    def __init__(self, load: Callable[[], Embedder]) -> None:
        self._embedder = load()

    def __call__(self, batch: dict[str, Any]) -> dict[str, Any]:
        keys, texts, spans = [], [], []
        for title, text in zip(batch["title"], batch["text"], strict=True):
            article = Article("", str(title), str(text))
            for passage in cut(article).passages:
                keys.append(passage_key(article, passage))
                texts.append(embedding_text(article, passage.start, passage.end))
                spans.append(sentence_spans(article, passage))
        made = self._embedder.encode_spans(texts, spans)
        return {
            "key": np.asarray(keys, object),
            "vector": np.asarray([one.text.tobytes() for one in made], object),
            "sentences": np.asarray([quantized(one.spans).tobytes() for one in made], object),
        }


def _parse_file(row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for unit in find_units([Path(row["path"])]):
        if isinstance(unit, Unit):
            yield ParseCache.entry(unit, parse(unit))


def _write_articles(articles: Iterable[Article], folder: Path) -> int:
    import pyarrow as pa
    import pyarrow.parquet as pq

    folder.mkdir()
    rows, written = iter(articles), 0
    while block := list(islice(rows, _FILE)):
        table = pa.table({"title": [a.title for a in block], "text": [a.text for a in block]})
        pq.write_table(table, folder / f"{written:09d}.parquet", row_group_size=_ARTICLES)
        written += len(block)
    return written


def _read_vectors(folder: Path) -> Iterator[tuple[list[bytes], Vectors, list[npt.NDArray[np.int8]]]]:
    import pyarrow.parquet as pq

    for path in sorted(folder.rglob("*.parquet")):
        for batch in pq.ParquetFile(path).iter_batches(batch_size=1024):
            rows = batch.to_pydict()
            vectors = np.stack([np.frombuffer(v, np.float32) for v in rows["vector"]])
            size = vectors.shape[1]
            sentences = [np.frombuffer(s, np.int8).reshape(-1, size) for s in rows["sentences"]]
            yield rows["key"], vectors, sentences


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n")[0].rstrip(".")
