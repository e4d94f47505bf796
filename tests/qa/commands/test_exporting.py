"""What is exported is all there is, can be read back, and takes its place in one step."""

from __future__ import annotations

import argparse
import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from embeddings.embedder import HashEmbedder
from qa import wiring
from qa.commands import tables
from qa.commands.exporting import export
from qa.errors import UsageError
from qa.index.store import IndexStore
from qa.settings import Settings
from tests.qa.corpus import ARTICLES, DISTINCT, HARBOUR

WHY = "Why did Northport close its harbour?"


@pytest.fixture(autouse=True)
def _no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("open_embedder", "open_question_embedder"):
        monkeypatch.setattr(wiring, name, lambda settings, dtype="": HashEmbedder())


def exported(store: IndexStore, what: str, questions: object = None, output: Path | None = None) -> None:
    options = argparse.Namespace(what=what, questions=questions and str(questions), output=output)
    export(Settings(index=store.root, reader="off"), options)


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_articles_can_be_indexed_again(shared_store: IndexStore, capsys: pytest.CaptureFixture[str]) -> None:
    exported(shared_store, "articles")
    rows = lines(capsys.readouterr().out)
    assert len(rows) == DISTINCT and all(row["quality"] == "whole" for row in rows)
    harbour = next(row for row in rows if row["id"] == "a1")
    assert {key: harbour[key] for key in ("title", "text", "url", "source", "published_at")} == {
        "title": HARBOUR.title,
        "text": HARBOUR.text,
        "url": HARBOUR.url,
        "source": HARBOUR.source,
        "published_at": HARBOUR.published_at,
    }


def test_passages_stand_in_their_articles(shared_store: IndexStore, tmp_path: Path) -> None:
    exported(shared_store, "passages", output=tmp_path / "passages.jsonl")
    rows = lines((tmp_path / "passages.jsonl").read_text())
    texts = {article.id: article.text for article in ARTICLES}
    assert len(rows) >= DISTINCT
    assert all(texts[row["article_id"]][row["start"] : row["end"]] == row["text"] for row in rows)


def test_answers_to_questions_of_a_file(shared_store: IndexStore, tmp_path: Path) -> None:
    asked = tmp_path / "questions.txt"
    history = [{"question": WHY, "answer": "Because the sea wall had cracked."}]
    follow_up = {"question": "And what would the repairs cost?", "history": history}
    asked.write_text(f"{WHY}\n\n{json.dumps(follow_up)}\nWhat is the capital of Mongolia?\n")
    exported(shared_store, "answers", asked, tmp_path / "answers.jsonl")
    rows = lines((tmp_path / "answers.jsonl").read_text())
    assert [row["answered"] for row in rows] == [True, True, False]
    assert "14 million" in rows[1]["answer"] and rows[0]["citations"][0]["article_id"] == "a1"


def test_questions_from_a_pipe(
    shared_store: IndexStore, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(WHY))
    exported(shared_store, "answers", "-")
    assert lines(capsys.readouterr().out)[0]["answered"]


@pytest.mark.parametrize("what", ["articles", "passages", "answers"])
def test_parquet_holds_the_same(shared_store: IndexStore, tmp_path: Path, what: str) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    asked = tmp_path / "questions.txt"
    asked.write_text(f"{WHY}\nWhat is the capital of Mongolia?\n")
    questions = asked if what == "answers" else None
    exported(shared_store, what, questions, tmp_path / "rows.parquet")
    exported(shared_store, what, questions, tmp_path / "rows.jsonl")
    table = parquet.read_table(tmp_path / "rows.parquet").to_pylist()
    rows = lines((tmp_path / "rows.jsonl").read_text())
    for row in (*table, *rows):
        row.pop("timings_ms", None)
    assert table == rows and len(rows) > 1


def test_parquet_without_its_package(shared_store: IndexStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(UsageError, match=r"\.\[parquet\]"):
        exported(shared_store, "articles", output=tmp_path / "rows.parquet")


def test_a_failure_leaves_the_old_file(
    shared_store: IndexStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = tmp_path / "rows.jsonl"
    old.write_text("old")

    def failing(rows: object, out: Any) -> int:
        out.write("half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tables, "write_jsonl", failing)
    with pytest.raises(OSError, match="No space"):
        exported(shared_store, "articles", output=old)
    assert old.read_text() == "old" and list(tmp_path.iterdir()) == [old]


@pytest.mark.parametrize(
    ("what", "text"),
    [("answers", None), ("articles", WHY), ("answers", ""), ("answers", "{}"), ("answers", '{"question": 5}')],
)
def test_wrong_usage(shared_store: IndexStore, tmp_path: Path, what: str, text: str | None) -> None:
    asked = tmp_path / "questions.txt"
    asked.write_text(text or "")
    with pytest.raises(UsageError):
        exported(shared_store, what, None if text is None else asked)
    with pytest.raises(UsageError, match="cannot be read"):
        exported(shared_store, "answers", tmp_path / "none")
