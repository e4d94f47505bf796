"""Settings become objects, or one sentence that names the setting."""

from __future__ import annotations

from pathlib import Path

import pytest

from embeddings.batching import EmbeddingThread
from embeddings.embedder import HashEmbedder
from qa import wiring
from qa.answering.evidence import EvidenceModel
from qa.answering.reader_pass import ReadingModel
from qa.errors import IndexMissing, SettingError
from qa.settings import Settings
from qa.wiring import models


@pytest.mark.parametrize(
    ("settings", "named"), [(Settings(dtype="int8"), "QA_DTYPE"), (Settings(model="./none"), "QA_MODEL")]
)
def test_a_model_that_cannot_be_is_named(monkeypatch: pytest.MonkeyPatch, settings: Settings, named: str) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError("no such model\nand much more")

    monkeypatch.setattr(models, "SentenceTransformerEmbedder", fail)
    with pytest.raises(SettingError, match=named):
        wiring.open_embedder(settings)


def test_a_missing_index_is_said_before_the_model_is_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wiring, "open_question_embedder", lambda settings: pytest.fail("loaded"))
    with pytest.raises(IndexMissing):
        wiring.open_service(Settings(index=tmp_path / "none"))


@pytest.mark.model
def test_a_reranker_that_cannot_be_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="QA_RERANKER"):
        wiring.open_readers(Settings(reranker=str(tmp_path / "none")), ())


@pytest.mark.model
def test_the_reader_is_on_unless_it_is_turned_off() -> None:
    thread = EmbeddingThread(HashEmbedder)
    facts: dict[str, str] = {}
    assert isinstance(wiring.open_scorer(Settings(reader="off"), thread, facts), EvidenceModel)
    assert facts == {"reader": "off"}
    assert isinstance(wiring.open_scorer(Settings(reader="small"), thread, facts), ReadingModel)
    assert len(facts["reader"]) == 64 and facts["reader_size"] == "small"
    thread.close()


@pytest.mark.parametrize(
    ("wish", "installed", "sizes"),
    [
        ("auto", True, ("small", "base")), ("auto", False, ("small",)), ("1", False, ("small",)), ("0", True, ()),
        ("off", True, ()), ("small", True, ("small",)), ("base", False, ("small", "base")),
    ],
)  # fmt: skip
def test_the_base_reader_reads_where_it_is_installed_or_asked_for(
    monkeypatch: pytest.MonkeyPatch, wish: str, installed: bool, sizes: tuple[str, ...]
) -> None:
    monkeypatch.setattr(models, "is_installed", lambda: installed)
    assert wiring.reader_sizes(Settings(reader=wish)) == sizes


def test_a_reader_that_does_not_exist_is_named() -> None:
    with pytest.raises(SettingError, match="auto, small, base, off"):
        wiring.reader_sizes(Settings(reader="large"))
