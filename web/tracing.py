"""OpenTelemetry traces: a span a request, within it one a stage of the answer. No question and no quote is in them."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping

from flask import Flask, Response, g, request
from opentelemetry import context, trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, ConsoleSpanExporter, SpanExporter
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from qa.errors import SettingError
from qa.types import Answer
from web.guard import PROBES

_NS = 1_000_000  # nanoseconds of a millisecond
_INCOMING = TraceContextTextMapPropagator()


class Tracing:
    """Spans of one app, sent in the background by `provider`."""

    def __init__(self, provider: TracerProvider) -> None:
        self._provider = provider
        self._tracer = provider.get_tracer("quoth")

    @classmethod
    def configured(cls, environ: Mapping[str, str]) -> Tracing:
        """As the standard OTEL_ variables say; the exporter and the sampler read theirs themselves."""
        named = Resource.create().attributes.get(SERVICE_NAME, "")
        known = {} if not str(named).startswith("unknown_service") else {SERVICE_NAME: "quoth"}
        provider = TracerProvider(resource=Resource.create(known))
        provider.add_span_processor(BatchSpanProcessor(_exporter(environ.get("OTEL_TRACES_EXPORTER") or "otlp")))
        return cls(provider)

    def install(self, app: Flask) -> None:
        """Put a span around every request but probes and static files, below the caller's where it sends one."""

        @app.before_request
        def begin() -> None:
            if request.path in PROBES or request.path.startswith("/static/"):
                return
            route = request.url_rule.rule if request.url_rule else "none"
            g.span = self._tracer.start_span(
                f"{request.method} {route}",
                context=_INCOMING.extract(request.headers),
                kind=trace.SpanKind.SERVER,
                attributes={"http.request.method": request.method, "http.route": route, "request.id": g.request_id},
            )
            g.span_token = context.attach(trace.set_span_in_context(g.span))

        @app.after_request
        def finish(response: Response) -> Response:
            span = g.get("span")
            if span is not None:
                span.set_attribute("http.response.status_code", response.status_code)
                if response.status_code >= 500:
                    span.set_status(trace.StatusCode.ERROR)
                response.call_on_close(span.end)  # a stream ends later
            return response

        @app.teardown_request
        def leave(_: BaseException | None) -> None:
            if "span_token" in g:
                context.detach(g.pop("span_token"))

    def observe(self, answer: Answer) -> None:
        """Add the stages of an answer that was just given to the current span, from the times it tells."""
        trace.get_current_span().set_attributes(
            {
                "quoth.answered": answer.answered,
                "quoth.generator": answer.generator,
                "quoth.index": answer.index.id,
                "quoth.citations": len(answer.citations),
            }
        )
        stages = {name: took for name, took in answer.timings_ms.items() if name != "total"}
        at = time.time_ns() - int(answer.timings_ms.get("total", sum(stages.values())) * _NS)
        for name, took in stages.items():
            span = self._tracer.start_span(name, start_time=at)
            at += int(took * _NS)
            span.end(at)

    def close(self) -> None:
        """Send what is left."""
        self._provider.shutdown()


def _exporter(name: str) -> SpanExporter:
    if name == "otlp":
        return OTLPSpanExporter()
    if name == "console":
        return ConsoleSpanExporter(out=sys.stdout)  # its default is what stdout was when it was imported
    raise SettingError(f"OTEL_TRACES_EXPORTER={name!r} is not one of otlp, console, none. Set it to one of them.")
