"""Known questions: read strictly, matched as whole words, asked through the same calls as any caller's."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from embeddings.embedder import HashEmbedder
from qa.answering.answerer import Answerer
from qa.answering.evidence import EvidenceModel
from qa.errors import UsageError
from qa.evaluation.outcomes import KnownQuestion, evaluate, holds, is_gold, load_questions
from qa.index.opened import Index
from qa.types import Article, Turn
from tests.qa.corpus import HARBOUR


class AnswerSource(Answerer):
    """An answerer that also gives articles, as a service does."""

    def __init__(self, index: Index) -> None:
        embedder = HashEmbedder()
        super().__init__(index, lambda text: embedder.encode([text])[0], EvidenceModel.packaged())

    def article(self, article_id: str) -> Article:
        return self.index.articles.get(article_id)


def test_a_file_of_questions(tmp_path: Path) -> None:
    rows = [
        {"id": "q1", "question": "Who?", "answer": "Ada", "gold_article_ids": ["a1"]},
        {"question": "When?", "answer": ["1", "one"], "history": [{"question": "x", "answer": None}], "extra": 1},
        {"id": 3, "question": "Where?", "answer": None, "question_date": "2024-01-01"},
    ]
    plain, packed = tmp_path / "q.jsonl", tmp_path / "q.jsonl.gz"
    plain.write_text("\n\n".join(map(json.dumps, rows)))
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    first, second, third = load_questions(plain)
    assert first == KnownQuestion("q1", "Who?", ("Ada",), ("a1",))
    assert (second.id, second.answers, second.history) == ("q.jsonl:3", ("1", "one"), (Turn("x"),))
    assert (third.id, third.answers, third.question_date) == ("3", None, "2024-01-01")
    assert load_questions(packed)[0] == first


@pytest.mark.parametrize(
    "content",
    ["", "\n", "{", "[]", '"x"', '{"question": "x"}', '{"answer": "x"}', '{"question": "x", "answer": 5}',
     "\xff", "[" * 99_999],
)  # fmt: skip
def test_anything_else_is_one_sentence(tmp_path: Path, content: str) -> None:
    (tmp_path / "q.jsonl").write_bytes(content.encode("latin-1"))
    with pytest.raises(UsageError, match=r"q\.jsonl"):
        load_questions(tmp_path / "q.jsonl")


@pytest.mark.parametrize("name", ["none.jsonl", "broken.gz", ""])
def test_a_file_that_cannot_be_read(tmp_path: Path, name: str) -> None:
    (tmp_path / "broken.gz").write_bytes(b"\x1f\x8b broken")
    with pytest.raises(UsageError):
        load_questions(tmp_path / name)


@pytest.mark.parametrize(
    ("text", "answer", "held"),
    [
        ("It cost 14 million euros.", "14 million", True),
        ("It cost 214 million euros.", "14 million", False),
        ("Okafor’s plan", "Okafor's", True),
        ("MAYOR OKAFOR", "mayor okafor.", True),
        ("anything", "?!", False),
        ("", "x", False),
    ],
)
def test_an_answer_is_held_in_whole_words(text: str, answer: str, held: bool) -> None:
    assert holds(text, [answer]) is held


@pytest.mark.parametrize(
    ("gold", "found"), [("a1", True), ("https://example.org/1", True), ("1.txt", True), ("2.txt", False)]
)
def test_gold_is_named_by_id_address_or_file(gold: str, found: bool) -> None:
    assert is_gold(HARBOUR, [gold]) is found


def test_outcomes(index: Index) -> None:
    known = [
        KnownQuestion("1", "Why did Northport close its harbour?", ("the sea wall had cracked",), ("1.txt",)),
        KnownQuestion("2", "What is the capital of Mongolia?", None),
    ]
    held, absent = evaluate(AnswerSource(index), known)
    assert held.answered and held.answer_holds and held.verbatim
    assert (held.gold_rank, held.passage_rank, held.cited_gold[0], held.kind) == (1, 1, True, "why")
    assert not absent.answered and absent.gold_rank is None and not absent.answer_holds
    assert held.confidence > absent.confidence
