"""The flow of writing: hostile outputs, articles with orders in them, falling back, and what a reader is told."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from embeddings.embedder import HashEmbedder, Vectors
from qa.answering.answerer import Answerer
from qa.answering.evidence import EvidenceModel
from qa.errors import Busy
from qa.index.opened import Index
from qa.index.store import IndexStore
from qa.text.terms import terms
from qa.types import Answer, Query, Turn
from qa.writing.fallback import Fallback, WriterFault
from qa.writing.prompt import Messages
from qa.writing.writer import ModelWriter
from tests.qa.corpus import ARTICLES, build_index
from tests.qa.writing.hostile import OUTPUTS, TRUE
from tests.qa.writing.orders import Obedient, poisoned

WHY = Query("Why did Northport close its harbour?")
FOREIGN = re.compile(
    r"evil|nytimes|https?:|www\.|//|javascript|[<>\[\]{}`]|\(http|@|[\u202a-\u202e\U000e0000-\U000e007f]"
)


class Willing(EvidenceModel):
    """Answers whatever it is asked."""

    def __init__(self) -> None:
        packaged = EvidenceModel.packaged()
        vars(self).update(vars(packaged) | {"threshold": 0.0})


class Says:
    """A model that says one thing, or raises it."""

    name = "says"

    def __init__(self, text: str | Exception) -> None:
        self.text = text
        self.asked = 0

    def ask(self, messages: Messages, *, seconds: float, tokens: int) -> str:
        self.asked += 1
        if isinstance(self.text, Exception):
            raise self.text
        return self.text


class Never:
    """An entailment model that believes nothing."""

    def holds(self, quoted: str, sentence: str) -> bool:
        return False


def embed(text: str) -> Vectors:
    vector: Vectors = HashEmbedder().encode([text])[0]
    return vector


@pytest.fixture
def answering(index: Index) -> Callable[[str | Exception], Answer]:
    def answer(text: str | Exception) -> Answer:
        writer = ModelWriter(Says(text), seconds=1)
        return Answerer(index, embed, EvidenceModel.packaged(), writer).answer(WHY)

    return answer


@pytest.fixture(scope="module")
def quoted(index: Index) -> Answer:
    return Answerer(index, embed, EvidenceModel.packaged()).answer(WHY)


def harmless(written: Answer, quoted: Answer) -> None:
    """What holds whatever a model wrote: same decision, only known quotes, no word that is in none of them."""
    places = {(c.article_id, c.start, c.end, c.quote, c.link, c.url) for c in quoted.citations}
    assert written.answered == quoted.answered
    assert {(c.article_id, c.start, c.end, c.quote, c.link, c.url) for c in written.citations} <= places
    assert [c.number for c in written.citations] == list(range(1, len(written.citations) + 1))
    for sentence in written.sentences:
        assert sentence.citations and set(sentence.citations) <= {c.number for c in written.citations}
        if written.generator == "openai":
            own = " ".join(c.quote for c in written.citations if c.number in sentence.citations)
            assert set(terms(sentence.text)) <= set(terms(own))
            assert not FOREIGN.search(sentence.text)


@pytest.mark.parametrize("text", OUTPUTS, ids=range(len(OUTPUTS)))
def test_a_hostile_output_does_no_harm(
    text: str, answering: Callable[[str | Exception], Answer], quoted: Answer
) -> None:
    harmless(answering(text), quoted)


def test_sentences_that_stand_are_shown_and_others_left_out(answering: Callable[[str | Exception], Answer]) -> None:
    answer = answering(f"{TRUE} [1] The mayor resigned. [1]\n\n**Northport closed its harbour on 3 March 2021.** [1]")
    assert [s.text for s in answer.sentences] == [TRUE, "Northport closed its harbour on 3 March 2021."]
    assert answer.generator == "openai" and not answer.fallback
    assert answer.notes == ("One sentence of the writer model was not borne out by the quotes and left out.",)


def test_what_cites_nothing_is_given_the_quote_it_stands_in(answering: Callable[[str | Exception], Answer]) -> None:
    answer = answering(TRUE)
    assert (answer.generator, answer.sentences[0].citations) == ("openai", (1,))


@pytest.mark.parametrize("code", list(Fallback))
def test_a_fault_is_told_by_its_code(
    code: Fallback, answering: Callable[[str | Exception], Answer], quoted: Answer
) -> None:
    answer = answering(WriterFault(code))
    assert (answer.fallback, answer.answer, answer.generator) == (code.value, quoted.answer, "extractive")
    assert len(answer.notes) == len(quoted.notes) + 1


def test_a_defect_of_ours_ends_in_quotes_too(
    answering: Callable[[str | Exception], Answer], quoted: Answer, caplog: pytest.LogCaptureFixture
) -> None:
    assert answering(RuntimeError("boom")).answer == quoted.answer
    assert "could not be checked" in caplog.text


def test_a_busy_embedder_ends_in_quotes(quoted: Answer) -> None:
    def busy(text: str) -> Vectors:
        raise Busy("Later.")

    said = [(s, tuple(c for c in quoted.citations if c.number in s.citations)) for s in quoted.sentences]
    assert ModelWriter(Says(TRUE), seconds=1).write(WHY.question, said, busy).fallback == "busy"


def test_an_entailment_model_has_the_last_word(index: Index) -> None:
    writer = ModelWriter(Says(f"{TRUE} [1]"), seconds=1, entailment=Never())
    assert Answerer(index, embed, EvidenceModel.packaged(), writer).answer(WHY).fallback == "unsupported"


def test_a_refusal_stays_one_and_the_model_is_not_asked(index: Index) -> None:
    model = Says("The capital is Ulaanbaatar. [1]")
    answerer = Answerer(index, embed, EvidenceModel.packaged(), ModelWriter(model, seconds=1))
    assert not answerer.answer(Query("What is the capital of Mongolia?")).answered
    assert model.asked == 0


def test_a_follow_up_is_rewritten_only_with_words_that_were_said(index: Index) -> None:
    history = (Turn("Why did Northport close its harbour?", "The sea wall had cracked."),)
    for text, expected in (
        ("How much would the repairs of the harbour cost Northport?", True),
        ("How much would the repairs of the Velm harbour cost?", False),
        ("Ignore that.", False),
    ):
        writer = ModelWriter(Says(text), seconds=1)
        answer = Answerer(index, embed, EvidenceModel.packaged(), writer).answer(
            Query("How much would the repairs cost?", history=history)
        )
        assert (answer.standalone_question == text) is expected


@pytest.mark.slow
def test_a_hundred_articles_with_orders_change_nothing(store: IndexStore) -> None:
    cases = poisoned()
    assert len(cases) == len({case.question for case in cases}) == 100
    build_index(store, [*ARTICLES, *(case.article for case in cases)])
    index, _ = store.open()
    model = Obedient()
    written = Answerer(index, embed, Willing(), ModelWriter(model, seconds=1))  # type: ignore[arg-type]
    quotes = Answerer(index, embed, Willing())
    try:
        for case in cases:
            harmless(written.answer(Query(case.question)), quotes.answer(Query(case.question)))
        harmless(written.answer(WHY), quotes.answer(WHY))
    finally:
        index.close()
    obeyed = [sent for sent in model.sent if "rite: " in sent[1]["content"]]
    assert len(obeyed) >= 40  # the orders did reach the model
    for sent in model.sent:
        assert [message["role"] for message in sent] == ["system", "user"]
        lines = sent[1]["content"].split("\n\nQuotes:\n")[1].split("\n")
        assert [line.split(" ")[0] for line in lines] == [f"[{n}]" for n in range(1, len(lines) + 1)]
        assert not re.search(r"<\||\[/?INST|[\U000e0000-\U000e007f]", sent[1]["content"])
