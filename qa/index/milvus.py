"""The two first searches on a Milvus server: dense and BM25 there, filters too, a collection a build, an alias for the live.

BM25 is ours: each passage is stored as a sparse vector of its BM25 weights, so that a sparse search by inner product gives
the very scores of qa/index/bm25.py, with its terms. The same code runs against Milvus Lite (a file) and a cluster (an address).
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from embeddings.embedder import Vectors
from qa.errors import Busy, SettingError, install
from qa.index.opened import Index
from qa.index.searching import Allowed, Hits

ALIAS = "quoth"
_PREFIX = "quoth_"
_SECONDS = 10.0  # for any call
_ROWS = 1000  # sent at one go: a few megabytes
_KEPT = 2  # collections: the live one and the one before
_FIELDS = ["dense", "terms"]


def connect(uri: str) -> Any:
    """A client of the server at `uri`: http://host:19530, or a file that ends in .db."""
    try:
        from pymilvus import MilvusClient
    except ImportError as error:
        raise SettingError(f"QA_VECTORS names a Milvus server, whose client is missing. {install('milvus')}") from error
    try:
        return MilvusClient(uri, timeout=_SECONDS)
    except Exception as error:
        raise SettingError(
            f"QA_VECTORS={uri!r} cannot be reached ({type(error).__name__}). Start it, or unset it."
        ) from error


def collection_of(index: Index) -> str:
    """The collection that holds a build's passages."""
    return _PREFIX + "".join(c if c.isalnum() else "_" for c in index.folder.name if c.isascii())


def publish(client: Any, index: Index) -> None:
    """Put a build on the server and move the alias to it; of older ones the newest is kept, for processes that serve it."""
    name = collection_of(index)
    if client.has_collection(name):
        if int(client.get_collection_stats(name).get("row_count", 0)) == len(index.passages):
            _point(client, name)
            return
        client.drop_collection(name)  # of an upload that was stopped
    _create(client, name, index.manifest["vectors"]["kind"] == "flat", len(index.vectors.vectors(np.asarray([0]))[0]))
    for rows in _rows(index):
        client.insert(name, rows)
    client.flush(name)
    client.load_collection(name)
    _point(client, name)
    for old in sorted((c for c in client.list_collections() if c.startswith(_PREFIX) and c != name), reverse=True)[
        _KEPT - 1 :
    ]:
        client.drop_collection(old)


class MilvusSearches:
    """Searches the collection of one build. Safe to share between threads, as the client is."""

    def __init__(self, client: Any, index: Index) -> None:
        self._client = client
        self._name = collection_of(index)
        if not client.has_collection(self._name):
            publish(client, index)  # built before the server was named
        client.load_collection(self._name)

    def find(self, vector: Vectors, weights: Mapping[int, float], limit: int, allowed: Allowed | None) -> Hits:
        condition = _condition(allowed)
        with _reached():
            found = self._search("dense", vector.tolist(), limit, condition)
            if weights:
                found |= self._search("terms", dict(weights), limit, condition)
        rows = sorted(found)
        dense = np.asarray([found[r]["dense"] for r in rows], np.float32).reshape(len(rows), len(vector))
        bm25 = [sum(w * found[r]["terms"].get(t, 0.0) for t, w in weights.items()) for r in rows]
        return Hits(np.asarray(rows, np.int64), dense @ vector, np.asarray(bm25, np.float32))

    def _search(self, field: str, value: Any, limit: int, condition: str) -> dict[int, dict[str, Any]]:
        (hits,) = self._client.search(
            self._name, data=[value], anns_field=field, limit=limit, filter=condition, output_fields=_FIELDS,
            search_params={"metric_type": "IP"},
        )  # fmt: skip
        return {int(hit["row"]): hit["entity"] for hit in hits}


def _condition(allowed: Allowed | None) -> str:
    """The filter as Milvus reads it."""
    if allowed is None:
        return ""
    parts = []
    if allowed.first_day is not None:
        parts.append(f"day >= {allowed.first_day}")
    if allowed.last_day is not None:
        parts.append(f"day <= {allowed.last_day} and day >= 0")
    if allowed.sources:
        parts.append(f"source in {json.dumps(list(allowed.sources), ensure_ascii=False)}")
    if allowed.rows is not None:
        parts.append(f"row in {json.dumps(allowed.rows)}")
    return " and ".join(parts)


@contextlib.contextmanager
def _reached() -> Iterator[None]:
    from pymilvus.exceptions import MilvusException

    try:
        yield
    except MilvusException as error:
        raise Busy("The search server does not answer. Try again in a few seconds.", retry_after=5) from error


def _create(client: Any, name: str, exact: bool, dimension: int) -> None:
    from pymilvus import DataType

    schema = client.create_schema(auto_id=False, enable_dynamic_field=False)
    schema.add_field("row", DataType.INT64, is_primary=True)
    schema.add_field("day", DataType.INT32)
    schema.add_field("source", DataType.VARCHAR, max_length=1024)
    schema.add_field("dense", DataType.FLOAT_VECTOR, dim=dimension)
    schema.add_field("terms", DataType.SPARSE_FLOAT_VECTOR)
    indexes = client.prepare_index_params()
    indexes.add_index("dense", index_type="FLAT" if exact else "AUTOINDEX", metric_type="IP")
    indexes.add_index("terms", index_type="SPARSE_INVERTED_INDEX", metric_type="IP")
    client.create_collection(name, schema=schema, index_params=indexes)


def _point(client: Any, name: str) -> None:
    there = ALIAS in client.list_aliases().get("aliases", [])
    (client.alter_alias if there else client.create_alias)(name, ALIAS)


def _rows(index: Index) -> Iterator[list[dict[str, Any]]]:
    """All passages as the server takes them."""
    weights = index.keywords.by_passage()
    for start in range(0, len(index.passages), _ROWS):
        rows = np.arange(start, min(start + _ROWS, len(index.passages)))
        dense = index.vectors.vectors(rows)
        articles = index.articles_of[rows]
        yield [
            {
                "row": int(row),
                "day": int(index.days[article]),
                "source": index.publishers[index.sources[article]][:1024],
                "dense": vector.tolist(),
                "terms": weights[int(row)] or {_NO_TERM: 1e-9},
            }
            for row, article, vector in zip(rows, articles, dense, strict=True)
        ]


_NO_TERM = 2**31  # a passage without any word still needs a weight
