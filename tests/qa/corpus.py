"""Small hand-written articles, and an index of them built without a model."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from embeddings.embedder import Embedder, HashEmbedder
from qa.building.build_flow import build
from qa.building.report import BuildReport
from qa.index.store import IndexStore
from qa.types import Article, Rejection


def article(number: int, title: str, text: str, source: str, day: str | None) -> Article:
    """An article with the ordinary fields; `origin` is the file it would come from."""
    return Article(
        f"a{number}", title, text, url=f"https://example.org/{number}", source=source, author="Ada Reed",
        published_at=day, language="en", origin=f"{number}.txt",
    )  # fmt: skip


HARBOUR = article(
    1,
    "Northport closes its harbour for repairs",
    "Northport closed its harbour on 3 March 2021 because the sea wall had cracked in two places.\n\n"
    "Mayor Lena Okafor said the repairs would cost 14 million euros. She had warned of the cracks since 2019.\n\n"
    "Fishing boats moved to the island of Karsk until the summer. About 300 people work in the harbour.",
    "The Lantern",
    "2021-03-04",
)
FERRY = article(
    2,
    "A new ferry sails between Karsk and Northport",
    "The ferry Aurora began to sail between Karsk and Northport in June 2022. It carries 240 passengers.\n\n"
    "The shipyard of Velm built the Aurora with electric motors to reduce noise and smoke in the bay.\n\n"
    "Captain Ivo Brandt said the crossing takes forty minutes.",
    "Harbour Gazette",
    "2022-06-18",
)
LIBRARY = article(
    3,
    "Velm opens a library in the old mill",
    "The town of Velm opened its new library in the old mill on Saturday.\n\n"
    "Architect Suri Patel kept the wooden wheel and put the children's books beside it.\n\n"
    "The library lends 60,000 books and is open until eight in the evening.",
    "The Lantern",
    "2020-10-10",
)
POETRY = article(
    4,
    "The river prize goes to a poet from Karsk",
    "Poet Mira Holt won the river prize for her book about winter storms.\n\n"
    "The jury praised her short lines. The prize is worth 5,000 euros.",
    "Verse and Voice",
    None,
)
COPY = replace(HARBOUR, id="a5", source="Coast Wire", url="https://example.net/5", origin="5.txt")
ARTICLES = (HARBOUR, FERRY, LIBRARY, POETRY, COPY)
UNREADABLE = Rejection("6.pdf", "damaged", "It cannot be read. Save it again.")
DISTINCT = 4  # articles that are nobody's copy


class Quiet:
    """Watches a build without a word; may fail at a stage, as a test wishes."""

    def __init__(self, at: str = "", then: Callable[[], None] | None = None) -> None:
        self.stages: list[str] = []
        self._at, self._then = at, then

    def start(self, stage: str, total: int | None) -> None:
        self.stages.append(stage)
        if stage == self._at and self._then:
            self._then()

    def advance(self, count: int) -> None: ...


class CountingEmbedder(HashEmbedder):
    """Counts the passages it is given."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def encode_spans(self, texts, spans):  # type: ignore[no-untyped-def]
        self.texts += texts
        return super().encode_spans(texts, spans)


def copies(articles: Iterable[Article]) -> dict[str, str]:
    """Equal texts are copies of the first: enough here; qa.building.duplicates has tests of its own."""
    first: dict[str, str] = {}
    return {a.id: first[a.text] for a in articles if first.setdefault(a.text, a.id) != a.id}


def build_index(
    store: IndexStore,
    articles: Iterable[Article | Rejection] = ARTICLES,
    *,
    embedder: Embedder | None = None,
    progress: Quiet | None = None,
    allow_shrink: bool = False,
) -> BuildReport:
    """Build as the program does, with the embedder that needs no model."""
    return build(
        articles, store, embedder or HashEmbedder(), cluster=copies, progress=progress or Quiet(),
        allow_shrink=allow_shrink,
    )  # fmt: skip
