"""Small sources for the tests of training, and a tokenizer that cuts at white space."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

from evals.reader_data import Data, tokenized
from evals.reader_sources import Library

HARBOUR = "The council met on Monday. It closed the harbour in March 2021. Ferries stayed away. Nobody knows why."
AIRPORT = "The airport closed in May 2019. Snow lay on the runway. Flights were late all over the country."
ARTICLES = [
    {"id": "harbour", "title": "Harbour", "published_at": "2021-03-09", "text": HARBOUR},
    {"id": "airport", "title": "Airport", "published_at": None, "text": AIRPORT},
]


def quote(text: str, words: str) -> dict[str, Any]:
    start = text.index(words)
    return {"start": start, "end": start + len(words), "text": words}


QUESTIONS: list[dict[str, Any]] = [
    {"id": "q1", "article_id": "harbour", "question": "When did the council close the harbour?", "answer": "March 2021.",
     "best": [quote(HARBOUR, "It closed the harbour in March 2021.")], "also": [quote(HARBOUR, "Ferries stayed away.")],
     "follows": None},
    {"id": "q2", "article_id": "harbour", "question": "and why?", "answer": None, "best": [], "also": [], "follows": "q1"},
    {"id": "q3", "article_id": "airport", "question": "What lay on the runway?", "answer": "Snow",
     "best": [quote(AIRPORT, "Snow lay on the runway.")], "also": [], "follows": None},
]  # fmt: skip


def written(path: Path, rows: Iterable[Any]) -> Path:
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return path


def natural(folder: Path) -> str:
    return f"{written(folder / 'articles.jsonl', ARTICLES)}:{written(folder / 'questions.jsonl', QUESTIONS)}"


def library(*sources: str) -> Library:
    made = Library()
    for source in sources:
        made.add(source)
    return made


def data_of(made: Library) -> Data:
    """Each word is a token; the first has the number 5000, above all that mean something to the groups."""
    words = sorted({w for t in made.texts for w in f"{t.title} {t.day} {t.text}".split()})
    words += sorted({w for k in made.known for w in f"{k.question} {k.before}".split()})
    cut = Whitespace()
    seen = dict.fromkeys(piece for w in words for piece, _ in cut.pre_tokenize_str(w))
    tokenizer = Tokenizer(WordLevel({"[UNK]": 4999} | {w: 5000 + i for i, w in enumerate(seen)}, unk_token="[UNK]"))  # noqa: S106
    tokenizer.pre_tokenizer = cut
    return tokenized(made, tokenizer)
