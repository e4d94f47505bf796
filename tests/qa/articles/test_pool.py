"""Child processes: the same results in the same order, and one bad unit costs only itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.articles import read_articles


@pytest.mark.slow
def test_workers_give_what_one_process_gives(tmp_path: Path) -> None:
    for i in range(40):
        (tmp_path / f"{i:02}.txt").write_text(f"Title {i}\n\nThe council voted on day {i} to close the old bridge.\n")
    (tmp_path / "20.txt").write_bytes(b"")
    assert list(read_articles([tmp_path], workers=2)) == list(read_articles([tmp_path]))


@pytest.mark.slow
def test_a_reader_that_is_dropped_leaves_no_process(tmp_path: Path) -> None:
    for i in range(5):
        (tmp_path / f"{i}.txt").write_text(f"Title {i}\n\nThe council voted on day {i} to close the old bridge.\n")
    articles = read_articles([tmp_path], workers=2)
    next(articles)
    articles.close()  # type: ignore[attr-defined]
