"""Which blocks of a page are its article, whatever the forest says."""

from __future__ import annotations

import pytest

from qa.articles.formats.page import read_page
from qa.errors import ArticleError

BODY = "".join(
    f"<p>The council voted on day {day} to close the old bridge over the river, after engineers found cracks in it.</p>"
    for day in range(1, 9)
)
NOTICE = (
    "<p>This website uses cookies so that pages open faster, and we and our partners use cookies to see who comes.</p>"
)


def page(markup: str) -> str:
    return f"<html><body class='cookie-notice-set'>{markup}</body></html>"


def text_of(markup: str) -> str:
    return read_page(page(f"<article><h1>Bridge to close</h1>{markup}</article>")).text


@pytest.mark.parametrize(
    "holder",
    ["div class='cookie-notice'", "div id='onetrust-banner'", "section class='gdpr_info'", "div class='CookieConsent__text'",
     "div class='consent-modal'"],
)  # fmt: skip
def test_a_notice_about_cookies_is_none_of_it(holder: str) -> None:
    text = text_of(
        f"{BODY}<{holder}>{NOTICE}<table><tr><td>_ga</td><td>11 months</td></tr></table></{holder.split()[0]}>"
    )
    assert "day 8" in text and "cookies" not in text and "11 months" not in text


def test_an_article_about_cookies_is_kept() -> None:
    recipe = "<p class='cookie-recipe'>The baker beside the bridge sells cookies to all who wait for the bus there.</p>"
    assert "sells cookies" in text_of(f"{BODY}{recipe}{BODY}")


def test_text_of_a_template_is_none_of_it() -> None:
    assert "ipsum" not in text_of(
        f"{BODY}<p>Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod.</p>{BODY}"
    )


def test_a_page_that_is_a_notice_is_named_as_one() -> None:
    notice = f"<div class='cookie-consent'>{NOTICE}<p>Accept all cookies. Reject all. Privacy policy.</p></div>"
    with pytest.raises(ArticleError) as refused:
        read_page(page(notice))
    assert refused.value.reason == "consent_wall"


@pytest.mark.parametrize(
    "insert",
    ["Also read: Ten ways to cook rice", "Read more: Rain on Sunday", "Advertisement", "Sign up for our newsletter.",
     "Share with a friend or colleague"],
)  # fmt: skip
def test_inserts_are_taken_out(insert: str) -> None:
    draft = read_page(page(f"<article><h1>Bridge to close</h1>{BODY}<p>{insert}</p>{BODY}</article>"))
    assert insert not in draft.text
    assert draft.text.count("day 8") == 2
