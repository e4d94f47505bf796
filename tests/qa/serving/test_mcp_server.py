"""Agents reach the service by the official SDK's own client: in the process, over stdio and over HTTP."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import anyio
import pytest

from qa.answering.answerer import Answerer
from qa.errors import IndexMissing, NotFound
from qa.index.store import IndexStore
from qa.types import Answer, Article, IndexInfo, Query, SearchResult, Status
from tests.qa.corpus import HARBOUR
from tests.web.fake import FakeService
from tests.web.fake_collection import FakeCollection
from tests.web.live import free_port, until

mcp = pytest.importorskip("mcp")
from qa.serving.mcp_server import security, server  # noqa: E402

WHY = "Why did Northport close its harbour?"
SCRIPT = Path(__file__).parents[1] / "mcp_process.py"


class Small:
    """A service over the small index."""

    def __init__(self, answerer: Answerer) -> None:
        self._answerer = answerer

    def answer(self, query: Query) -> Answer:
        return self._answerer.answer(query)

    def search(self, query: Query) -> SearchResult:
        return self._answerer.search(query)

    def article(self, article_id: str) -> Article:
        return self._answerer.index.articles.get(article_id)

    def status(self) -> Status:
        return Status(True, False, "", self._answerer.index.info, {}, {})


def journey(target: Any, work: Callable[[Any], Any]) -> Any:
    """What `work` returns, run with a connected client."""

    async def run() -> Any:
        async with mcp.Client(target) as client:
            return await work(client)

    with ThreadPoolExecutor(1) as own:  # a loop of another test's may be running in this thread
        return own.submit(anyio.run, run).result()


def call(target: Any, tool: str, **arguments: Any) -> Any:
    async def work(client: Any) -> Any:
        return await client.call_tool(tool, arguments)

    return journey(target, work)


@pytest.fixture
def target(answerer: Answerer) -> Any:
    return server(lambda: Small(answerer))


def test_the_tools_say_what_they_take_and_give(target: Any) -> None:
    async def work(client: Any) -> Any:
        return (await client.list_tools()).tools, client.instructions

    tools, instructions = journey(target, work)
    found = {tool.name: tool for tool in tools}
    assert set(found) == {"ask", "search", "read_article", "corpus_status"} and "do not guess" in instructions
    for tool in tools:
        assert tool.description and tool.output_schema["type"] == "object" and tool.annotations.read_only_hint
    asked = found["ask"].input_schema
    assert asked["required"] == ["question"] and asked["properties"]["question"]["maxLength"] == 2000
    assert {"answered", "citations", "receipt"} <= set(found["ask"].output_schema["properties"])


def test_agents_bring_remove_and_restore_where_they_may() -> None:
    service = FakeService()
    target = server(lambda: service, FakeCollection(service))
    text = "The lighthouse of Northport was painted red in April. It had been white for a century."
    build = call(target, "add_article", text=text, title="A red lighthouse").structured_content
    for _ in range(3):
        build = call(target, "build_status", build_id=build["id"]).structured_content
    assert [(one["name"], one["state"]) for one in build["inputs"]] == [("A red lighthouse", "indexed")]
    assert (
        call(target, "remove_article", article_id="tram")
        .structured_content["inputs"][0]["name"]
        .startswith("Tram line")
    )
    assert call(target, "read_article", article_id="tram").is_error
    assert not call(target, "remove_article", article_id="tram", restore=True).is_error
    assert not call(target, "read_article", article_id="tram").is_error
    assert call(target, "build_status", build_id="none").is_error


def test_ask_search_and_read(target: Any) -> None:
    answer = call(target, "ask", question=WHY).structured_content
    cited = answer["citations"][0]
    assert answer["answered"] and cited["article_id"] == "a1"
    read = call(target, "read_article", article_id="a1", start=cited["start"], length=len(cited["quote"]))
    assert read.structured_content["text"] == cited["quote"]
    assert read.structured_content["length"] == len(HARBOUR.text)
    passages = call(target, "search", question="the ferry Aurora", limit=2).structured_content["passages"]
    assert len(passages) == 2 and passages[0]["article_id"] == "a2"
    assert call(target, "corpus_status").structured_content["index"]["articles"] == 4


def test_a_follow_up_and_filters(target: Any) -> None:
    history = [{"question": WHY, "answer": "Because the sea wall had cracked."}]
    follow_up = call(target, "ask", question="And what would the repairs cost?", history=history).structured_content
    assert "14 million" in follow_up["answer"]
    later = call(target, "search", question="harbour", published_from="2022-01-01", sources=["Harbour Gazette"])
    assert {p["article_id"] for p in later.structured_content["passages"]} == {"a2"}


def test_a_refusal_is_no_error(target: Any) -> None:
    found = call(target, "ask", question="What is the capital of Mongolia?")
    assert not found.is_error and not found.structured_content["answered"]


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("ask", {}, "question"),
        ("ask", {"question": " "}, "question"),
        ("ask", {"question": "x" * 2001}, "question"),
        ("ask", {"question": WHY, "published_from": "soon"}, "published_from"),
        ("search", {"question": WHY, "limit": 0}, "limit"),
        ("read_article", {"article_id": "none"}, "no article"),
        ("read_article", {"article_id": "a1", "start": -1}, "start"),
        ("forget", {}, "forget"),
    ],
)
def test_what_is_wrong_is_said(target: Any, tool: str, arguments: dict[str, Any], said: str) -> None:
    found = call(target, tool, **arguments)
    assert found.is_error and said in found.content[0].text


def test_a_start_that_failed_is_tried_again(answerer: Answerer) -> None:
    missing = [IndexMissing("There is no index. Build one: make index.")] * 2

    def opened() -> Small:
        if missing:
            raise missing.pop()
        return Small(answerer)

    target = server(opened)
    found = call(target, "ask", question=WHY)
    for _ in range(2):  # the start in the background may have taken either of the two
        found = call(target, "ask", question=WHY) if found.is_error else found
    assert not found.is_error


def test_what_is_unexpected_is_not_told(answerer: Answerer) -> None:
    class Broken(Small):
        def status(self) -> Status:
            raise RuntimeError("secret")

        def article(self, article_id: str) -> Article:
            raise NotFound("There is none. See the list.")

    target = server(lambda: Broken(answerer))
    assert "secret" not in call(target, "corpus_status").content[0].text
    assert "See the list" in call(target, "read_article", article_id="x").content[0].text


def test_only_our_own_names_are_answered_to() -> None:
    allowed = security(9000, ("qa.example",))
    assert {"127.0.0.1:9000", "localhost:9000", "qa.example", "qa.example:*"} == set(allowed.allowed_hosts)
    assert allowed.enable_dns_rebinding_protection and "https://qa.example" in allowed.allowed_origins


def environment() -> dict[str, str]:
    return {key: value for key, value in os.environ.items() if not key.startswith("QA_")}


async def whole_journey(client: Any) -> IndexInfo:
    assert {tool.name for tool in (await client.list_tools()).tools} >= {"ask", "search"}
    found = await client.call_tool("ask", {"question": WHY})
    assert found.structured_content["answered"] and json.loads(found.content[0].text)["answered"]
    quote = found.structured_content["citations"][0]
    read = await client.call_tool("read_article", {"article_id": quote["article_id"]})
    assert read.structured_content["text"][quote["start"] : quote["end"]] == quote["quote"]
    status = await client.call_tool("corpus_status", {})
    return IndexInfo(**status.structured_content["index"])


@pytest.mark.server
def test_over_stdio(shared_store: IndexStore) -> None:
    arguments = [str(SCRIPT), "mcp", "--index", str(shared_store.root)]
    process = mcp.StdioServerParameters(command=sys.executable, args=arguments, env=environment())
    assert journey(mcp.stdio_client(process), whole_journey).articles == 4


@contextmanager
def serving(store: IndexStore) -> Iterator[int]:
    port = free_port()
    command = [sys.executable, str(SCRIPT), "mcp", "--index", str(store.root), "--http", str(port)]
    process = subprocess.Popen(command, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        assert until(lambda: listens(port), within=30)
        yield port
    finally:
        process.terminate()
        process.wait(10)


def listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        time.sleep(0.05)
        return False
    return True


@pytest.mark.server
def test_over_http(shared_store: IndexStore) -> None:
    with serving(shared_store) as port:
        address = f"http://127.0.0.1:{port}/mcp"
        assert journey(address, whole_journey).articles == 4
        evil = urllib.request.Request(address, b"{}", {"Host": "evil.example", "Content-Type": "application/json"})
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(evil, timeout=5)
        refused.value.close()
        assert refused.value.code in (403, 421)
