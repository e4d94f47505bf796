"""The public face: its names and shapes stay as they are, it loads late, and it answers as the service does."""

from __future__ import annotations

import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import qa
from embeddings.embedder import HashEmbedder
from qa import Answerer, QAError, Query, open_index, verify
from qa.errors import IndexMissing, ModelMismatch, NotFound
from qa.index.store import IndexStore
from tests.qa.corpus import HARBOUR

WHY = "Why did Northport close its harbour?"
FACE = (  # taking a name or a parameter away breaks programs of others
    "Answer AnswerSentence Answerer Article Citation Filters FoundPassage IndexInfo QAError Query Related SearchResult "
    "Turn Verdict open_index verify"
).split()
SIGNATURES = {
    "open_index": "(folder: 'str | PathLike[str] | None' = None) -> 'Index'",
    "Answerer": "(index: 'Index', *, embedder: 'Embedder | None' = None) -> 'None'",
    "Answerer.answer": "(self, question: 'str | Query') -> 'Answer'",
    "Answerer.stream": "(self, question: 'str | Query') -> 'Iterator[tuple[str, object]]'",
    "Answerer.search": "(self, question: 'str | Query') -> 'SearchResult'",
    "Answerer.article": "(self, article_id: 'str') -> 'Article'",
    "Answerer.close": "(self) -> 'None'",
    "verify": "(line: 'str', index: 'Index', ask: 'Callable[[Query], Answer] | None' = None) -> 'Verdict'",
}


@pytest.fixture(autouse=True)
def _without_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QA_READER", "0")


def test_the_face_is_what_it_was() -> None:
    assert qa.__all__ == dir(qa) == FACE
    for path, expected in SIGNATURES.items():
        name, _, method = path.partition(".")
        found = getattr(qa, name)
        found = getattr(found, method) if method else found
        assert str(inspect.signature(found)) == expected, path
        assert inspect.getdoc(found), path


def test_every_name_is_documented() -> None:
    for name in FACE:
        assert inspect.getdoc(getattr(qa, name)), name
    with pytest.raises(AttributeError, match="nothing"):
        qa.nothing  # noqa: B018


def test_import_is_light() -> None:
    heavy = "{'numpy', 'torch', 'faiss', 'pydantic', 'lxml'} & set(sys.modules)"
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", f"import sys, qa; qa.Query('?'); print({heavy})"],
        capture_output=True,
        text=True,
        cwd=root,
    )
    assert done.stdout.strip() == "set()", done.stderr


@pytest.fixture
def face(shared_store: IndexStore) -> Answerer:
    return Answerer(open_index(str(shared_store.root)), embedder=HashEmbedder())


def test_it_answers_searches_and_reads(face: Answerer) -> None:
    with face:
        answer = face.answer(WHY)
        assert answer.answered and answer.citations[0].article_id == "a1"
        assert [name for name, _ in face.stream(Query(WHY))][-1] == "done"
        assert len(face.search(Query("the ferry Aurora", limit=2)).passages) == 2
        assert face.article("a1").text == HARBOUR.text
        assert verify(answer.receipt, face.index, face.answer).summary.startswith("Unchanged")
        with pytest.raises(NotFound):
            face.article("none")


def test_where_the_variables_say(shared_store: IndexStore, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("QA_INDEX", str(shared_store.root))
    assert open_index().info.articles == 4
    with pytest.raises(IndexMissing) as missing:
        open_index(tmp_path)
    assert isinstance(missing.value, QAError)


def test_another_model_is_refused(shared_store: IndexStore) -> None:
    class Another(HashEmbedder):
        fingerprint = {"model": "another"}

    with pytest.raises(ModelMismatch):
        Answerer(open_index(shared_store.root), embedder=Another())
