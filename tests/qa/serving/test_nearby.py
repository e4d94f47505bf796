"""A command takes the answer of a server that serves the same index with the same settings, and of no other."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import asdict, replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from qa.answering.answerer import Answerer
from qa.index.store import IndexStore
from qa.serving.nearby import FILE, announce, ask_nearby, withdraw
from qa.settings import Settings
from qa.types import Answer, Query
from tests.qa.corpus import LIBRARY, build_index
from web.replies import answer_json

QUERY = Query("Where is the library?")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    build_index(IndexStore(tmp_path / "index"), [LIBRARY])
    return Settings(index=tmp_path / "index")


@pytest.fixture
def answer(settings: Settings, answerer: Answerer) -> Answer:
    index, _ = IndexStore(settings.index).open()
    given = replace(answerer.answer(QUERY), index=index.info)
    index.close()
    return given


@pytest.fixture
def served(answer: Answer) -> Iterator[str]:
    """The address of a server that gives this answer."""
    body = json.dumps(answer_json(answer)).encode()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_the_answer_of_a_server_beside_it_is_taken(settings: Settings, answer: Answer, served: str) -> None:
    assert ask_nearby(settings.index, QUERY, asdict(settings)) is None
    announce(settings.index, served, asdict(settings))
    found = ask_nearby(settings.index, QUERY, asdict(settings))
    assert found is not None and found.citations == answer.citations
    withdraw(settings.index)
    assert ask_nearby(settings.index, QUERY, asdict(settings)) is None


def test_a_server_with_other_settings_is_not_asked(settings: Settings, served: str) -> None:
    announce(settings.index, served, asdict(settings))
    assert ask_nearby(settings.index, QUERY, asdict(replace(settings, reader="off"))) is None


def test_an_answer_of_another_build_is_not_taken(settings: Settings, served: str) -> None:
    announce(settings.index, served, asdict(settings))
    build_index(IndexStore(settings.index), [LIBRARY, replace(LIBRARY, id="another", text="Another text. " * 20)])
    assert ask_nearby(settings.index, QUERY, asdict(settings)) is None


@pytest.mark.parametrize(
    "said", ["", "[]", "{}", '{"address": "http://example.org"}', '{"address": 3}', '{"address": "http://127.0.0.1:1"}']
)
def test_a_file_that_says_something_else_is_passed_over(settings: Settings, said: str) -> None:
    announce(settings.index, "http://127.0.0.1:1", asdict(settings))
    whole = json.loads((settings.index / FILE).read_text())
    lies = whole | json.loads(said) if said.startswith("{") else said
    (settings.index / FILE).write_text(said if isinstance(lies, str) else json.dumps(lies))
    assert ask_nearby(settings.index, QUERY, asdict(settings)) is None


def test_what_another_process_announced_stays(settings: Settings) -> None:
    announce(settings.index, "http://127.0.0.1:1", asdict(settings))
    said = json.loads((settings.index / FILE).read_text())
    (settings.index / FILE).write_text(json.dumps(said | {"pid": 1}))
    withdraw(settings.index)
    assert (settings.index / FILE).exists()


def test_a_folder_that_cannot_be_written_keeps_nobody_from_serving(tmp_path: Path) -> None:
    announce(tmp_path / "missing", "http://127.0.0.1:1", asdict(Settings()))
    withdraw(tmp_path / "missing")
