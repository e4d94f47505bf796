"""A service over a few invented pieces that shows every part of the page: copies, disagreement, dates, refusals."""

from __future__ import annotations

from dataclasses import replace

from qa.building.suggestions import suggested_questions
from qa.types import Answer, AnswerSentence, Article, Copy, Disagreement, Query, Span, Status
from tests.web.fake import FakeService


def _article(article_id: str, title: str, source: str, day: str, text: str, author: str | None = None) -> Article:
    url = f"https://example.org/{article_id}"
    return Article(article_id, title, text, url=url, source=source, author=author, published_at=day, language="en")


ARTICLES = (
    _article(
        "moratorium",
        "Amazon pauses police use of its face recognition for a year",
        "The Lantern",
        "2020-06-12",
        "After weeks of protest against police violence, a large cloud company changed course on Wednesday.\n\n"
        "Amazon announced a pause of one year for police use of Rekognition. "
        "Critics of Rekognition had said that police use of it had no rules and that it matched darker faces wrongly. "
        "The company said the pause should give Congress time to write rules for police use of the software.\n\n"
        "Rekognition compares a face with a collection of pictures and returns the likeliest matches. "
        "Police in Oregon had tried it on pictures from security cameras.\n\n"
        "Groups that look for missing children may go on using the software. "
        "The company did not say how many police departments were its customers.\n\n"
        "Two days earlier IBM had announced its own decision. Microsoft followed at the end of the week.",
        "Ines Aldred, Tom Reyes",
    ),
    _article(
        "ibm",
        "IBM leaves the business of face recognition",
        "Harbour Gazette",
        "2020-06-09",
        "IBM told Congress in a letter that it no longer offers general face recognition software. "
        "The letter named racial profiling and mass surveillance as reasons for the decision of IBM.\n\n"
        "Analysts said the business had been small for the company.",
        "Maud Kerr",
    ),
    _article(
        "extended",
        "Amazon keeps its police moratorium on Rekognition without an end",
        "The Lantern",
        "2021-05-19",
        "Amazon later made the pause of Rekognition last until further notice. "
        "No federal law had been passed in the year since then.",
    ),
    _article(
        "arrests-count",
        "Three wrongful arrests are known after face matches",
        "Harbour Gazette",
        "2021-01-11",
        "At least three people suffered wrongful arrests after false face matches. All three are Black men.",
    ),
    _article(
        "arrests-recount",
        "A new count of wrongful arrests after face matches",
        "City Desk",
        "2023-08-07",
        "At least six people suffered wrongful arrests after false face matches. "
        "One of them was eight months pregnant when she was held.",
    ),
    _article(
        "poetry",
        "شاعر يفوز بجائزة النهر",
        "Verse & Voice",
        "2022-03-02",
        "The poet won the river prize 🏆. She read from her new book to a full house.",
    ),
)

COPIES = {
    "ibm": (
        Copy("ibm-copy-1", "IBM leaves face recognition", source="Northport Courier", published_at="2020-06-09"),
        Copy("ibm-copy-2", "IBM quits face recognition", source="Coast Wire", published_at="2020-06-10"),
    )
}
KEYS = (
    "one year",
    "had no rules",
    "matched darker faces wrongly",
    "three people",
    "six people",
    "no longer offers",
    "until further notice",
    "time to write rules",
)
TWO_COUNTS = {"arrests-count": "three people", "arrests-recount": "six people"}


class DemoService(FakeService):
    """Word overlap as in the fake; copies, highlights and one disagreement from the tables above."""

    def __init__(self, articles: tuple[Article, ...] = ARTICLES, *, delay: float = 0.0) -> None:
        super().__init__(articles, delay=delay)

    def answer(self, query: Query) -> Answer:
        answer = super().answer(query)
        if not answer.answered:
            unknown = tuple(w for w in query.question.strip("?").split() if w.istitle() and w not in self._all())
            return replace(answer, missing_terms=unknown[1:])
        told = _disagreements(answer)
        return replace(
            answer,
            notes=tuple(f"The articles disagree: {' and '.join(one.values)}." for one in told),
            citations=tuple(replace(c, copies=COPIES.get(c.article_id, ())) for c in answer.citations),
            sentences=tuple(_highlighted(sentence) for sentence in answer.sentences),
            disagreements=told,
        )

    def status(self) -> Status:
        return replace(super().status(), suggestions=suggested_questions(self.by_id.values()))

    def _all(self) -> str:
        return " ".join(article.text for article in self.by_id.values())


def _highlighted(sentence: AnswerSentence) -> AnswerSentence:
    for key in KEYS:
        at = sentence.text.find(key)
        if at >= 0:
            return replace(sentence, highlight=Span(at, at + len(key)))
    return sentence


def _disagreements(answer: Answer) -> tuple[Disagreement, ...]:
    sides = [(TWO_COUNTS[c.article_id], c.number) for c in answer.citations if c.article_id in TWO_COUNTS]
    if len({value for value, _ in sides}) < 2:
        return ()
    values, numbers = zip(*sides, strict=True)
    return (Disagreement("number of wrongful arrests", values, numbers),)
