"""Which passages are read: described in numbers, and more of them where the choice is not clear."""

from __future__ import annotations

import numpy as np
import pytest

from embeddings.embedder import HashEmbedder
from embeddings.forest import load_forest
from qa.answering import question as questions
from qa.answering.choosing import FEATURES, FEWEST, FILE, MOST, chosen, described, likely
from qa.answering.retrieval import candidates
from qa.answering.signals import weigh
from qa.index.opened import Index


@pytest.mark.parametrize(
    ("odds", "count"),
    [
        ([4.0, *[-4.0] * 19], FEWEST),  # clear
        ([4.0, *[2.0] * 5, *[-4.0] * 14], 6),
        ([-1.0] * 20, MOST),
        ([0.3, 0.2], 2),
        ([], 0),
    ],
)
def test_more_passages_are_read_where_the_choice_is_not_clear(odds: list[float], count: int) -> None:
    assert likely(np.asarray(odds)).tolist() == list(range(count))


@pytest.mark.parametrize("text", ["Why did Northport close its harbour?", "zzz", ""])
def test_every_candidate_is_described_in_numbers(index: Index, text: str) -> None:
    question, vector = questions.read(text), HashEmbedder().encode([text])[0]
    found = candidates(index, question, vector)
    weighed = weigh(index, question, vector, found)
    rows = described(index, found, weighed)
    assert rows.shape == (len(set(weighed.passage.tolist())), len(FEATURES))
    assert np.isfinite(rows).all()
    column = dict(zip(FEATURES, rows.T, strict=True))
    assert column["similarity_below"].max() == 0 and column["article_best"].max() == pytest.approx(1)
    assert set(chosen(index, found, weighed).tolist()) <= set(range(len(rows)))


def test_a_passage_with_nothing_of_the_question_is_no_better_than_one_with_all_of_it() -> None:
    forest = load_forest(FILE, FEATURES)
    best = {name: 1.0 for name in FEATURES} | {"about": 0.0, "similarity_below": 0.0, "passage_similarity_below": 0.0}
    worst = dict.fromkeys(FEATURES, 0.0) | {"about": -0.8, "similarity_below": -0.8, "passage_similarity_below": -0.8}
    good, bad = forest.log_odds([[row[name] for name in FEATURES] for row in (best, worst)])
    assert good > bad
