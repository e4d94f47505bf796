"""Receipts: what an answer rested on, so that anyone can ask again later and learn what has changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from qa.errors import NotFound, UsageError
from qa.index.opened import Index
from qa.types import EXTRACTIVE, Answer, Citation, Filters, Query, Turn

VERSION = 2
OFF = "off"  # in place of the fingerprint of a reader or the name of a writer, where there is none
_MOST_QUESTION, _MOST_QUOTES = 2_000, 100  # of a receipt that is read; no answer of ours has more
_MOST_HISTORY = 8_000  # characters of a conversation that a receipt carries; a longer one cannot be asked again

What = Literal["index", "model", "source", "answer"]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is no longer as it was; `message` says it to a person."""

    what: What
    message: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an answer still stands: its quotes do, and asked again (`replayed`) the answer is the same."""

    stands: bool
    replayed: bool
    changes: tuple[Change, ...]

    @property
    def changed(self) -> tuple[What, ...]:
        """What has changed, each once."""
        return tuple(dict.fromkeys(change.what for change in self.changes))

    @property
    def summary(self) -> str:
        if not self.stands:
            return "The answer no longer stands. Ask its question again."
        if not self.replayed:
            return "Every quote still stands."
        return "The answer still stands." if self.changes else "Unchanged: asked again, the answer is the same."


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt as read back. `query` is None where the conversation was too long to keep."""

    index: str
    embedding: str
    evidence: str
    reader: str  # "" in a receipt of before it was named
    query: Query | None
    generator: str
    quotes: tuple[dict[str, Any], ...]


def receipt(
    index: Index, query: Query, standalone: str, cited: tuple[Citation, ...], *,
    generator: str = EXTRACTIVE, reader: str = OFF, writer: str = "", retrieved: Sequence[tuple[int, float]] = (),
) -> str:  # fmt: skip
    """A receipt as one line of JSON: what was asked and how, of which index and models, which passages of the build were
    retrieved with what scores, and for each quote its place, its support and the digest of the text it stands in.
    """
    texts = {c.article_id: index.articles.get(c.article_id).text for c in cited}
    history = [asdict(turn) for turn in query.history]
    return json.dumps(
        {
            "version": VERSION,
            "question": query.question,
            "history": history if len(json.dumps(history)) <= _MOST_HISTORY else None,
            "standalone_question": standalone,
            "settings": {"limit": query.limit, "filters": asdict(query.filters), "generator": generator,
                         "question_date": query.question_date},
            "index": index.info.id,
            "models": {"embedding": _embedding(index), "evidence": _evidence(), "reader": reader,
                       "writer": writer or OFF},
            "retrieved": [list(one) for one in retrieved],
            "quotes": [
                {"article_id": c.article_id, "start": c.start, "end": c.end, "quote": digest(c.quote),
                 "text": digest(texts[c.article_id]), "score": round(c.score, 3)}
                for c in cited
            ],
        },
        ensure_ascii=False,
    )  # fmt: skip


def verify(line: str, index: Index, ask: Callable[[Query], Answer] | None = None) -> Verdict:
    """Compare a receipt, or a whole answer that holds one, with an index; with `ask`, ask its question again."""
    told = parse(line)
    changes = _of_the_build(told, index)
    sources, stands = _of_the_sources(told, index)
    changes += sources
    replayed = ask is not None and told.query is not None
    if ask is not None and told.query is not None:
        now = ask(told.query)
        said = _of_the_answer(told, now)
        changes += [*_of_the_reader(told, parse(now.receipt)), *said]
        stands = stands and not said
    return Verdict(stands, replayed, tuple(changes))


def parse(line: str) -> Receipt:
    """Read a receipt; a UsageError for anything else."""
    try:
        data = json.loads(line)
        if "receipt" in data:
            data = json.loads(data["receipt"])
        if data["version"] != VERSION:
            raise ValueError
        quotes = tuple(_quote(one) for one in data["quotes"][:_MOST_QUOTES])
        models = data["models"]
        generator = str(data["settings"]["generator"])
        return Receipt(
            index=str(data["index"]),
            embedding=str(models["embedding"]),
            evidence=str(models["evidence"]),
            reader=str(models.get("reader", "")),
            query=_query(data),
            generator=generator,
            quotes=quotes,
        )
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        raise UsageError(
            "This is not a receipt. Save the answer's JSON, or its `receipt`, to a file and name that."
        ) from None


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _quote(one: dict[str, Any]) -> dict[str, Any]:
    """A quote of a receipt with fields of the right types."""
    return {name: _text(one[name], 500) for name in ("article_id", "quote", "text")} | {
        name: max(0, int(one[name])) for name in ("start", "end")
    }


def _query(data: dict[str, Any]) -> Query | None:
    """The question of a receipt, which may be forged: its limits are those of a request."""
    if data["history"] is None:
        return None
    settings = data["settings"]
    filters = settings["filters"]
    if len(json.dumps(data["history"])) > _MOST_HISTORY:
        raise ValueError
    return Query(
        question=_text(data["question"], _MOST_QUESTION),
        history=tuple(
            Turn(_text(t["question"], _MOST_HISTORY), _text(t["answer"], _MOST_HISTORY)) for t in data["history"]
        ),
        filters=Filters(
            _day(filters["published_from"]),
            _day(filters["published_to"]),
            *(
                tuple(_text(one, 500) for one in filters.get(name, ())[:_MOST_QUOTES])
                for name in ("sources", "article_ids", "tags")
            ),
        ),
        limit=min(max(1, int(settings["limit"])), _MOST_QUOTES),
        generator=EXTRACTIVE,  # a writer would put it into other words each time; the quotes are what it rests on
        question_date=_day(settings["question_date"]),
    )


def _text(value: object, most: int) -> str:
    """A text of at most so many characters, which can be encoded; else a ValueError."""
    text = str(value)
    text.encode()
    if len(text) > most:
        raise ValueError
    return text


def _day(value: object) -> str | None:
    """An ISO day, or None; else a ValueError."""
    return None if value is None else date.fromisoformat(_text(value, 10)).isoformat()


def _of_the_build(told: Receipt, index: Index) -> list[Change]:
    changes = []
    if told.index != index.info.id:
        changes.append(Change("index", f"The index is another build: {index.info.id}, it was {told.index}."))
    if told.embedding != _embedding(index):
        changes.append(Change("model", "The embedding model is another one."))
    if told.evidence != _evidence():
        changes.append(Change("model", "The evidence model is another one."))
    return changes


def _of_the_reader(told: Receipt, now: Receipt) -> list[Change]:
    """Whether another reader read, as the receipt of the answer given now says; it is in no index and not known before."""
    if told.reader in ("", now.reader):
        return []
    if OFF in (told.reader, now.reader):
        return [
            Change("model", "The reader is off, it was on." if now.reader == OFF else "The reader is on, it was off.")
        ]
    return [Change("model", "The reader is another one.")]


def _of_the_sources(told: Receipt, index: Index) -> tuple[list[Change], bool]:
    """What became of the cited articles, and whether every quote still stands where it was cited."""
    changes, stands = [], True
    for number, one in enumerate(told.quotes, start=1):
        try:
            text = index.articles.get(one["article_id"]).text
        except NotFound:
            gone = f"[{number}] The article {one['article_id']} is no longer in the index."
            changes.append(Change("source", gone))
            stands = False
            continue
        if digest(text) != one["text"]:
            changes.append(Change("source", f"[{number}] The article {one['article_id']} has changed."))
        if digest(text[one["start"] : one["end"]]) != one["quote"]:
            changes.append(Change("source", f"[{number}] The quote no longer stands where it was cited."))
            stands = False
    return changes, stands


def _of_the_answer(told: Receipt, answer: Answer) -> list[Change]:
    """How the answer given now differs: in what it quotes, not in how it is put together."""
    before = [(one["article_id"], one["quote"]) for one in told.quotes]
    now = [(c.article_id, digest(c.quote)) for c in answer.citations]
    written = told.generator != EXTRACTIVE  # a writer may have left out a quote
    if before == now or (written and before and all(one in now for one in before)):
        return []
    if not now:
        return [Change("answer", "Asked again, the question is refused.")]
    if not before:
        return [Change("answer", "It was refused; asked again, it is answered.")]
    return [Change("answer", f"Asked again, the answer is another: {_quotes_of(before, now)}.")]


def _quotes_of(before: list[tuple[str, str]], now: list[tuple[str, str]]) -> str:
    """How two answers differ in their quotes, to a person."""
    kept, more = sum(one in now for one in before), sum(one not in before for one in now)
    if kept < len(before):
        return f"{kept} of {len(before)} quotes are the same"
    return f"it has the same quotes and {more} more" if more else "it has the same quotes in another order"


def _embedding(index: Index) -> str:
    return digest(json.dumps(index.manifest["fingerprint"], sort_keys=True))


@cache
def _evidence() -> str:
    return digest((files("qa.answering") / "evidence.json").read_text(encoding="utf-8"))
