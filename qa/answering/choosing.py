"""Which passages are worth reading: for each candidate the log-odds that it holds an answer, by a forest of decision trees.

Reading is what costs time, so what is read is chosen from what the search knows already: the signals of a passage's
sentences, and how it compares with the other candidates. The forest stands in choosing.json (`make train-choosing`).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from embeddings.forest import load_forest
from qa.answering.retrieval import Candidates, Floats
from qa.answering.signals import READ, Table, Weighed
from qa.index.opened import Index

OF_SENTENCES = (  # signals of which the highest of a passage's sentences counts
    "similarity", "coverage", "near_coverage", "kind", "kind_x_coverage", "phrases", "name_coverage", "subject", "new_name",
    "new_number", "opening",
)  # fmt: skip
OF_PASSAGE = (  # signals that are the same for all sentences of a passage
    "passage_similarity", "passage_coverage", "title_coverage", "passage_name_coverage", "about", "recency", "same_week",
)  # fmt: skip
AMONG_OTHERS = (
    "similarity_below",  # of its most similar sentence, less that of all candidates
    "passage_similarity_below",
    "article_best",  # highest score of its article's passages in the first search, as a share of the highest of all
    "article_three",  # sum of the highest three of them
    "article_passages",  # log of how many they are
)
FEATURES = OF_SENTENCES + OF_PASSAGE + AMONG_OTHERS
FILE = Path(__file__).with_name("choosing.json")
FEWEST, MOST = 3, 8  # passages that are read: more where the choice is not clear
UNCLEAR = 3.0  # log-odds below the first within which a passage may hold the answer as well


def chosen(index: Index, found: Candidates, weighed: Weighed) -> npt.NDArray[np.int64]:
    """The passages that should be read, by place in the candidates, the likeliest first."""
    return likely(load_forest(FILE, FEATURES).log_odds(described(index, found, weighed)))


def likely(odds: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """Places of the highest log-odds, highest first: more of them where several are nearly as high."""
    count = int((odds >= odds.max(initial=-np.inf) - UNCLEAR).sum())
    return np.argsort(-odds, kind="stable")[: min(max(count, FEWEST), MOST)]


def described(index: Index, found: Candidates, weighed: Weighed) -> Table:
    """What the forest is told of each candidate whose sentences were weighed, shape (passages, len(FEATURES))."""
    count = min(READ, len(found.rows))
    highest = np.full((count, len(OF_SENTENCES)), -1, np.float32)
    np.maximum.at(highest, weighed.passage, weighed.columns(*OF_SENTENCES))
    passages = weighed.columns(*OF_PASSAGE)[np.searchsorted(weighed.passage, np.arange(count))]
    below = [column - column.max(initial=-1) for column in (highest[:, 0], passages[:, 0])]
    owners = index.articles_of[found.rows[:count]]
    score = found.score[:count] / max(float(found.score.max(initial=0)), 1e-6)
    return np.column_stack([highest, passages, *below, *_of_articles(owners, score)]).astype(np.float32)


def _of_articles(owners: npt.NDArray[np.int32], score: Floats) -> list[Floats]:
    """For each passage its article's best score, the sum of its best three, and the log of how many it has."""
    articles, place = np.unique(owners, return_inverse=True)
    own = [np.sort(score[place == i])[::-1] for i in range(len(articles))]
    columns = ([s[0] for s in own], [s[:3].sum() for s in own], [np.log(len(s)) for s in own])
    return [np.asarray(column, np.float32)[place] for column in columns]
