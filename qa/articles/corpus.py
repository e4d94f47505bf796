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
from qa.types import Article, Rejection


def strip_site_boilerplate(outcomes: Iterable[ParseOutcome]) -> Iterator[ParseOutcome]:
    """Yield `outcomes` in order, each article without the paragraphs that its site repeats on many pages.

    All are read before the first is yielded. The second article with an id becomes a Rejection, and so does one that gives
    itself an id that another has by its address and text.
    """
    learner = SiteLearner()
    derived: set[str] = set()
    with tempfile.TemporaryFile("w+", encoding="utf-8") as spool:
        for outcome in outcomes:
            spool.write(dumped(outcome) + "\n")
            if isinstance(outcome, ParsedArticle):
                article = outcome.article
                learner.observe(_site(outcome), article.text, name=_name(article))
                if not outcome.given_id:
                    derived.add(article.id)
        yield from _unique(_cleaned(spool, learner), derived)


def _cleaned(spool: IO[str], learner: SiteLearner) -> Iterator[ParseOutcome]:
    spool.seek(0)
    for line in spool:
        outcome = loaded(line)
        if isinstance(outcome, ParsedArticle):
            article = outcome.article
            text, cut = learner.split(_site(outcome), article.text) if not article.pages else (article.text, ())
            notes = tuple(Note(article.origin, article.id, "cut", lines) for lines in cut)
            outcome = replace(outcome, article=replace(article, text=text), notes=outcome.notes + notes)
        yield outcome


def _unique(outcomes: Iterable[ParseOutcome], derived: set[str]) -> Iterator[ParseOutcome]:
    """Ids are unique: of two articles with one id the later is rejected, as a duplicate where the texts are the same."""
    first: dict[str, bytes] = {}
    for outcome in outcomes:
        if isinstance(outcome, ParsedArticle):
            article = outcome.article
            text = blake2b(article.text.encode(), digest_size=8).digest()
            if outcome.given_id and article.id in derived:
                message = f"It says that its id is {article.id}, which another article has. Give it an id of its own."
                outcome = Rejection(article.origin, "duplicate_id", message)
            elif article.id not in first:
                first[article.id] = text
            elif first[article.id] == text:
                outcome = Rejection(
                    article.origin, "duplicate", f"The same article was read before. Its id is {article.id}."
                )
            else:
                message = f"Another article has its id, {article.id}. Give each article its own."
                outcome = Rejection(article.origin, "duplicate_id", message)
        yield outcome


def _site(parsed: ParsedArticle) -> str:
    """What repeats lines: the host an article was fetched from, else its folder, and what a record there says.

    The address that a page claims as its own counts for nothing: others would have its publisher's lines cut.
    """
    origin = parsed.article.origin
    if origin.startswith(("http://", "https://")):
        return parsed.site
    return f"{Path(origin.partition('#http')[0]).parent}\0{parsed.site}"


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
    notes = tuple(Note(**note) for note in value["notes"])
    return ParsedArticle(Article(**value["article"]), notes, value["site"], value["given_id"])
