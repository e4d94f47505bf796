"""The chat page in a real browser: ask, read, follow, steer, keep, share, judge."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.browsing import Site, ask

pytestmark = pytest.mark.browser

WHY = "Why did Amazon pause police use of Rekognition?"
ARRESTS = "How many wrongful arrests after false face matches?"
IBM = "Which face recognition software does IBM no longer offer to Congress?"
REFUSED = "Who won the Ruritania cup with the police?"


RECORD = """
window.seen = [];
document.addEventListener("DOMContentLoaded", () => new MutationObserver(() => {
  window.seen.push(["claim", "sources"].map((name) => document.getElementsByClassName(name).length).join());
}).observe(document.body, { subtree: true, childList: true }));
"""


def test_an_answer_arrives_sentence_by_sentence(page: Page, site: Site) -> None:
    site.service.delay = 0.1
    page.add_init_script(RECORD)
    page.goto("/")
    page.fill("#question", WHY)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Stop")).to_be_visible()
    expect(page.locator(".sources")).to_be_visible()
    expect(page.locator("#live")).to_contain_text("Answer finished.")
    seen = page.evaluate("window.seen")
    assert [state for state in ("1,0", "2,0", "3,0", "4,0", "4,1") if state not in seen] == []


def test_a_citation_opens_its_article_at_the_quote(page: Page) -> None:
    page.goto("/")
    ask(page, WHY)
    chip = page.locator(".claim .cite").first
    chip.hover()
    expect(page.get_by_role("tooltip")).to_contain_text(
        "Amazon announced a pause of one year for police use of Rekognition."
    )
    chip.click()
    expect(page.locator("mark.now")).to_have_text("Amazon announced a pause of one year for police use of Rekognition.")
    expect(page.locator("mark.now")).to_be_in_viewport()
    expect(page.locator("#reader h2")).to_be_focused()
    expect(page.locator("#reader")).to_contain_text("Citation 1 of 4")
    publisher = page.locator("#reader a", has_text="Open at the publisher")
    expect(publisher).to_have_attribute("rel", "noopener noreferrer nofollow")
    page.get_by_role("button", name="Next citation").click()
    expect(page.locator("mark.now")).to_contain_text("Critics of Rekognition")
    page.keyboard.press("Escape")
    expect(page.locator("#reader")).to_be_hidden()
    expect(chip).to_be_focused()


def test_a_quote_after_characters_outside_the_first_plane_is_marked_exactly(page: Page) -> None:
    page.goto("/")
    ask(page, "Who read from a new book to a full house?")
    page.locator(".cite").first.click()
    expect(page.locator("mark.now")).to_have_text("She read from her new book to a full house.")


def test_a_follow_up_is_resolved_with_the_history_and_says_how(page: Page) -> None:
    page.goto("/")
    ask(page, WHY)
    ask(page, "and until when did it extend the pause?")
    expect(page.locator(".turn").nth(1)).to_contain_text(f"Understood as: {WHY} and until when")


def test_copies_disagreement_and_dates_are_shown(page: Page) -> None:
    page.goto("/")
    ask(page, ARRESTS)
    sides = page.locator(".sides li")
    expect(sides).to_have_count(2)
    expect(sides.nth(0)).to_contain_text("three people")
    expect(page.get_by_text("The articles disagree")).to_have_count(1)  # a note says it too
    expect(page.locator(".timeline time")).to_have_text(["11 January 2021", "7 August 2023"])
    ask(page, IBM)
    expect(page.locator(".copies summary").first).to_have_text("Also published by 2 others")


def test_a_refusal_names_the_nearest_articles_and_the_coverage(page: Page) -> None:
    page.goto("/")
    ask(page, REFUSED)
    turn = page.locator(".turn")
    expect(turn).to_contain_text("The articles do not answer this question")
    expect(turn).to_contain_text("In no article: Ruritania")
    expect(turn).to_contain_text("6 articles from 9 June 2020 to 7 August 2023")
    turn.locator(".source").first.click()
    expect(page.locator("#reader .body")).to_contain_text("police")


def test_stop_keeps_what_came_and_asks_again(page: Page, site: Site) -> None:
    site.service.delay = 0.6
    page.goto("/")
    page.fill("#question", WHY)
    page.keyboard.press("Enter")
    expect(page.locator(".claim")).not_to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.locator(".problem")).to_contain_text("Stopped.")
    assert 1 <= page.locator(".claim").count() < 4
    site.service.delay = 0.0
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".claim")).to_have_count(4)


def test_an_edited_question_takes_the_place_of_what_followed(page: Page) -> None:
    page.goto("/")
    ask(page, WHY)
    ask(page, ARRESTS)
    page.locator(".turn").first.hover()
    page.locator(".edit").first.click()
    expect(page.locator("#question")).to_have_value(WHY)
    ask(page, IBM)
    expect(page.locator(".question")).to_have_text([IBM])


def test_filters_are_part_of_the_address_and_bind_the_answer(page: Page) -> None:
    page.goto("/")
    page.locator("#filters summary").click()
    page.get_by_label("City Desk").check()
    page.get_by_label("Published from").fill("2021-01-01")
    assert page.url.endswith("/?from=2021-01-01&source=City+Desk")
    ask(page, ARRESTS)
    expect(page.locator(".claim")).to_have_count(1)
    expect(page.locator(".limits")).to_have_text("From 1 January 2021 · City Desk")
    page.reload()
    expect(page.locator(".chip")).to_have_count(2)
    page.get_by_role("button", name="Remove the filter City Desk").click()
    assert "source" not in page.url


def test_a_conversation_survives_reload_and_is_renamed_exported_deleted(page: Page) -> None:
    page.goto("/")
    ask(page, WHY)
    page.wait_for_url("**/#*")
    before = page.locator(".answer").inner_html()
    page.reload()
    expect(page.locator(".claim")).to_have_count(4)
    assert page.locator(".answer").inner_html() == before, "the reloaded answer is another one"
    menu = page.locator("#rail .menu")
    expect(page.locator("#rail")).to_be_visible()
    menu.locator("summary").click()
    with page.expect_download() as download:
        menu.get_by_role("button", name="Export").click()
    exported = Path(download.value.path()).read_text(encoding="utf-8")
    assert "> Amazon announced a pause of one year for police use of Rekognition." in exported
    menu.get_by_role("button", name="Rename").click()
    page.get_by_role("textbox", name="New name").fill("The pause")
    page.keyboard.press("Enter")
    expect(page.locator("#rail li a .title")).to_have_text("The pause")
    menu.locator("summary").click()
    menu.get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.locator("#rail li")).to_have_count(0)
    expect(page.locator("#welcome")).to_be_visible()


def test_an_answer_is_copied_with_its_citations(page: Page, context: BrowserContext) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/")
    ask(page, IBM)
    copied = {}
    for name in ("Markdown", "plain text", "formatted text", "link"):
        page.locator(".under summary").click()
        page.locator(".under button", has_text=re.compile(f"Copy .*{name}")).click()
        expect(page.locator(".under .note")).to_have_text("Copied.")
        copied[name] = page.evaluate("navigator.clipboard.readText()")
    assert "1. [IBM leaves the business of face recognition](<https://example.org/ibm" in copied["Markdown"]
    assert "[1] IBM leaves the business of face recognition. Harbour Gazette, 9 June 2020" in copied["plain text"]
    page.goto(copied["link"])
    expect(page.locator(".question")).to_have_text(IBM)
    expect(page.locator(".sources")).to_be_visible()


def test_sources_are_cited_as_reference_programs_read_them(page: Page, context: BrowserContext) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/")
    ask(page, WHY)
    cited = {}
    for form in ("BibTeX", "RIS", "CSL-JSON", "APA"):
        page.locator(".under summary").click()
        page.get_by_role("button", name=f"Cite as {form}").click()
        expect(page.locator(".under .note")).to_have_text("Copied.")
        cited[form] = page.evaluate("navigator.clipboard.readText()")
    assert "  author = {Ines Aldred and Tom Reyes}," in cited["BibTeX"]
    assert "AU  - Tom Reyes" in cited["RIS"] and "DA  - 2020/06/12" in cited["RIS"]
    first = json.loads(cited["CSL-JSON"])[0]
    assert first["issued"] == {"date-parts": [[2020, 6, 12]]} and first["container-title"] == "The Lantern"
    assert cited["APA"].startswith("Ines Aldred, Tom Reyes (12 June 2020). Amazon pauses")


def test_thumbs_on_an_answer_and_on_a_citation_reach_the_file(page: Page, site: Site) -> None:
    page.goto("/")
    ask(page, WHY)
    page.get_by_role("button", name="Good answer").click()
    expect(page.get_by_role("button", name="Good answer")).to_have_attribute("aria-pressed", "true")
    page.locator(".cite").nth(1).click()
    page.get_by_role("button", name="Citation 2 does not support the answer").click()
    page.locator("#reader .reason input").fill("Not about the reason")
    page.keyboard.press("Enter")
    expect(page.locator("#reader .verdicts .note")).to_have_text("Noted. Thank you.")
    lines = [json.loads(line) for line in site.feedback.read_text(encoding="utf-8").splitlines()]
    assert [(line["verdict"], line["reason"]) for line in lines] == [
        ("up", ""),
        ("down", ""),
        ("down", "Not about the reason"),
    ]
    assert lines[2]["question"] == WHY
    assert lines[2]["article_id"] == "moratorium"
    assert "article_id" not in lines[0]


def test_suggested_and_next_questions_are_asked_by_a_click(page: Page) -> None:
    page.goto("/")
    page.locator("#suggestions a", has_text="Rekognition").click()
    expect(page.locator(".question")).to_have_text("What is reported about Rekognition?")
    ask(page, "In which letter did IBM no longer offer face recognition software?")
    page.locator(".next button").first.click()
    expect(page.locator(".question").nth(2)).to_have_text("What about Congress?")


def test_the_list_of_articles_leads_to_the_reader(page: Page) -> None:
    page.goto("/articles")
    page.locator("select[name=source]").select_option("The Lantern")
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".entries li")).to_have_count(2)
    page.locator(".histogram a", has_text="2021").click()
    expect(page.locator(".entries li")).to_have_count(1)
    page.locator(".entries a").click()
    expect(page.locator("h1")).to_have_text("Amazon keeps its police moratorium on Rekognition without an end")
    page.goto("/articles/moratorium?start=100&end=167")
    expect(page.locator("#quote")).to_be_in_viewport()


def test_on_paper_the_answer_stands_alone_with_its_sources(page: Page) -> None:
    page.goto("/")
    ask(page, WHY)
    page.emulate_media(media="print")
    for shown in (".question", ".claim", ".sources"):
        expect(page.locator(shown).first).to_be_visible()
    for screen_only in (".masthead", "#composer", ".under", ".next"):
        expect(page.locator(screen_only)).to_be_hidden()


def test_the_composer_grows_with_what_is_written(page: Page) -> None:
    page.goto("/")
    field = page.locator("#question")
    heights = []
    for lines in (1, 3, 60):
        field.fill("\n".join(["words"] * lines))
        heights.append(field.evaluate("field => field.getBoundingClientRect().height"))
    assert heights[0] < heights[1] < heights[2] <= 200


def test_the_language_switch_keeps_the_conversation(page: Page) -> None:
    page.goto("/")
    ask(page, WHY)
    page.wait_for_url("**/#*")
    page.get_by_role("link", name="DE", exact=True).click()
    expect(page.locator("#question")).to_have_attribute("placeholder", "Fragen Sie weiter")
    expect(page.locator(".answer")).to_contain_text("Beantwortet das wahrscheinlich")
