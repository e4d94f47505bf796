"""One build as a folder that describes itself: how it is written, checked and read.

manifest.json         format, model fingerprint, counts, size and SHA-256 of every other file, and its own SHA-256
articles.sqlite       articles with their text, by row; copies folded into them; the order of reading
passages.npy          int32 (passages, 5): article row, start, end, first sentence, end of sentences
sentences.npy         int32 (sentences, 3): passage, start, end
vectors.faiss         passage vectors as codes: one list up to 200,000, inverted lists above
vectors.npy           float32 (passages, d), above 200,000 float16: the vectors themselves
sentence_vectors.npy  int8 (sentences, d): unit vectors times 127
terms.json bm25.*     the keyword index
sentence_terms.*.npy  the terms of every sentence
title_terms.*.npy     the terms of every article's title
term_kinds.npy        which terms are names or numbers
sentence_marks.npy    what every sentence shows on its face
keys.npy              what each passage was embedded from, so that the next build embeds only what changed
article_keys.npy      what each article was cut from, so that the next build cuts only what changed
capital_terms.*.npy   the terms of every article that are written with a capital in mid-sentence; for the same
events.npy            which articles tell one running story; builds before it have none, and are read as well
report.json           what became of every input
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from embeddings.vector_files import VectorFacts, mapped, open_vectors
from embeddings.vector_index import VectorIndex
from qa.errors import IndexDamaged
from qa.index import safe_writing
from qa.index.article_table import ArticleTable
from qa.index.bm25 import KeywordIndex, TermLists
from qa.index.searching import LocalSearches, Searches
from qa.types import IndexInfo

FORMAT = 3
MANIFEST = "manifest.json"


class Index:
    """An open build, read-only and safe to share between threads; arrays are mapped, not loaded."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.manifest = read_manifest(folder)
        self.info = IndexInfo(**self.manifest["info"])
        self.articles = ArticleTable(folder / "articles.sqlite")
        self.passages = _array(folder, "passages")
        self.sentences = _array(folder, "sentences")
        self.sentence_vectors = mapped(folder / "sentence_vectors.npy", by_row=True)
        self.sentence_terms = TermLists.load(folder, "sentence_terms")
        self.title_terms = TermLists.load(folder, "title_terms")
        self.term_kinds = np.array(_array(folder, "term_kinds"))
        self.sentence_marks = _array(folder, "sentence_marks")
        self.vectors: VectorIndex = open_vectors(folder, VectorFacts(**self.manifest.get("vectors", {})))
        self.keywords = KeywordIndex.load(folder, len(self.passages))
        self.searches: Searches = LocalSearches(self.vectors, self.keywords)
        self.articles_of = np.array(self.passages[:, 0])
        if not len(self.passages) == len(self.vectors) == self.info.passages:
            raise IndexDamaged("The index holds more vectors than passages, or fewer. Build it again: make index.")

    @cached_property
    def days(self) -> npt.NDArray[np.int32]:
        """Publication day of every article, as days since 1970-01-01; -1 where it is not known."""
        return np.asarray([day_number(d) for d in self.articles.column("published_at")], np.int32)

    @cached_property
    def publishers(self) -> list[str]:
        """All publishers, case-folded; "" where one is not known."""
        return sorted({(s or "").casefold() for s in self.articles.column("source")})

    @cached_property
    def sources(self) -> npt.NDArray[np.int32]:
        """Publisher of every article, as its place in `publishers`."""
        places = {name: i for i, name in enumerate(self.publishers)}
        return np.asarray([places[(s or "").casefold()] for s in self.articles.column("source")], np.int32)

    @cached_property
    def events(self) -> npt.NDArray[np.int32]:
        """The event of every article, as the row of its first one; -1 where it tells no story with others."""
        path = self.folder / "events.npy"
        return np.array(mapped(path)) if path.exists() else np.full(self.info.articles, -1, np.int32)

    def openings(self, articles: Sequence[int] | npt.NDArray[Any]) -> npt.NDArray[np.int64]:
        """The passages that these articles, by row, open with, by row."""
        return np.asarray(np.searchsorted(self.articles_of, np.asarray(articles, np.int64)), np.int64)

    def close(self) -> None:
        self.articles.close()

    @classmethod
    def open(cls, folder: Path, *, verify: bool = True) -> Self:
        """Open a build after checking every file against the manifest."""
        if verify:
            check_files(folder)
        try:
            return cls(folder)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise IndexDamaged(
                f"The index in {folder} cannot be read ({error}). Build it again: make index."
            ) from error


def day_number(published_at: str | None) -> int:
    """Days since 1970-01-01 of an ISO 8601 date or time; -1 where there is none."""
    try:
        return (date.fromisoformat((published_at or "")[:10]) - date(1970, 1, 1)).days
    except ValueError:
        return -1


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a build; an error where it is missing, unreadable or of another format."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if manifest["format"] != FORMAT:
            newer = isinstance(manifest["format"], int) and manifest["format"] > FORMAT
            raise IndexDamaged(
                f"The index in {folder} has format {manifest['format']}, this program reads {FORMAT}. "
                + (
                    "A newer Quoth made it: update, or build it again: make index."
                    if newer
                    else "Build it again: make index."
                )
            )
        if manifest.pop("sha256") != _digest(manifest):
            raise IndexDamaged(f"The manifest of {folder} is not what was written. Build the index again: make index.")
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise IndexDamaged(f"The manifest of {folder} cannot be read. Build the index again: make index.") from error
    return dict(manifest)


def _digest(manifest: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(manifest, sort_keys=True).encode()).hexdigest()


def write_manifest(folder: Path, info: IndexInfo, fingerprint: dict[str, str], **more: Any) -> None:
    """Describe a finished folder: the last file to be written, after all others are on the disk."""
    names = sorted(p.name for p in folder.iterdir() if p.name != MANIFEST)
    for name in names:
        safe_writing.sync(folder / name)
    files = {n: {"size": (folder / n).stat().st_size, "sha256": safe_writing.sha256(folder / n)} for n in names}
    manifest = {"format": FORMAT, "info": asdict(info), "fingerprint": fingerprint, **more, "files": files}
    manifest["sha256"] = _digest(manifest)
    safe_writing.write(folder / MANIFEST, json.dumps(manifest, indent=1, ensure_ascii=False).encode())
    safe_writing.sync(folder)


def check_files(folder: Path) -> None:
    """Compare every file with the manifest: names, exact sizes, SHA-256."""
    files = read_manifest(folder)["files"]
    present = {p.name for p in folder.iterdir()} - {MANIFEST}
    for name in sorted(present ^ set(files)):
        raise IndexDamaged(f"The index in {folder} lacks {name}, or has it unlisted. Build it again: make index.")
    for name, expected in files.items():
        path = folder / name
        if path.stat().st_size != expected["size"] or safe_writing.sha256(path) != expected["sha256"]:
            raise IndexDamaged(f"{path} is not what was built. Build the index again: make index.")


def _array(folder: Path, name: str) -> npt.NDArray[Any]:
    return mapped(folder / f"{name}.npy")
