"""Articles on one running story become one event; a build where nothing changed takes those of the build before."""

from __future__ import annotations

import numpy as np
import pytest

from qa.building import events
from qa.index.bm25 import TermLists
from qa.index.store import IndexStore
from tests.qa.answering.test_telling import STORY
from tests.qa.corpus import LIBRARY, build_index


def unit(*rows: list[float]) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    vectors = np.asarray(rows, np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


NAMES = TermLists.of([[1, 2], [1, 2], [3], [1, 2]])
VECTORS = unit([1, 0.1], [1, 0.2], [0, 1], [1, 0.15])


def test_alike_articles_within_weeks_are_one_event() -> None:
    found = events.events(VECTORS, np.asarray([10, 5, 7, 30], np.int32), NAMES)
    assert found.tolist() == [1, 1, events.ALONE, 1]


def test_alike_articles_a_year_apart_or_without_a_day_are_not() -> None:
    found = events.events(VECTORS, np.asarray([10, 400, 7, -1], np.int32), NAMES)
    assert found.tolist() == [events.ALONE] * 4


def test_a_group_that_is_too_large_is_split_by_a_stricter_likeness(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "_LINKED", 2)
    found = events.events(VECTORS, np.asarray([10, 5, 7, 30], np.int32), NAMES)
    assert found[2] == events.ALONE


def test_an_index_knows_its_events(store: IndexStore) -> None:
    build_index(store, [*STORY, LIBRARY])
    index, _ = store.open()
    assert len(index.events) == 4 and index.events[3] == events.ALONE


def test_an_index_without_the_file_tells_no_stories(store: IndexStore) -> None:
    build_index(store, [*STORY, LIBRARY])
    index, _ = store.open()
    (index.folder / "events.npy").unlink()
    assert index.events.tolist() == [events.ALONE] * 4


def test_nothing_is_computed_where_nothing_changed(store: IndexStore, monkeypatch: pytest.MonkeyPatch) -> None:
    build_index(store, [*STORY, LIBRARY])
    before = store.open()[0].events.tolist()

    def never(*_: object) -> None:
        raise AssertionError("events were computed again")

    monkeypatch.setattr(events, "events_of_build", never)
    build_index(store, [*STORY, LIBRARY])
    assert store.open()[0].events.tolist() == before
    with pytest.raises(AssertionError):
        build_index(store, [*STORY])
