"""The whole thing as a person meets it: real model, real server process, real browser, a rebuild under way."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from qa.evaluation.feedback import judged
from tests.e2e.browsing import ask
from tests.e2e.house import ROOT, SAMPLES, House, build, environment, serving
from tests.web.live import until

pytestmark = [pytest.mark.model, pytest.mark.server, pytest.mark.browser]

WHY = "why did Amazon pause police use of Rekognition?"
FAR_OFF = "Who won the 1930 World Cup in Uruguay?"
NEW_QUESTION = "Who repaired the lighthouse of Quillan Bay?"
NEW_ARTICLE = """# The lighthouse of Quillan Bay shines again

*Sample Herald, 4 May 2024*

Engineer Tilda Brisk repaired the lighthouse of Quillan Bay on Thursday after eleven dark weeks. She replaced the cracked
lens with one from a museum.

The lighthouse had gone dark in February when a storm broke its windows. Fishing crews had steered by the lamps of the
harbour since then, and three boats ran aground in the bay. The town council paid for the repairs with money that it had
set aside for a new car park.

Brisk said the old lens had been made in 1911 and could no longer be mended. The museum lent its own for ten years.
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[House]:
    """`browser` is asked for first: without one there is nothing to build for."""
    folder = tmp_path_factory.mktemp("journey")
    articles = Path(shutil.copytree(SAMPLES, folder / "articles"))
    with serving(folder, articles, feedback=str(folder / "feedback.jsonl")) as found:
        yield found


@pytest.fixture(scope="module")
def page(house: House, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(base_url=house.url, locale="en-GB")
    context.set_default_timeout(15_000)
    made = context.new_page()
    yield made
    context.close()


def last_answer(page: Page) -> str:
    return page.locator(".turn").last.locator(".answer").inner_text()


def test_the_answer_is_cited_and_the_citation_shows_its_sentence(page: Page, house: House) -> None:
    page.goto("/")
    ask(page, WHY)
    assert "Amazon" in last_answer(page)
    answer = house.answer(WHY)
    page.locator(".more").evaluate_all("all => all.forEach((more) => { more.open = true; })")
    for number, citation in enumerate(answer["citations"]):
        page.locator(".claim .cite").nth(number).click()
        marked = page.locator("mark.now")
        expect(marked.first).to_be_in_viewport()
        assert "\n".join(marked.all_inner_texts()) == re.sub(r"\n+", "\n", citation["quote"])
    page.keyboard.press("Escape")


def test_thumbs_become_known_questions(page: Page, house: House) -> None:
    page.get_by_role("button", name="Good answer").click()
    expect(page.get_by_role("button", name="Good answer")).to_have_attribute("aria-pressed", "true")
    page.locator(".cite").first.click()
    page.get_by_role("button", name="Citation 1 does not support the answer").click()
    expect(page.locator("#reader .reason")).to_be_visible()
    page.keyboard.press("Escape")
    answer = house.answer(WHY)
    lines = (house.index.parent / "feedback.jsonl").read_text(encoding="utf-8").split("\n")
    assert judged(lines).left_out == ()
    (known,) = judged(lines).questions
    assert known.question == WHY
    assert known.answers == tuple(citation["quote"] for citation in answer["citations"][1:])


def test_every_quote_stands_in_its_article(house: House) -> None:
    answer = house.answer(WHY)
    assert answer["answered"] and answer["citations"]
    for citation in answer["citations"]:
        text = house.get(f"/api/articles/{urllib.parse.quote(citation['article_id'], safe='')}")["text"]
        assert text[citation["start"] : citation["end"]] == citation["quote"]


def test_a_follow_up_is_understood(page: Page) -> None:
    ask(page, "and what did IBM do?")
    assert "IBM" in last_answer(page)
    assert page.locator(".turn").last.locator(".cite").count(), "refused"


def test_a_far_off_question_is_refused(page: Page) -> None:
    ask(page, FAR_OFF)
    turn = page.locator(".turn").last
    expect(turn.locator(".answer")).to_contain_text("The articles do not answer this question.")
    expect(turn.locator(".cite")).to_have_count(0)


def test_a_rebuild_under_way_brings_the_new_answer(page: Page, house: House) -> None:
    ask(page, NEW_QUESTION)
    assert "Tilda" not in last_answer(page)
    before = house.get("/api/status")["index"]
    (house.articles / "lighthouse.md").write_text(NEW_ARTICLE, encoding="utf-8")
    build(house.index, house.articles)
    assert until(lambda: house.get("/api/status")["index"]["id"] != before["id"], within=30), house.log.read_text()
    after = house.get("/api/status")["index"]
    assert after["articles"] == before["articles"] + 1
    ask(page, NEW_QUESTION)
    assert "Engineer Tilda Brisk repaired the lighthouse" in last_answer(page)


def test_a_second_server_says_that_the_port_is_taken(house: House) -> None:
    settings = environment(index=str(house.index), port=house.url.rpartition(":")[2])
    command = [sys.executable, "-m", "web.serve"]
    second = subprocess.run(command, cwd=ROOT, env=settings, capture_output=True, text=True, timeout=30)
    assert (second.returncode, second.stdout) == (1, "")
    assert second.stderr.count("\n") == 1 and "PORT=" in second.stderr


def test_sigterm_ends_it_with_0(house: House) -> None:
    began = time.monotonic()
    house.server.send_signal(signal.SIGTERM)
    assert house.server.wait(15) == 0
    assert time.monotonic() - began < 10
