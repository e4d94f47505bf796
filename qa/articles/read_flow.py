"""The reading flow: files -> units -> articles, with what each site repeats taken out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

from qa.articles.corpus import strip_site_boilerplate
from qa.articles.fetch.web import Fetches
from qa.articles.notes import Note, Unit
from qa.articles.parse import ParseOutcome, parse
from qa.articles.parse_cache import Known, ParseCache
from qa.articles.pool import parse_all
from qa.articles.units import find_units
from qa.types import Article, Rejection

Listener = Callable[[Note], None]


def read_articles(
    paths: Sequence[Path], *, workers: int = 1, on_note: Listener | None = None
) -> Iterator[Article | Rejection]:
    """Each article under `paths`, in a stable order, or why an input is none.

    With more than one worker, parsing runs in child processes under limits of time and memory.
    """
    for outcome in _outcomes(find_units(paths, apart=workers > 1), workers):
        yield outcome if isinstance(outcome, Rejection) else _told(outcome.article, outcome.notes, on_note)


def read_corpus(
    paths: Sequence[Path],
    *,
    workers: int = 1,
    on_note: Listener | None = None,
    memory: Path | None = None,
    fetcher: Fetches | None = None,
) -> Iterator[Article | Rejection]:
    """`read_articles`, without the lines that a site repeats from page to page, and with every id once.

    What was parsed before is taken from the file `memory`; addresses among the paths are fetched by `fetcher`.
    """
    for outcome in strip_site_boilerplate(_outcomes(find_units(paths, fetcher, apart=workers > 1), workers, memory)):
        yield outcome if isinstance(outcome, Rejection) else _told(outcome.article, outcome.notes, on_note)


def _outcomes(units: Iterable[Unit | Rejection], workers: int, memory: Path | None = None) -> Iterator[ParseOutcome]:
    parse_these = partial(parse_all, workers=workers) if workers > 1 else _parse_here
    if memory:
        yield from ParseCache(memory).outcomes(units, parse_these)
        return
    for outcome in parse_these(units):
        yield from outcome if isinstance(outcome, tuple) else [outcome]


def _parse_here(units: Iterable[Unit | Rejection | Known]) -> Iterator[ParseOutcome | Known]:
    for unit in units:
        yield from parse(unit) if isinstance(unit, Unit) else [unit]


def _told(article: Article, notes: tuple[Note, ...], on_note: Listener | None) -> Article:
    for note in notes if on_note else ():
        on_note(note)  # type: ignore[misc]
    return article
