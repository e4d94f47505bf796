"""Every language has every text; each is chosen as asked; dates and ages read as a person writes them."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient

import web
from web.language import LANGUAGES, language

ROOT = Path(web.__file__).parent
TODAY = date(2026, 11, 23)


def _places(text: str) -> set[str]:
    return set(re.findall(r"{(\w+)}", text))


@pytest.mark.parametrize("code", LANGUAGES[1:])
def test_every_language_has_the_same_texts_and_places(code: str) -> None:
    english, other = language("en").texts, language(code).texts
    assert list(other) == list(english)
    assert {key: _places(text) for key, text in other.items()} == {key: _places(text) for key, text in english.items()}


def test_every_text_the_page_names_exists_and_no_other() -> None:
    files = [*(ROOT / "templates").glob("*.html"), *(ROOT / "static" / "js").glob("*.js"), *ROOT.glob("*.py")]
    code = "\n".join(path.read_text(encoding="utf-8") for path in files)
    texts = language("en").texts
    for named in re.findall(r"""\b(?:t|count)\(["']([\w.]+)["']""", code):
        assert named in texts or f"{named}.one" in texts or any(key.startswith(named) for key in texts), named
    begun = tuple(
        re.findall(r"""\bt(?:\.count)?\(["']([\w.]+\.)["'] [+~]""", code)
    )  # the rest of the name follows from data
    for key in texts:
        stem = re.sub(r"\.(one|other|strong|fair|weak|up|down)$", "", key)
        assert (
            re.search(rf"""["'`]{re.escape(key)}["'`]""", code)
            or stem in code
            or stem.split(".")[0] == "feedback"
            or key.startswith(begun)
        ), key


@pytest.mark.parametrize(
    ("asked", "code"), [("de-AT,de;q=0.9", "de"), ("fr", "fr"), ("ja,fr;q=0.5", "fr"), ("ja", "en"), ("", "en")]
)
def test_the_browser_chooses_the_language(client: FlaskClient, asked: str, code: str) -> None:
    page = client.get("/", headers={"Accept-Language": asked})
    assert f'<html lang="{code}">' in page.text
    assert page.headers["Content-Language"] == code


def test_the_switch_is_remembered(client: FlaskClient) -> None:
    assert "Was möchten Sie wissen?" in client.get("/?lang=de").text
    assert "Artikel" in client.get("/articles", headers={"Accept-Language": "fr"}).text


def test_dates_and_ages() -> None:
    english, german = language("en"), language("de")
    assert (english.day("2020-06-12T08:00:00Z"), german.day("2020-06-12")) == ("12 June 2020", "12. Juni 2020")
    assert (english.day("spring 2020"), english.day(None)) == ("spring 2020", "")
    assert english.age("2021-05-19", TODAY) == "5 years ago"
    assert english.age("2026-11-23", TODAY) == "today"
    assert english.age("2026-11-10", TODAY) == "1 week ago"
    assert german.age("2026-09-01", TODAY) == "vor 2 Monaten"
    assert english.age("2027-12-23", TODAY) == "in 1 year"
    assert english.age("soon", TODAY) == ""


def test_plurals() -> None:
    assert [language("fr").count("articles.count", n) for n in (0, 1, 2)] == ["0 article", "1 article", "2 articles"]
    assert [language("en").count("articles.count", n) for n in (0, 1, 2363)] == [
        "0 articles",
        "1 article",
        "2,363 articles",
    ]
