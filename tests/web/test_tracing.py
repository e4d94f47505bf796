"""Traces tell the stages of an answer and nothing of what was asked; without OTEL_ variables there are none."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Any

import pytest

from qa.errors import SettingError
from tests.web.client import client_of
from tests.web.fake import FakeService
from web import serve

trace_sdk = pytest.importorskip("opentelemetry.sdk.trace")
export = pytest.importorskip("opentelemetry.sdk.trace.export")
tracing = pytest.importorskip("web.tracing")

CANARY = "When did the Northport harbour close, canary?"
PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


class Kept(export.SpanExporter):  # type: ignore[misc, name-defined]
    """Keeps what is exported."""

    def __init__(self) -> None:
        self.spans: list[Any] = []

    def export(self, spans: Sequence[Any]) -> Any:
        self.spans += spans
        return export.SpanExportResult.SUCCESS


@pytest.fixture
def kept() -> Kept:
    return Kept()


@pytest.fixture
def traced(kept: Kept) -> Any:
    provider = trace_sdk.TracerProvider()
    provider.add_span_processor(export.SimpleSpanProcessor(kept))
    return tracing.Tracing(provider)


@pytest.mark.parametrize("path", ["/api/answer", "/api/answer/stream"])
def test_a_request_and_its_stages(traced: Any, kept: Kept, path: str) -> None:
    with client_of(FakeService(), tracing=traced).post(path, json={"question": CANARY}) as reply:
        assert reply.status_code == 200 and reply.data
    *stages, whole = kept.spans
    assert [span.name for span in stages] == ["embed", "retrieve"] and whole.name == f"POST {path}"
    assert {span.parent.span_id for span in stages} == {whole.context.span_id}
    assert whole.attributes["http.response.status_code"] == 200 and whole.attributes["quoth.answered"]
    assert whole.attributes["request.id"] == reply.headers["X-Request-Id"]
    assert stages[0].end_time - stages[0].start_time == 1_000_000
    assert "canary" not in "".join(span.to_json() for span in kept.spans)


def test_below_the_span_of_the_caller(traced: Any, kept: Kept) -> None:
    client_of(FakeService(), tracing=traced).get("/api/articles", headers={"traceparent": PARENT}).close()
    assert f"{kept.spans[0].context.trace_id:032x}" == PARENT[3:35]


def test_failures_are_marked_and_probes_left_out(traced: Any, kept: Kept) -> None:
    class Broken(FakeService):
        def articles(self, **_: Any) -> Any:
            raise RuntimeError("secret")

    client = client_of(Broken(), tracing=traced)
    for path in ("/healthz", "/readyz", "/metrics", "/static/quoth.css", "/api/articles"):
        client.get(path).close()
    assert [span.name for span in kept.spans] == ["GET /api/articles"]
    assert not kept.spans[0].status.is_ok and "secret" not in kept.spans[0].to_json()


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in [name for name in os.environ if name.startswith("OTEL_")]:
        monkeypatch.delenv(name)
    return monkeypatch


def test_off_unless_asked_for(environment: pytest.MonkeyPatch) -> None:
    assert serve._tracing() is None
    environment.setenv("OTEL_TRACES_EXPORTER", "none")
    environment.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
    assert serve._tracing() is None
    environment.setenv("OTEL_TRACES_EXPORTER", "console")
    environment.setenv("OTEL_SDK_DISABLED", "true")
    assert serve._tracing() is None


def test_on_where_asked_for(environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    environment.setenv("OTEL_TRACES_EXPORTER", "console")
    found = serve._tracing()
    assert found is not None
    client_of(FakeService(), tracing=found).get("/api/articles").close()
    found.close()
    assert '"service.name": "quoth"' in capsys.readouterr().out


def test_what_cannot_be_is_said(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("OTEL_TRACES_EXPORTER", "zipkin")
    with pytest.raises(SettingError, match="zipkin"):
        serve._tracing()
    environment.setitem(sys.modules, "web.tracing", None)
    with pytest.raises(SettingError, match=r"\.\[otel\]"):
        serve._tracing()
