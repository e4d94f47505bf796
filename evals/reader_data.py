"""Files of questions to what the reader learns from: groups of windows, each sentence marked as answering or not."""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import bm25s
import numpy as np

from embeddings.windows import Window
from evals import jsonl
from qa.text.chunking import passages, sentences
from qa.text.terms import terms
from qa.types import Span

_CONTEXT = 420  # characters of a window's sentences, at most
_NAME = re.compile(r"(?<=[\w,] )[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*")
_WORD = re.compile(r"\b[a-z]{5,}\b")  # long enough to mean something
_MISSED = 0.4  # share of answerable questions from which a near miss is made
_NUMBER = re.compile(r"\b\d[\d,.]*\b")
_SWAPS = dict(
    s.split("/") for w in (
        "first/last before/after largest/smallest most/least highest/lowest increase/decrease won/lost more/fewer "
        "oldest/youngest earliest/latest north/south east/west best/worst start/end began/ended public/private "
        "minimum/maximum older/younger above/below father/mother son/daughter"
    ).split() for s in (w, "/".join(reversed(w.split("/"))))
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Marked:
    """A window with, for each sentence, whether it answers; `answer` is the span of the answer, where it is known."""

    window: Window
    answers: tuple[bool, ...]
    answer: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """A question with windows that compete to answer it. No sentence of an unanswerable one answers."""

    set: str
    question: str
    windows: tuple[Marked, ...]

    @property
    def answerable(self) -> bool:
        return any(any(w.answers) for w in self.windows)


@dataclass(frozen=True, slots=True)
class Text:
    """A passage to cut windows from."""

    article: str
    title: str
    text: str
    sentences: list[Span]


class Source:
    """`PASSAGES:QUESTIONS`, or a file of questions with marked sentences; a row for each question."""

    def __init__(self, path: str, windows: int = 4) -> None:
        """`windows`: of a group, at most; of questions with marked sentences up to seven sentences are taken."""
        corpus, _, questions = path.partition(":")
        self._corpus = Path(corpus)
        self.questions = Path(questions or corpus)
        self._most = windows
        self._rows = list(jsonl.rows(self.questions))
        self._texts = _texts(self._corpus) if questions else []
        self._near = _Lookalikes(self._texts).of([r["question"] for r in self._rows], 12) if questions else []
        self._by_id: dict[str, list[int]] = {}
        for i, text in enumerate(self._texts):
            self._by_id.setdefault(text.article, []).append(i)

    def __len__(self) -> int:
        return len(self._rows)

    def article(self, row: int) -> str:
        """The article, or the passage that stands for itself, of which the question is."""
        if not self._texts:
            return str(self._rows[row]["id"])
        return self._texts[(self._gold(row) or self._near[row])[0]].article

    def groups(self, row: int, seed: int) -> list[Group]:
        """The question's group, and its near miss where one can be made; windows are cut anew for each seed."""
        rng = random.Random(f"{seed} {row} {self._corpus.name}")  # noqa: S311 a seed is the point
        if not self._texts:
            return [_of_sentences(self._rows[row], self._corpus, rng)]
        name = f"{self._corpus.parent.name}/{self._corpus.name.split('.')[0]}"
        lookalikes = self._near[row]
        group = _group(self._rows[row], self._texts, self._gold(row), lookalikes, rng, name=name, most=self._most)
        if group is None:
            return []
        earlier = [r["question"] for r in self._rows[max(row - 40, 0) : row]]
        missed = _near_miss(group, earlier, rng) if group.answerable else None
        return [group, missed] if missed else [group]

    def _gold(self, row: int) -> list[int]:
        asked = self._rows[row]
        ids = [asked["passage_id"]] if "passage_id" in asked else asked["gold_article_ids"]
        return [i for key in ids for i in self._by_id[key]]


def held_out(article: str, share: float) -> bool:
    """Whether an article, or a passage that stands for itself, is kept from training: decided by its id, in every run alike."""
    return int(hashlib.sha256(article.encode()).hexdigest()[:8], 16) / 2**32 < share


def _of_sentences(row: dict[str, Any], path: Path, rng: random.Random) -> Group:
    """`{"question", "sentences": [{"text", "label"}]}`: each sentence is a window of its own."""
    marked = [
        Marked(Window(t := _plain(s["text"]), ((0, len(t)),)), (bool(s["label"]),))
        for s in row["sentences"]
        if s["text"]
    ]
    yes, no = [m for m in marked if any(m.answers)], [m for m in marked if not any(m.answers)]
    chosen = rng.sample(yes, min(2, len(yes))) + rng.sample(no, min(5, len(no)))
    return Group(path.parent.name, _plain(row["question"]), tuple(chosen))


def _group(
    row: dict[str, Any],
    texts: Sequence[Text],
    gold: list[int],
    close: list[int],
    rng: random.Random,
    *,
    name: str,
    most: int,
) -> Group | None:
    answers = row.get("answers") or [{"text": a} for a in row.get("answer") or []]
    own = [i for i in close if i in gold] + [i for i in gold if i not in close]
    held = [i for i in own if _find(texts[i], answers)]
    if answers and not held:
        return None
    windows: list[Marked] = []
    if held:
        windows += _holding(texts[held[0]], answers, row["question"], rng)
    lookalikes = [i for i in close if not (answers and _find(texts[i], answers)) and (i not in gold or not answers)]
    unanswered = [i for i in own[:2] if not answers]
    others = unanswered or lookalikes[: rng.randint(0 if len(windows) == 2 else 1, most - 2)]
    windows += [_near(texts[i], row["question"], rng) for i in others]
    return Group(name, row["question"], tuple(windows))


def _holding(text: Text, answers: Sequence[dict[str, Any]], question: str, rng: random.Random) -> list[Marked]:
    """The window with the answer, and where the passage has room for it one without."""
    spans = _find(text, answers)
    wanted = set(terms(question))
    where = {place: span for span in spans if (place := _sentence_at(text, span)) is not None}
    if not where:
        return []
    overlap = {p: len(wanted & set(terms(text.text[text.sentences[p].start : text.sentences[p].end]))) for p in where}
    exact = {p for p, span in where.items() if any(a.get("answer_start") == span[0] for a in answers)} or set(where)
    best = max(exact, key=lambda p: overlap[p])
    window, first, last = _window(text, best, rng)
    marks = tuple(p in where and (p == best or overlap[p] >= overlap[best]) for p in range(first, last + 1))
    shift = window.sentences[0][0] - text.sentences[first].start
    answer = (where[best][0] + shift, where[best][1] + shift)
    result = [Marked(window, marks, answer)]
    rest = [p for p in range(len(text.sentences)) if (p < first or p > last) and p not in where]
    if rest:
        place = max(rest, key=lambda p: len(wanted & set(terms(_sentence(text, p)))) + rng.random() * 1.5)
        other, a, b = _window(
            text, place, rng, within=(0, first - 1) if place < first else (last + 1, len(text.sentences) - 1)
        )
        if not any(p in where for p in range(a, b + 1)):
            result.append(Marked(other, (False,) * (b - a + 1)))
    return result


def _near(text: Text, question: str, rng: random.Random) -> Marked:
    """The window of a passage that looks most like the question, and does not answer it."""
    wanted = set(terms(question))
    place = max(range(len(text.sentences)), key=lambda p: len(wanted & set(terms(_sentence(text, p)))) + rng.random())
    window, first, last = _window(text, place, rng)
    return Marked(window, (False,) * (last - first + 1))


def _near_miss(group: Group, earlier: Sequence[str], rng: random.Random) -> Group | None:
    """The same windows under a question with a name, a number or a word changed: none of them answers it.

    Names come from the windows and from earlier questions, words from the last questions, which are mostly of the same
    passage: what is asked for then sounds as if it were there.
    """
    if rng.random() > _MISSED:
        return None
    text = group.question
    ways: list[str] = []
    names = _NAME.findall(text)
    near = [n for w in group.windows for n in _NAME.findall(w.window.text)]
    other = [n for n in [*near, *(n for q in earlier for n in _NAME.findall(q))] if n not in text]
    if names and other:
        ways.append(text.replace(rng.choice(names), rng.choice(other), 1))
    words = [w for w in _WORD.findall(text) if terms(w)]
    if words:
        word = rng.choice(words)
        strange = [
            w for q in earlier[-6:] for w in _WORD.findall(q) if terms(w) and w[:4] != word[:4] and w not in text
        ]
        alike = [w for w in strange if w[-2:] == word[-2:]] or strange
        ways += [re.sub(rf"\b{word}\b", rng.choice(alike), text, count=1)] if alike else []
    if numbers := _NUMBER.findall(text):
        number = rng.choice(numbers)
        changed = re.sub(r"\d", lambda m: str((int(m.group()) + rng.choice((1, 2, 3, 7))) % 10), number)
        ways.append(text.replace(number, changed, 1))
    for word in re.findall(r"[a-z]+", text):
        if word in _SWAPS:
            ways.append(re.sub(rf"\b{word}\b", _SWAPS[word], text, count=1))
    if not ways:
        return None
    marked = tuple(replace(w, answers=(False,) * len(w.answers), answer=None) for w in group.windows[:2])
    return Group(group.set + ", near misses", rng.choice(ways), marked)


def _window(
    text: Text, place: int, rng: random.Random, within: tuple[int, int] | None = None
) -> tuple[Window, int, int]:
    """A few sentences around one, under the title or not; and the places of the first and the last of them."""
    low, high = within or (0, len(text.sentences) - 1)
    first = last = place
    size = rng.choice((1, 2, 3, 3, 4))
    while last - first + 1 < size:
        grow = [d for d in (-1, 1) if (first > low if d < 0 else last < high)]
        if not grow:
            break
        way = rng.choice(grow)
        a, b = (first - 1, last) if way < 0 else (first, last + 1)
        if text.sentences[b].end - text.sentences[a].start > _CONTEXT:
            break
        first, last = a, b
    title = f"{text.title}. " if text.title and rng.random() < 0.8 else ""
    start = text.sentences[first].start
    spans = tuple((s.start - start + len(title), s.end - start + len(title)) for s in text.sentences[first : last + 1])
    return Window(title + text.text[start : text.sentences[last].end], spans), first, last


def _sentence(text: Text, place: int) -> str:
    span = text.sentences[place]
    return text.text[span.start : span.end]


def _sentence_at(text: Text, span: tuple[int, int]) -> int | None:
    return next((i for i, s in enumerate(text.sentences) if s.start <= span[0] < s.end), None)


def _find(text: Text, answers: Sequence[dict[str, Any]]) -> list[tuple[int, int]]:
    """Where the answers stand: at the places given, else wherever the words occur."""
    spans = []
    for answer in answers:
        words = answer["text"]
        start = answer.get("answer_start")
        if start is not None:
            if text.text[start : start + len(words)] == words:
                spans.append((start, start + len(words)))
            continue
        spans += [m.span() for m in re.finditer(rf"\b{re.escape(words)}(?!\w)", text.text, re.IGNORECASE)]
    return spans


def _texts(path: Path) -> list[Text]:
    texts = []
    for row in jsonl.rows(path):
        title = row.get("title") or row["id"].split("#")[0].replace("_", " ")
        if "#" in row["id"]:
            texts.append(Text(row["id"], title, row["text"], sentences(row["text"])))
            continue
        for passage in passages(row["text"]):
            start = passage.sentences[0].start
            own = [Span(s.start - start, s.end - start) for s in passage.sentences]
            texts.append(Text(row["id"], title, row["text"][start : passage.sentences[-1].end], own))
    return [t for t in texts if t.sentences]


class _Lookalikes:
    """BM25 over the passages of a file."""

    def __init__(self, texts: Sequence[Text]) -> None:
        self._size = len(texts)
        self._retriever = bm25s.BM25()
        self._retriever.index([terms(f"{t.title} {t.text}") for t in texts], show_progress=False)

    def of(self, questions: Sequence[str], count: int) -> list[list[int]]:
        asked = [terms(q) or ["?"] for q in questions]
        found, _ = self._retriever.retrieve(asked, k=min(count, self._size), show_progress=False)
        return [[int(i) for i in row] for row in np.asarray(found)]


def _plain(text: str) -> str:
    """Text that was set apart for a parser, set together again."""
    text = text.replace("``", '"').replace("''", '"').replace("-LRB-", "(").replace("-RRB-", ")")
    return re.sub(r"\s+([,.;:?!)%]|'s\b|n't\b|'(?:re|ve|ll|d|m)\b)", r"\1", text).replace("( ", "(")
