"""Bytes from a file that may be hostile: regular files only, size and decompression capped."""

from __future__ import annotations

import gzip
import io
import os
import stat
import zlib
from pathlib import Path
from typing import BinaryIO

from qa.errors import ArticleError

PAGE_BYTES = 10 * 2**20  # one page, before parsing
FILE_BYTES = 200 * 2**20  # one file that holds many articles, decompressed
RATIO = 100  # of decompressed to compressed bytes; text seldom passes 20
RATIO_FLOOR = 2 * 2**20  # below this much text the ratio says nothing


def open_bytes(path: Path) -> BinaryIO:
    """Open a regular file, decompressing `.gz`, without following a link or waiting on a pipe."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise ArticleError("unreadable", f"It cannot be read: {error.strerror}. Check its permissions.") from error
    file = os.fdopen(descriptor, "rb")
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        file.close()
        raise ArticleError("not_a_file", "It is a pipe, socket or device. Only regular files are read.")
    if path.suffix.lower() != ".gz":
        return file
    return io.BufferedReader(_Unpacked(file, status.st_size))


def read_capped(file: BinaryIO, limit: int) -> bytes:
    """All of `file`, or an ArticleError when it holds more than `limit` bytes or is damaged."""
    data = file.read(limit + 1)
    if len(data) > limit:
        raise ArticleError("too_large", f"It is larger than {limit // 2**20} MB. Split it.")
    return data


class _Unpacked(io.RawIOBase):
    """A gzip stream that stops at the caps; damage and bombs are ArticleErrors."""

    def __init__(self, packed: BinaryIO, packed_size: int) -> None:
        self._packed = packed
        self._stream = gzip.GzipFile(fileobj=packed)
        self._packed_size = max(1, packed_size)
        self._seen = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            data = self._stream.read(len(buffer))
        except (OSError, EOFError, zlib.error) as error:
            raise ArticleError("damaged", "Its compression is damaged. Compress it again.") from error
        self._seen += len(data)
        if self._seen > FILE_BYTES or self._seen > max(RATIO_FLOOR, RATIO * self._packed_size):
            raise ArticleError("too_large", "It unpacks to far more than it should. Unpack and check it.")
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._packed.close()
        super().close()
