"""Nobody is shut out: axe finds nothing, the keyboard reaches all, zoom and small screens lose nothing."""

from __future__ import annotations

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.browsing import Site, ask

pytestmark = pytest.mark.browser

WHY = "Why did Amazon pause police use of Rekognition?"
ARRESTS = "How many wrongful arrests after false face matches?"
RIGHT_TO_LEFT = "شاعر يفوز بجائزة النهر"
CUT_OFF = """[...document.querySelectorAll("body *")].filter((e) => {
  const box = e.getBoundingClientRect();
  return box.width > 1 && box.height > 1 && !e.closest(".unseen, .skip, .timeline ol") &&
    (box.left < -1 || box.right > document.documentElement.clientWidth + 1);
}).map((e) => e.outerHTML.slice(0, 80))"""


def _violations(page: Page) -> str:
    results = Axe().run(page)
    return results.generate_report() if results.violations_count else ""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
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
    expect(page.locator(".question")).to_be_focused()
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


@pytest.mark.parametrize("size", [(320, 700, 16), (640, 400, 16), (1280, 800, 32), (1920, 700, 16)], ids=str)
def test_nothing_is_cut_off_at_any_width_and_zoom(page: Page, size: tuple[int, int, int]) -> None:
    width, height, letters = size  # 640 × 400 is 1280 × 800 at a zoom of 200 %; 32 are letters of twice the size
    page.set_viewport_size({"width": width, "height": height})
    page.add_init_script(
        f"addEventListener('DOMContentLoaded', () => document.documentElement.style.fontSize = '{letters}px')"
    )
    page.goto("/")
    assert page.evaluate(CUT_OFF) == [], "welcome"
    ask(page, ARRESTS)
    page.locator(".cite").first.click()
    expect(page.locator("mark.now")).to_be_in_viewport()
    assert page.evaluate(CUT_OFF) == [], "answer"
    for path in (None, "/articles", "/articles/moratorium"):
        if path:
            page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_words_of_unknown_direction_are_isolated(page: Page) -> None:
    page.goto("/")
    ask(page, "Which prize did the poet win?")
    assert _isolated(page.locator(".sources .title"))
    page.locator(".cite").first.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    assert _isolated(page.locator("#peek .title"))
    page.locator(".cite").first.click()
    assert _isolated(page.locator("#reader h2"))
    page.goto("/articles")
    assert _isolated(page.locator(".entries a", has_text=RIGHT_TO_LEFT))
    page.goto("/articles/poetry")
    assert _isolated(page.locator("h1"))


def _isolated(place: Locator) -> bool:
    """The words run from right to left, and what stands around them from left to right."""
    expect(place).to_have_text(RIGHT_TO_LEFT)
    return bool(
        place.evaluate("""place => {
          const words = place.closest("bdi") ?? place.querySelector("bdi");
          const style = words && getComputedStyle(words);
          return style?.unicodeBidi === "isolate" && words.matches(":dir(rtl)") && words.parentElement.matches(":dir(ltr)");
        }""")
    )


CONTRAST = """() => {
  const linear = (v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  const light = (colour) => {
    const [red, green, blue] = colour.match(/[\\d.]+/g).map((v) => linear(v / 255));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const ground = light(getComputedStyle(document.body).backgroundColor);
  const against = (colour) => (Math.max(light(colour), ground) + 0.05) / (Math.min(light(colour), ground) + 0.05);
  const lowest = (query, property) =>
    Math.min(...[...document.querySelectorAll(query)].map((e) => against(getComputedStyle(e)[property])));
  return [lowest(".age, .state, .hint, .proof, .note, h3", "color"), lowest(".sources li", "borderBottomColor")];
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_who_asks_for_more_contrast_gets_it(browser: Browser, site: Site, scheme: Literal["light", "dark"]) -> None:
    contrasts = {}
    for wanted in ("no-preference", "more"):
        context = browser.new_context(base_url=site.url, color_scheme=scheme, contrast=wanted)
        page = context.new_page()
        page.goto("/")
        ask(page, ARRESTS)
        contrasts[wanted] = page.evaluate(CONTRAST)
        context.close()
    text, lines = contrasts["more"]
    assert text >= 14 and lines >= 3
    assert contrasts["no-preference"][0] < 14 and contrasts["no-preference"][1] < 3


def test_forced_colours_keep_what_colour_alone_would_say(browser: Browser, site: Site) -> None:
    context = browser.new_context(base_url=site.url, forced_colors="active")
    page = context.new_page()
    page.goto("/")
    ask(page, WHY)
    page.locator(".cite").first.click()
    expect(page.locator("mark.now")).to_be_visible()
    page.locator(".support").first.evaluate("support => { support.className = 'support fair'; }")
    border = "e => getComputedStyle(e).borderTopWidth"
    for part in (".cite", "mark.now", "#send", ".suggestion"):
        assert page.locator(part).first.evaluate(border) == "1px", part
    colours = page.locator(".bars").evaluate_all(
        "all => all.map(bars => [...bars.children].map(bar => getComputedStyle(bar).backgroundColor))"
    )
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert all(colour != ground for bars in colours for colour in bars)
    assert any(len(set(bars)) == 2 for bars in colours), "full and empty bars look the same"
    assert _violations(page) == ""
    context.close()


def test_who_asks_for_calm_sees_nothing_move(browser: Browser, site: Site) -> None:
    moving = {}
    for wanted in ("no-preference", "reduce"):
        context = browser.new_context(base_url=site.url, reduced_motion=wanted)
        page = context.new_page()
        site.service.delay = 0.5
        page.goto("/")
        page.fill("#question", WHY)
        page.keyboard.press("Enter")
        expect(page.locator(".turn.busy .state")).to_be_visible()
        page.locator("#filters summary").hover()
        moving[wanted] = page.evaluate("document.getAnimations().length")
        expect(page.locator(".sources")).to_be_visible()
        assert page.locator(".cite").first.evaluate("e => getComputedStyle(e).transitionDuration") == (
            "0s" if wanted == "reduce" else "0.14s, 0.14s"
        )
        context.close()
    assert moving["no-preference"] and not moving["reduce"]
