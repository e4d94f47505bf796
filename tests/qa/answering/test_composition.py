"""An answer is short, says nothing twice, keeps the order of each article, and quotes whole sentences."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from embeddings.embedder import HashEmbedder
from qa.answering.composition import SENTENCES, Chosen, compose
from qa.answering.evidence import EvidenceModel
from qa.answering.question import read
from qa.answering.retrieval import candidates
from qa.answering.signals import weigh
from qa.index.opened import Index
from qa.index.store import IndexStore
from qa.types import Article
from tests.qa.corpus import article, build_index

TWICE = "The council of Velm voted to close the quarry because of the dust."
DUST = [
    article(1, "Quarry", f"{TWICE}\n\nMayor Reed had asked for it. She said the dust made children ill.", "A", None),
    article(2, "Quarry again", f"{TWICE} The vote was close.\n\nWhy did it take so long?\n\nWhat comes next", "B", None),
]  # fmt: skip


def composed(index: Index, text: str, limit: int = 5, quotable: float | None = None) -> list[Chosen]:
    question, vector = read(text), HashEmbedder().encode([text])[0]
    found = candidates(index, question, vector)
    evidence = EvidenceModel.packaged().score(index, question, found, weigh(index, question, vector, found))
    if quotable is not None:
        evidence = replace(evidence, quotable=_but_best(evidence.support, quotable))
    return compose(index, evidence, limit=limit)


def _but_best(support: npt.NDArray[np.float32], quotable: float) -> npt.NDArray[np.float32]:
    """Each sentence as quotable as that, the best one surely."""
    return np.where(support == support.max(), 0.9, quotable).astype(np.float32)


def quotes(index: Index, chosen: list[Chosen]) -> list[str]:
    articles: dict[int, Article] = index.articles.at(sorted({c.article for c in chosen}))
    return [articles[c.article].text[c.start : c.end] for c in chosen]


@pytest.fixture
def dust(store: IndexStore) -> Index:
    build_index(store, DUST)
    return store.open()[0]


@pytest.mark.parametrize(
    "question", ["Why did Northport close its harbour?", "Who?", "ferry Karsk Northport harbour library"]
)
@pytest.mark.parametrize("limit", [1, 2, 5])
def test_an_answer_is_whole_sentences_with_the_best_first(index: Index, question: str, limit: int) -> None:
    chosen = composed(index, question, limit)
    assert 1 <= len(chosen) <= min(limit, SENTENCES) + 1
    for one in chosen:
        spans = index.sentences[list(one.sentences)]
        assert (one.start, one.end) == (int(spans[0, 1]), int(spans[-1, 2]))
        assert (np.diff(one.sentences) == 1).all()
        assert 0 <= one.support <= 1
    assert chosen[0].support == max(c.support for c in chosen)
    rows = [r for c in chosen for r in c.sentences]
    assert len(rows) == len(set(rows))


def test_a_further_sentence_is_quoted_only_if_an_editor_would(dust: Index) -> None:
    text = "Why did the council of Velm close the quarry?"
    question, vector = read(text), HashEmbedder().encode([text])[0]
    found = candidates(dust, question, vector)
    evidence = EvidenceModel.packaged().score(dust, question, found, weigh(dust, question, vector, found))
    support = np.linspace(0.9, 0.8, len(evidence.support)).astype(np.float32)

    def count(quotable: float) -> int:
        sure = replace(evidence, support=support, quotable=_but_best(support, quotable))
        return sum(len(c.sentences) for c in compose(dust, sure, limit=5))

    assert count(0.1) <= 2 < count(0.9)
    dust.close()


def test_nothing_is_said_twice(dust: Index) -> None:
    said = " ".join(quotes(dust, composed(dust, "Why did the council of Velm close the quarry?")))
    assert said.count("because of the dust") == 1
    dust.close()


def test_questions_and_headings_are_not_answers_beside_others(dust: Index) -> None:
    for asked in ("Why did the council of Velm close the quarry?", "What comes next for the quarry?"):
        said = quotes(dust, composed(dust, asked))
        assert not [s for s in said[1:] if s.endswith("?") or s == "What comes next"]
    dust.close()


BOATS = [
    article(1, "Boats", "The storm sank 12 boats in the harbour of Velm.\n\nOwners of boats in the harbour wept.", "A", None),
    article(2, "Storm", "In the harbour of Velm the storm sank 15 boats.\n\nThe harbour has room for 40 boats.", "B", None),
    article(3, "Sea", "A storm came to the harbour of Velm, and boats were sunk by it.", "C", None),
]  # fmt: skip


def test_one_fact_is_answered_by_one_sentence_and_by_those_that_contradict_it(store: IndexStore) -> None:
    build_index(store, BOATS)
    index = store.open()[0]
    said = quotes(index, composed(index, "How many boats did the storm sink in the harbour of Velm?", quotable=0.1))
    assert sorted(said) == [
        "In the harbour of Velm the storm sank 15 boats.",
        "The storm sank 12 boats in the harbour of Velm.",
    ]
    build_index(store, [BOATS[0], BOATS[2]])
    index = store.open()[0]
    said = quotes(index, composed(index, "How many boats did the storm sink in the harbour of Velm?", quotable=0.1))
    assert said == ["The storm sank 12 boats in the harbour of Velm."]
