"""Units parsed in child processes, in order: a hostile page costs its own rejection and nothing else."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import TimeoutError as FutureTimeout
from dataclasses import dataclass
from typing import Generic, TypeVar

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from qa.articles.children import end_with_parent, limit_memory
from qa.articles.notes import Unit
from qa.articles.parse import ParseOutcome, parse
from qa.types import Rejection

SECONDS = 10.0  # for one article
MEMORY = 2 * 2**30  # bytes of address space of one child
TASKS = 200  # batches after which a child is replaced
BATCH = 16  # units sent at one go, so that short records do not pay for the trip
BATCH_BYTES = 2**20
_MANY = {"feed": 6, "pdf": 6}  # how many articles' time a unit may take


Passing = TypeVar("Passing")


def parse_all(units: Iterable[Unit | Passing], *, workers: int) -> Iterator[ParseOutcome | Passing]:
    """The outcomes of `parse` for each unit, computed by `workers` child processes, in the order of `units`.

    An item that is not a Unit is passed through at its place. A unit that takes too long or too much memory becomes a
    Rejection.
    """
    context = multiprocessing.get_context("spawn")
    with ProcessPool(max_workers=workers, max_tasks=TASKS, context=context, initializer=_limit) as pool:
        waiting: deque[_Sent | _PassedThrough[Passing]] = deque()
        try:
            for batch in _batches(units):
                waiting.append(_Sent(batch, _send(pool, batch)) if isinstance(batch, list) else batch)
                if len(waiting) > 4 * workers:
                    yield from _collect(pool, waiting.popleft())
            while waiting:
                yield from _collect(pool, waiting.popleft())
        except GeneratorExit:
            pool.stop()  # type: ignore[no-untyped-call]
            raise


def _limit() -> None:
    end_with_parent()
    limit_memory(MEMORY)


def _parse_batch(batch: list[Unit]) -> list[ParseOutcome]:
    return [outcome for unit in batch for outcome in parse(unit)]


def _send(pool: ProcessPool, batch: list[Unit]) -> ProcessFuture[list[ParseOutcome]]:
    return pool.schedule(_parse_batch, args=[batch], timeout=SECONDS * max(_MANY.get(u.kind, 1) for u in batch))


@dataclass(frozen=True, slots=True)
class _Sent:
    """Units that were sent to a child process, and the outcomes it will give."""

    units: list[Unit]
    future: ProcessFuture[list[ParseOutcome]]


@dataclass(frozen=True, slots=True)
class _PassedThrough(Generic[Passing]):
    """An item that is not a unit: it is passed through, and the order is kept."""

    item: Passing


def _collect(pool: ProcessPool, sent: _Sent | _PassedThrough[Passing]) -> Iterator[ParseOutcome | Passing]:
    if isinstance(sent, _PassedThrough):
        yield sent.item
        return
    try:
        yield from sent.future.result()
    except (FutureTimeout, ProcessExpired, MemoryError) as error:
        if len(sent.units) == 1:
            yield _killed(sent.units[0], error)
            return
        for unit in sent.units:  # each on its own, to find the one at fault
            again: _Sent | _PassedThrough[Passing] = _Sent([unit], _send(pool, [unit]))
            yield from _collect(pool, again)


def _killed(unit: Unit, error: Exception) -> Rejection:
    if isinstance(error, FutureTimeout):
        return Rejection(unit.origin, "timeout", f"Parsing took over {SECONDS:.0f} seconds. Remove or simplify it.")
    return Rejection(unit.origin, "memory", "Parsing it ended its process, likely for memory. Remove or simplify it.")


def _batches(units: Iterable[Unit | Passing]) -> Iterator[list[Unit] | _PassedThrough[Passing]]:
    batch: list[Unit] = []
    size = 0
    for unit in units:
        full = not isinstance(unit, Unit) or len(batch) == BATCH or size + len(unit.data) > BATCH_BYTES
        if batch and full:
            yield batch
            batch, size = [], 0
        if isinstance(unit, Unit):
            batch.append(unit)
            size += len(unit.data)
        else:
            yield _PassedThrough(unit)
    if batch:
        yield batch
