"""A real server over the demo service and a real Chromium that looks at it."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import waitress
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.e2e.browsing import ARGUMENTS, CHROMIUM, Site
from tests.e2e.demo import DemoService
from web import create_app
from web.listener import LIMITS

HEADER = {"max_request_header_size": LIMITS["max_request_header_size"]}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        reason = f"no browser at {CHROMIUM}: install Debian's chromium, or set CHROMIUM to one"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def _server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    service, feedback = DemoService(), tmp_path_factory.mktemp("feedback") / "feedback.jsonl"
    server = waitress.create_server(
        create_app(service, feedback=feedback), host="127.0.0.1", port=0, threads=8, **HEADER
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield Site(f"http://127.0.0.1:{server.effective_port}", service, feedback)
    server.close()


@pytest.fixture
def site(_server: Site) -> Iterator[Site]:
    _server.service.delay = 0.0
    yield _server


@dataclass
class Watch:
    """What a page did that no page of ours may do."""

    errors: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)


@pytest.fixture
def context(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    made = browser.new_context(base_url=site.url, viewport={"width": 1280, "height": 800}, locale="en-GB")
    made.set_default_timeout(5000)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext, site: Site) -> Iterator[Page]:
    made, watch = context.new_page(), Watch()
    made.on("console", lambda message: watch.errors.append(message.text) if message.type == "error" else None)
    made.on("pageerror", lambda error: watch.errors.append(str(error)))
    made.on("request", lambda r: None if r.url.startswith((site.url, "blob:")) else watch.foreign.append(r.url))
    yield made
    assert watch.foreign == [], "a request left the origin"
    assert watch.errors == [], "the page reported errors"
