"""Chat clients use the service as a model: tested with the official client over the app itself."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from qa.types import Answer, AnswerSentence, Citation, Query
from tests.web.client import Client, client_of
from tests.web.fake import FakeService
from tests.web.live import running, until
from web.openai import address, escaped, markdown

CLOSED = "When did the Northport harbour close?"
LINK = re.compile(r"\[\\\[(\d+)\\\]\]\(([^)\s]+)\)")


def ask(client: Client, **body: Any) -> Any:
    return client.post("/v1/chat/completions", json=body)


def user(text: str) -> dict[str, Any]:
    return {"role": "user", "content": text}


def chunks(text: str) -> list[dict[str, Any]]:
    assert text.endswith("data: [DONE]\n\n")
    return [json.loads(block.removeprefix("data: ")) for block in text.split("\n\n")[:-2]]


def test_a_completion_has_numbered_links_and_citations(client: Client) -> None:
    found = ask(client, model="quoth", messages=[user(CLOSED)], temperature=0.2, max_tokens=99).json
    assert (found["object"], found["model"], found["choices"][0]["finish_reason"]) == (
        "chat.completion",
        "quoth",
        "stop",
    )
    text = found["choices"][0]["message"]["content"]
    assert [int(number) for number, _ in LINK.findall(text)] == [c["number"] for c in found["citations"]] == [1, 2]
    assert LINK.findall(text)[0][1].startswith("https://example.org/harbour#:~:text=")
    usage = found["usage"]
    assert usage["total_tokens"] == usage["prompt_tokens"] + usage["completion_tokens"] > 0


def test_a_stream_says_the_same(client: Client) -> None:
    whole = ask(client, messages=[user(CLOSED)]).json
    reply = ask(client, messages=[user(CLOSED)], stream=True, stream_options={"include_usage": True})
    assert reply.mimetype == "text/event-stream"
    found = chunks(reply.text)
    deltas = [chunk["choices"][0]["delta"] for chunk in found if chunk["choices"]]
    assert "".join(delta.get("content", "") for delta in deltas) == whole["choices"][0]["message"]["content"]
    assert deltas[0]["role"] == "assistant" and found[-2]["choices"][0]["finish_reason"] == "stop"
    assert found[-2]["citations"] == whole["citations"]
    assert found[-1]["usage"] == whole["usage"] and found[-1]["choices"] == []
    assert len({chunk["id"] for chunk in found}) == 1


def test_a_timeline_is_a_list_of_days() -> None:
    answer = FakeService().answer(Query(CLOSED))
    told = replace(answer, form="timeline", counted="2 articles.", sentences=answer.sentences[:2])
    head, *lines = markdown(told, "http://localhost").split("\n")
    assert head == "2 articles." and lines[0] == ""
    assert len(lines) == 1 + len(told.sentences) and all(line.startswith("- ") for line in lines[1:])


@pytest.mark.parametrize("stream", [False, True])
def test_a_refusal_is_said_plainly(client: Client, stream: bool) -> None:
    reply = ask(client, messages=[user("Who won the world cup?")], stream=stream)
    assert "The articles do not say." in reply.text and '"citations":[]' in reply.text


def test_earlier_messages_are_the_history() -> None:
    asked: list[Query] = []

    class Listening(FakeService):
        def answer(self, query: Query) -> Answer:
            asked.append(query)
            return super().answer(query)

    messages = [
        {"role": "system", "content": "Be brief."},
        {"role": "assistant", "content": "Hello!"},
        user("why?"),
        {"role": "assistant", "content": None},
        user("who?"),
        {"role": "assistant", "content": [{"type": "text", "text": "Ada."}]},
        {
            "role": "user",
            "content": [{"type": "text", "text": "And"}, {"type": "image_url"}, {"type": "text", "text": "now?"}],
        },
        {"role": "assistant", "content": "Prefill"},
    ]
    assert ask(client_of(Listening()), messages=messages).status_code == 200
    assert asked[0].question == "And now?"
    assert [(turn.question, turn.answer) for turn in asked[0].history] == [("why?", ""), ("who?", "Ada.")]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "messages"),
        ({"messages": []}, "messages"),
        ({"messages": [{"role": "system", "content": "x"}]}, "messages"),
        ({"messages": [user(" ")]}, "messages"),
        ({"messages": [user("x" * 2001)]}, "messages"),
        ({"messages": [{"role": "wizard", "content": "x"}]}, "messages.0.role"),
    ],
)
def test_errors_are_also_in_the_shape_of_the_protocol(client: Client, body: dict[str, Any], field: str) -> None:
    reply = client.post("/v1/chat/completions", json=body)
    assert reply.status_code == 422
    error = reply.json["error"]
    assert (error["type"], error["param"], error["field"]) == ("invalid_request_error", field, field)


def test_an_error_in_mid_stream_is_told() -> None:
    class Breaking(FakeService):
        def stream(self, query: Query) -> Iterator[tuple[str, object]]:
            yield from list(super().stream(query))[:2]
            raise RuntimeError("/srv/secret")

    reply = ask(client_of(Breaking()), messages=[user(CLOSED)], stream=True)
    last = json.loads(reply.text.split("\n\n")[-2].removeprefix("data: "))
    assert last["error"]["type"] == "server_error" and "secret" not in reply.text


HOSTILE = [
    "![x](http://evil.example/?q=1)",
    "[click](javascript:alert(1))",
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "[1]: http://evil.example",
    "**bold** `code` ~~gone~~ | a | b |",
    "# Heading\n- item\n+ item",
    "\\[already\\](http://evil.example)",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_article_text_is_not_markup(text: str) -> None:
    from markdown_it import MarkdownIt

    found = MarkdownIt("gfm-like", {"linkify": False}).render(escaped(text))
    assert not re.search(r"<(?!/?p>|br)", found)
    assert re.sub(r"</?p>|\n", "", found.replace("&lt;", "<").replace("&gt;", ">")) == text.replace("\n", "")


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("https://example.org/a#:~:text=b%20c", "https://example.org/a#:~:text=b%20c"),
        ("https://example.org/a_(b)<c>", "https://example.org/a_%28b%29%3Cc%3E"),
        ("javascript:alert(1)", "http://here/articles/x"),
        ("data:text/html,x", "http://here/articles/x"),
        ("//evil.example", "http://here/articles/x"),
        (" java\nscript:alert(1)", "http://here/articles/x"),
        ("https://[broken", "http://here/articles/x"),
        (None, "http://here/articles/x"),
    ],
)
def test_links_are_web_addresses(link: str | None, expected: str) -> None:
    citation = Citation(1, "x", "t", "q", 0, 1, 1.0, link=link, reader="/articles/x")
    assert address(citation, "http://here") == expected


def test_a_citation_that_is_not_sent_is_not_linked() -> None:
    class Inventing(FakeService):
        def answer(self, query: Query) -> Answer:
            found = super().answer(query)
            sentences = (AnswerSentence("Invented.", (99, 0, -1), 0.1),)
            return Answer(**{name: getattr(found, name) for name in Answer.__slots__} | {"sentences": sentences})

    found = ask(client_of(Inventing()), messages=[user(CLOSED)]).json
    assert found["choices"][0]["message"]["content"] == "Invented."


def test_the_model_is_listed(client: Client) -> None:
    assert [model["id"] for model in client.get("/v1/models").json["data"]] == ["quoth"]


@pytest.mark.server
def test_the_official_client_makes_its_journey(tmp_path: Path) -> None:
    openai = pytest.importorskip("openai")
    messages = [user(CLOSED)]
    with (
        running(tmp_path / "log") as live,
        openai.OpenAI(base_url=f"http://127.0.0.1:{live.port}/v1", api_key="none", max_retries=0) as chat,
    ):
        assert until(lambda: live.ask("GET", "/readyz").status == 200)
        whole = chat.chat.completions.create(model="quoth", messages=messages)
        said = whole.choices[0].message.content
        assert LINK.search(said) and whole.citations[0]["quote"] in said
        stream = list(chat.chat.completions.create(model="quoth", messages=messages, stream=True))
        assert "".join(chunk.choices[0].delta.content or "" for chunk in stream) == said
        assert stream[-1].citations == whole.citations
        assert [model.id for model in chat.models.list()] == ["quoth"]
        with pytest.raises(openai.UnprocessableEntityError) as refused:
            chat.chat.completions.create(model="quoth", messages=[])
        assert refused.value.param == "messages"
