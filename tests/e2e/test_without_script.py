"""The page without JavaScript, and with a server that goes away."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from qa.types import Answer, Query
from tests.e2e.browsing import Site

pytestmark = pytest.mark.browser

WHY = "Why did Amazon pause police use of Rekognition?"


def test_a_plain_form_answers_with_sources_and_follows_up(browser: Browser, site: Site) -> None:
    context = browser.new_context(base_url=site.url, java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    page.goto("/")
    page.fill("#question", WHY)
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator(".claim")).to_have_count(4)
    page.fill("#question", "and until when did it extend the pause?")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator(".state")).to_contain_text("Understood as: Why did Amazon")
    page.locator(".claim .cite").first.click()
    expect(page.locator("mark")).to_have_text("Amazon announced a pause of one year for police use of Rekognition.")
    context.close()


def test_support_is_called_the_same_with_and_without_scripts(
    browser: Browser, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    supports, answer = (0.6, 0.59, 0.3, 0.29), site.service.answer

    def weighed(query: Query) -> Answer:
        found = answer(query)
        pairs = zip(found.sentences, supports, strict=True)
        return replace(found, sentences=tuple(replace(said, support=support) for said, support in pairs))

    monkeypatch.setattr(site.service, "answer", weighed)
    for scripts in (True, False):
        context = browser.new_context(base_url=site.url, java_script_enabled=scripts, locale="en-GB")
        page = context.new_page()
        page.goto("/")
        page.fill("#question", WHY)
        page.get_by_role("button", name="Ask", exact=True).click()
        expect(page.locator(".support .word")).to_have_text(
            ["Likely answers this", "May answer this", "May answer this", "Perhaps only related"]
        )
        context.close()


@contextmanager
def _server(port: int, delay: float) -> Iterator[tuple[subprocess.Popen[str], int]]:
    root = Path(__file__).parents[2]
    command = [sys.executable, "-m", "tests.e2e.demo_server", str(port), str(delay)]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process, int(process.stdout.readline())
        finally:
            process.kill()


def test_a_server_gone_in_mid_answer_and_back(browser: Browser) -> None:
    context = browser.new_context(locale="en-GB")
    page: Page = context.new_page()
    with _server(0, 0.8) as (process, port):
        page.goto(f"http://127.0.0.1:{port}/")
        page.fill("#question", WHY)
        page.keyboard.press("Enter")
        expect(page.locator(".claim")).not_to_have_count(0)
        process.kill()
        expect(page.locator(".problem")).to_contain_text("The connection was lost")
        assert 1 <= page.locator(".claim").count() < 4
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".problem")).to_contain_text("The server cannot be reached")
    with _server(port, 0.0):
        page.get_by_role("button", name="Try again").click()
        expect(page.locator(".claim")).to_have_count(4)
        expect(page.locator(".sources")).to_be_visible()
    context.close()
