"""A collection over the fake service: what is brought is there at the second look at its build."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qa.errors import NotFound, UsageError
from qa.types import Article, BuildState, Outcome
from tests.web.fake import FakeService


class FakeCollection:
    """Texts shorter than twenty characters are rejected, a known text is a copy."""

    def __init__(self, service: FakeService, *, fetches: bool = False) -> None:
        self._service = service
        self.fetches = fetches
        self._gone: dict[str, Article] = {}
        self._states: dict[str, list[BuildState]] = {}
        self.files: list[tuple[str, bytes]] = []
        self.urls: list[str] = []

    def bring(
        self,
        *,
        records: Sequence[dict[str, str]] = (),
        urls: Sequence[str] = (),
        files: Sequence[tuple[str, bytes]] = (),
    ) -> BuildState:
        self.urls += urls
        self.files += files
        texts = [(r.get("title", ""), r["text"], r) for r in records]
        texts += [(name, data.decode("utf-8", "replace"), {}) for name, data in files]
        return self._built([self._read(*one) for one in texts])

    def remove(self, article_id: str, title: str = "") -> BuildState:
        self._gone[article_id] = self._service.by_id.pop(article_id)
        return self._built([Outcome(title, "removed", article_id, title)])

    def restore(self, article_id: str) -> BuildState:
        if article_id not in self._gone:
            raise UsageError("No removed article has this id.", code="restore_unknown", field="restore")
        self._service.by_id[article_id] = self._gone.pop(article_id)
        return self._built([Outcome(article_id, "restored", article_id)])

    def removed(self) -> list[str]:
        return list(self._gone)

    def build(self, build_id: str) -> BuildState:
        if build_id not in self._states:
            raise NotFound("No build has this id.")
        states = self._states[build_id]
        return states.pop(0) if len(states) > 1 else states[0]

    def close(self) -> None:
        pass

    def _read(self, title: str, text: str, record: dict[str, str]) -> Outcome:
        same = next((a.id for a in self._service.by_id.values() if a.text == text), None)
        if same:
            return Outcome(title, "copy", "copy-of-it", title, of=same)
        if len(text) < 20:
            return Outcome(title, "rejected", message="It is too short to be an article.")
        article = Article(f"new-{len(self._service.by_id)}", title or text[:20], text, source=record.get("source"))
        self._service.by_id[article.id] = article
        return Outcome(title, "indexed", article.id, article.title)

    def _built(self, inputs: list[Outcome]) -> BuildState:
        build_id = f"b{len(self._states)}"
        waiting = [replace(one, state="waiting", article_id=None, of=None, message="") for one in inputs]
        states = [
            BuildState(build_id, "running", "embedding", 1, 3, tuple(waiting)),
            BuildState(build_id, "running", "verifying", 0, None, tuple(waiting)),
            BuildState(build_id, "done", inputs=tuple(inputs), built_at="2023-01-02T03:04:05+00:00"),
        ]
        self._states[build_id] = states
        return states[0]
