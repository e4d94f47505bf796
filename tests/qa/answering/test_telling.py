"""Answers over several articles: the newest first, by day, by side, by member; every sentence still a quote."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from embeddings.embedder import HashEmbedder
from qa.answering import stories
from qa.answering.answerer import Answerer
from qa.answering.evidence import EvidenceModel
from qa.index.opened import Index
from qa.index.store import IndexStore
from qa.types import Answer, Query
from tests.qa.corpus import LIBRARY, article, build_index

CRASH = article(
    11, "Lorry strikes Larkmoor bridge",
    "A lorry struck the Larkmoor bridge on Sunday and the town of Larkmoor closed the bridge to all traffic.\n\n"
    "Engineer Tove Lind said the Larkmoor bridge may open again in May. Nobody was hurt.",
    "The Lantern", "2021-01-11",
)  # fmt: skip
DELAY = article(
    12, "Larkmoor bridge stays closed",
    "The Larkmoor bridge stays closed because engineers found rust in its chains, the council of Larkmoor said.\n\n"
    "The Larkmoor bridge is to open again in August, the council said. Repairs will cost 2 million euros.",
    "Harbour Gazette", "2021-03-02",
)  # fmt: skip
OPEN = article(
    13, "Larkmoor bridge opens again",
    "The Larkmoor bridge opened again on Monday after repairs that cost 3 million euros in all.\n\n"
    "“We waited long enough for the bridge,” said Mayor Jon Aske of Larkmoor.",
    "The Lantern", "2021-08-31",
)  # fmt: skip
STORY = (DELAY, CRASH, OPEN)


class Willing(EvidenceModel):
    """Answers whatever it is asked, so that forms can be tested whatever the threshold."""

    def __init__(self) -> None:
        vars(self).update(vars(EvidenceModel.packaged()) | {"threshold": 0.0})


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    store = IndexStore(Path(tmp_path_factory.mktemp("story")) / "index")
    build_index(store, [*STORY, LIBRARY])
    found, _ = store.open()
    vars(found)["events"] = np.asarray(
        [1, 1, 1, -1], np.int32
    )  # as of a model that reads; test_events has the clustering
    yield found
    found.close()


@pytest.fixture(scope="module")
def willing(index: Index) -> Answerer:
    embedder = HashEmbedder()
    return Answerer(index, lambda text: embedder.encode([text])[0], Willing())


def told(willing: Answerer, question: str) -> Answer:
    answer = willing.answer(Query(question))
    articles = willing.index.articles
    for citation in answer.citations:
        assert articles.get(citation.article_id).text[citation.start : citation.end] == citation.quote
    return answer


def test_a_timeline_goes_by_days(willing: Answerer) -> None:
    answer = told(willing, "timeline of the Larkmoor bridge")
    assert answer.form == "timeline"
    assert [s.date for s in answer.sentences] == ["2021-01-11", "2021-03-02", "2021-08-31"]


def test_an_overview_opens_with_the_newest_and_quotes_several_articles(willing: Answerer) -> None:
    answer = told(willing, "what's going on with the Larkmoor bridge?")
    assert answer.form == "overview"
    assert answer.sentences[0].date == "2021-08-31"
    assert len({c.article_id for c in answer.citations}) == 3


def test_a_story_in_other_words_is_not_refused_for_them(willing: Answerer) -> None:
    assert told(willing, "summarize the Larkmoor bridge").missing_terms == ()


def test_a_change_has_two_sides_the_earlier_first(willing: Answerer) -> None:
    answer = told(willing, "How has the opening of the Larkmoor bridge changed?")
    assert answer.form == "comparison" and len(answer.sentences) == 2
    assert (answer.sentences[0].date or "") < (answer.sentences[1].date or "")


def test_the_newest_stands_first_and_what_was_before_is_marked(willing: Answerer) -> None:
    answer = told(willing, "What do the repairs of the Larkmoor bridge cost now?")
    assert answer.form == "fact"
    assert answer.sentences[0].date == "2021-08-31"
    assert all(s.role == "earlier" for s in answer.sentences[1:] if s.date != "2021-08-31")


def test_articles_of_a_narrow_time_tell_of_it_until_two_days_later() -> None:
    assert stories.is_narrow((100, 131)) and not stories.is_narrow((100, 465)) and not stories.is_narrow((100, None))
    published = np.asarray([-1, 99, 100, 131, 133, 134], np.int32)
    assert stories.told_then(published, (100, 131)).tolist() == [False, False, True, True, True, False]
    assert stories.told_then(published, (None, 131)).tolist() == [False, True, True, True, True, False]


@pytest.mark.parametrize(
    ("question", "day"),
    [
        ("Who closed the Larkmoor bridge in January 2021?", "2021-01-11"),
        ("What did engineers find in the Larkmoor bridge in March 2021?", "2021-03-02"),
        ("When was the Larkmoor bridge to open again, in March 2021?", "2021-03-02"),
    ],
)
def test_of_a_month_that_is_asked_about_what_was_told_then_stands_first(
    willing: Answerer, question: str, day: str
) -> None:
    assert told(willing, question).sentences[0].date == day


def test_more_than_a_year_ago_asks_of_now(willing: Answerer) -> None:
    answer = told(willing, "How much more do repairs of the Larkmoor bridge cost than a year ago?")
    assert answer.sentences[0].date == "2021-08-31"


def test_a_quote_carries_its_speaker(willing: Answerer) -> None:
    answer = told(willing, "Who waited long enough for the bridge?")
    assert "Mayor Jon Aske of Larkmoor" in [s.speaker for s in answer.sentences]


def test_several_voices_are_quoted_by_speaker(willing: Answerer) -> None:
    answer = told(willing, "What do the council and engineers say about the Larkmoor bridge?")
    speakers = [s.speaker for s in answer.sentences if s.speaker]
    assert answer.form == "list" and len(speakers) == len(set(speakers)) >= 1


@pytest.mark.parametrize("question", ["summarize the Velm ferry strike", "timeline of the war in Karsk"])
def test_a_story_nobody_tells_is_refused(index: Index, question: str) -> None:
    embedder = HashEmbedder()
    answerer = Answerer(index, lambda text: embedder.encode([text])[0], EvidenceModel.packaged())
    assert not answerer.answer(Query(question)).answered
