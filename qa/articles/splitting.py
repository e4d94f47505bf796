"""A file of many articles is taken apart in a child process with limits: what it unpacks to is not known before.

The parent holds one batch of units at a time. A child that takes too much memory, or says nothing for too long, is ended:
that costs the rest of its file.
"""

from __future__ import annotations

import contextlib
import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path

from qa.articles.children import end_with_parent, limit_memory
from qa.articles.notes import Unit
from qa.errors import ArticleError
from qa.types import Rejection

RECORDS = 1_000_000  # units of one file that are read
REFUSED = 1_000  # rejections of one file that are told of, before any is parsed; more of them are one
SECONDS = 60.0  # for a batch of units
MEMORY = 2 * 2**30  # bytes of address space of the child
SMALL = 2**20  # bytes of a file that is not packed, up to which no child is worth starting
PACKED = (".gz", ".wacz")
_START_S = 600.0  # for the child to begin, on a machine that is busy elsewhere
_BATCH_UNITS, _BATCH_BYTES = 256, 2**20

Split = Callable[[Path, str], Iterator[Unit | Rejection]]
Found = list[Unit | Rejection]


def split_apart(split: Split, path: Path, origin: str) -> Iterator[Unit | Rejection]:
    """What `split` yields of a file, from a child process unless the file is small. Raises its ArticleError and OSError."""
    small = path.suffix.lower() not in PACKED and path.stat().st_size <= SMALL
    yield from split(path, origin) if small else _in_child(split, path, origin)


def capped(found: Iterable[Unit | Rejection], origin: str) -> Iterator[Unit | Rejection]:
    """What was found in a file, up to so many units, and up to so many rejections."""
    refused = 0
    for number, one in enumerate(found):
        refused += isinstance(one, Rejection)
        if number == RECORDS or refused > REFUSED:
            why = f"{RECORDS:,} records" if number == RECORDS else f"{REFUSED:,} that are none"
            yield Rejection(origin, "too_many", f"After {why} the rest was not read. Check the file, or split it.")
            return
        yield one


def _in_child(split: Split, path: Path, origin: str) -> Iterator[Unit | Rejection]:
    context = multiprocessing.get_context("spawn")
    ours, its = context.Pipe()
    child = context.Process(target=_serve, args=(its, split, path, origin, MEMORY), name="splitting", daemon=True)
    child.start()
    its.close()
    try:
        batch = _batch(ours, _START_S)  # an empty one: the child has begun
        while batch is not None:
            yield from batch
            batch = _batch(ours, SECONDS)
    finally:
        ours.close()
        child.kill()
        child.join()


def _batch(ours: Connection, seconds: float) -> Found | None:
    """The next batch; None at the end of the file."""
    if not ours.poll(seconds):
        raise ArticleError("timeout", f"Taking it apart took over {seconds:.0f} seconds at one place. Split the file.")
    try:
        said = ours.recv()
    except (EOFError, OSError):
        raise ArticleError("memory", "Taking it apart ended its process, likely for memory. Split the file.") from None
    if isinstance(said, Exception):
        raise said
    found: Found | None = said
    return found


def _serve(connection: Connection, split: Split, path: Path, origin: str, memory: int) -> None:
    """In the child: send batches, then None, or the error that ended it."""
    end_with_parent()
    limit_memory(memory)
    with contextlib.suppress(BrokenPipeError):  # the parent wants no more
        try:
            connection.send([])
            for batch in _batches(split(path, origin)):
                connection.send(batch)
            connection.send(None)
        except ArticleError as error:
            connection.send(_Rejected(error.reason, str(error)))
        except OSError as error:
            connection.send(OSError(error.errno, error.strerror))
        except MemoryError:
            connection.send(_Rejected("memory", "Taking it apart takes too much memory. Split the file."))


class _Rejected(ArticleError):
    """An ArticleError that can be sent: an exception is made again from its arguments."""

    def __reduce__(self) -> tuple[type[ArticleError], tuple[str, str]]:
        return ArticleError, (self.reason, str(self))


def _batches(found: Iterable[Unit | Rejection]) -> Iterator[Found]:
    batch: Found = []
    size = 0
    for one in found:
        batch.append(one)
        size += len(one.data) if isinstance(one, Unit) else 0
        if len(batch) >= _BATCH_UNITS or size >= _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
