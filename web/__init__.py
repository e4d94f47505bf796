"""HTTP. Knows only the public names of `qa`."""

from __future__ import annotations

import threading
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask
from werkzeug.routing import PathConverter

from web import api, body, docs, editing, guard, openai, pages
from web.faults import register_faults
from web.keys import Keys
from web.limits import Allowance
from web.metrics import MeasuredService, Metrics, StatusCollector
from web.service import AnsweringService
from web.stream import Slots

if TYPE_CHECKING:
    from web.tracing import Tracing

__all__ = ["AnsweringService", "create_app"]


class AnyPath(PathConverter):
    """Also takes what begins with a slash: an article may be called /2020/06/12."""

    regex = ".+?"
    part_isolating = False  # or it would stop at the next slash


def create_app(
    service: AnsweringService,
    *,
    hosts: Collection[str] = (),
    streams: int = 12,
    log_questions: bool = False,
    feedback: Path | None = None,
    draining: threading.Event | None = None,
    keys: Keys | None = None,
    allowance: Allowance | None = None,
    tracing: Tracing | None = None,
    collection: editing.Collecting | None = None,
    editors: str = "0",
) -> Flask:
    """The WSGI app over `service`.

    `hosts` are names it answers to besides localhost, `streams` run at once at most, `feedback` is the file for
    thumbs (None: none are offered), and once `draining` is set, nothing new is begun. With `keys`, who has none is
    refused; with `allowance`, who asks too often. With `tracing`, requests are traced. Articles are brought to
    `collection` by `editors`: "0" nobody; "1" who has a key, or this machine where there are no keys.
    """
    app = Flask(__name__, static_folder=None)
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False  # no CORS, so nothing to ask for
    app.static_folder = "static"
    app.add_url_rule("/static/<path:filename>", "static", app.send_static_file)
    app.config["MAX_CONTENT_LENGTH"] = body.MAX_BODY
    app.url_map.converters["path"] = AnyPath
    app.url_map.merge_slashes = False  # its redirects would lead //evil.example off the site
    app.wsgi_app = guard.timed(app.wsgi_app)  # type: ignore[assignment]
    metrics, slots = Metrics(), Slots(streams)
    metrics.registry.register(StatusCollector(service))
    measured = MeasuredService(service, metrics, tracing.observe if tracing else None)
    guard.install(
        app,
        metrics,
        hosts=frozenset(hosts),
        draining=draining or threading.Event(),
        keys=keys,
        allowance=allowance,
    )
    if tracing:
        tracing.install(app)
    register_faults(app, pages.error_page)
    app.register_blueprint(api.blueprint(measured, metrics, slots, log_questions=log_questions))
    app.register_blueprint(openai.blueprint(measured, slots, log_questions=log_questions))
    app.register_blueprint(docs.blueprint())
    collection = collection or editing.NoCollection()
    editing.register(app, measured, collection, who=editors, keys=keys is not None)
    app.register_blueprint(pages.blueprint(measured, feedback=feedback, collection=collection))
    return app
