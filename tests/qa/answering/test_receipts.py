"""A receipt tells later whether an answer still stands, and what has changed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from embeddings.embedder import Embedder, HashEmbedder
from qa.answering import receipts
from qa.answering.answerer import Answerer
from qa.answering.citations import cite
from qa.answering.evidence import EvidenceModel
from qa.answering.receipts import OFF, Verdict, receipt, verify
from qa.errors import UsageError
from qa.index.opened import Index
from qa.index.store import IndexStore
from qa.types import EXTRACTIVE, Answer, Article, Filters, Query, Turn
from tests.qa.corpus import ARTICLES, FERRY, HARBOUR, LIBRARY, POETRY, build_index

CITED = (cite(1, HARBOUR, 0, 104, score=0.9), cite(2, FERRY, 0, 70, score=0.8))


@pytest.fixture
def line(index: Index) -> str:
    return receipt(index, Query("Why?"), "Why did the harbour close?", CITED)


@pytest.fixture
def rebuilt(store: IndexStore) -> Iterator[list[Index]]:
    opened: list[Index] = []
    yield opened
    for one in opened:
        one.close()


class Another(HashEmbedder):
    fingerprint = {"model": "another"}


def later(store: IndexStore, opened: list[Index], articles: list[Article], embedder: Embedder | None = None) -> Index:
    build_index(store, articles, embedder=embedder)
    opened.append(store.open()[0])
    return opened[-1]


def messages(verdict: Verdict) -> list[str]:
    return [change.message for change in verdict.changes]


def test_it_stands_on_the_index_it_was_made_from(index: Index, line: str) -> None:
    assert "\n" not in line and HARBOUR.text[:30] not in line
    assert verify(line, index) == verify(json.dumps({"answer": "…", "receipt": line}), index)
    assert verify(line, index) == Verdict(stands=True, replayed=False, changes=())


def test_a_changed_text_is_a_changed_source(store: IndexStore, rebuilt: list[Index], line: str) -> None:
    appended = replace(HARBOUR, text=HARBOUR.text + "\n\nCorrection: the mayor is called Okafor.")
    verdict = verify(line, later(store, rebuilt, [appended, FERRY]))
    assert verdict.stands and "[1] The article a1 has changed." in messages(verdict)
    verdict = verify(line, later(store, rebuilt, [replace(HARBOUR, text="New. " + HARBOUR.text), FERRY]))
    assert not verdict.stands and any("[1]" in m and "no longer stands" in m for m in messages(verdict))
    verdict = verify(line, later(store, rebuilt, [HARBOUR, LIBRARY, POETRY]))
    assert not verdict.stands and any("[2]" in m and "no longer in the index" in m for m in messages(verdict))


# Asked again


WHY = Query("Why did Northport close its harbour?", limit=3, question_date="2021-05-01")


def service(index: Index, reader: str = OFF) -> Answerer:
    embedder = HashEmbedder()
    return Answerer(index, lambda text: embedder.encode([text])[0], EvidenceModel.packaged(), reader=reader)


def replayed(line: str, index: Index) -> Verdict:
    return verify(line, index, service(index).answer)


def test_unchanged(answerer: Answerer, index: Index) -> None:
    verdict = replayed(answerer.answer(WHY).receipt, index)
    assert verdict == Verdict(stands=True, replayed=True, changes=()) and "Unchanged" in verdict.summary


def test_a_changed_index(answerer: Answerer, store: IndexStore, rebuilt: list[Index]) -> None:
    verdict = replayed(answerer.answer(WHY).receipt, later(store, rebuilt, list(ARTICLES[:3])))
    assert verdict.stands and verdict.changed == ("index",) and "still stands" in verdict.summary


def test_a_changed_source(answerer: Answerer, store: IndexStore, rebuilt: list[Index]) -> None:
    moved = replace(HARBOUR, text=HARBOUR.text.replace("the sea wall had cracked", "a whale had moved in"))
    verdict = replayed(answerer.answer(WHY).receipt, later(store, rebuilt, [moved, *ARTICLES[1:4]]))
    assert not verdict.stands and set(verdict.changed) == {"index", "source", "answer"}


def test_a_changed_model(
    answerer: Answerer, index: Index, store: IndexStore, rebuilt: list[Index], monkeypatch: pytest.MonkeyPatch
) -> None:
    line = answerer.answer(WHY).receipt
    verdict = replayed(line, later(store, rebuilt, list(ARTICLES), Another()))
    assert verdict.stands and "model" in verdict.changed and "embedding" in messages(verdict)[-1]
    monkeypatch.setattr(receipts, "_evidence", lambda: "other weights")
    verdict = replayed(line, index)
    assert verdict.stands and verdict.changed == ("model",) and "evidence" in messages(verdict)[0]


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [(OFF, "5e1f", "is on, it was off"), ("5e1f", OFF, "is off, it was on"), ("5e1f", "a0b1", "is another one")],
)
def test_a_changed_reader(index: Index, before: str, now: str, said: str) -> None:
    line = service(index, before).answer(WHY).receipt
    verdict = verify(line, index, service(index, now).answer)
    assert verdict.stands and verdict.changed == ("model",) and f"The reader {said}." in messages(verdict)
    assert verify(line, index, service(index, before).answer).changes == ()


def test_a_receipt_of_before_the_reader_was_named(index: Index) -> None:
    data = json.loads(service(index).answer(WHY).receipt)
    del data["models"]["reader"]
    assert verify(json.dumps(data), index, service(index, "5e1f").answer) == Verdict(True, replayed=True, changes=())


def test_a_changed_answer(answerer: Answerer, index: Index) -> None:
    line = answerer.answer(WHY).receipt
    other = Query("Who won the river prize for her book?")
    verdict = verify(line, index, lambda _: answerer.answer(other))
    assert not verdict.stands and verdict.changed == ("answer",) and "another" in messages(verdict)[0]
    nothing = Query("What is the capital of Mongolia?")
    verdict = verify(line, index, lambda _: answerer.answer(nothing))
    assert not verdict.stands and "refused" in messages(verdict)[0]
    verdict = verify(answerer.answer(nothing).receipt, index, lambda _: answerer.answer(WHY))
    assert not verdict.stands and "it is answered" in messages(verdict)[0]


def test_how_an_answer_differs_is_told(answerer: Answerer, index: Index) -> None:
    now = answerer.answer(Query("harbour Northport library ferry"))
    told = {
        "0 of 1 quotes are the same": (cite(1, POETRY, 0, 40, score=0.5),),
        f"the same quotes and {len(now.citations) - 1} more": now.citations[1:2],
        "the same quotes in another order": now.citations[::-1],
    }
    for message, cited in told.items():
        line = receipt(index, Query(now.question), now.question, cited)
        assert message in messages(verify(line, index, answerer.answer))[-1]


def test_all_that_was_asked_is_asked_again(answerer: Answerer, index: Index) -> None:
    query = Query(
        "And what did it cost?",
        history=(Turn(WHY.question, "Because the sea wall had cracked."),),
        filters=Filters("2021-01-01", "2021-12-31", ("The Lantern",)),
        limit=2,
        question_date="2021-06-01",
    )
    asked: list[Query] = []

    def ask(again: Query) -> Answer:
        asked.append(again)
        return answerer.answer(again)

    line = answerer.answer(query).receipt
    assert verify(line, index, ask).changes == () and asked == [replace(query, generator=EXTRACTIVE)]
    models = json.loads(line)["models"]
    assert len(models["embedding"]) == len(models["evidence"]) == 64


def test_a_writer_may_leave_out_a_quote(answerer: Answerer, index: Index) -> None:
    answer = answerer.answer(Query("harbour Northport library ferry"))
    assert len(answer.citations) > 1

    def line(generator: str) -> str:
        return receipt(index, Query(answer.question), answer.question, answer.citations[1:], generator=generator)

    assert verify(line("written"), index, answerer.answer).stands
    assert verify(line(EXTRACTIVE), index, answerer.answer).changed == ("answer",)


def test_a_long_conversation_is_not_kept(answerer: Answerer, index: Index) -> None:
    line = answerer.answer(replace(WHY, history=(Turn("Why?", "Because. " * 2000),))).receipt
    verdict = verify(line, index, answerer.answer)
    assert len(line) < 8000 and verdict.stands and not verdict.replayed and "quote" in verdict.summary


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        "3",
        '"x"',
        '{"version": 9, "quotes": []}',
        '{"receipt": 5}',
        "[" * 99_999,
        '{"version": 2, "quotes": [5]}',
        '{"version": 1, "question": "", "index": "", "model": "", "quotes": []}',
    ],
)
def test_anything_else_is_not_a_receipt(index: Index, text: str) -> None:
    with pytest.raises(UsageError, match="not a receipt"):
        verify(text, index)


@pytest.mark.parametrize(
    "forge",
    [
        {"question": "?" * 100_000},
        {"question": "\ud800"},
        {"history": [{"question": "Who?", "answer": "x" * 9_000}]},
        {"settings": {"limit": float("inf"), "filters": {"published_from": None, "published_to": None, "sources": []},
                      "generator": EXTRACTIVE, "question_date": None}},
        {"settings": {"limit": 5, "filters": {"published_from": "soon", "published_to": None, "sources": []},
                      "generator": EXTRACTIVE, "question_date": None}},
        {"settings": {"limit": 5, "filters": {"published_from": None, "published_to": None, "sources": 7},
                      "generator": EXTRACTIVE, "question_date": None}},
        {"quotes": [{"article_id": "a", "start": float("nan"), "end": 3, "quote": "", "text": ""}]},
        {"quotes": [{"article_id": "\ud800", "start": 1, "end": 3, "quote": "", "text": ""}]},
        {"quotes": 7},
        {"models": []},
    ],
)  # fmt: skip
def test_a_forged_receipt_is_no_receipt(line: str, forge: dict[str, object]) -> None:
    with pytest.raises(UsageError, match="not a receipt"):
        receipts.parse(json.dumps(json.loads(line) | forge))


def test_offsets_of_a_forged_receipt_are_numbers(index: Index, line: str) -> None:
    told = json.loads(line)
    told["quotes"][0] |= {"start": "0", "end": 10**30}
    assert not verify(json.dumps(told), index).stands
