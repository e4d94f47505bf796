"""Support and confidence are probabilities, and more evidence means more of both."""

from __future__ import annotations

import json
from importlib.resources import files

import numpy as np
import pytest

from embeddings.embedder import HashEmbedder
from qa.answering.evidence import Evidence, EvidenceModel, sigmoid
from qa.answering.question import read
from qa.answering.retrieval import candidates
from qa.answering.signals import weigh
from qa.index.opened import Index

PACKAGED = json.loads((files("qa.answering") / "evidence.json").read_text(encoding="utf-8"))


def judged(index: Index, text: str) -> Evidence:
    question, vector = read(text), HashEmbedder().encode([text])[0]
    found = candidates(index, question, vector)
    return EvidenceModel.packaged().score(index, question, found, weigh(index, question, vector, found))


@pytest.mark.parametrize(
    "question", ["Why did Northport close its harbour?", "What is the capital of Mongolia?", "", "zzz"]
)
def test_probabilities_are_probabilities(index: Index, question: str) -> None:
    found = judged(index, question)
    assert len(found.support) == len(found.weighed.sentences)
    for values in (found.support, found.passage_score, np.asarray([found.confidence])):
        assert ((values >= 0) & (values <= 1)).all()
    assert sorted(found.order.tolist()) == list(range(len(found.order)))


def test_what_the_articles_hold_is_believed_more_than_what_they_do_not(index: Index) -> None:
    held = [judged(index, q).confidence for q in ("Why did Northport close its harbour?", "Who won the river prize?")]
    absent = [judged(index, q).confidence for q in ("What is the capital of Mongolia?", "Who won the 2018 World Cup?")]
    assert min(held) > EvidenceModel.packaged().threshold > max(absent)


def test_the_packaged_weights_are_weights_of_these_signals() -> None:
    spoiled = json.loads(json.dumps(PACKAGED["before reading"]))
    spoiled["sentence"]["signals"].pop(next(iter(spoiled["sentence"]["signals"])))
    with pytest.raises(ValueError, match="make train-evidence"):
        EvidenceModel(spoiled)


@pytest.mark.parametrize("reader", ["small", "base"])
def test_what_the_last_reader_says_speaks_for_a_sentence_and_for_an_answer(reader: str) -> None:
    fitted = PACKAGED[f"after {reader}"]
    assert fitted["sentence"]["signals"]["quotable"]["weight"] > 0.5
    assert sum(one["weight"] for one in fitted["answer"]["signals"].values()) > 0


def test_sigmoid_does_not_overflow() -> None:
    assert sigmoid(np.asarray([-1e9, 0, 1e9], np.float32)).tolist() == pytest.approx([0, 0.5, 1])
