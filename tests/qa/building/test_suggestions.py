"""Suggested questions: about names that several articles share, spread over the stories."""

from qa.building.suggestions import suggested_questions
from qa.types import Article


def _article(number: int, text: str, language: str | None = "en") -> Article:
    return Article(str(number), "Title", text, language=language)


FERRIES = [
    _article(n, "The council said Northport Harbour will close. Boats of Coast Line stay away.") for n in range(3)
]
BEES = [_article(10 + n, "In May the keepers said Mellow Park has hives.") for n in range(2)]


def test_names_of_several_articles_become_questions_one_a_story() -> None:
    asked = suggested_questions(FERRIES + BEES)
    assert asked == ("What is reported about Coast Line?", "What is reported about Mellow Park?")


def test_a_name_of_one_article_a_day_or_another_language_is_not_asked_about() -> None:
    assert suggested_questions([_article(1, "They met Ada Quill on Monday."), _article(2, "It was on Monday.")]) == ()
    assert suggested_questions([_article(n, "Sie sahen Haus und Hof am Rhein.", "de") for n in range(3)]) == ()


def test_the_limit_holds() -> None:
    articles = [_article(n, f"He saw Name{n // 2} there.") for n in range(20)]
    assert len(suggested_questions(articles)) == 4
    assert len(suggested_questions(articles, limit=1)) == 1


def test_a_name_keeps_its_article() -> None:
    texts = ["It happened in the United States.", "All of the United States heard it, and some United States firms."]
    assert suggested_questions(_article(n, text) for n, text in enumerate(texts)) == (
        "What is reported about the United States?",
    )
