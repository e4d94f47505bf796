"""The OpenAI chat protocol over the service: any chat client can use it as a model."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Generator
from typing import Annotated, Any, Literal
from urllib.parse import quote

from flask import Blueprint, Response, request
from pydantic import BaseModel, ConfigDict, Field

from qa.errors import UsageError
from qa.types import Answer, AnswerSentence, Citation, Query, Turn
from web.api import event_stream, noted, reply
from web.body import read_json
from web.links import safe_url
from web.replies import answer_json
from web.schemas import MAX_ANSWER, MAX_QUESTION, MAX_TURNS, VISIBLE, clean, parse
from web.service import AnsweringService
from web.stream import Slots, bare_event

MODEL = "quoth"
_BY_DAY = ("timeline", "comparison")  # forms whose sentences go by their days
_MARKUP = re.compile(r"([\\`*_\[\]<>|~])|^([#+-])(?=\s)", re.MULTILINE)


_ASKING = {  # one message at least must be a question
    "type": "object",
    "properties": {"role": {"const": "user"}, "content": {"type": "string", "pattern": VISIBLE}},
    "required": ["role", "content"],
}


class Lenient(BaseModel):
    """Strict in its types, but clients may send more than we read."""

    model_config = ConfigDict(strict=True, frozen=True)


class Part(Lenient):
    """A part of a message; only text is read."""

    type: str
    text: str = ""


class Message(Lenient):
    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[Part] | None = None

    def words(self) -> str:
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content if part.type == "text")
        return self.content or ""


class StreamOptions(Lenient):
    include_usage: bool = False


class ChatIn(Lenient):
    """A chat. The last user message is the question; parameters for language models are accepted and ignored."""

    model: Annotated[str, Field(max_length=200)] = MODEL
    messages: Annotated[list[Message], Field(min_length=1, json_schema_extra={"contains": _ASKING})]
    stream: bool = False
    stream_options: StreamOptions | None = None

    def query(self) -> Query:
        """The last user message as the question, what was said before it as the history."""
        asked = [at for at, message in enumerate(self.messages) if message.role == "user" and clean(message.words())]
        if not asked:
            raise UsageError("No user message asks anything. Add one.", code="question_missing", field="messages")
        question = clean(self.messages[asked[-1]].words())
        if len(question) > MAX_QUESTION:
            message = f"The question is longer than {MAX_QUESTION}. Shorten it."
            raise UsageError(message, code="question_too_long", field="messages")
        return Query(question, history=_turns(self.messages[: asked[-1]]))


class Usage(BaseModel):
    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class ChatMessage(BaseModel):
    role: str
    content: str


class Choice(BaseModel):
    index: int
    message: ChatMessage
    finish_reason: str


class ChatOut(BaseModel):
    """A completion. `citations` is that of /api/answer; `content` links to them by number."""

    id: str
    object: str
    created: int
    model: str
    choices: list[Choice]
    usage: Usage
    citations: list[Citation]


class ModelOut(BaseModel):
    id: str
    object: str
    created: int
    owned_by: str


class ModelsOut(BaseModel):
    object: str
    data: list[ModelOut]


def blueprint(service: AnsweringService, slots: Slots, *, log_questions: bool) -> Blueprint:
    """The endpoints over `service`."""
    chat = Blueprint("openai", __name__)

    @chat.post("/v1/chat/completions")
    def completions() -> Response:
        asked = parse(ChatIn, read_json())
        query = noted(asked.query(), in_full=log_questions)
        root = request.host_url.rstrip("/")
        if asked.stream:
            with_usage = asked.stream_options is not None and asked.stream_options.include_usage
            frames = _chunks(service, query, asked, root, with_usage=with_usage)
            return event_stream(frames, slots, failed=bare_event, openai=True)
        answer = service.answer(query)
        text = markdown(answer, root)
        return reply(
            _envelope("chat.completion")
            | {
                "choices": [
                    {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"},
                ],
                "usage": _usage(asked, text),
                "citations": answer_json(answer)["citations"],
            }
        )

    @chat.get("/v1/models")
    def models() -> Response:
        model = {"id": MODEL, "object": "model", "created": 0, "owned_by": MODEL}
        return reply({"object": "list", "data": [model]})

    return chat


def markdown(answer: Answer, root: str) -> str:
    """The answer with its citations as numbered links, in its form; a refusal as it stands."""
    return "".join(pieces(answer, root))


def pieces(answer: Answer, root: str) -> list[str]:
    """The same, a sentence a piece: a fact as running text, any other form as a list, with days where it goes by days."""
    if not answer.sentences:
        return [escaped(answer.answer)]
    cited = {citation.number: citation for citation in answer.citations}
    said = [sentence_markdown(sentence, cited, root) for sentence in answer.sentences]
    if answer.form == "fact":
        return [said[0], *(f" {text}" for text in said[1:])]
    days = [f"{sentence.date}: " if answer.form in _BY_DAY and sentence.date else "" for sentence in answer.sentences]
    lines = [f"- {day}{text}" for day, text in zip(days, said, strict=True)]
    head = [f"{escaped(answer.counted)}\n\n"] if answer.counted else []
    return [*head, lines[0], *(f"\n{line}" for line in lines[1:])]


def sentence_markdown(sentence: AnswerSentence, cited: dict[int, Citation], root: str) -> str:
    """A sentence with its citations as numbered links."""
    links = (f"[\\[{number}\\]]({address(cited[number], root)})" for number in sentence.citations if number in cited)
    return " ".join((escaped(sentence.text), *links))


def escaped(text: str) -> str:
    """Article text that Markdown cannot take for links, images, emphasis, headings or HTML."""
    return _MARKUP.sub(r"\\\1\2", text)


def address(citation: Citation, root: str) -> str:
    """Where the citation's link leads: the publisher's page, or our reader when it has no safe address."""
    link = safe_url(citation.link) or safe_url(citation.url) or root + citation.reader
    return quote(link, safe="%/:?#@!$&'*+,;=~-._")


def _turns(messages: list[Message]) -> tuple[Turn, ...]:
    turns: list[Turn] = []
    for message in messages:
        words = clean(message.words())
        if message.role == "user" and words:
            turns.append(Turn(words[:MAX_QUESTION]))
        elif message.role == "assistant" and turns:
            turns[-1] = Turn(turns[-1].question, words[:MAX_ANSWER])
    return tuple(turns[-MAX_TURNS:])


def _chunks(service: AnsweringService, query: Query, asked: ChatIn, root: str, *, with_usage: bool) -> Generator[bytes]:
    envelope = _envelope("chat.completion.chunk")

    def chunk(delta: dict[str, str], finish: str | None = None, **more: Any) -> bytes:
        return bare_event(envelope | {"choices": [{"index": 0, "delta": delta, "finish_reason": finish}]} | more)

    said, begun = "", False
    for _, value in service.stream(query):
        if not begun:
            yield chunk({"role": "assistant", "content": ""})
            begun = True
        if isinstance(value, Answer):  # its form is known only now, and its sentences came just before it
            for text in pieces(value, root):
                yield chunk({"content": text})
                said += text
            yield chunk({}, "stop", citations=answer_json(value)["citations"])
    if with_usage:
        yield bare_event(envelope | {"choices": [], "usage": _usage(asked, said)})
    yield b"data: [DONE]\n\n"


def _envelope(kind: str) -> dict[str, Any]:
    return {"id": f"chatcmpl-{secrets.token_hex(12)}", "object": kind, "created": int(time.time()), "model": MODEL}


def _usage(asked: ChatIn, answer: str) -> dict[str, int]:
    """Estimates at four characters a token: clients show them, and nobody is billed."""
    prompt = sum(len(message.words()) for message in asked.messages) // 4 + 1
    completion = len(answer) // 4 + 1
    return {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}
