"""Receipts: what an answer rested on, so that anyone can check later whether it still stands."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from qa.errors import NotFound, UsageError
from qa.index import Index
from qa.types import Citation, Query

VERSION = 1


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the quotes of a receipt still stand, and what has changed since, a sentence each."""

    stands: bool
    changes: tuple[str, ...]


def receipt(index: Index, query: Query, standalone: str, cited: tuple[Citation, ...]) -> str:
    """A receipt as one line of JSON: question, index, model, and for each quote where it stands in which text."""
    texts = {c.article_id: index.articles.get(c.article_id).text for c in cited}
    return json.dumps(
        {
            "version": VERSION,
            "question": query.question,
            "standalone_question": standalone,
            "index": index.info.id,
            "model": digest(json.dumps(index.manifest["fingerprint"], sort_keys=True)),
            "quotes": [
                {"article_id": c.article_id, "start": c.start, "end": c.end, "quote": digest(c.quote),
                 "text": digest(texts[c.article_id])}
                for c in cited
            ],
        },
        ensure_ascii=False,
    )  # fmt: skip


def verify(line: str, index: Index) -> Verdict:
    """Compare a receipt, or a whole answer that holds one, with an index."""
    data = _parsed(line)
    changes, stands = [], True
    if data["index"] != index.info.id:
        changes.append(f"The index is another build: {index.info.id}, it was {data['index']}.")
    if data["model"] != digest(json.dumps(index.manifest["fingerprint"], sort_keys=True)):
        changes.append("The embedding model has changed.")
    for number, one in enumerate(data["quotes"], start=1):
        try:
            text = index.articles.get(one["article_id"]).text
        except NotFound:
            changes.append(f"[{number}] The article {one['article_id']} is no longer in the index.")
            stands = False
            continue
        if digest(text) != one["text"]:
            changes.append(f"[{number}] The article {one['article_id']} has changed.")
        if digest(text[one["start"] : one["end"]]) != one["quote"]:
            changes.append(f"[{number}] The quote no longer stands where it was cited.")
            stands = False
    return Verdict(stands, tuple(changes))


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _parsed(line: str) -> dict:  # type: ignore[type-arg]
    try:
        data = json.loads(line)
        if "receipt" in data:
            data = json.loads(data["receipt"])
        if data["version"] != VERSION or not isinstance(data["quotes"], list):
            raise ValueError
    except (ValueError, KeyError, TypeError, RecursionError):
        raise UsageError(
            "This is not a receipt. Save the answer's JSON, or its `receipt`, to a file and name that."
        ) from None
    return dict(data)
