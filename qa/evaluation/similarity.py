"""Plain similarity, to compare with: the sentences of an index whose vectors are nearest to the question's."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from embeddings.embedder import Vectors
from qa.evaluation.natural import NaturalOutcome, NaturalQuestion, judged_quotes
from qa.index.opened import Index

SIMILAR = 3  # sentences quoted for a question
_BLOCK = 65_536  # sentence vectors looked at together


def most_similar(
    index: Index, embed: Callable[[str], Vectors], questions: Sequence[NaturalQuestion], count: int = SIMILAR
) -> list[NaturalOutcome]:
    """What quoting the `count` nearest sentences, nearest first, would have made of each question.

    `embed` gives the unit vector of a question. Each question is taken as it stands, follow-ups too; its confidence is
    the cosine of the nearest sentence.
    """
    if not questions or not len(index.sentences):
        return []
    vectors = np.stack([np.asarray(embed(one.question), np.float32) for one in questions])
    cosines, rows = _nearest(index.sentence_vectors, vectors, count)
    places = np.asarray(index.sentences)[rows]  # question, rank -> passage, start, end
    articles = index.articles_of[places[..., 0]]
    found = index.articles.at([int(row) for row in np.unique(articles)])
    return [
        judged_quotes(
            one,
            [found[int(a)].text[start:end] for a, (_, start, end) in zip(articles[n], places[n], strict=True)],
            float(cosines[n, 0]),
        )
        for n, one in enumerate(questions)
    ]


def _nearest(
    sentences: npt.NDArray[np.int8], questions: npt.NDArray[np.float32], count: int
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]:
    """(cosines, rows of sentences), each of shape (questions, count), nearest first."""
    best = np.empty((len(questions), 0), np.float32)
    rows = np.empty((len(questions), 0), np.int64)
    for first in range(0, len(sentences), _BLOCK):
        block = np.asarray(sentences[first : first + _BLOCK], np.float32)
        cosines = questions @ block.T / 127
        here = np.broadcast_to(np.arange(first, first + len(block)), cosines.shape)
        best, rows = np.hstack([best, cosines]), np.hstack([rows, here])
        order = np.argsort(-best, axis=1, kind="stable")[:, :count]
        best, rows = np.take_along_axis(best, order, 1), np.take_along_axis(rows, order, 1)
    return best, rows
