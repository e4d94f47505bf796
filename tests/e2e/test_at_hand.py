"""What a person needs at hand: Back, the way to the publisher, menus on the screen, shortcuts, and what to tell of an error."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from qa.types import SearchResult
from tests.e2e.browsing import Site, ask

pytestmark = pytest.mark.browser

WHY = "Why did Amazon pause police use of Rekognition?"
IBM = "Which face recognition software does IBM no longer offer to Congress?"
LONG = "Why did Amazon pause police use of Rekognition, and what was said of it? " * 20
ON_SCREEN = """panel => {
  const box = panel.getBoundingClientRect(), head = document.querySelector(".masthead").getBoundingClientRect();
  return box.top >= head.bottom && box.left >= 0 && box.bottom <= innerHeight && box.right <= innerWidth;
}"""
OFF_THE_FIELD = """panel => {
  const box = panel.getBoundingClientRect(), field = document.querySelector(".field").getBoundingClientRect();
  return box.bottom <= field.top || box.top >= field.bottom;
}"""


@pytest.mark.parametrize("width", [1280, 390])
def test_back_closes_the_article_and_leaves_the_answer(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/articles")
    page.goto("/")
    ask(page, WHY)
    page.locator(".cite").first.click()
    expect(page.locator("mark.now")).to_be_visible()
    page.go_back()
    expect(page.locator("#reader")).to_be_hidden()
    expect(page.locator(".claim")).to_have_count(4)
    page.locator(".cite").first.click()
    expect(page.locator("mark.now")).to_be_visible()
    page.keyboard.press("Escape")  # closing it leaves no step behind that Back would have to take
    expect(page.locator("#reader")).to_be_hidden()
    expect(page.locator(".claim")).to_have_count(4)
    page.wait_for_url("**/#*")
    page.go_back()
    expect(page).to_have_url(re.compile("/articles$"))


def test_back_from_a_page_of_an_article_leads_to_the_answer(page: Page) -> None:
    page.goto("/")
    ask(page, WHY)
    page.wait_for_url("**/#*")
    page.locator(".cite").first.click()
    page.get_by_role("link", name="Open as a page").click()
    expect(page.locator("h1")).to_contain_text("Amazon pauses")
    page.go_back()
    expect(page.locator(".claim")).to_have_count(4)


def test_without_scripts_back_leads_to_the_answer(browser: Browser, site: Site) -> None:
    context = browser.new_context(base_url=site.url, java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    page.goto("/")
    page.fill("#question", WHY)
    page.get_by_role("button", name="Ask", exact=True).click()
    page.locator(".claim .cite").first.click()
    expect(page.locator("mark")).to_be_visible()
    page.go_back()
    expect(page.locator(".claim")).to_have_count(4)
    context.close()


def test_without_scripts_a_question_of_any_script_up_to_the_limit_is_answered(browser: Browser, site: Site) -> None:
    context = browser.new_context(base_url=site.url, java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    page.goto("/")
    page.fill("#question", "漢" * 2000)  # three bytes each, nine characters in an address
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator(".refusal")).to_be_visible()
    context.close()


def test_title_publisher_and_link_stay_in_sight_in_a_long_article(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 700})
    page.goto("/")
    ask(page, WHY)
    page.locator(".cite").last.click()
    page.locator("#reader .scroll").evaluate("scroll => scroll.scrollTo(0, scroll.scrollHeight)")
    for part in ("h2", ".publisher", "a:has-text('Open at the publisher')"):
        expect(page.locator(f"#reader {part}").first).to_be_in_viewport()


@pytest.mark.parametrize("size", [(1280, 800), (390, 700)], ids=str)
def test_menus_stay_on_the_screen_and_off_the_field(page: Page, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto("/")
    for asked in (False, True):
        if asked:
            ask(page, WHY)
        page.locator("#filters summary").click()
        panel = page.locator("#filters .panel")
        assert panel.evaluate(ON_SCREEN) and panel.evaluate(OFF_THE_FIELD), "filters"
        page.locator("#filters summary").click()
    menu = page.locator(".under .menu")
    for block in ("start", "end"):  # where the page is scrolled so, there is room below, or above
        menu.evaluate("(menu, block) => menu.scrollIntoView({ block })", block)
        menu.locator("summary").click()
        panel = menu.locator(".panel")
        assert panel.evaluate(ON_SCREEN) and panel.evaluate(OFF_THE_FIELD), block
        menu.locator("summary").click()


def test_an_address_with_nothing_is_a_page_for_a_browser(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/nosuchpage")
    expect(page.locator("h1")).to_have_text("That did not work")
    expect(page.locator("main .note")).to_have_text(re.compile("Request [0-9a-f]{16}"))


def test_a_long_question_is_folded_and_can_be_seen_whole(browser: Browser, site: Site) -> None:
    for scripts in (True, False):
        context = browser.new_context(base_url=site.url, java_script_enabled=scripts, locale="en-GB")
        page = context.new_page()
        page.goto("/")
        page.fill("#question", LONG)
        page.get_by_role("button", name="Ask", exact=True).click()
        heading = page.locator(".question")
        expect(heading).to_contain_text("Why did Amazon")
        assert heading.evaluate("h => h.clientHeight") < 130
        page.get_by_text("The whole question").click()
        expect(page.locator(".whole p")).to_have_text(LONG.strip())
        context.close()


def test_the_request_id_is_shown_with_an_error(
    context: BrowserContext, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: object) -> SearchResult:
        raise RuntimeError("out of order")

    monkeypatch.setattr(site.service, "search", broken)
    page = context.new_page()
    page.goto("/")
    page.fill("#question", WHY)
    page.keyboard.press("Enter")
    expect(page.locator(".turn .problem .note")).to_contain_text(re.compile("Request [0-9a-f]{16}"))


def test_shortcuts_work_after_an_answer_and_words_go_into_the_field(page: Page) -> None:
    page.goto("/")
    ask(page, IBM)
    page.keyboard.press("1")
    expect(page.locator("mark.now")).to_contain_text("IBM told Congress")
    page.keyboard.press("Escape")
    expect(page.locator("#reader")).to_be_hidden()
    ask(page, WHY)
    page.keyboard.type("and n 2?")
    expect(page.locator("#question")).to_have_value("and n 2?")


def test_how_long_ago_is_said_of_new_things_only(page: Page) -> None:
    page.goto("/")
    ask(page, WHY)
    expect(page.locator(".sources time").first).to_be_visible()
    assert "years ago" not in page.locator(".turn").inner_text()


def test_copy_or_share_looks_like_a_button(page: Page) -> None:
    page.goto("/")
    ask(page, WHY)
    assert page.locator(".under summary").evaluate("s => getComputedStyle(s).borderTopWidth") == "1px"
