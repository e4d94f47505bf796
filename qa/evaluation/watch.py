"""A watch over answers: known questions are asked of the live and of a new build before the new one is published.

A question counts as answered worse where the live build answers it well and the new one does not, although an article that
the live answer cites is still there: what was deleted cannot be cited. Questions that articles do not answer are not asked:
a new article may answer them.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Sequence

import numpy as np

from qa.answering.deadline import since
from qa.errors import NotFound
from qa.evaluation.outcomes import AnswerSource, KnownQuestion, holds
from qa.index.opened import Index
from qa.types import EXTRACTIVE, Answer, AnswersCompared, Query

log = logging.getLogger(__name__)

_SECONDS = 600.0  # for a question: a build steps back behind a server, and may be slow


def chosen(known: Iterable[KnownQuestion], proposed: Iterable[str], most: int) -> list[KnownQuestion]:
    """At most so many questions: first the known ones that have an answer, then those that a build proposes itself.

    A proposed one has no accepted answer (`answers` is empty): that it is answered at all is what counts.
    """
    found = [one for one in known if one.answers]
    found += [KnownQuestion(f"proposed-{number}", text, ()) for number, text in enumerate(proposed)]
    return found[:most]


def changed(live: Index, new: Index) -> float:
    """The share of all articles of two builds, by title and text, that one of them has alone."""
    ours, theirs = (set(map(bytes, np.load(index.folder / "article_keys.npy"))) for index in (live, new))
    return len(ours ^ theirs) / max(len(ours | theirs), 1)


def compare(live: AnswerSource, new: AnswerSource, questions: Sequence[KnownQuestion]) -> AnswersCompared:
    """Ask both builds; a question that cannot be asked is left out and logged."""
    better, worse, asked = [], [], 0
    for one in questions:
        try:
            before, after = _ask(live, one), _ask(new, one)
            was, now = _is_good(before, one), _is_good(after, one)
            asked += 1
            if now and not was:
                better.append(one.question)
            elif was and not now and _still_there(before, new):
                worse.append(one.question)
        except Exception:
            log.exception("a known question could not be compared")
    return AnswersCompared(asked, tuple(better), tuple(worse))


def _ask(source: AnswerSource, one: KnownQuestion) -> Answer:
    with since(time.monotonic() + _SECONDS):
        return source.answer(
            Query(one.question, history=one.history, question_date=one.question_date, generator=EXTRACTIVE)
        )


def _is_good(answer: Answer, one: KnownQuestion) -> bool:
    return answer.answered and (not one.answers or holds(" ".join(s.text for s in answer.sentences), one.answers))


def _still_there(answer: Answer, new: AnswerSource) -> bool:
    for citation in answer.citations:
        try:
            new.article(citation.article_id)
        except NotFound:
            continue
        return True
    return False
