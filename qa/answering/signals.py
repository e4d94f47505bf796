"""What speaks for a sentence as the answer to a question, as numbers: the evidence model's inputs. Explainable."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from embeddings.embedder import Vectors
from qa.answering.question import Question
from qa.answering.retrieval import Candidates, Floats, QueryTerms
from qa.index.bm25 import NAME, NUMBER
from qa.index.opened import Index
from qa.text.marks import Mark
from qa.types import Span

READ = 60  # passages whose sentences are weighed
SIGNALS = (
    "similarity",  # cosine of question and sentence, read in its passage
    "similarity_gap",  # to the most similar sentence of all
    "passage_similarity",
    "bm25",  # of the passage, as a share of the highest score possible
    "rank",  # 1 / (1 + rank of the passage in the first search)
    "coverage",  # share of the question's terms in the sentence, weighted by rarity
    "near_coverage",  # with the sentences beside it
    "passage_coverage",  # with the whole passage and the title
    "name_coverage",  # share of the question's names and numbers in the sentence
    "passage_name_coverage",
    "title_coverage",
    "subject",  # names who did, or was, what is asked; one half if a sentence beside it does, or the question names nobody
    "phrases",  # share of the question's pairs of neighbouring terms that are neighbours in the sentence
    "kind",  # shows what the kind of question asks for and does not hold itself: a name, a date, a number, a reason
    "kind_x_coverage",
    "new_name",  # names something that the question does not
    "new_number",
    "passage_gap",  # similarity over the mean of the sentence's passage
    "opening",  # 1 / (1 + place in the article)
    "length",  # log(1 + terms)
    "asks",  # is itself a question
    "heading",
    "pronoun",  # opens with a pronoun
    "quote",
    "size",  # log10 of the passages of the index, between 2 and 6: look-alikes grow with it
    "recency",  # exp(-days between the article and the nearest period asked about / 30); 0 where either is not known
    "same_week",  # the same, in a week
    "about",  # similarity of question and the passage that opens the article, less the highest among the candidates
)
READ_SIGNALS = (  # added to those once readers have read the most promising sentences; low where they did not read
    "small",  # log-odds, by the small reader, that the sentence answers rather than nothing does
    "answers",  # the same by the last reader: the base one where it is installed
    "quotable",  # log-odds, by the last reader, that an editor would quote it
    "share",  # of the odds that the last reader gives it in those of all that were read and of none answering
)
UNREAD = -12.0  # log-odds of what was not read
_PLACE = {name: place for place, name in enumerate(SIGNALS + READ_SIGNALS)}
Table = npt.NDArray[np.float32]
Gathered = tuple[npt.NDArray[np.int32], npt.NDArray[np.int64]]  # the terms of sentences, and whose each is
Period = tuple[int, int]  # first and last day, as days since 1970-01-01


@dataclass(frozen=True, slots=True)
class Weighed:
    """The sentences of the first passages with their signals, shape (sentences, len(SIGNALS)).

    `read` has the last reader's log-odds, nan where it did not read; with it the signals are SIGNALS and READ_SIGNALS.
    """

    sentences: npt.NDArray[np.int64]
    passage: npt.NDArray[np.int64]  # place of a sentence's passage in the candidates
    signals: Table
    read: Floats | None = None
    answers: Mapping[int, Span] = field(default_factory=dict)  # by sentence: the words the reader takes for the answer

    def columns(self, *names: str) -> Table:
        """The signals of these names, shape (sentences, len(names))."""
        return self.signals[:, [_PLACE[name] for name in names]]

    def with_reading(self, said: Mapping[str, Floats], answers: Mapping[int, Span]) -> Weighed:
        """The same, with what readers say of some of the sentences: the READ_SIGNALS but "share", nan where unread."""
        columns = {**said, "share": read_shares(said["answers"])}
        more = np.stack([np.nan_to_num(columns[name], nan=UNREAD) for name in READ_SIGNALS], axis=1)
        signals = np.concatenate([self.signals, more.astype(np.float32)], axis=1)
        return replace(self, signals=signals, read=said["answers"], answers=answers)


def read_shares(read: Floats) -> Floats:
    """Each sentence's share of the odds of all that were read and of none answering; 0 where unread."""
    odds = np.nan_to_num(np.exp(np.minimum(read, 30)), nan=0.0)
    return np.asarray(odds / (1 + odds.sum()), np.float32)


def weigh(
    index: Index, question: Question, vector: Vectors, found: Candidates, periods: Sequence[Period] = ()
) -> Weighed:
    """Weigh every sentence of the first `READ` candidates. `periods` are the times the question is about."""
    rows = found.rows[:READ]
    places = index.passages[rows].astype(np.int64)
    counts = places[:, 4] - places[:, 3]
    passage = np.repeat(np.arange(len(rows)), counts)
    sentences = np.concatenate([np.arange(a, b) for a, b in places[:, 3:5]]) if len(rows) else np.zeros(0, np.int64)
    terms = QueryTerms.of(question.terms, index)
    words = index.sentence_terms.gather(sentences)
    hits, new_name, new_number = _hits(index, terms, words, len(sentences))
    title_ids, owners = index.title_terms.gather(places[:, 0])
    title_hits = _matrix(title_ids, owners, terms.ids, len(rows))
    passage_hits = title_hits.copy()
    np.logical_or.at(passage_hits, passage, hits)
    columns = _columns(index, question, vector, found, sentences, passage, terms, (hits, title_hits, passage_hits))
    told = columns["quote"] & (columns["name_coverage"] > 0) & bool(question.names)
    kind = _kind(question.kind, np.asarray(index.sentence_marks[sentences]), (new_name, new_number, told))
    columns |= {
        "kind": kind,
        "kind_x_coverage": kind * columns["coverage"],
        "new_name": new_name,
        "new_number": new_number,
        "phrases": _phrases(index, question, words, len(sentences)),
        "size": np.full(len(sentences), np.clip(np.log10(len(index.passages)), 2, 6)),
        "recency": _recency(index, places[:, 0], periods, 30)[passage],
        "same_week": _recency(index, places[:, 0], periods, 7)[passage],
    }
    signals = np.stack([np.asarray(columns[name], np.float32) for name in SIGNALS], axis=1)
    return Weighed(sentences, passage, signals)


def _columns(
    index: Index, question: Question, vector: Vectors, found: Candidates, sentences: npt.NDArray[np.int64],
    passage: npt.NDArray[np.int64], terms: QueryTerms, hits: tuple[npt.NDArray[np.bool_], ...],
) -> dict[str, npt.NDArray[Any]]:  # fmt: skip
    in_sentence, in_title, in_passage = hits
    vectors = index.sentence_vectors[sentences].astype(np.float32)
    similarity = (vectors @ np.atleast_2d(vector).T).max(axis=1, initial=-127) / 127
    marks = np.asarray(index.sentence_marks[sentences])
    names = QueryTerms.of(question.names, index)
    is_name = np.isin(terms.ids, names.ids)
    name_idf = np.where(is_name, terms.idf, 0).astype(np.float32)
    coverage = in_sentence @ terms.idf / max(terms.total, 1e-6)
    near = _near(in_sentence, passage)
    mean = np.bincount(passage, similarity) / np.maximum(np.bincount(passage), 1)
    return {
        "similarity": similarity,
        "similarity_gap": similarity - similarity.max(initial=-1),
        "passage_similarity": found.cosine[passage],
        "bm25": found.bm25[passage],
        "rank": 1 / (1 + passage),
        "coverage": coverage,
        "near_coverage": near @ terms.idf / max(terms.total, 1e-6),
        "passage_coverage": (in_passage @ terms.idf / max(terms.total, 1e-6))[passage],
        "name_coverage": in_sentence @ name_idf / max(names.total, 1e-6) if names.total else np.ones(len(sentences)),
        "passage_name_coverage": (in_passage @ name_idf / names.total)[passage]
        if names.total
        else np.ones(len(sentences)),
        "title_coverage": (in_title @ terms.idf / max(terms.total, 1e-6))[passage],
        "subject": _subject(index, question, terms, in_sentence, near),
        "passage_gap": similarity - mean[passage],
        "opening": 1 / (1 + place_in_article(index, sentences)),
        "length": np.log1p(index.sentence_terms.starts[sentences + 1] - index.sentence_terms.starts[sentences]),
        "asks": (marks & Mark.QUESTION) > 0,
        "heading": (marks & Mark.HEADING) > 0,
        "pronoun": (marks & Mark.PRONOUN) > 0,
        "quote": (marks & Mark.QUOTE) > 0,
        "about": _about(index, vector, found)[passage],
    }


def _about(index: Index, vector: Vectors, found: Candidates) -> Floats:
    """How much less each candidate's article opens with what is asked about than the article that does so most.

    A title and a first paragraph say what an article is about. One about something else may share the question's words.
    """
    articles, place = np.unique(index.articles_of[found.rows[:READ]], return_inverse=True)
    near = (index.vectors.vectors(index.openings(articles)) @ np.atleast_2d(vector).T).max(axis=1, initial=-1)
    return np.asarray(near - near.max(initial=-1), np.float32)[place]


def _hits(
    index: Index, terms: QueryTerms, words: Gathered, count: int
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Which terms stand in each sentence; which sentences hold a name, or a number, that the question does not."""
    ids, owners = words
    fresh = ~np.isin(ids, terms.ids)
    news = [
        np.bincount(owners[fresh & (index.term_kinds[ids] == kind)], minlength=count) > 0 for kind in (NAME, NUMBER)
    ]
    return _matrix(ids, owners, terms.ids, count), news[0], news[1]


def _matrix(
    ids: npt.NDArray[np.int32], owners: npt.NDArray[np.int64], wanted: npt.NDArray[np.int64], count: int
) -> npt.NDArray[np.bool_]:
    """Which of the wanted ids each owner holds, shape (count, wanted); `wanted` ascends."""
    matrix = np.zeros((count, len(wanted)), bool)
    if len(wanted):
        place = np.minimum(np.searchsorted(wanted, ids), len(wanted) - 1)
        hit = wanted[place] == ids
        matrix[owners[hit], place[hit]] = True
    return matrix


def _near(hits: npt.NDArray[np.bool_], passage: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    near = hits.copy()
    same = passage[1:] == passage[:-1]
    near[1:][same] |= hits[:-1][same]
    near[:-1][same] |= hits[1:][same]
    return near


def _subject(
    index: Index, question: Question, terms: QueryTerms, hits: npt.NDArray[np.bool_], near: npt.NDArray[np.bool_]
) -> Floats:
    wanted = np.isin(terms.ids, QueryTerms.of(question.subject, index).ids)
    if not wanted.any():
        return np.full(len(hits), 0.5, np.float32)
    return np.where(hits[:, wanted].any(axis=1), 1, np.where(near[:, wanted].any(axis=1), 0.5, 0)).astype(np.float32)


def _phrases(index: Index, question: Question, words: Gathered, count: int) -> Floats:
    ids = [index.keywords.vocabulary.id(t) for t in question.terms]
    pairs = {(a, b) for a, b in zip(ids, ids[1:], strict=False) if a is not None and b is not None}
    share = np.zeros(count, np.float32)
    if not pairs:
        return share
    found, owners = words
    size = np.int64(len(index.term_kinds))
    codes = found[:-1] * size + found[1:]
    same = owners[1:] == owners[:-1]
    for a, b in pairs:
        share[np.unique(owners[:-1][same & (codes == a * size + b)])] += 1 / len(pairs)
    return share


def _kind(kind: str, marks: npt.NDArray[np.int32], shows: tuple[npt.NDArray[np.bool_], ...]) -> Floats:
    """How far a sentence shows what this kind of question asks for, 0 to 1; one half where that cannot be told.

    A reason counts most in words of those the question names.
    """
    new_name, new_number, told = shows
    has = {mark: (marks & mark) > 0 for mark in Mark}
    shown = {
        "who": new_name & has[Mark.NAME],
        "where": new_name & has[Mark.PLACE],
        "when": has[Mark.DATE] & (new_name | new_number),
        "quantity": has[Mark.NUMBER] & (new_number | ~has[Mark.DATE]),
        "why": has[Mark.REASON] * np.where(told, 1.0, 0.6),
        "how": has[Mark.MANNER] | has[Mark.REASON],
        "what": new_name,
        "list": new_name,
    }.get(kind)
    return np.full(len(marks), 0.5, np.float32) if shown is None else shown.astype(np.float32)


def place_in_article(index: Index, sentences: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """How many sentences stand before each of these sentences in its article."""
    first_passage = index.openings(index.articles_of[index.sentences[sentences, 0]])
    return np.asarray(sentences - index.passages[first_passage, 3], np.int64)


def _recency(index: Index, articles: npt.NDArray[np.int64], periods: Sequence[Period], days_of: int) -> Floats:
    days = index.days[articles]
    distance = np.full(len(articles), np.inf)  # to the nearest of the periods
    for first, last in periods:
        distance = np.minimum(distance, np.maximum(np.maximum(first - days, days - last), 0))
    return np.where(days >= 0, np.exp(-distance / days_of), 0).astype(np.float32)
