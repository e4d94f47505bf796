"""A backup in one file: articles, live index, feedback, hashes of keys, and the names of the settings that were set.

The file is a tar archive. Its last member, `backup.json`, has size and SHA-256 of every other one, so that a backup that
broke off or was damaged is seen before anything is restored. Values of settings are not in it: some are secret.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import io
import json
import os
import tarfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from qa.articles.walk import find_files
from qa.errors import IndexDamaged, UsageError
from qa.index.opened import FORMAT, check_files, read_manifest
from qa.index.store import IndexStore
from qa.types import Rejection

ABOUT, FEEDBACK, KEYS = "backup.json", "feedback.jsonl", "keys"
VERSION = 1
_TRIES = 3  # times a build may be removed by newer ones while it is copied


@dataclass(frozen=True, slots=True)
class Parts:
    """Where the parts of an installation stand. `feedback` and `keys` may be None: there are none."""

    index: Path
    articles: Path
    feedback: Path | None = None
    keys: Path | None = None


@dataclass(frozen=True, slots=True)
class BackupReport:
    """What a backup holds, or what was restored of it: `generation` "" where the index was not."""

    generation: str
    articles: int
    feedback: bool
    keys: bool
    settings: tuple[str, ...]  # names of the settings that were set where it was made
    told: tuple[str, ...] = ()  # what a person should know: what was left out, what is to be done


def back_up(parts: Parts, target: Path, settings: Sequence[str]) -> BackupReport:
    """Write a backup to `target`, which appears when it is whole. A server and builds may go on meanwhile.

    Raises IndexMissing and IndexDamaged where there is no sound live index, and OSError.
    """
    for attempt in range(_TRIES):
        try:
            return _written(parts, target, settings)
        except FileNotFoundError:
            if attempt == _TRIES - 1:
                raise
    raise AssertionError


def restore(source: Path, parts: Parts) -> BackupReport:
    """Put a backup back: its index becomes the live one, its articles fill an empty folder, feedback and keys are written
    where there are none.

    Raises UsageError, before anything is written, where `source` is no whole backup or the folder of articles is in use.
    """
    if parts.articles.exists() and not (parts.articles.is_dir() and not any(parts.articles.iterdir())):
        raise UsageError(f"{parts.articles} is in use. Name an empty folder for the articles with --articles.")
    with _opened(source) as archive:
        about = _checked(archive, source)
        told: list[str] = []
        generation = _restore_index(archive, about, IndexStore(parts.index), told)
        count = 0
        for name in _under(about, "articles/"):
            _copy_out(archive, name, parts.articles / PurePosixPath(name).relative_to("articles"))
            count += 1
        feedback = _restore_file(archive, about, FEEDBACK, parts.feedback, told)
        keys = _restore_file(archive, about, KEYS, parts.keys, told)
    return BackupReport(generation, count, feedback, keys, tuple(about["settings"]), tuple(told))


def _written(parts: Parts, target: Path, settings: Sequence[str]) -> BackupReport:
    fresh = target.with_name(target.name + ".tmp")
    try:
        with _private(fresh) as file, tarfile.open(fileobj=file, mode="w:gz", compresslevel=1) as archive:
            writer = _Writer(archive)
            store = IndexStore(parts.index)
            generation = store.check()
            for path in sorted((parts.index / generation).iterdir()):
                writer.add_file(f"index/{path.name}", path)
            told: list[str] = []
            count = _add_articles(writer, parts.articles, told)
            feedback = _add_file(writer, FEEDBACK, parts.feedback)
            keys = _add_file(writer, KEYS, parts.keys)
            about = {
                "version": VERSION, "format": FORMAT, "generation": generation, "settings": list(settings),
                "made_at": datetime.now(UTC).isoformat(timespec="seconds"), "files": writer.files,
            }  # fmt: skip
            line = json.dumps(about, indent=1).encode()
            writer.add(ABOUT, io.BytesIO(line), len(line))
        fresh.replace(target)
    finally:
        fresh.unlink(missing_ok=True)
    return BackupReport(generation, count, feedback, keys, tuple(settings), tuple(told))


class _Writer:
    """Adds files to an archive and remembers what they are."""

    def __init__(self, archive: tarfile.TarFile) -> None:
        self._archive = archive
        self.files: dict[str, dict[str, Any]] = {}

    def add(self, name: str, file: BinaryIO, size: int) -> None:
        """Add the first `size` bytes of an open file; an OSError where it has fewer."""
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = size, 0o600
        hashed = _Hashed(file)
        self._archive.addfile(entry, hashed)  # type: ignore[arg-type]
        self.files[name] = {"size": size, "sha256": hashed.digest.hexdigest()}

    def add_file(self, name: str, path: Path) -> None:
        with path.open("rb") as file:
            self.add(name, file, os.fstat(file.fileno()).st_size)


class _Hashed:
    """A file whose bytes are hashed as they are read."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self.digest.update(data)
        return data


def _add_articles(writer: _Writer, root: Path, told: list[str]) -> int:
    count = 0
    whole = root.resolve()
    for found in find_files([root]):
        if isinstance(found, Rejection):
            told.append(f"{found.origin} was left out: {found.message}")
            continue
        inner = found.relative_to(whole) if whole.is_dir() else Path(found.name)
        writer.add_file(f"articles/{inner.as_posix()}", found)
        count += 1
    return count


def _add_file(writer: _Writer, name: str, path: Path | None) -> bool:
    """A file that is appended to, up to its last whole line."""
    if path is None or not path.is_file():
        return False
    data = path.read_bytes()
    data = data[: data.rfind(b"\n") + 1] or data
    writer.add(name, io.BytesIO(data), len(data))
    return True


def _restore_index(archive: tarfile.TarFile, about: dict[str, Any], store: IndexStore, told: list[str]) -> str:
    """Publish the index of a backup and give its new name; "" where this program cannot read its format."""
    if about["format"] != FORMAT:
        newer = (
            "Update Quoth and restore again" if about["format"] > FORMAT else "Build it from the articles: make index"
        )
        told.append(
            f"The index was not restored: it has format {about['format']}, this program reads {FORMAT}. {newer}."
        )
        return ""
    with store.building() as folder:
        for name in _under(about, "index/"):
            _copy_out(archive, name, folder / PurePosixPath(name).name)
        read_manifest(folder)
        check_files(folder)
        return store.publish(folder)


def _restore_file(
    archive: tarfile.TarFile, about: dict[str, Any], name: str, target: Path | None, told: list[str]
) -> bool:  # fmt: skip
    if name not in about["files"]:
        return False
    if target is None or target.exists():
        why = "its setting is empty" if target is None else f"{target} exists"
        told.append(f"{name} was not restored, since {why}. Take it out of the archive by hand if you want it.")
        return False
    _copy_out(archive, name, target)
    return True


@contextlib.contextmanager
def _private(path: Path) -> Iterator[Any]:
    """A new file that its owner alone can read, on the disk when it is closed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


@contextlib.contextmanager
def _opened(source: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(source, "r:gz") as archive:
            yield archive
    except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise _no_backup(source) from error


def _checked(archive: tarfile.TarFile, source: Path) -> dict[str, Any]:
    """What a backup says of itself, after each of its files was compared with it."""
    try:
        member = archive.extractfile(ABOUT)
        about = json.loads(member.read() if member else b"")
        files = {str(name): str(known["sha256"]) for name, known in about["files"].items()}
        version = about["version"]
        told = (int(about["format"]), str(about["generation"]), [str(name) for name in about["settings"]])
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise _no_backup(source) from error
    if version != VERSION:
        raise UsageError(f"{source} was made by another version of Quoth ({version!r}). Restore it with that one.")
    for name, expected in files.items():
        room, *inner = PurePosixPath(name).parts or ("",)
        known = (room == "articles" and inner) or (room == "index" and len(inner) == 1) or name in (FEEDBACK, KEYS)
        if not known or ".." in inner or "\0" in name:
            raise _no_backup(source)
        if _digest(archive, name, source) != expected:
            raise IndexDamaged(f"{source} is damaged: {name} is not what was backed up. Use another backup.")
    return about | dict(zip(("format", "generation", "settings"), told, strict=True))


def _digest(archive: tarfile.TarFile, name: str, source: Path) -> str:
    try:
        member = archive.getmember(name)
        file = archive.extractfile(member) if member.isreg() else None
    except KeyError:
        file = None
    if file is None:
        raise _no_backup(source)
    digest = hashlib.sha256()
    while part := file.read(2**20):
        digest.update(part)
    return digest.hexdigest()


def _copy_out(archive: tarfile.TarFile, name: str, target: Path) -> None:
    file = archive.extractfile(name)
    with _private(target) as out:
        while file and (part := file.read(2**20)):
            out.write(part)


def _under(about: dict[str, Any], prefix: str) -> list[str]:
    return [name for name in about["files"] if name.startswith(prefix)]


def _no_backup(source: Path) -> UsageError:
    return UsageError(f"{source} is no whole backup of Quoth. Name a file that `python -m qa backup` wrote.")
