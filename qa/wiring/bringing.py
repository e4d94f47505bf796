"""Settings to what people bring and take away, and to the builds that follow."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

from qa.articles.added import AddedFolder
from qa.articles.fetch.web import url_from_path
from qa.building.last_paths import remembered
from qa.serving.builds import Builds
from qa.serving.collection import Collection
from qa.serving.watching import Watcher
from qa.settings import Settings


def open_added(settings: Settings) -> AddedFolder:
    """What people brought by the page: beside the index, where no other folder is set."""
    return AddedFolder(Path(settings.added or f"{settings.index}-added"))


def open_builds(settings: Settings) -> Builds:
    """Builds in child processes, with the settings of the environment; `index` steps back by itself (QA_NICE)."""
    command = [sys.executable, "-m", "qa", "index", "--again", "--events", "--index", str(settings.index)]
    return Builds([*command, *(["--added", settings.added] if settings.added else [])])


def open_collection(settings: Settings) -> Collection:
    """What people bring and take away, and the builds that follow; it watches the folders where that is set."""
    watcher = Watcher(partial(watched, settings, brought=False)) if settings.watch else None
    return Collection(open_added(settings), open_builds(settings), fetches=settings.fetch, watcher=watcher)


def watched(settings: Settings, *, brought: bool = True) -> list[Path]:
    """The files and folders of the last build, and what was brought: of that a server knows."""
    files = [path for path in last_paths(settings) if not url_from_path(path)]
    return files + (open_added(settings).paths() if brought else [])


def last_paths(settings: Settings) -> list[Path]:
    """What the last build read, besides what was brought; the folder of the settings where there was none."""
    return remembered(settings.index) or [settings.articles]
