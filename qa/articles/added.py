"""What people brought by the page or the API: files in one folder; and what they took away: a list of ids beside them.

folder/articles/   one file for each thing that came in, under its own name and a piece of its digest
folder/removed     ids of articles that no build takes in, one a line
"""

from __future__ import annotations

import json
import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from xml.sax.saxutils import escape

from qa.articles.walk import printable
from qa.errors import UsageError
from qa.index import safe_writing
from qa.text.addresses import web_address
from qa.types import Article, Outcome, Rejection

MAX_FILES = 50_000
MAX_BYTES = 8 * 2**30  # of all files together
_NAME = 80  # characters of a name that are kept
_WORST = re.compile(r"[^\w.\- ]+")


class AddedFolder:
    """The folder. Safe to share between threads; a build in another process only reads it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.files = folder / "articles"
        self._removed = folder / "removed"
        self._lock = threading.Lock()

    def paths(self) -> list[Path]:
        """What a build has to read of it."""
        return [self.files] if self.files.is_dir() else []

    def add_file(self, name: str, data: bytes) -> Path:
        """Keep `data` under a name made of `name`; the same data twice is one file."""
        if not data:
            raise UsageError(f"{name or 'The file'} is empty. Choose another.", code="file_empty", field="files")
        with self._lock:
            self._check_room(len(data))
            self.files.mkdir(parents=True, exist_ok=True)
            path = self.files / _file_name(name, data)
            if not path.exists():
                draft = self._folder / f".{path.name}.part"
                safe_writing.write(draft, data)
                safe_writing.rename(draft, path)
        return path

    def add_record(self, record: dict[str, str]) -> Path:
        """Keep an article that was written or pasted, as a record with the fields of `make index`."""
        data = json.dumps(record, ensure_ascii=False, indent=1).encode()
        return self.add_file(f"{record.get('title') or record['text'][:60]}.json", data)

    def add_address(self, url: str) -> Path:
        """Keep the address of a page to fetch, as a sitemap of one page."""
        if web_address(url) is None:
            raise UsageError(
                "This is no web address. Give one that begins with https://.", code="url_invalid", field="url"
            )
        space = "http://www.sitemaps.org/schemas/sitemap/0.9"
        text = f'<?xml version="1.0"?>\n<urlset xmlns="{space}"><url><loc>{escape(url)}</loc></url></urlset>\n'
        return self.add_file(f"{url.partition('://')[2]}.xml", text.encode())

    def removed(self) -> list[str]:
        """Ids of the articles that were taken away, the last one last."""
        try:
            return [json.loads(line) for line in self._removed.read_text(encoding="utf-8").splitlines() if line]
        except FileNotFoundError:
            return []

    def remove(self, article_id: str) -> None:
        with self._lock:
            self._write_removed([*(i for i in self.removed() if i != article_id), article_id])

    def restore(self, article_id: str) -> None:
        with self._lock:
            known = self.removed()
            if article_id not in known:
                raise UsageError("No removed article has this id.", code="restore_unknown", field="restore")
            self._write_removed([i for i in known if i != article_id])

    def _write_removed(self, ids: list[str]) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        draft = self._folder / ".removed.part"
        safe_writing.write(draft, "".join(json.dumps(i) + "\n" for i in ids).encode())
        safe_writing.rename(draft, self._removed)

    def _check_room(self, size: int) -> None:
        sizes = [path.stat().st_size for path in self.files.iterdir()] if self.files.is_dir() else []
        if len(sizes) >= MAX_FILES or sum(sizes) + size > MAX_BYTES:
            raise UsageError(
                f"The folder {self.files.name} is full. Move its files to the folder that `make index` reads.",
                code="folder_full",
            )


@dataclass
class Brought:
    """Passes on what a build reads, without what was taken away, and remembers what became of what was brought."""

    added: AddedFolder
    found: dict[str, list[Article | Rejection]] = field(default_factory=dict)  # by origin; articles without their text

    def of(self, articles: Iterable[Article | Rejection]) -> Iterator[Article | Rejection]:
        removed, ours = frozenset(self.added.removed()), printable(self.added.files.resolve())
        for one in articles:
            if isinstance(one, Article) and one.id in removed:
                one = Rejection(one.origin, "removed", f"It was taken away: {one.id}. Restore it on the page.")
            if one.origin.startswith((ours, "http://", "https://")):
                brief = Article(one.id, one.title, "", origin=one.origin) if isinstance(one, Article) else one
                self.found.setdefault(one.origin, []).append(brief)
            yield one

    def outcomes(self, duplicates: dict[str, str]) -> Iterator[Outcome]:
        """What became of each, once it is known which are copies (id of the copy -> id of the article)."""
        for origin, items in self.found.items():
            for item in items:
                if isinstance(item, Rejection):
                    state = {"duplicate": "copy", "removed": "removed"}.get(item.reason, "rejected")
                    yield Outcome(origin, state, message=item.message)
                elif item.id in duplicates:
                    yield Outcome(origin, "copy", item.id, item.title, of=duplicates[item.id])
                else:
                    yield Outcome(origin, "indexed", item.id, item.title)


def _file_name(name: str, data: bytes) -> str:
    """A name that any file system takes: no folders, no control characters, the digest before the suffixes."""
    base = unicodedata.normalize("NFC", name.replace("\\", "/").rpartition("/")[2])
    base = _WORST.sub(" ", base).strip(" .") or "article"
    stem, dots, suffix = base.partition(".") if base.lower().endswith(".gz") else base.rpartition(".")
    if not dots:
        stem, suffix = base, ""
    stem = " ".join(stem.split())[:_NAME].strip(" .-") or "article"
    kept = re.sub(r"[^a-z0-9.]", "", suffix.lower())[:16]
    return f"{stem}-{blake2b(data, digest_size=4).hexdigest()}{'.' if kept else ''}{kept}"
