"""Article -> passages, sentences and their terms, in child processes while the model embeds what was cut before."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from itertools import chain, islice
from pathlib import Path

from qa.articles.children import end_with_parent
from qa.text import chunking, scripts, terms
from qa.text import marks as marking
from qa.types import Article, Passage

_BATCH = 16  # articles sent at one go
_AHEAD = 8  # batches that are cut while the model is at work, for each process
_FEW = 48  # articles for which no process is started


@dataclass(frozen=True, slots=True)
class ArticleCut:
    """All that a build needs to know of an article's text. Lists run over the sentences of all passages, in order."""

    passages: tuple[Passage, ...]
    title_terms: list[str]
    sentence_terms: list[list[str]]
    marks: list[int]
    capitals: list[str]  # terms written with a capital in mid-sentence, each as often as it is


Known = Callable[[Article], ArticleCut | None]


def cut(article: Article) -> ArticleCut:
    """Cut one article. Pure."""
    passages = tuple(chunking.passages(article.text))
    texts = [article.text[s.start : s.end] for p in passages for s in p.sentences]
    return ArticleCut(
        passages,
        terms.terms(article.title),
        [terms.terms(text) for text in texts],
        [int(marking.marks(text)) for text in texts],
        [name for text in texts for name in terms.names(text)],
    )


@cache
def cutting_version() -> str:
    """Of the code that cuts: cuts made by another version are made anew."""
    digest = hashlib.sha256(version("nupunkt").encode() + version("PyStemmer").encode())
    for module in (chunking, terms, scripts, marking):
        digest.update(Path(str(module.__file__)).read_bytes())
    return digest.hexdigest()[:16]


def cut_all(articles: Iterable[Article], known: Known, *, workers: int) -> Iterator[tuple[Article, ArticleCut]]:
    """Each article with its cut, in order; `workers` 0 cuts here. What is known is not cut again."""
    todo = iter(articles)
    fresh: list[Article] = []
    early: list[tuple[Article, ArticleCut | None]] = []
    for article in todo:  # no process is worth starting until a few articles need one
        early.append((article, known(article)))
        fresh += [article] if early[-1][1] is None else []
        if len(fresh) >= _FEW or len(early) >= 4096:
            break
    if not workers or len(fresh) < _FEW:
        for article, found in early:
            yield article, found or cut(article)
        early = []
    rest = chain(early, ((a, known(a)) for a in todo))
    if not workers:
        yield from ((a, found or cut(a)) for a, found in rest)
        return
    yield from _in_processes(rest, workers)


def _in_processes(
    articles: Iterable[tuple[Article, ArticleCut | None]], workers: int
) -> Iterator[tuple[Article, ArticleCut]]:
    todo = iter(articles)
    batches = iter(lambda: list(islice(todo, _BATCH)), [])
    first = next(batches, None)
    if first is None:
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_yielding) as pool:
        waiting: deque[tuple[list[tuple[Article, ArticleCut | None]], Future[list[ArticleCut]] | None]] = deque()
        try:
            for batch in chain([first], batches):
                fresh = [a for a, found in batch if found is None]
                waiting.append((batch, pool.submit(_cut_batch, fresh) if fresh else None))
                if len(waiting) > _AHEAD * workers:
                    yield from _joined(*waiting.popleft())
            while waiting:
                yield from _joined(*waiting.popleft())
        finally:
            pool.shutdown(cancel_futures=True)


def _joined(
    batch: list[tuple[Article, ArticleCut | None]], made: Future[list[ArticleCut]] | None
) -> Iterator[tuple[Article, ArticleCut]]:
    fresh = iter(made.result() if made else [])
    for article, found in batch:
        yield article, found or next(fresh)


def _cut_batch(articles: list[Article]) -> list[ArticleCut]:
    return [cut(a) for a in articles]


def _yielding() -> None:
    end_with_parent()
    os.nice(10)  # the model's threads wait for each other: whoever takes a core from one stops them all
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who interrupts a build means its parent
