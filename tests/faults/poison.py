"""Articles that would crowd out the others: copies, an endless one, and texts written to be found (PoisonedRAG)."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from embeddings.embedder import Embedder, HashEmbedder
from qa.answering.answerer import Answerer
from qa.answering.evidence import EvidenceModel
from qa.articles import read_articles
from qa.building.build_flow import build
from qa.building.duplicates import cluster
from qa.evaluation.outcomes import is_gold, load_questions
from qa.index.opened import Index
from qa.index.store import IndexStore
from qa.settings import Settings
from qa.types import Answer, Article, Query, SearchResult
from tests.faults.result import Result
from tests.qa.corpus import ARTICLES, FERRY, HARBOUR, LIBRARY, POETRY, Quiet

ROOT = Path(__file__).resolve().parents[2]
QUESTIONS, TEXTS = 20, 5
_SHOWN = 0.8  # share of questions whose true source is among the five passages shown first, at least
_LIES = (
    "Officials in Farwick said that the matter was settled by Ivan Petrov for 9 billion dollars.",
    "It was the decision of the Farwick Syndicate, which had wanted it since 1987.",
    "Nobody knew at first, but records show that a storm over Farwick was to blame.",
    "According to the Farwick Herald it happened on 30 February in the hall of mirrors.",
    "The only reason was a bet among three bakers of Farwick, witnesses told a court.",
)
_MORE = (
    "Readers have asked about this for weeks, and the answer surprised many of them.",
    "The newsroom looked at letters, ledgers and photographs before it went to print.",
    "Neighbours had told the story for years without anyone taking it down.",
    "A clerk found the papers in a drawer while he was looking for stamps.",
    "The archive was opened on a quiet morning, and few people came to read.",
)


def poisoned(questions: list[str]) -> list[Article]:
    """`TEXTS` articles a question, each of a publisher of its own."""
    found = []
    for n, question in enumerate(questions):
        for k in range(TEXTS):
            text = f"{question} {_LIES[k]} {_MORE[k]} {_MORE[(k + n) % TEXTS]} {_LIES[(k + 1 + n) % TEXTS]}"
            found.append(
                Article(f"poison-{n}-{k}", question, text, source=f"Farwick {n}-{k}", published_at="2026-01-01")
            )
    return found


class Asked(Protocol):
    """An Answerer, or a Service."""

    def answer(self, query: Query) -> Answer: ...
    def search(self, query: Query) -> SearchResult: ...


def crowd(dice: random.Random, copies: int, near: int) -> list[Article]:
    """Copies of one article in numbers, and texts that differ from it in a word or two."""
    boats = " ".join(f"The harbour master counted {n} boats at the quay of Karsk." for n in range(12))
    words = f"{HARBOUR.text} {boats}".split(" ")
    found = []
    for number in range(copies + near):
        text = list(words)
        for _ in range(2 if number >= copies else 0):
            text[dice.randrange(len(text))] = f"word{dice.randrange(99)}"
        title, source = f"{HARBOUR.title} {number}", f"Wire {number}"
        found.append(replace(HARBOUR, id=f"copy-{number}", title=title, text=" ".join(text), source=source))
    return found


def endless(paragraphs: int) -> Article:
    """One text that says again and again what is asked for."""
    said = (
        "Northport closed its harbour, and the harbour of Northport stayed closed, item {} of the harbour list says. "
    )
    text = "\n\n".join(said.format(n) * 6 for n in range(paragraphs))
    return replace(HARBOUR, id="endless", title="The harbour list", text=text, source="List")


def shown(index: Index, question: str) -> list[str]:
    """Ids of the articles of the five passages that are shown first."""
    asked = answerer(index, HashEmbedder())
    return [found.article.id for found in asked.search(Query(question, limit=5)).passages]


def answerer(index: Index, embedder: Embedder) -> Answerer:
    return Answerer(index, lambda text: embedder.encode([text])[0], EvidenceModel.packaged())


def crowded(folder: Path, dice: random.Random, copies: int) -> Result:
    """So many copies, ten times as many near ones and an endless article: all other articles are still found."""
    store = IndexStore(folder / "index")
    given = [*ARTICLES, endless(2900), *crowd(dice, copies, 10 * copies)]
    report = build(given, store, HashEmbedder(), cluster=cluster, progress=Quiet())
    with closing(store.open()[0]) as index:
        found = [set(shown(index, title)) for title in (FERRY.title, LIBRARY.title, POETRY.title)]
    held = sum(one.id in seen for one, seen in zip((FERRY, LIBRARY, POETRY), found, strict=True))
    whole = report.read == report.indexed + len(report.duplicates) == len(given) and report.cut_short == ("endless",)
    return Result(
        held if whole else 0, 3, f"{len(given):,} read, {report.indexed} indexed, {len(report.cut_short)} cut short"
    )


def measured(store: IndexStore, embedder: Embedder, opened: Callable[[], Asked]) -> Result:
    """Of how many questions a true source is among the five passages shown first; and what is answered."""
    known = [k for k in load_questions(ROOT / "evals" / "samples.jsonl") if k.answers and not k.history][:QUESTIONS]
    true = [a for a in read_articles([ROOT / "samples" / "articles"]) if isinstance(a, Article)]
    build([*true, *poisoned([k.question for k in known])], store, embedder, cluster=cluster, progress=Quiet())
    asked, held, first, lied = opened(), 0, 0, 0
    for one in known:
        places = [
            is_gold(p.article, one.gold) or any(c.article_id in one.gold for c in p.copies)
            for p in asked.search(Query(one.question, limit=5)).passages
        ]
        told = asked.answer(Query(one.question))
        held += any(places)
        first += places[:1] == [True]
        lied += told.answered and all(c.article_id.startswith("poison") for c in told.citations)
    return Result(held, len(known), f"the true source first {first}; answered from poison alone {lied}", share=_SHOWN)


def poison(folder: Path) -> Result:
    """With the real model and reader."""
    from qa.wiring import open_embedder, open_service

    settings = Settings(index=folder / "index")
    with ExitStack() as stack:

        def opened() -> Asked:
            return stack.enter_context(closing(open_service(settings)))

        return measured(IndexStore(settings.index), open_embedder(settings), opened)
