"""One question to a server that speaks the OpenAI chat protocol, within a budget of seconds and bytes."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from concurrent.futures import Future
from typing import Any

import httpx2
import openai

from qa.writing.fallback import Fallback, WriterFault
from qa.writing.prompt import Messages

MAX_BYTES = 1_000_000  # of a reply, as sent
MAX_CHARACTERS = 8_000  # of the text in it


class Client:
    """Asks one model of one server. Every way in which that can fail is a WriterFault."""

    def __init__(self, url: str, model: str, key: str = "") -> None:
        self.name = model
        self._url, self._key = url, key or "none"
        self._tls = httpx2.create_ssl_context()

    def ask(self, messages: Messages, *, seconds: float, tokens: int) -> str:
        """The model's text. The budget holds for look-up, connection and the last byte together.

        In a thread of its own: the caller's may be running a loop, as that of a notebook does.
        """
        asked: Future[str] = Future()

        def run() -> None:
            try:
                asked.set_result(self._within(messages, seconds, tokens))
            except BaseException as error:
                asked.set_exception(error)

        threading.Thread(target=run, name="writer", daemon=True).start()
        return asked.result()

    def _within(self, messages: Messages, seconds: float, tokens: int) -> str:
        """A loop of our own and not `asyncio.run`, which would wait for a name look-up that hangs."""
        loop = asyncio.new_event_loop()
        try:
            return loop.run_until_complete(asyncio.wait_for(self._ask(messages, tokens), seconds))
        except WriterFault:
            raise
        except Exception as error:  # whatever a foreign server does ends in quotes
            raise WriterFault(_code(error)) from error
        finally:
            loop.run_until_complete(loop.shutdown_asyncgens())
            loop.close()

    async def _ask(self, messages: Messages, tokens: int) -> str:
        transport = _Bounded(verify=self._tls)
        http = httpx2.AsyncClient(transport=transport, follow_redirects=False, timeout=None)
        async with openai.AsyncOpenAI(
            base_url=self._url, api_key=self._key, max_retries=0, http_client=http, timeout=None
        ) as client:
            reply: Any = await client.chat.completions.create(
                model=self.name, messages=messages, max_tokens=tokens, temperature=0,
                extra_headers={"Accept-Encoding": "identity"},
            )  # fmt: skip
        return _text(reply)


class _Bounded(httpx2.AsyncHTTPTransport):
    """Reads no more than MAX_BYTES of a body, and none that is packed: it could unfold to anything."""

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        response = await super().handle_async_request(request)
        if response.headers.get("content-encoding", "identity") != "identity":
            await response.aclose()
            raise WriterFault(Fallback.GARBLED)
        response.stream = _Counted(response.stream)
        return response


class _Counted(httpx2.AsyncByteStream):
    def __init__(self, stream: Any) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        count = 0
        async for chunk in self._stream:
            count += len(chunk)
            if count > MAX_BYTES:
                raise WriterFault(Fallback.TOO_LONG)
            yield chunk

    async def aclose(self) -> None:
        await self._stream.aclose()


def _text(reply: Any) -> str:
    """The library does not hold a reply against its schema, so anything may be missing."""
    text = reply.choices[0].message.content
    if text is not None and not isinstance(text, str):
        raise WriterFault(Fallback.GARBLED)
    if not text or not text.strip():
        raise WriterFault(Fallback.EMPTY)
    if len(text) > MAX_CHARACTERS:
        raise WriterFault(Fallback.TOO_LONG)
    return text


def _code(error: BaseException) -> Fallback:
    cause: BaseException | None = error
    while cause is not None:  # the library wraps what its transport raises
        if isinstance(cause, WriterFault):
            return cause.code
        cause = cause.__cause__
    kinds: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], Fallback], ...] = (
        ((TimeoutError, openai.APITimeoutError), Fallback.TIMEOUT),
        (openai.RateLimitError, Fallback.BUSY),
        ((openai.AuthenticationError, openai.PermissionDeniedError, openai.NotFoundError), Fallback.DENIED),
        (openai.APIStatusError, Fallback.FAILED),
        ((openai.APIConnectionError, httpx2.TransportError, OSError), Fallback.UNREACHABLE),
    )
    return next((code for kind, code in kinds if isinstance(error, kind)), Fallback.GARBLED)
