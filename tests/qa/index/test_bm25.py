"""BM25: scores as the formula says, lists of terms as they were stored."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from qa.index.bm25 import NAME, NUMBER, PLAIN, KeywordIndex, TermLists, Vocabulary, term_kinds
from qa.text.terms import terms

TEXTS = ["the harbour closed", "the ferry left the harbour", "a library in an old mill", "poetry"]


def test_lists_come_back_as_they_were(tmp_path: Path) -> None:
    lists = [[1, 2, 3], [], [2], [5, 5]]
    TermLists.of(lists).save(tmp_path, "x")
    loaded = TermLists.load(tmp_path, "x")
    assert [loaded[i].tolist() for i in range(len(loaded))] == lists
    ids, owners = loaded.gather(np.asarray([3, 1, 0]))
    assert (ids.tolist(), owners.tolist()) == ([5, 5, 1, 2, 3], [0, 0, 2, 2, 2])


def built() -> KeywordIndex:
    vocabulary = Vocabulary()
    return KeywordIndex.build(vocabulary, TermLists.of([vocabulary.learn(terms(t)) for t in TEXTS]))


def test_bm25_is_lucene_s(tmp_path: Path) -> None:
    found = built()
    found.save(tmp_path)
    harbour = found.vocabulary.id(terms("harbour")[0])
    assert harbour is not None
    lengths = [len(terms(t)) for t in TEXTS]
    idf = math.log(1 + (4 - 2 + 0.5) / (2 + 0.5))
    expected = [
        idf / (1 + 1.5 * (1 - 0.75 + 0.75 * n / (sum(lengths) / 4))) if "harbour" in t else 0
        for t, n in zip(TEXTS, lengths, strict=True)
    ]
    for index in (found, KeywordIndex.load(tmp_path, len(TEXTS))):
        np.testing.assert_allclose(index.scores({harbour: 1}), expected, rtol=1e-4)
        np.testing.assert_allclose(index.scores({harbour: 0.5}), np.asarray(expected) / 2, rtol=1e-4)
        assert index.idf[harbour] == pytest.approx(idf, rel=1e-4)


def test_a_word_no_text_holds_is_unknown() -> None:
    assert built().vocabulary.id("mongolia") is None


def test_kinds_of_terms() -> None:
    vocabulary = Vocabulary(["karsk", "2400", "river"])
    kinds = term_kinds(vocabulary, TermLists.of([[0, 2], [0, 1, 2], [2]]), {"karsk": 2, "river": 1})
    assert kinds.tolist() == [NAME, NUMBER, PLAIN]
