"""Articles for subscribers: their opening is read and marked, a wall without text is not."""

from __future__ import annotations

import json

import pytest

from qa.articles.finish import finish
from qa.articles.formats.page import read_page
from qa.articles.formats.plain import read_text
from qa.articles.formats.record import read_record
from qa.articles.notes import Draft
from qa.cleaning.paywall import is_walled, opening_of
from qa.cleaning.refusal import why_no_article
from qa.errors import ArticleError
from qa.types import LOSS_SUSPECTED, OPENING_ONLY, WHOLE

OPENING = (
    "The council of Brinstow voted on Tuesday to close the old bridge for two years. Engineers found cracks in three "
    "of its five arches last winter, and one of them grew by a hand in March.\n\n"
    "Buses will cross the river at the mill until the work is done, said Hilde Marsh, who leads the council."
)
OFFERS = [
    "Subscribe to continue reading",
    "This article is for subscribers only. Already a subscriber? Log in.",
    "You have reached your limit of free articles. Sign in to read the full story.",
    "Dieser Artikel ist nur für Abonnenten. Jetzt abonnieren und weiterlesen.",
    "Cet article est réservé aux abonnés. Abonnez-vous pour lire la suite.",
]


def page(*paragraphs: str) -> str:
    said = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f"<html><head><title>Bridge to close</title></head><body><article><h1>Bridge to close</h1>{said}</article></body></html>"


@pytest.mark.parametrize("offer", OFFERS)
def test_an_opening_is_read_without_the_offer_and_marked(offer: str) -> None:
    for draft in (
        read_page(page(*OPENING.split("\n\n"), offer)),
        read_text(f"# Bridge to close\n\n{OPENING}\n\n{offer}\n", markdown=True),
        read_record(json.dumps({"title": "Bridge to close", "text": f"{OPENING}\n\n{offer}"}).encode()),
    ):
        read = finish(draft, "a.html")
        assert (read.article.text, read.article.quality) == (OPENING, OPENING_ONLY)
        assert "opening" in {note.kind for note in read.notes}


def test_an_offer_in_the_last_paragraph_goes_with_what_follows_it() -> None:
    assert opening_of(f"{OPENING} Subscribe to continue reading. Cancel any time.") == OPENING


@pytest.mark.parametrize("offer", OFFERS)
def test_a_wall_without_text_is_no_article(offer: str) -> None:
    for text in (offer, f"The council voted on Tuesday.\n\n{offer}"):
        found = why_no_article(text, title="Bridge to close")
        assert found is not None and found[0] == "paywall_stub"
    with pytest.raises(ArticleError):
        read_page(page(offer))


def test_a_long_opening_is_marked_where_the_offer_says_that_there_is_more() -> None:
    long = "\n\n".join(OPENING.replace("Tuesday", f"day {n}") for n in range(6))
    assert opening_of(f"{long}\n\nSubscribe to continue reading") == long
    for ending in (
        "Subscribe today, cancel any time.",
        "To read the full report, write to the ministry.",
        "He hopes to continue reading.",
    ):
        assert opening_of(f"{long}\n\n{ending}") == ""
    about = f"Readers should subscribe now, she said. It is cheap.\n\n{long}"
    assert opening_of(f"{about}\n\nSubscribe to continue reading") == about
    assert opening_of(f"{long} The mayor said…", around=["Sign in to read the full story"]).startswith(long)


def test_a_whole_article_is_whole_and_one_of_which_little_was_read_is_suspect() -> None:
    assert not is_walled(OPENING, around=["Subscribe to continue reading"])
    assert finish(read_page(page(*OPENING.split("\n\n"))), "a").article.quality == WHOLE
    assert finish(Draft(text="The bridge will close.", shown=4000), "a").article.quality == LOSS_SUSPECTED
