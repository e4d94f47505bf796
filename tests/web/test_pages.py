"""The pages as a server sends them: complete, escaped, in three languages, without scripts."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

from flask.testing import FlaskClient

from qa.errors import Busy, IndexMissing
from qa.types import Answer, ArticlePage, Query
from tests.web.fake import ARTICLES, FakeService
from web import create_app

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&{{7*7}}"


def test_the_chat_page_says_what_it_covers(client: FlaskClient) -> None:
    page = client.get("/").text
    assert "Answers are quoted from 5 articles" in page
    assert "8 March 2021" in page
    assert 'name="source" value="Northport Courier"' in page


def test_a_link_on_another_site_fills_the_question_in_and_does_not_ask(client: FlaskClient) -> None:
    for site, asks in (
        ("cross-site", False),
        ("same-site", False),
        ("same-origin", True),
        ("none", True),
        (None, True),
    ):
        page = client.get("/?q=Why%3F", headers={"Sec-Fetch-Site": site} if site else {}).text
        assert ("data-ask" in page) == asks and "Why?" in page


def test_no_page_holds_inline_script_or_style(client: FlaskClient) -> None:
    for path in ("/", "/articles", "/articles/tram", "/articles/none"):
        page = client.get(path).text
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|javascript:", page), path


def test_a_form_gets_an_answer_with_links_to_its_sources(client: FlaskClient) -> None:
    page = client.post("/", data={"question": "When was the Northport ferry harbour closed?"}).text
    assert "The ferry harbour of Northport closed on Monday for repairs." in page
    assert 'href="/articles/harbour-1?start=0&amp;end=60"' in page
    assert "Likely answers this" in page


def test_a_form_carries_the_conversation_on(client: FlaskClient) -> None:
    first = client.post("/", data={"question": "What does the Northport harbour cost?"}).text
    past = {name: unescape(value) for name, value in re.findall(r'name="(past_\w+)" value="([^"]*)"', first)}
    second = client.post("/", data={"question": "and who pays the cost?", **past}).text
    assert "Understood as: What does the Northport harbour cost? and who pays the cost?" in second
    assert second.count('name="past_question"') == 2


def test_a_form_refuses_plainly_and_names_the_nearest(client: FlaskClient) -> None:
    page = client.post("/", data={"question": "Who closed the moon tunnel of Ruritania in winter?"}).text
    assert "The articles do not answer this question" in page
    assert "Ferry harbour closes for repairs" in page


def test_filters_of_a_form_limit_the_answer(client: FlaskClient) -> None:
    asked = {"question": "When was the Northport ferry harbour closed?", "source": "Coast Wire"}
    assert "closed on Monday" not in client.post("/", data=asked).text
    wrong = client.post("/", data={"question": "When?", "from": "soon"})
    assert (wrong.status_code, "Correct it" in wrong.text) == (422, True)


def test_an_answer_has_an_address_of_its_own(client: FlaskClient) -> None:
    page = client.get("/", query_string={"question": "What does the Northport harbour cost?"}).text
    assert "will cost nine million crowns" in page
    past = {name: unescape(value) for name, value in re.findall(r'name="(past_\w+)" value="([^"]*)"', page)}
    second = client.get("/", query_string={"question": "and who pays the cost?", **past}).text
    assert "Understood as: What does the Northport harbour cost? and who pays the cost?" in second


def test_what_a_page_carries_along_stays_short(client: FlaskClient) -> None:
    asked = "the Northport harbour closed on Monday for repairs? " * 38
    page = client.get(
        "/", query_string={"question": asked[:2000], "past_question": ["x" * 2000] * 9, "past_answer": "y"}
    )
    assert page.status_code == 200
    assert max(len(unescape(value)) for value in re.findall(r'name="past_\w+" value="([^"]*)"', page.text)) <= 300


def test_an_unknown_address_is_a_page_for_a_browser_and_json_for_a_program(client: FlaskClient) -> None:
    browser = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    page = client.get("/nosuchpage", headers=browser)
    assert (page.status_code, page.mimetype) == (404, "text/html")
    assert "There is nothing at this address" in page.text
    assert f"Request {page.headers['X-Request-Id']}" in page.text
    assert client.get("/nosuchpage").get_json()["error"]["code"] == "not_found"
    assert client.get("/api/nosuch", headers=browser).mimetype == "application/json"
    assert client.post("/nosuchpage", headers=browser).mimetype == "application/json"


def test_undated_articles_are_counted_below_the_histogram(client: FlaskClient) -> None:
    assert "1 without a date" in client.get("/articles").text
    assert "without a date</span>" not in client.get("/articles?source=Coast+Wire").text


def test_an_empty_question_is_told_so(client: FlaskClient) -> None:
    response = client.post("/", data={"question": "  "})
    assert (response.status_code, "is empty" in response.text) == (422, True)


def test_the_reader_marks_exactly_the_quote(client: FlaskClient) -> None:
    page = client.get("/articles/harbour-1?start=61&end=102").text
    marked = re.findall(r"<mark[^>]*>(.*?)</mark>", page)
    assert marked == [ARTICLES[0].text[61:102]]
    assert 'id="quote"' in page


def test_the_reader_takes_any_span(client: FlaskClient) -> None:
    for query in ("start=5", "start=9&end=3", "start=-1&end=4", "start=0&end=99999", "start=x&end=y"):
        response = client.get(f"/articles/harbour-1?{query}")
        assert (response.status_code, "<mark" in response.text) == (200, False)


def test_an_article_id_may_hold_a_slash_and_an_unknown_one_is_told(client: FlaskClient) -> None:
    assert "forty bee hives" in client.get("/articles/bees/2022").text
    missing = client.get("/articles/gone")
    assert (missing.status_code, "look for it in the list" in missing.text) == (404, True)


def test_only_http_addresses_become_links(client: FlaskClient) -> None:
    assert "alert(1)" not in client.get("/articles/rtl").text
    assert (
        'href="https://example.org/bees" rel="noopener noreferrer nofollow"' in client.get("/articles/bees/2022").text
    )


def test_the_list_counts_searches_and_pages(client: FlaskClient) -> None:
    page = client.get("/articles").text
    assert "5 articles" in page
    assert "Coast Wire (2)" in page
    assert page.count("<rect") == 16  # March 2021 to June 2022, gaps included
    assert client.get("/articles?query=harbour").text.count("<h2>") == 2
    assert client.get("/articles?source=Coast+Wire&from=2022-01-01").text.count("<h2>") == 1
    assert client.get("/articles?from=soon").status_code == 422


def test_hostile_text_stays_text() -> None:
    article = replace(
        ARTICLES[0], id=HOSTILE, title=HOSTILE, source=HOSTILE, author=HOSTILE, text=f"Boats sank. {HOSTILE}."
    )
    client = create_app(FakeService((article,))).test_client()
    pages = [
        client.get("/").text,
        client.get("/articles").text,
        client.get("/articles/" + HOSTILE.replace("?", "%3F")).text,
        client.post("/", data={"question": f"Boats sank {HOSTILE}"}).text,
    ]
    for page in pages:
        assert "<script>alert" not in page and "<img" not in page and "49" not in re.sub(r"\d{3,}", "", page)
    assert "&lt;script&gt;" in pages[2]


def test_a_service_that_cannot_answer_is_told_without_a_trace() -> None:
    class Broken(FakeService):
        def answer(self, query: Query) -> Answer:
            raise Busy("internal detail")

        def articles(self, **_: object) -> ArticlePage:
            raise IndexMissing("/secret/path")

    client = create_app(Broken()).test_client()
    assert client.get("/").status_code == 200
    for response in (client.post("/", data={"question": "Why?"}), client.get("/articles")):
        assert response.status_code == 503
        assert "Try again in a few seconds" in response.text
        assert f"Request {response.headers['X-Request-Id']}" in response.text
        assert "secret" not in response.text and "internal" not in response.text
