"""Forty ways in which a model server fails: each ends in the extractive answer, within the budget, with its reason."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from embeddings.embedder import HashEmbedder
from qa.answering.answerer import Answerer
from qa.answering.evidence import EvidenceModel
from qa.index.opened import Index
from qa.types import Query
from qa.writing.client import MAX_CHARACTERS, Client
from qa.writing.fallback import Fallback, WriterFault
from qa.writing.prompt import MAX_TOKENS
from qa.writing.writer import ModelWriter
from tests.writers.faults import FAULTS, Fault
from tests.writers.mock_server import MockServer, says, serving

WHY = "Why did Northport close its harbour?"
BUDGET_S = 0.8  # of which writing has three quarters
SLACK_S = 2.0  # for a loaded machine
GOOD = "Northport closed its harbour because the sea wall had cracked in two places. [1]"


@pytest.fixture(scope="module")
def plain(index: Index) -> Answerer:
    return answerer(index, None)


def answerer(index: Index, writer: ModelWriter | None) -> Answerer:
    embedder = HashEmbedder()
    return Answerer(index, lambda text: embedder.encode([text])[0], EvidenceModel.packaged(), writer)


def address(fault: Fault, server: MockServer) -> str:
    return server.url.replace("http:", "https:") if fault.url == "https" else fault.url or server.url


@pytest.fixture(scope="module", autouse=True)
def no_thread_is_left() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    for thread in set(threading.enumerate()) - before:
        thread.join(5)
    assert set(threading.enumerate()) <= before


@pytest.mark.server
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_ends_in_quotes(fault: Fault, index: Index, plain: Answerer) -> None:
    expected = plain.answer(Query(WHY))
    with serving(fault.behave) as server:
        writer = ModelWriter(Client(address(fault, server), "m", "key"), seconds=BUDGET_S)
        faulty = answerer(index, writer)
        began = time.monotonic()
        answer = faulty.answer(Query(WHY))
        took = time.monotonic() - began
        events = list(faulty.stream(Query(WHY)))
    assert answer.fallback in fault.codes
    assert answer.generator == "extractive" and answer.notes
    assert (answer.answer, answer.citations) == (expected.answer, expected.citations)
    assert took < BUDGET_S + SLACK_S
    assert [name for name, _ in events] == ["retrieved", *["sentence"] * len(expected.sentences), "done"]
    assert events[-1][1].fallback in fault.codes  # type: ignore[attr-defined]


@pytest.mark.server
def test_a_good_reply_is_shown_with_its_quote(index: Index, plain: Answerer) -> None:
    with serving(says(GOOD)) as server:
        writer = ModelWriter(Client(server.url, "the-model", "a-key"), seconds=5)
        answer = answerer(index, writer).answer(Query(WHY))
        request = server.requests[0]
    assert (answer.generator, answer.fallback) == ("openai", "")
    assert answer.answer == "Northport closed its harbour because the sea wall had cracked in two places. [1]"
    assert answer.citations == plain.answer(Query(WHY)).citations[:1]
    assert json.loads(answer.receipt)["models"]["writer"] == "the-model"
    assert json.loads(plain.answer(Query(WHY)).receipt)["models"]["writer"] == "off"
    assert (request["model"], request["max_tokens"]) == ("the-model", MAX_TOKENS)
    assert "a-key" not in str(request)


@pytest.mark.server
def test_one_question_is_one_call_and_a_refusal_none(index: Index) -> None:
    with serving(says(GOOD)) as server:
        asked = answerer(index, ModelWriter(Client(server.url, "m"), seconds=5))
        asked.answer(Query(WHY))
        assert len(server.requests) == 1
        assert not asked.answer(Query("What is the capital of Mongolia?")).answered
        asked.answer(Query(WHY, generator="extractive"))
        assert len(server.requests) == 1


@pytest.mark.server
def test_a_text_over_the_limit_is_too_long() -> None:
    with serving(says("a" * (MAX_CHARACTERS + 1))) as server, pytest.raises(WriterFault) as raised:
        Client(server.url, "m").ask([], seconds=5, tokens=1)
    assert raised.value.code is Fallback.TOO_LONG


@pytest.mark.server
def test_it_can_be_asked_where_a_loop_is_running() -> None:
    async def notebook(client: Client) -> str:
        return client.ask([], seconds=5, tokens=1)

    with serving(says(GOOD)) as server, ThreadPoolExecutor(1) as own:
        assert own.submit(asyncio.run, notebook(Client(server.url, "m"))).result() == GOOD
