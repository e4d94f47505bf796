"""The page is light, paints at once and stands still while an answer streams."""

from __future__ import annotations

import gzip
from statistics import median

import pytest
from playwright.sync_api import Page, Response, expect

from tests.e2e.browsing import Site, ask

pytestmark = pytest.mark.browser

WHY = "Why did Amazon pause police use of Rekognition?"
MOST_REQUESTS = 24
MOST_BYTES = 40_000  # compressed, all told; the system's fonts are used
MOST_MS = 150  # from the first byte of an answer to its first sentence on the screen

WATCH = """
window.shifts = [];
new PerformanceObserver((list) => window.shifts.push(...list.getEntries().map((e) => [e.value, e.hadRecentInput])))
  .observe({ type: "layout-shift", buffered: true });
document.addEventListener("DOMContentLoaded", () => new MutationObserver((_, self) => {
  if (!document.querySelector(".claim")) return;
  self.disconnect();
  requestAnimationFrame(() => setTimeout(() => { window.painted = performance.now(); }));
}).observe(document.body, { subtree: true, childList: true }));
"""

TAKEN = "window.painted - performance.getEntriesByName(location.origin + '/api/answer/stream')[0].responseStart"


def test_weight(page: Page) -> None:
    replies: list[Response] = []
    page.on("response", lambda reply: replies.append(reply))
    page.goto("/", wait_until="networkidle")
    weight = sum(len(gzip.compress(reply.body())) for reply in replies)
    assert len(replies) <= MOST_REQUESTS
    assert weight <= MOST_BYTES


def test_the_first_sentence_is_painted_at_once(page: Page) -> None:
    page.add_init_script(WATCH)
    taken = []
    for _ in range(5):  # the median: one round may be held up by what else the machine does
        page.goto("/articles")
        page.goto("/")
        ask(page, WHY)
        page.wait_for_function("window.painted")
        taken.append(page.evaluate(TAKEN))
    assert median(taken) <= MOST_MS


def test_nothing_moves_while_an_answer_streams(page: Page, site: Site) -> None:
    site.service.delay = 0.6  # beyond the half second in which the browser forgives what a key press moved
    page.add_init_script(WATCH)
    page.goto("/")
    page.fill("#question", WHY)
    page.keyboard.press("Enter")
    expect(page.locator(".sources")).to_be_visible()
    page.wait_for_timeout(300)
    assert sum(value for value, forgiven in page.evaluate("window.shifts") if not forgiven) < 0.01
