"""Files of questions that the readers learn from, in words: articles cut into sentences, and which of them answer.

A source is one of four: natural questions (a folder with articles.jsonl.gz and questions.jsonl.gz, or ARTICLES:QUESTIONS),
each with its `best` and `also` sentences; questions with `passage_id` and `answers: [{text, answer_start}]`
(PASSAGES:QUESTIONS, as SQuADShifts); questions with `gold_article_ids` and `answer: [text]` (ARTICLES:QUESTIONS, as
`make eval`); a file of `{id, question, sentences: [{text, label}]}`.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals import jsonl
from qa.text.chunking import sentences
from qa.text.terms import terms
from qa.types import Span

Row = dict[str, Any]
Place = tuple[int, int]  # an article by its number, a sentence of it by its number
Words = tuple[
    int, int, int, int
]  # article, sentence, first character of the answer in the sentence, and the one after it

NATURAL, SPAN, LABELLED = "natural", "span", "labelled"
_MONTHS = (
    "January February March April May June July August September October November December".split()
)  # as the service writes a day before a window
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_FEWEST = 0.5  # share of the shorter of two spans in which they must agree
_MOST_BEST = 3  # sentences that hold a marked answer
_YES, _NO = 2, 10  # labelled sentences of a question that are taken


@dataclass(frozen=True, slots=True)
class Text:
    """An article in words. `day` is written out, "" where it is not known; `sentences` are spans of `text`. `searched`:
    whether windows of it may be shown with the questions of other articles.
    """

    title: str
    day: str
    text: str
    sentences: list[Span]
    searched: bool

    def words(self, first: int, last: int | None = None) -> str:
        """The text from one sentence to another, both included."""
        return self.text[self.sentences[first].start : self.sentences[first if last is None else last].end]


@dataclass(frozen=True, slots=True)
class Known:
    """A question in words. `before` is what was said before it, "" where it stands alone; without `best` nothing answers it.

    `held`: kept from training, for figures.
    """

    id: str
    source: str
    form: str  # NATURAL, SPAN or LABELLED
    question: str
    before: str
    follows: bool
    articles: tuple[int, ...]
    best: tuple[Place, ...]
    also: tuple[Place, ...]
    answer: str
    words: Words | None
    held: bool


class Library:
    """Articles and questions of several sources, in the order in which they are added."""

    def __init__(self) -> None:
        self.texts: list[Text] = []
        self.known: list[Known] = []

    def add(self, source: str) -> None:
        """Read `SOURCE[@SHARE]`: that share of its articles, between 0 and 1, is held out by the hash of their ids."""
        where, _, share = source.partition("@")
        articles, questions = _paths(where)
        rows = list(jsonl.rows(questions))
        if not rows:
            raise ValueError(f"{questions} holds no question. Name another file.")
        held = float(share or 0)
        if articles is None:
            self._add_labelled(where, rows, held)
        elif "best" in rows[0]:
            self._add_natural(where, articles, rows, held)
        else:
            self._add_answers(where, articles, rows, held)

    def _add_natural(self, source: str, path: Path, rows: Sequence[Row], share: float) -> None:
        own = {row["id"]: held_out(_articles_of(row)[0], share) for row in rows}
        kept = {article for row in rows if own[row["id"]] for article in _articles_of(row)}
        at = {r["id"]: self._text(r, searched=r["id"] not in kept) for r in jsonl.rows(path)}
        by_id = {row["id"]: row for row in rows}
        for row in rows:
            best = self._places(row, row["best"], at)
            also = tuple(p for p in self._places(row, row["also"], at) if p not in best)
            before = by_id.get(row.get("follows") or "")
            said = ""
            if before:
                said = f"{before['question']} {before['best'][0]['text'] if before['best'] else ''}"
            articles = tuple(at[i] for i in _articles_of(row))
            answer = row.get("answer") or ""
            words = next((w for a in articles if (w := self._words_of(a, best, answer))), None)
            self.known.append(
                Known(row["id"], source, NATURAL, row["question"], said, before is not None, articles, best, also,
                      answer, words, own[row["id"]])
            )  # fmt: skip

    def _add_answers(self, source: str, path: Path, rows: Sequence[Row], share: float) -> None:
        """Questions whose answer is known as words, of a passage or of an article; those of no article are left out."""
        texts = {r["id"]: r for r in jsonl.rows(path)}
        at: dict[str, int] = {}
        for row in rows:
            own = row.get("passage_id") or next(iter(row["gold_article_ids"]), None)
            if own is None or held_out(own, share):
                continue
            if own not in at:
                at[own] = self._text(_titled(texts[own], path))
            text = self.texts[at[own]]
            found = _marked(text, row["answers"]) if "passage_id" in row else _likeliest(text, row)
            answers = [a["text"] for a in row["answers"]] if "passage_id" in row else row["answer"] or []
            if answers and not found:
                continue
            best = tuple(sorted({(at[own], sentence) for sentence, _, _ in found})[:_MOST_BEST])
            words = (at[own], *found[0]) if found else None
            self.known.append(
                Known(row["id"], source, SPAN, row["question"], "", False, (at[own],), best, (),
                      answers[0] if answers else "", words, False)
            )  # fmt: skip

    def _add_labelled(self, source: str, rows: Sequence[Row], share: float) -> None:
        """Each question's sentences, a few of them, in any order, are an article of their own."""
        for row in rows:
            rng = random.Random(row["id"])  # noqa: S311 a seed is the point
            yes, no = (
                [s for s in row["sentences"] if bool(s["label"]) is kind and s["text"]] for kind in (True, False)
            )
            if not yes or held_out(row["id"], share):
                continue
            chosen = rng.sample(yes, min(_YES, len(yes))) + rng.sample(no, min(_NO, len(no)))
            rng.shuffle(chosen)
            said = [joined(s["text"]).replace("\n", " ") for s in chosen]
            starts = [sum(len(s) + 1 for s in said[:place]) for place in range(len(said))]
            spans = [Span(start, start + len(s)) for start, s in zip(starts, said, strict=True)]
            own = len(self.texts)
            self.texts.append(Text("", "", "\n".join(said), spans, searched=False))
            best = tuple((own, place) for place, s in enumerate(chosen) if s["label"])
            self.known.append(
                Known(
                    row["id"], source, LABELLED, joined(row["question"]), "", False, (own,), best, (), "", None, False
                )
            )

    def _text(self, row: Row, *, searched: bool = True) -> int:
        """Add an article; its number."""
        text = Text(row.get("title") or "", day(row.get("published_at")), row["text"], sentences(row["text"]), searched)
        self.texts.append(text)
        return len(self.texts) - 1

    def _places(self, row: Row, quotes: Sequence[Row], at: dict[str, int]) -> tuple[Place, ...]:
        found = set[Place]()
        for quote in quotes:
            article = at[quote.get("article_id") or row["article_id"]]
            found |= {(article, i) for i in overlapping(self.texts[article].sentences, quote["start"], quote["end"])}
        return tuple(sorted(found))

    def _words_of(self, article: int, best: Sequence[Place], answer: str) -> Words | None:
        """Where the answer stands, as it is or without what was put around it, in the best sentences of an article."""
        whole = answer.strip().strip(".").lower()
        shorter = [re.sub(r"^(yes|no)[,;:]? ", "", whole), whole.split(",")[0], re.sub(r"\(.*?\)", "", whole).strip()]
        for words in (whole, *shorter):
            for own, sentence in best:
                if own != article or len(words) < 2:
                    continue
                found = _whole_words(words, self.texts[article].words(sentence).lower())
                if found:
                    return article, sentence, *found
        return None


def held_out(article: str, share: float) -> bool:
    """Whether an article, or a passage that stands for itself, is kept from training: by its id, in every run alike."""
    return int(hashlib.sha256(article.encode()).hexdigest()[:8], 16) / 2**32 < share


def day(date: str | None) -> str:
    """`2023-03-14…` as "March 14, 2023"; "" for what is written in another way."""
    found = _DAY.match(date or "")
    return f"{_MONTHS[int(found[2]) - 1]} {int(found[3])}, {found[1]}" if found else ""


def overlapping(spans: Sequence[Span], start: int, end: int) -> list[int]:
    """The sentences that hold half of the characters from start to end, or lie in them with half of their own."""
    return [
        place for place, s in enumerate(spans)
        if (common := min(s.end, end) - max(s.start, start)) > 0
        and common >= _FEWEST * min(s.end - s.start, end - start)
    ]  # fmt: skip


def joined(text: str) -> str:
    """Text that was set apart for a parser, set together again."""
    text = text.replace("``", '"').replace("''", '"').replace("-LRB-", "(").replace("-RRB-", ")")
    return re.sub(r"\s+([,.;:?!)%]|'s\b|n't\b|'(?:re|ve|ll|d|m)\b)", r"\1", text).replace("( ", "(")


def _paths(where: str) -> tuple[Path | None, Path]:
    """The files of articles and of questions; of labelled sentences there is one alone."""
    first, _, second = where.partition(":")
    if second:
        return Path(first), Path(second)
    path = Path(first)
    return (path / "articles.jsonl.gz", path / "questions.jsonl.gz") if path.is_dir() else (None, path)


def _articles_of(row: Row) -> list[str]:
    return list(row.get("article_ids") or [row["article_id"]])


def _titled(row: Row, path: Path) -> Row:
    """SQuADShifts gives the titles of its Wikipedia passages in their ids alone."""
    named = "wiki" in path.name and "#" in row["id"]
    return row | {"title": row.get("title") or (row["id"].split("#")[0].replace("_", " ") if named else "")}


def _marked(text: Text, answers: Sequence[Row]) -> list[tuple[int, int, int]]:
    """Sentences that hold an answer whose place is known, and its characters in them."""
    found = []
    for answer in answers:
        start, end = answer["answer_start"], answer["answer_start"] + len(answer["text"])
        for place in overlapping(text.sentences, start, end):
            begin = text.sentences[place].start
            found.append((place, start - begin, end - begin))
    return found


def _likeliest(text: Text, row: Row) -> list[tuple[int, int, int]]:
    """Of the sentences that hold an answer's words the one that shares most words with the question."""
    asked = set(terms(row["question"]))
    found = []
    for place in range(len(text.sentences)):
        words = text.words(place)
        match = next((m for a in row["answer"] or [] if (m := _whole_words(a, words))), None)
        if match:
            found.append((-len(asked & set(terms(words))), place, *match))
    return [min(found, key=lambda f: f[:2])[1:]] if found else []


def _whole_words(wanted: str, text: str) -> tuple[int, int] | None:
    """Where words stand first in a text without being part of longer ones."""
    start = text.find(wanted)
    while start >= 0:
        end = start + len(wanted)
        around = text[max(start - 1, 0) : start] + text[end : end + 1]
        if not any(c.isalnum() or c == "_" for c in around):
            return start, end
        start = text.find(wanted, start + 1)
    return None
