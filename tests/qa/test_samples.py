"""The sample articles and their questions are what their README says: counts, lengths, addresses, answers."""

from __future__ import annotations

import gzip
import json
import re
from functools import cache
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from qa.articles import read_corpus
from qa.evaluation.natural import load_natural
from qa.evaluation.outcomes import KnownQuestion, load_questions
from qa.types import Article

ROOT = Path(__file__).resolve().parents[2]
ARTICLES = ROOT / "samples" / "articles"
QUESTIONS = load_questions(ROOT / "evals" / "samples.jsonl")
ASKED = ROOT / "evals" / "samples-asked.jsonl"
STORIES = ROOT / "evals" / "samples-stories.jsonl"
_ADDRESS = re.compile(r"https?://([^/\s\"'<>]+)")


def _raw(path: Path) -> str:
    data = path.read_bytes()
    return (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")


def _plain(text: str) -> str:
    """Lower-cased, with no punctuation and single spaces: how an answer is looked for."""
    return " ".join(re.sub(r"[^\w\s]", "", text.lower()).split())


@cache
def _texts() -> dict[str, str]:
    """The text of every article, under each name a question may give it: its id, its address or its file's name."""
    found: dict[str, str] = {}
    for path in sorted(p for p in ARTICLES.iterdir() if p.is_file()):
        raw = _raw(path)
        if path.suffix == ".jsonl":
            found |= {row["id"]: row["text"] for row in map(json.loads, raw.splitlines())}
        elif ".htm" in path.name:
            page = BeautifulSoup(raw, "lxml")
            for unread in page(["script", "style"]):
                unread.decompose()
            canonical = page.find("link", rel="canonical")
            found[str(canonical["href"]) if canonical else path.name] = page.get_text(" ")
        else:
            found[path.name] = raw
    return found


def test_there_are_thirty_articles_of_a_news_story_s_length() -> None:
    assert len(_texts()) == 30
    wrong = {name: words for name, text in _texts().items() if not 300 <= (words := len(text.split())) <= 900}
    assert not wrong


def test_every_format_is_there() -> None:
    suffixes = {"".join(path.suffixes) for path in ARTICLES.iterdir()}
    assert {".html", ".htm", ".html.gz", ".txt", ".md", ".jsonl"} <= suffixes


@pytest.mark.parametrize("path", sorted(ARTICLES.iterdir()), ids=lambda path: path.name)
def test_every_address_is_an_example(path: Path) -> None:
    strange = {host for host in _ADDRESS.findall(_raw(path)) if not host.endswith("example.org")} - {"schema.org"}
    assert not strange


def test_sixty_questions_of_which_fifteen_cannot_be_answered() -> None:
    assert len(QUESTIONS) == len({q.id for q in QUESTIONS}) == 60
    assert sum(q.answers is None for q in QUESTIONS) == 15
    assert sum(bool(q.history) for q in QUESTIONS) == 6
    assert not [q.id for q in QUESTIONS if q.answers is None and q.gold]


@pytest.mark.parametrize("question", [q for q in QUESTIONS if q.answers is not None], ids=lambda q: q.id)
def test_the_gold_articles_hold_the_answers(question: KnownQuestion) -> None:
    assert question.gold
    answers = {_plain(answer) for answer in question.answers or ()}
    held = [{answer for answer in answers if answer in _plain(_texts()[name])} for name in question.gold]
    assert all(held), "a gold article holds none of the answers"
    assert set().union(*held) == answers, "an answer stands in no gold article"


def test_two_articles_are_copies_of_one_story() -> None:
    wire, local = (set(_plain(_texts()[name]).split()) for name in ("wire-r21-2023-a", "gazette-r21-2023-b"))
    assert wire != local
    assert len(wire & local) / len(wire | local) > 0.9


def test_two_articles_disagree_about_the_agencies() -> None:
    assert "2,400 police agencies" in _texts()["fr-clearview-canada-2021"]
    assert "1,803 publicly funded agencies" in _texts()["fr-clearview-agencies-2021"]


def test_natural_questions_of_every_article() -> None:
    asked = load_natural(ASKED)
    assert len(asked) == len({q.id for q in asked}) == 420
    assert sum(q.answerable for q in asked) == 319
    assert all(q.kind.startswith("none-") is not q.answerable for q in asked)
    assert {q.follows for q in asked if q.follows} <= {q.id for q in asked}


def test_the_sentences_of_stories_stand_in_several_articles() -> None:
    texts = [found.text for found in read_corpus([ARTICLES]) if isinstance(found, Article)]
    asked = load_natural(STORIES)
    assert len(asked) == 12 and sum(not q.answerable for q in asked) == 2
    assert [s for q in asked for s in q.best + q.also if not any(s in text for text in texts)] == []


def test_the_sentences_of_natural_questions_stand_where_they_say() -> None:
    texts = {found.id: found.text for found in read_corpus([ARTICLES]) if isinstance(found, Article)}
    rows = [json.loads(line) for line in ASKED.read_text(encoding="utf-8").splitlines()]
    sentences = [sentence for row in rows for sentence in row["best"] + row["also"]]
    assert [s for s in sentences if texts[s["article_id"]][s["start"] : s["end"]] != s["text"]] == []
    assert len({row["article_id"] for row in rows}) == 29  # one of the thirty is a copy
