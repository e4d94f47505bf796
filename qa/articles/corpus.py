"""All articles of a build: read once, kept in a temporary file, and yielded without what their sites repeat."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from hashlib import blake2b
from pathlib import Path
from typing import IO

from qa.articles.notes import Note, ParsedArticle
from qa.articles.parse import ParseOutcome
from qa.cleaning.site import SiteLearner
from qa.text.addresses import host_of
from qa.types import Article, Rejection


def strip_site_boilerplate(outcomes: Iterable[ParseOutcome]) -> Iterator[ParseOutcome]:
    """Yield `outcomes` in order, each article without the paragraphs that its site repeats on many pages.

    All are read before the first is yielded. The second article with an id becomes a Rejection.
    """
    learner = SiteLearner()
    with tempfile.TemporaryFile("w+", encoding="utf-8") as spool:
        for outcome in outcomes:
            spool.write(dumped(outcome) + "\n")
            if isinstance(outcome, ParsedArticle):
                article = outcome.article
                learner.observe(_site(article), article.text, name=_name(article))
        yield from _unique(_cleaned(spool, learner))


def _cleaned(spool: IO[str], learner: SiteLearner) -> Iterator[ParseOutcome]:
    spool.seek(0)
    for line in spool:
        outcome = loaded(line)
        if isinstance(outcome, ParsedArticle):
            article = outcome.article
            text, cut = learner.split(_site(article), article.text) if not article.pages else (article.text, ())
            notes = tuple(Note(article.origin, article.id, "cut", lines) for lines in cut)
            outcome = ParsedArticle(replace(article, text=text), outcome.notes + notes)
        yield outcome


def _unique(outcomes: Iterable[ParseOutcome]) -> Iterator[ParseOutcome]:
    """Ids are unique: of two articles with one id the later is rejected, as a duplicate where the texts are the same."""
    first: dict[str, bytes] = {}
    for outcome in outcomes:
        if isinstance(outcome, ParsedArticle):
            article = outcome.article
            text = blake2b(article.text.encode(), digest_size=8).digest()
            if article.id not in first:
                first[article.id] = text
            elif first[article.id] == text:
                outcome = Rejection(
                    article.origin, "duplicate", f"The same article was read before. Its id is {article.id}."
                )
            else:
                message = f"Another article has its id, {article.id}. Give each article its own."
                outcome = Rejection(article.origin, "duplicate_id", message)
        yield outcome


def _site(article: Article) -> str:
    return host_of(article.url) or article.source or str(Path(article.origin).parent)


def _name(article: Article) -> str:
    """What versions of one article share; a title that is but the text's first words says nothing."""
    return article.url or ("" if article.text.startswith(article.title.rstrip("…")) else article.title)


def dumped(outcome: ParseOutcome) -> str:
    """An outcome as a line of JSON."""
    return json.dumps([isinstance(outcome, ParsedArticle), asdict(outcome)])


def loaded(line: str) -> ParseOutcome:
    """The outcome that `dumped` wrote as this line."""
    is_reading, value = json.loads(line)
    if not is_reading:
        return Rejection(**value)
    return ParsedArticle(Article(**value["article"]), tuple(Note(**note) for note in value["notes"]))
