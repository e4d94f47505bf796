"""Nobody is shut out: axe finds nothing, the keyboard reaches all, zoom and small screens lose nothing."""

from __future__ import annotations

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.e2e.browsing import Site, ask

pytestmark = pytest.mark.browser

WHY = "Why did Amazon pause police use of Rekognition?"
ARRESTS = "How many wrongful arrests after false face matches?"


def _violations(page: Page) -> str:
    results = Axe().run(page)
    return results.generate_report() if results.violations_count else ""


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_axe_finds_nothing(browser: Browser, site: Site, width: int, scheme: Literal["light", "dark"]) -> None:
    context = browser.new_context(
        base_url=site.url, color_scheme=scheme, viewport={"width": width, "height": 800}, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto("/")
    assert _violations(page) == "", "welcome"
    ask(page, ARRESTS)
    ask(page, "Who won the Ruritania cup with the police?")
    page.locator("#filters summary").click()
    assert _violations(page) == "", "answer, refusal and filters"
    page.locator("#filters summary").click()
    page.locator(".cite").first.click()
    expect(page.locator("mark.now")).to_be_visible()
    assert _violations(page) == "", "reader"
    page.keyboard.press("Escape")
    page.locator("#show-rail").click()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    assert _violations(page) == "", "conversations and shortcuts"
    for path in ("/articles", "/articles/moratorium?start=100&end=167", "/articles/gone"):
        page.goto(path)
        assert _violations(page) == "", path
    context.close()


def test_the_whole_journey_by_keyboard(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#question")).to_be_focused()
    page.keyboard.type(WHY)
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Backspace")
    page.keyboard.press("Enter")
    expect(page.locator(".sources")).to_be_visible()
    expect(page.locator("#question")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("2")
    expect(page.locator("mark.now")).to_contain_text("Critics of Rekognition")
    page.keyboard.press("k")
    expect(page.locator("mark.now")).to_contain_text("a pause of one year")
    page.keyboard.press("Escape")
    expect(page.locator("#reader")).to_be_hidden()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Keyboard shortcuts")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type("n?12")
    expect(page.locator("#question")).to_have_value("n?12")


def test_shortcuts_can_be_switched_off(page: Page) -> None:
    page.goto("/")
    page.locator("#show-keys").click()
    page.get_by_label("Single-key shortcuts are on").uncheck()
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")
    expect(page.locator("#question")).not_to_be_focused()


@pytest.mark.parametrize("width", [320, 640, 1920])
def test_nothing_is_cut_off_at_any_width(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 700})  # 640 is 1280 at a zoom of 200 %
    page.goto("/")
    ask(page, ARRESTS)
    page.locator(".cite").first.click()
    expect(page.locator("mark.now")).to_be_in_viewport()
    for path in (None, "/articles", "/articles/moratorium"):
        if path:
            page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_words_of_unknown_direction_are_isolated(page: Page) -> None:
    page.goto("/")
    ask(page, "Which prize did the poet win?")
    title = page.locator(".sources .title")
    expect(title).to_have_text("شاعر يفوز بجائزة النهر")
    assert title.evaluate("element => element.tagName") == "BDI"
