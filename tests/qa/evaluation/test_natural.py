"""Natural questions: read strictly, asked with the question before, counted by hand."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from embeddings.embedder import HashEmbedder
from qa.errors import UsageError
from qa.evaluation.measured import Evaluation
from qa.evaluation.natural import (
    NaturalOutcome,
    NaturalQuestion,
    ask_natural,
    inside,
    is_natural,
    judged_quotes,
    load_natural,
)
from qa.evaluation.natural_metrics import natural_figures, natural_kinds, similarity_figures
from qa.evaluation.similarity import most_similar
from qa.index.opened import Index
from qa.types import Answer, AnswerSentence, Article, Citation, IndexInfo, Query, SearchResult, Turn
from tests.qa.corpus import HARBOUR

WALL = "The sea wall had cracked in the storms of last winter."
COST = "Repairs will cost 14 million euros."
OTHER = "The mayor spoke on Tuesday."
WHY = NaturalQuestion("1", "why", "how come the port is shut", best=(WALL, COST), also=(OTHER,))
MISS = NaturalQuestion("2", "none-swap", "why is Southport's harbour shut", best=())
ROW = {"id": "1", "kind": "why", "question": "x", "best": [{"start": 0, "end": 1, "text": "a"}], "also": []}


def citation(number: int, quote: str) -> Citation:
    start = HARBOUR.text.find(quote)
    return Citation(number, HARBOUR.id, HARBOUR.title, quote, start, start + len(quote), 1.0)


class Fake:
    """Quotes the same texts to whoever asks; keeps what it was asked."""

    def __init__(self, *quotes: str) -> None:
        self.quotes = quotes
        self.queries: list[Query] = []

    def answer(self, query: Query) -> Answer:
        self.queries.append(query)
        sentences = tuple(AnswerSentence(q, (n,), 0.8) for n, q in enumerate(self.quotes, start=1))
        return Answer(
            query.question, query.question, bool(self.quotes), " ".join(self.quotes), sentences,
            tuple(citation(n, q) for n, q in enumerate(self.quotes, start=1)), (), 0.7, "extractive",
            IndexInfo("", "", 1, 1), timings_ms={"embed": 1.0, "total": 2.0},
        )  # fmt: skip

    def search(self, query: Query) -> SearchResult:
        raise NotImplementedError

    def article(self, article_id: str) -> Article:
        return HARBOUR


def test_a_file_of_natural_questions(tmp_path: Path) -> None:
    path = tmp_path / "asked.jsonl"
    more = ROW | {"id": 2, "follows": "1", "article_id": "a", "answer": "a", "why_not": None}
    path.write_text(json.dumps(ROW) + "\n\n" + json.dumps(more))
    assert is_natural(path)
    first, second = load_natural(path)
    assert first == NaturalQuestion("1", "why", "x", ("a",))
    assert (second.id, second.follows, second.group) == ("2", "1", "why+follow")
    path.write_text(json.dumps({"question": "x", "answer": None}))
    assert not is_natural(path)


@pytest.mark.parametrize("fault", [{"best": None}, {"best": ["a"]}, {"also": [{}]}, {"question": ...}, {"kind": ...}])
def test_a_line_that_lacks_something_is_one_sentence(tmp_path: Path, fault: dict[str, object]) -> None:
    row = {name: value for name, value in (ROW | fault).items() if value is not ...}
    (tmp_path / "asked.jsonl").write_text(json.dumps(row))
    with pytest.raises(UsageError, match="Each line needs"):
        load_natural(tmp_path / "asked.jsonl")


@pytest.mark.parametrize(
    ("sentence", "quote", "found"),
    [
        ("It is high.", "it is HIGH", True),
        ("It’s high", "They say it's high, and wide.", True),
        ("It is high", "It is very high", False),
        ("one two three four five six seven eight nine ten", "one two three four five six seven eight nine", True),
        ("one two three four five six seven eight nine ten", "one two three four five six seven eight", False),
        ("one two three four five", "one two three four", False),
        ("…", "It is high", False),
    ],
)
def test_a_sentence_stands_in_a_quote_small_differences_allowed(sentence: str, quote: str, found: bool) -> None:
    assert inside(sentence, quote) is found


def test_what_is_right_first_and_full() -> None:
    one = judged_quotes(WHY, [OTHER, WALL], 0.5)
    assert (one.fits, one.right, one.first, one.full, one.words) == ((True, True), True, True, False, 16)
    two = judged_quotes(WHY, ["Nothing of it.", f"{WALL} {COST}"], 0.5)
    assert (two.fits, two.right, two.first, two.full) == ((False, True), True, False, True)
    part = judged_quotes(WHY, ["cracked in the storms"], 0.5)
    assert part.right and not part.full
    assert not judged_quotes(WHY, [], 0.5).full and not judged_quotes(MISS, [WALL], 0.5).right


def test_a_follow_up_carries_the_question_before_it() -> None:
    fake = Fake()
    later = replace(WHY, id="3", question="and the cost?", follows="1")
    ask_natural(fake, [later, WHY, replace(later, id="4", follows="2"), MISS, replace(later, id="5", follows="9")])
    assert [q.history for q in fake.queries] == [(Turn(WHY.question, WALL),), (), (), (), ()]


def test_support_is_right_with_its_quote() -> None:
    (found,) = ask_natural(Fake(WALL, "Something else."), [WHY])
    assert found.supports == ((0.8, True), (0.8, False)) and (found.embed_ms, found.total_ms) == (1, 2)
    assert not found.verbatim  # neither stands in the article
    (stands,) = ask_natural(Fake(HARBOUR.text[:40]), [MISS])
    assert stands.verbatim and stands.answered and stands.supports == ((0.8, False),)


def outcomes() -> list[NaturalOutcome]:
    right = replace(judged_quotes(WHY, [WALL, COST, "No."], 0.9), supports=((1.0, True), (1.0, True), (1.0, False)))
    wrong = replace(judged_quotes(replace(WHY, follows="1"), ["No."], 0.5), supports=((1.0, False),), verbatim=False)
    silent = judged_quotes(WHY, [], 0.3, answered=False)
    return [right, wrong, silent, judged_quotes(MISS, [], 0.4, answered=False), judged_quotes(MISS, ["No."], 0.2)]


def test_figures() -> None:
    found = {name: one.value for name, one in natural_figures(outcomes()).items()}
    third = pytest.approx(1 / 3)
    assert found == {
        "right": third, "first": third, "full": third, "quotes to the point": 0.5, "answered": pytest.approx(2 / 3),
        "near misses refused": 0.5, "AUROC": pytest.approx(5 / 6), "calibration error": 0.5, "words an answer": 9.5,
        "verbatim": pytest.approx(2 / 3),
    }  # fmt: skip
    measured = natural_figures(outcomes() * 4)
    assert all(one.low <= one.value <= one.high for one in measured.values())
    assert measured["right"].count == 12 and measured["near misses refused"].count == 8
    assert "AUROC" not in natural_figures([judged_quotes(MISS, [], 0.1)]) and natural_figures([]) == {}


def test_kinds_stand_beside_similarity() -> None:
    table = natural_kinds(outcomes(), [judged_quotes(WHY, [COST], 0.5)])
    assert table["why"] == {
        "questions": 2, "answered": 0.5, "right": 0.5, "first": 0.5, "full": 0.5,
        "similar right": 1, "similar first": 1, "similar full": 0,
    }  # fmt: skip
    assert table["why+follow"] == {"questions": 1, "answered": 1, "right": 0, "first": 0, "full": 0}
    assert table["none-swap"] == {"questions": 2, "answered": 0.5}


def test_similarity_quotes_the_nearest_sentences_of_the_index(index: Index) -> None:
    embedder = HashEmbedder()
    passage, start, end = (int(n) for n in index.sentences[3])
    row = int(index.articles_of[passage])
    sentence = index.articles.at([row])[row].text[start:end]
    asked = NaturalQuestion("1", "what", sentence, best=(sentence,))
    found = most_similar(index, lambda text: embedder.encode([text])[0], [asked, asked])
    assert len(found) == 2 and len(found[0].fits) == 3
    cosines = index.sentence_vectors[:].astype(np.float32) @ embedder.encode([sentence])[0] / 127
    assert found[0].confidence == pytest.approx(float(cosines.max()), abs=1e-5)
    assert most_similar(index, lambda text: embedder.encode([text])[0], []) == []
    assert set(similarity_figures(found)) == {"right", "first", "full", "quotes to the point", "words an answer"}


def test_an_evaluation_is_json() -> None:
    found = Evaluation.of_natural(outcomes(), outcomes()).as_json()
    assert found["figures"]["right"]["count"] == found["similarity"]["right"]["count"] == 3
    assert found["curve"][0] == (0.2, 0.0) and "answered" not in found["similarity"]
