"""Before a build is published: whether it answers known questions worse than the live one."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from embeddings.batching import EmbeddingThread
from embeddings.embedder import Embedder
from qa.answering.answerer import Answerer
from qa.answering.deadline import left
from qa.errors import BuildError, IndexFault
from qa.evaluation.feedback import judged
from qa.evaluation.outcomes import KnownQuestion, load_questions
from qa.evaluation.watch import changed, chosen, compare
from qa.index.opened import Index
from qa.settings import Settings
from qa.types import AnswersCompared, Article
from qa.wiring.models import open_scorer, open_store

_WORTH_ASKING = 0.05  # share of the articles that must have changed before answers of two builds are compared


def compare_answers(settings: Settings, embedder: Embedder, new: Index) -> AnswersCompared | None:
    """Ask known questions of the live build and of `new`; None where there is nothing to compare.

    Raises BuildError where answers got worse by more than chance, unless QA_ALLOW_WORSE says that it may be.
    """
    try:
        live = open_store(settings).open()[0]
    except IndexFault:
        return None
    with closing(live), closing(EmbeddingThread(lambda: embedder)) as thread:
        questions = chosen(_known_questions(settings), live.manifest["suggestions"], settings.compared)
        if live.manifest["fingerprint"] != embedder.fingerprint or not questions or changed(live, new) < _WORTH_ASKING:
            return None
        scorer = open_scorer(settings, thread, {})
        before, after = (
            _IndexAnswers(index, lambda text: thread.embed(text, timeout=left()), scorer) for index in (live, new)
        )
        compared = compare(before, after, questions)
    if compared.got_worse and not settings.allow_worse:
        raise BuildError(
            f"Of {compared.asked} known questions the new index answers {len(compared.worse)} worse than the live one and "
            f"{len(compared.better)} better, such as {compared.worse[0]!r}. It was not published. "
            "If that is right, build with QA_ALLOW_WORSE=1."
        )
    return compared


class _IndexAnswers(Answerer):
    """Answers from one build, and gives its articles."""

    def article(self, article_id: str) -> Article:
        return self.index.articles.get(article_id)


def _known_questions(settings: Settings) -> list[KnownQuestion]:
    """Those of QA_KNOWN, then those that thumbs made."""
    known = load_questions(Path(settings.known)) if settings.known else []
    thumbs = Path(settings.feedback) if settings.feedback else None
    if thumbs and thumbs.is_file():
        known += judged(thumbs.read_text(encoding="utf-8", errors="replace").split("\n")).questions
    return known
