"""The sentences that an answer may be made of, each with what a choice among them needs: whose it is, when, how strong."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from embeddings.embedder import Vectors
from qa.answering.composition import Chosen, with_subject
from qa.answering.evidence import Evidence, sigmoid
from qa.answering.signals import UNREAD, place_in_article
from qa.answering.speakers import speaker_of
from qa.index.opened import Index
from qa.text.marks import SAYS_NOTHING, Mark

_UNSURE = 0.8  # of what the small reader says where the base reader did not read
_WORDS = 4  # terms of a sentence that says something by itself, at least
# "GRINER TIMELINE: Events that led to …", "Related: …", "More: …": a link to another article, not a sentence of this one
_LINK = re.compile(
    r"^(?:[A-Z][A-Z’'&\d-]+(?:[ ,]+[A-Z\d][A-Z’'&\d-]*)+:|(?:More|Related|Read more|Watch|Opinion|Also)\b ?:)"
)

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Options:
    """Sentences that could be quoted; all arrays run together."""

    index: Index
    rows: Ints  # sentences of the index
    article: Ints
    day: Ints  # days since 1970-01-01, -1 where it is not known
    strength: Floats  # how likely an editor would quote it, by the last reader that read it; 0 unread
    support: Floats
    coverage: Floats  # share of the question's terms in its passage, title included
    leans: npt.NDArray[np.bool_]  # opens with a pronoun
    read: npt.NDArray[np.bool_]  # by the last reader
    place: Ints  # how many sentences of its article stand before it
    texts: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.rows)

    @classmethod
    def of(cls, index: Index, evidence: Evidence) -> Options:
        """The sentences that were weighed and say something."""
        weighed = evidence.weighed
        rows, places = np.unique(weighed.sentences, return_index=True)
        starts = index.sentence_terms.starts
        marks = np.asarray(index.sentence_marks[rows])
        fit = ((marks & SAYS_NOTHING) == 0) & (starts[rows + 1] - starts[rows] >= _WORDS)
        rows, places, marks = rows[fit], places[fit], marks[fit]
        texts = _texts(index, rows)
        own = np.asarray([not _LINK.match(text) for text in texts], bool)
        rows, places, marks = rows[own], places[own], marks[own]
        article = index.articles_of[index.sentences[rows, 0]].astype(np.int64)
        strength = _strength(evidence)[places]
        return cls(
            index=index, rows=rows, article=article, day=index.days[article].astype(np.int64), strength=strength,
            support=np.maximum(evidence.support[places], strength / 4).astype(np.float32),
            coverage=weighed.columns("passage_coverage")[places, 0],
            leans=(marks & Mark.PRONOUN) > 0, read=_read(evidence)[places], place=place_in_article(index, rows),
            texts=tuple(t for t, mine in zip(texts, own, strict=True) if mine),
        )  # fmt: skip

    def chosen(self, place: int, role: str = "") -> Chosen:
        """A sentence as a stretch of its article, with the one before it where it opens with a pronoun."""
        one = with_subject(self.index, int(self.rows[place]), float(self.support[place]))
        return Chosen(one.article, one.start, one.end, one.support, one.sentences, role)

    def terms(self, place: int) -> set[int]:
        return set(self.index.sentence_terms[int(self.rows[place])].tolist())

    def vectors(self) -> Vectors:
        """The vectors of the sentences, of unit length."""
        return np.asarray(self.index.sentence_vectors[self.rows].astype(np.float32) / np.float32(127), np.float32)

    def speaker(self, place: int) -> str | None:
        """Who says the sentence, by itself or by the one before it."""
        before = _texts(self.index, self.rows[place : place + 1] - 1)[0] if self.rows[place] else ""
        return speaker_of(self.texts[place], before)


def _strength(evidence: Evidence) -> Floats:
    """How likely an editor would quote each sentence: by the last reader, by the small one where that is all that read it."""
    weighed = evidence.weighed
    if weighed.read is None:
        return evidence.quotable
    small = weighed.columns("small")[:, 0]
    weak = np.where(small > UNREAD, _UNSURE * sigmoid(small), 0)
    return np.where(np.isnan(weighed.read), weak, evidence.quotable).astype(np.float32)


def _read(evidence: Evidence) -> npt.NDArray[np.bool_]:
    """Which sentences the last reader read; all where none reads."""
    read = evidence.weighed.read
    return np.ones(len(evidence.support), bool) if read is None else ~np.isnan(read)


def _texts(index: Index, rows: Ints) -> list[str]:
    of = index.articles_of[index.sentences[rows, 0]].tolist()
    articles = index.articles.at(sorted(set(of)))
    spans = index.sentences[rows, 1:3].tolist()
    return [articles[a].text[start:end] for a, (start, end) in zip(of, spans, strict=True)]
