"""Bring articles, find them, ask only some, take one away and put it back: with scripts and without."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.e2e.browsing import Site, ask

pytestmark = pytest.mark.browser

TEXT = "The lighthouse of Northport was painted red in April. It had been white for a century."
LIGHTHOUSE = "When was the lighthouse of Northport painted red?"


@pytest.fixture(autouse=True)
def _as_before(site: Site) -> Iterator[None]:
    before = dict(site.service.by_id)
    yield
    site.service.by_id.clear()
    site.service.by_id.update(before)


def test_a_pasted_article_is_indexed_with_progress_and_asked_about(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Add", exact=True).click()
    page.get_by_label("Text", exact=True).fill(TEXT)
    page.get_by_label("Title").fill("A red lighthouse")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.locator(".outcomes .indexed")).to_contain_text("A red lighthouse")
    assert not Axe().run(page).violations_count
    page.get_by_role("main").get_by_role("link", name="Ask").click()
    expect(page.locator("#show-keys")).to_be_visible()  # the scripts have run
    ask(page, LIGHTHOUSE)
    expect(page.locator(".main")).to_contain_text("painted red in April")


def test_dropped_files_end_as_indexed_a_copy_or_rejected(page: Page, tmp_path: Path) -> None:
    page.goto("/add")
    page.evaluate(
        """texts => {
          const data = new DataTransfer();
          texts.forEach(([name, text]) => data.items.add(new File([text], name, { type: "text/plain" })));
          for (const type of ["dragover", "drop"]) {
            document.body.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
          }
        }""",
        [["new.txt", TEXT], ["short.txt", "Short."], ["<b>bold</b>.txt", TEXT + " More of it."]],
    )
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator(".outcomes .indexed")).to_have_count(2)
    expect(page.locator(".outcomes .rejected")).to_contain_text("too short")
    assert page.locator(".outcomes b").count() == 0


def test_an_article_is_removed_and_restored(page: Page) -> None:
    page.goto("/articles/ibm")
    page.get_by_text("Remove…").click()
    page.get_by_role("button", name="Remove this article").click()
    expect(page.locator(".outcomes .removed")).to_contain_text("IBM leaves the business")
    page.get_by_role("link", name="Add more").click()
    page.get_by_role("button", name="Restore ibm").click()
    expect(page.locator(".outcomes .restored")).to_be_visible()
    page.goto("/articles/ibm")
    expect(page.locator("h1")).to_contain_text("IBM leaves the business")


def test_without_scripts_an_article_is_added_and_asked_about(browser: Browser, site: Site) -> None:
    context = browser.new_context(base_url=site.url, java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    page.goto("/add")
    page.get_by_label("Text", exact=True).fill(TEXT)
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator(".outcomes .indexed")).to_be_visible(timeout=15_000)  # the page asks again by itself
    page.goto("/")
    page.fill("#question", LIGHTHOUSE)
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator(".main")).to_contain_text("painted red in April")
    context.close()


def test_the_list_searches_whole_texts_as_one_types_and_marks_the_words(page: Page) -> None:
    page.goto("/articles")
    page.get_by_label("Words in title or text").press_sequentially("surveillance")
    expect(page.locator(".entries li")).to_have_count(1)
    page.get_by_label("Words in title or text").fill("ibm congress")
    expect(page.locator(".entries mark").first).to_have_text("IBM")
    expect(page).to_have_url("/articles?query=ibm+congress")
    expect(page.get_by_label("Words in title or text")).to_be_focused()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_question_is_asked_of_the_chosen_articles_only(browser: Browser, site: Site, scripts: bool) -> None:
    context = browser.new_context(base_url=site.url, java_script_enabled=scripts, locale="en-GB")
    page = context.new_page()
    page.goto("/articles")
    page.get_by_label("Choose Three wrongful arrests").check()
    page.get_by_role("button", name="Ask only these").click()
    expect(page.locator(".chip")).to_contain_text("Only 1 article")
    page.fill("#question", "How many wrongful arrests after false face matches?")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator(".main")).to_contain_text("three people")
    expect(page.locator(".claim")).to_have_count(1)
    assert "only=arrests-count" in page.url
    if scripts:
        page.get_by_role("button", name="Remove the filter Only 1 article").click()
        assert "only=" not in page.url
    context.close()


def test_one_sentence_answers_and_the_rest_is_folded_beyond_two(page: Page) -> None:
    page.goto("/")
    ask(page, "Why did Amazon pause police use of Rekognition?")
    sizes = page.locator(".claim .sentence").evaluate_all(
        "all => all.map((s) => parseFloat(getComputedStyle(s).fontSize))"
    )
    assert sizes[0] > 1.3 * max(sizes[1:])
    expect(page.locator(".main .proof")).to_contain_text("Likely answers this: about")
    expect(page.locator(".also > .claim")).to_have_count(2)
    expect(page.get_by_text("1 more sentence")).to_be_visible()
    expect(page.locator(".more .claim")).to_be_hidden()
    page.get_by_text("1 more sentence").click()
    expect(page.locator(".more .claim")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_refusal_offers_a_question_that_is_answered(browser: Browser, site: Site, scripts: bool) -> None:
    context = browser.new_context(base_url=site.url, java_script_enabled=scripts, locale="en-GB")
    page = context.new_page()
    page.goto("/?source=City+Desk")
    page.fill("#question", "Who painted Rekognition in Ruritania on Sunday?")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator(".turn")).to_contain_text("The articles do not answer this question")
    expect(page.get_by_role("link", name="Ask without the filters")).to_be_visible()
    page.locator(".offered a").click()
    expect(page.locator(".question")).to_contain_text("Rekognition?")
    context.close()
