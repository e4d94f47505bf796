"""`export`: answers to many questions, or what the index holds, as JSONL or Parquet."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa.commands.output import warn
from qa.errors import UsageError
from qa.settings import Settings
from qa.types import Answer, Article, Query, Turn

if TYPE_CHECKING:
    from qa.index.opened import Index

KINDS = ("answers", "articles", "passages")


def export(settings: Settings, options: argparse.Namespace) -> None:
    from qa.commands import tables

    if (options.what == "answers") != bool(options.questions):
        raise UsageError(
            "Questions belong to `export answers`, and only there: export answers QUESTIONS, or - for a pipe."
        )
    if _is_parquet(options):
        tables.require_parquet()
    if options.what == "answers":
        from qa import wiring

        queries = _queries(options.questions)
        with closing(wiring.open_service(settings)) as service:
            _out((service.answer(query) for query in queries), Answer, options)
    else:
        from qa.index.store import IndexStore

        index, _ = IndexStore(settings.index).open()
        with closing(index):
            _out(*_held(index, options.what), options)


def _held(index: Index, what: str) -> tuple[Iterable[Any], type]:
    from qa.index import records

    if what == "articles":
        return records.articles(index), Article
    return records.passages(index), records.PassageRecord


def _out(rows: Iterable[Any], kind: type, options: argparse.Namespace) -> None:
    from qa.commands import tables

    if options.output is None:
        tables.write_jsonl(rows, sys.stdout)
        return
    with _replacing(options.output) as path:
        if _is_parquet(options):
            count = tables.write_parquet(rows, kind, path)
        else:
            with path.open("w", encoding="utf-8") as file:
                count = tables.write_jsonl(rows, file)
    warn(f"{count:,} {options.what} in {options.output}")


def _is_parquet(options: argparse.Namespace) -> bool:
    return options.output is not None and options.output.suffix.lower() == ".parquet"


@contextmanager
def _replacing(path: Path) -> Iterator[Path]:
    """A file beside `path` that takes its place when all went well, and is gone when not."""
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        yield unfinished
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _queries(source: str) -> list[Query]:
    """Questions, one a line: plain text, or an object with `question` and perhaps `history` and `question_date`."""
    try:
        text = sys.stdin.read() if source == "-" else Path(source).read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise UsageError(f"{source} cannot be read. Name a file of questions, one a line.") from error
    found = [_query(line, number) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
    if not found:
        raise UsageError(f"{source} holds no question. Put one on each line.")
    return found


def _query(line: str, number: int) -> Query:
    if not line.lstrip().startswith("{"):
        return Query(line.strip())
    try:
        row = json.loads(line)
        history = tuple(Turn(str(t["question"]), str(t.get("answer") or "")) for t in row.get("history") or ())
        return Query(row["question"].strip(), history=history, question_date=row.get("question_date"))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise UsageError(f"Line {number} is not a question. Write plain text, or JSON with `question`.") from None
