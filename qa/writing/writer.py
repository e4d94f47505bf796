"""The flow of writing: ask the model, read what it wrote, keep what its quotes bear out, else show the quotes."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from qa.answering import question as questions
from qa.answering.answerer import Embed
from qa.answering.deadline import untimed
from qa.answering.disagreement import Cited, disagreements
from qa.answering.highlight import highlight
from qa.errors import Busy
from qa.text.chunking import sentences
from qa.text.terms import terms
from qa.types import WRITTEN, AnswerSentence, Citation, CitedSentence, Turn, Wording
from qa.writing.breaker import Breaker
from qa.writing.checking import check, overlap
from qa.writing.draft import Drafted, read_draft
from qa.writing.entailment import Entailment
from qa.writing.fallback import NOTES, Fallback, WriterFault
from qa.writing.prompt import MAX_TOKENS, REWRITE_TOKENS, Messages, rewriting, speaks_to_models, writing
from qa.writing.rewriting import accepted

log = logging.getLogger(__name__)

_ALIKE = 0.5  # cosine of a sentence with the nearest sentence of its quotes, at least
_FOR_REWRITING = 0.25  # of the budget: finding and writing come after it


class Model(Protocol):
    """Text for messages, or a WriterFault, within `seconds`."""

    @property
    def name(self) -> str: ...

    def ask(self, messages: Messages, *, seconds: float, tokens: int) -> str: ...


@dataclass(frozen=True, slots=True)
class _Kept:
    """A sentence that stood the check, with the numbers, as sent, of the quotes it needs."""

    text: str
    numbers: tuple[int, ...]
    alike: float


class ModelWriter:
    """Puts quotes into a model's words. `seconds` is the budget of one answer, the rewriting of its question included."""

    def __init__(self, model: Model, *, seconds: float, entailment: Entailment | None = None) -> None:
        self._model = model
        self._seconds = seconds
        self._entailment = entailment
        self._breaker = Breaker()

    def rewrite(self, question: str, history: Sequence[Turn], by_rules: str) -> str:
        """The follow-up as standing alone; `by_rules` where the model's is not acceptable."""
        try:
            text = self._ask(rewriting(question, history), self._seconds * _FOR_REWRITING, REWRITE_TOKENS)
        except WriterFault:
            return by_rules
        return accepted(text, question, history) or by_rules

    def write(self, question: str, said: Sequence[CitedSentence], embed: Embed) -> Wording:
        """The answer in the model's words, each sentence checked; else `said`, with a code that says why."""
        try:
            return self._write(question, said, embed)
        except WriterFault as fault:
            code = fault.code
        except Busy:
            code = Fallback.BUSY
        except Exception:  # the quotes are an answer whatever a model's text does to us
            log.exception("a model's text could not be checked")
            code = Fallback.FAILED
        return Wording(tuple(said), fallback=code.value, notes=(NOTES[code],))

    def _write(self, question: str, said: Sequence[CitedSentence], embed: Embed) -> Wording:
        quotes = [quote for _, cited in said for quote in cited]
        if any(speaks_to_models(quote.quote) for quote in quotes):
            raise WriterFault(Fallback.ORDERS)
        if disagreements(question, [_cited(quote) for quote in quotes]):
            raise WriterFault(Fallback.DISAGREEMENT)
        text = self._ask(writing(question, quotes), self._seconds * (1 - _FOR_REWRITING), MAX_TOKENS)
        drafted = read_draft(text)
        kept = self._borne_out(drafted, quotes, embed)
        if not _enough(kept, said):
            raise WriterFault(Fallback.UNSUPPORTED)
        left_out = len(drafted) - len(kept)
        return Wording(
            _retold(question, kept, quotes), generator=WRITTEN, writer=self._model.name, notes=_notes(left_out)
        )

    def _ask(self, messages: Messages, seconds: float, tokens: int) -> str:
        with self._breaker.passing(), untimed():
            return self._model.ask(messages, seconds=seconds, tokens=tokens)

    def _borne_out(self, drafted: Sequence[Drafted], quotes: Sequence[Citation], embed: Embed) -> list[_Kept]:
        kept: list[_Kept] = []
        for sentence in drafted:
            numbers = self._supported(sentence, quotes)
            if numbers and not any(one.text == sentence.text for one in kept):
                alike = _alike(sentence.text, [q.quote for q in quotes if q.number in numbers], embed)
                if alike >= _ALIKE:
                    kept.append(_Kept(sentence.text, numbers, min(alike, 1.0)))
        return kept

    def _supported(self, sentence: Drafted, quotes: Sequence[Citation]) -> tuple[int, ...]:
        """The numbers of the quotes that bear the sentence out; none if they do not.

        One that cites nothing may stand in a single quote. One that cites what was not sent is not believed at all.
        """
        if not set(sentence.numbers) <= {quote.number for quote in quotes}:
            return ()
        cited = [quote for quote in quotes if quote.number in sentence.numbers]
        alone = [[quote] for quote in sorted(quotes, key=lambda q: -overlap(sentence.text, q.quote))]
        for some in [cited] if cited else alone:
            checked = check(sentence.text, some, by_words=self._entailment is None)
            if not checked.fault and self._entailed(sentence.text, some):
                return checked.numbers
        return ()

    def _entailed(self, text: str, quotes: Sequence[Citation]) -> bool:
        return self._entailment is None or self._entailment.holds(" ".join(q.quote for q in quotes), text)


def _alike(text: str, quoted: Sequence[str], embed: Embed) -> float:
    """Cosine of a sentence with the nearest sentence of its quotes."""
    vector = embed(text)
    return max(float(vector @ embed(quote[s.start : s.end])) for quote in quoted for s in sentences(quote))


def _enough(kept: Sequence[_Kept], said: Sequence[CitedSentence]) -> bool:
    """Whether what is left rests on the quote that answers best and holds the words in it that are the answer."""
    best, cited = max(said, key=lambda one: one[0].support)
    resting = [one for one in kept if {quote.number for quote in cited} & set(one.numbers)]
    if not resting or best.highlight is None:
        return bool(resting)
    answer = terms(best.text[best.highlight.start : best.highlight.end])
    return set(answer) <= set(terms(" ".join(one.text for one in resting)))


def _retold(question: str, kept: Sequence[_Kept], quotes: Sequence[Citation]) -> tuple[CitedSentence, ...]:
    """The sentences with the quotes they need, numbered anew in the order in which they are cited."""
    by_number = {quote.number: quote for quote in quotes}
    used = dict.fromkeys(number for one in kept for number in one.numbers)
    cited = {old: replace(by_number[old], number=new) for new, old in enumerate(used, start=1)}
    read = questions.read(question)
    told: list[CitedSentence] = []
    for one in kept:
        own = tuple(cited[number] for number in one.numbers)
        support = round(max(quote.score for quote in own) * one.alike, 3)
        marked = highlight(read, one.text)
        told.append((AnswerSentence(one.text, tuple(q.number for q in own), support, marked), own))
    return tuple(told)


def _notes(left_out: int) -> tuple[str, ...]:
    if not left_out:
        return ()
    what = "One sentence" if left_out == 1 else f"{left_out} sentences"
    return (
        f"{what} of the writer model {'was' if left_out == 1 else 'were'} not borne out by the quotes and left out.",
    )


def _cited(quote: Citation) -> Cited:
    return Cited(quote.number, quote.quote, quote.article_id, quote.published_at, quote.source)
