"""What the readers learn from, as token ids: articles by sentence, questions, and windows of other articles like them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import bm25s
import numpy as np
from tokenizers import Tokenizer

from embeddings.embedder import packaged_path
from evals.reader_sources import LABELLED, Known, Library, Place, Text
from qa.text.terms import terms

Tokens = tuple[int, ...]  # ids of BERT's vocabulary

_MOST_TOKENS = {"sentence": 120, "title": 28, "question": 44, "before": 60}
_STRIDE = 3  # sentences of a window that is searched
_FOUND, _KEPT = 40, 10  # windows like a question: looked at, kept
_AROUND = 2  # sentences on either side in which the answer's words must not stand
_HOLDS = 0.6  # share of the answer's words that makes a window hold the answer
_EARLIER = 100  # characters of what was said before that are searched for


@dataclass(frozen=True, slots=True)
class Article:
    """Token ids of an article."""

    title: Tokens
    day: Tokens
    sentences: tuple[Tokens, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as token ids. `span`: article, sentence, first and last token of the answer in that sentence."""

    id: str
    source: str
    form: str
    tokens: Tokens
    before: Tokens
    follows: bool
    articles: tuple[int, ...]
    best: tuple[Place, ...]
    also: tuple[Place, ...]
    span: tuple[int, int, int, int] | None
    held: bool
    like: tuple[Place, ...]  # sentences of other articles that look like the question and do not hold the answer


@dataclass(frozen=True, slots=True)
class Data:
    """Places in `asked` are numbers of `articles`."""

    articles: list[Article]
    asked: list[Asked]

    def sentence(self, place: Place) -> Tokens:
        return self.articles[place[0]].sentences[place[1]]


def opened(sources: Sequence[str]) -> Data:
    """The sources, `SOURCE[@SHARE]` each, in the tokens of both readers."""
    library = Library()
    for source in sources:
        library.add(source)
    tokenizer = Tokenizer.from_file(str(packaged_path() / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenized(library, tokenizer)


def tokenized(library: Library, tokenizer: Tokenizer) -> Data:
    """All that a library holds, as token ids; long titles, sentences and questions are cut."""

    def ids(text: str, kind: str) -> Tokens:
        return tuple(tokenizer.encode(text, add_special_tokens=False).ids[: _MOST_TOKENS[kind]]) if text else ()

    articles, offsets = [], []
    for text in library.texts:
        said = [text.words(i) for i in range(len(text.sentences))]
        encoded = tokenizer.encode_batch(said, add_special_tokens=False) if said else []
        most = _MOST_TOKENS["sentence"]
        articles.append(
            Article(ids(text.title, "title"), ids(text.day, "title"), tuple(tuple(e.ids[:most]) for e in encoded))
        )
        offsets.append([e.offsets[:most] for e in encoded])
    asked = [
        Asked(
            known.id, known.source, known.form, ids(known.question, "question"), ids(known.before, "before"),
            known.follows, known.articles, known.best, known.also, _span(known, offsets), known.held, like,
        )
        for known, like in zip(library.known, _lookalikes(library), strict=True)
    ]  # fmt: skip
    return Data(articles, asked)


def _span(known: Known, offsets: Sequence[Sequence[Sequence[tuple[int, int]]]]) -> tuple[int, int, int, int] | None:
    """The answer's tokens; none where it was cut off with the end of its sentence."""
    if known.words is None:
        return None
    article, sentence, start, end = known.words
    inside = [i for i, (a, b) in enumerate(offsets[article][sentence]) if b > start and a < end]
    return (article, sentence, inside[0], inside[-1]) if inside else None


def _lookalikes(library: Library) -> list[tuple[Place, ...]]:
    """For each question that is trained on, sentences of other articles in the order of BM25; none for labelled ones."""
    windows: list[Place] = []
    texts = []
    for number, text in enumerate(library.texts):
        for first in range(0, len(text.sentences) if text.searched else 0, _STRIDE):
            last = min(first + _STRIDE, len(text.sentences)) - 1
            windows.append((number, min(first + 1, last)))
            texts.append(terms(f"{text.title} {text.words(first, last)}") or ["?"])
    wanted = [i for i, k in enumerate(library.known) if not k.held and k.form != LABELLED]
    result: list[tuple[Place, ...]] = [()] * len(library.known)
    if not windows or not wanted:
        return result
    retriever = bm25s.BM25()
    retriever.index(texts, show_progress=False)
    asked = [terms(f"{library.known[i].question} {library.known[i].before[:_EARLIER]}") or ["?"] for i in wanted]
    found, _ = retriever.retrieve(asked, k=min(_FOUND, len(windows)), show_progress=False)
    near = {place: _near(library.texts[place[0]], place[1]) for place in windows}
    for i, row in zip(wanted, np.asarray(found), strict=True):
        result[i] = tuple(_without_answer(library.known[i], near, [windows[int(place)] for place in row]))
    return result


def _near(text: Text, sentence: int) -> set[str]:
    """The words of a sentence and of those around it."""
    return _words(text.words(max(sentence - _AROUND, 0), min(sentence + _AROUND, len(text.sentences) - 1)))


def _without_answer(known: Known, near: Mapping[Place, set[str]], found: Sequence[Place]) -> list[Place]:
    """Of the windows found those of other articles, and without most of the answer's words near them."""
    answer = _words(known.answer) - _words(known.question) if known.best else set()
    fit = (p for p in found if not answer or len(answer & near[p]) < _HOLDS * len(answer))
    return list(islice((p for p in fit if p[0] not in known.articles), _KEPT))


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))
