"""All that was cut, as arrays that grow: four bytes a number, so that a million passages fit in memory."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from qa.building.cutting import ArticleCut
from qa.index.bm25 import KeywordIndex, TermLists, Vocabulary, term_kinds
from qa.index.inputs import article_key, passage_key
from qa.types import Article


class Columns:
    """The numbers of a build, a row a passage, sentence or article."""

    def __init__(self) -> None:
        self._passages = array("i")  # article row, start, end, first sentence, end of sentences
        self._sentences = array("i")  # passage, start, end
        self._marks = array("i")
        self.keys = bytearray()  # 16 bytes a passage
        self._article_keys = bytearray()
        self._vocabulary = Vocabulary()
        self._sentence_terms = _Lists()
        self._passage_terms = _Lists()
        self._title_terms = _Lists()
        self._capital_terms = _Lists()

    @property
    def passage_count(self) -> int:
        return len(self._passages) // 5

    @property
    def sentence_count(self) -> int:
        return len(self._sentences) // 3

    def add(self, row: int, article: Article, cut: ArticleCut) -> None:
        """Take in the next article; its passages get the next rows."""
        learn = self._vocabulary.learn
        title = learn(cut.title_terms)
        self._title_terms.add(title)
        self._article_keys += article_key(article)
        said = iter(cut.sentence_terms)
        for passage in cut.passages:
            first, number = self.sentence_count, self.passage_count
            found = list(title)
            for s in passage.sentences:
                ids = learn(next(said))
                self._sentence_terms.add(ids)
                self._sentences.extend((number, s.start, s.end))
                found += ids
            self._passages.extend((row, passage.start, passage.end, first, self.sentence_count))
            self._passage_terms.add(found)
            self.keys += passage_key(article, passage)
        self._marks.extend(cut.marks)
        self._capital_terms.add(learn(cut.capitals))

    def sentence_ranges(self) -> npt.NDArray[np.int32]:
        """First sentence and end of sentences of every passage, shape (passages, 2)."""
        return np.frombuffer(self._passages, np.int32).reshape(-1, 5)[:, 3:5]

    def save(self, folder: Path) -> None:
        """Write all files of an index but those of vectors and articles."""
        np.save(folder / "passages.npy", np.frombuffer(self._passages, np.int32).reshape(-1, 5))
        np.save(folder / "sentences.npy", np.frombuffer(self._sentences, np.int32).reshape(-1, 3))
        np.save(folder / "sentence_marks.npy", np.frombuffer(self._marks, np.int32))
        np.save(folder / "keys.npy", np.frombuffer(bytes(self.keys), "V16"))
        np.save(folder / "article_keys.npy", np.frombuffer(bytes(self._article_keys), "V16"))
        by_sentence, capitals = self._sentence_terms.finished(), self._capital_terms.finished()
        by_sentence.save(folder, "sentence_terms")
        capitals.save(folder, "capital_terms")
        self._title_terms.finished().save(folder, "title_terms")
        KeywordIndex.build(self._vocabulary, self._passage_terms.finished()).save(folder)
        written = np.bincount(capitals.ids, minlength=len(self._vocabulary)).tolist()
        kinds = term_kinds(self._vocabulary, by_sentence, Counter(dict(zip(self._vocabulary, written, strict=True))))
        np.save(folder / "term_kinds.npy", kinds)


class _Lists:
    """Lists of term ids, end to end."""

    def __init__(self) -> None:
        self._ids = array("i")
        self._starts = array("q", [0])

    def add(self, ids: Iterable[int]) -> None:
        self._ids.extend(ids)
        self._starts.append(len(self._ids))

    def finished(self) -> TermLists:
        return TermLists(_view(self._ids, np.int32), _view(self._starts, np.int64))


def _view(numbers: array[int], kind: type[Any]) -> npt.NDArray[Any]:
    return np.frombuffer(numbers, kind) if numbers else np.zeros(0, kind)
