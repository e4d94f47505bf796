"""What people do to the collection while it is served: bring articles, take them away, put them back."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

from qa.articles.added import AddedFolder
from qa.articles.walk import printable
from qa.errors import UsageError
from qa.serving.builds import Builds
from qa.serving.watching import Watcher
from qa.types import BuildState, Outcome


class Collection:
    """Each change is kept in the folder of what was brought, and a build in the background follows."""

    def __init__(
        self, added: AddedFolder, builds: Builds, *, fetches: bool = False, watcher: Watcher | None = None
    ) -> None:
        self._added = added
        self._builds = builds
        self.fetches = fetches  # whether addresses can be brought
        self._closing = threading.Event()
        if watcher:
            threading.Thread(target=self._watch, args=(watcher,), name="files-watcher", daemon=True).start()

    def bring(
        self, *, records: Sequence[dict[str, str]] = (), urls: Sequence[str] = (),
        files: Sequence[tuple[str, bytes]] = (),
    ) -> BuildState:  # fmt: skip
        """Keep articles as records, addresses to fetch, and files by name and content; the build that takes them in."""
        if urls and not self.fetches:
            message = "Addresses are fetched only with QA_FETCH=1. Paste the text instead."
            raise UsageError(message, code="not_fetched", field="url")
        inputs = [(r.get("title") or r["text"][:60], _origin(self._added.add_record(r))) for r in records]
        inputs += [(name, _origin(self._added.add_file(name, data))) for name, data in files]
        for url in urls:
            self._added.add_address(url)
            inputs.append((url, url))
        return self._builds.request((Outcome(name, "waiting"), origin) for name, origin in inputs)

    def remove(self, article_id: str, title: str = "") -> BuildState:
        """Take an article away; it stays where it was read from and can be restored."""
        self._added.remove(article_id)
        return self._builds.request([(Outcome(title or article_id, "removed", article_id, title), "")])

    def restore(self, article_id: str) -> BuildState:
        self._added.restore(article_id)
        return self._builds.request([(Outcome(article_id, "restored", article_id), "")])

    def removed(self) -> list[str]:
        """Ids of what was taken away."""
        return self._added.removed()

    def build(self, build_id: str) -> BuildState:
        return self._builds.get(build_id)

    def close(self) -> None:
        self._closing.set()
        self._builds.close()

    def _watch(self, watcher: Watcher) -> None:
        while not self._closing.is_set():
            if watcher.settled_change():
                self._builds.request(())
            watcher.pause(self._closing.wait)


def _origin(path: Path) -> str:
    return printable(path.resolve())
