"""Records as JSONL or Parquet: a dataclass is the schema, rows are written as they come."""

from __future__ import annotations

import json
import types
from collections.abc import Iterable, Iterator
from dataclasses import asdict, fields, is_dataclass
from itertools import islice
from pathlib import Path
from typing import Any, TextIO, Union, get_args, get_origin, get_type_hints

from qa.errors import UsageError, install

_AT_ONCE = 1024  # rows of a row group


def write_jsonl(rows: Iterable[Any], out: TextIO) -> int:
    """One JSON object a line; how many."""
    count = 0
    for row in rows:
        count += 1
        out.write(json.dumps(asdict(row), ensure_ascii=False, allow_nan=False) + "\n")
    return count


def require_parquet() -> None:
    """Raise UsageError where Parquet cannot be written, before anything slow is begun."""
    _pyarrow()


def write_parquet(rows: Iterable[Any], kind: type, path: Path) -> int:
    """Rows of the dataclass `kind` as a Parquet file; how many."""
    arrow, parquet = _pyarrow()
    schema, count, waiting = arrow.schema(list(_columns(arrow, kind))), 0, iter(rows)
    maps = [column.name for column in schema if arrow.types.is_map(column.type)]
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        while batch := [asdict(row) for row in islice(waiting, _AT_ONCE)]:
            for row in batch:
                row |= {name: list(row[name].items()) for name in maps}  # Arrow takes a map as pairs
            writer.write_table(arrow.Table.from_pylist(batch, schema))
            count += len(batch)
    return count


def _pyarrow() -> tuple[Any, Any]:
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise UsageError(f"Parquet needs pyarrow, a .jsonl file does not. {install('parquet')}") from None
    return pyarrow, parquet


def _columns(arrow: Any, kind: type) -> Iterator[tuple[str, Any]]:
    hints = get_type_hints(kind)
    for one in fields(kind):
        yield one.name, _type(arrow, hints[one.name])


def _type(arrow: Any, hint: Any) -> Any:
    """The Arrow type of an annotation of our nouns."""
    plain = {str: arrow.string(), int: arrow.int64(), float: arrow.float64(), bool: arrow.bool_()}
    if hint in plain:
        return plain[hint]
    if is_dataclass(hint):
        return arrow.struct(list(_columns(arrow, hint)))  # type: ignore[arg-type]
    inner = get_args(hint)
    if get_origin(hint) in (types.UnionType, Union):
        return _type(arrow, next(i for i in inner if i is not type(None)))  # every column may be null
    if get_origin(hint) is dict:
        return arrow.map_(_type(arrow, inner[0]), _type(arrow, inner[1]))
    return arrow.list_(_type(arrow, inner[0]))
