"""Which build is live, whatever happened to the folder: kills, damage, garbage in the pointer, two builders."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from qa.errors import BuildRunning, IndexDamaged, IndexMissing
from qa.index import safe_writing
from qa.index.opened import Index
from qa.index.store import IndexStore
from tests.qa.corpus import ARTICLES, FERRY, HARBOUR, LIBRARY, build_index

GARBAGE = (
    None, b"", b"\n", b"   ", b"../../etc", b"..", ".", "/etc", b"g-000002-../../etc", b"\x00", b"g-000002-\x00bcdef01",
    b"x" * 1_000_000, b"g-000099-0123abcd", b"g-2-zz", b"tmp-1", b"LOCK", b"\xff\xfe\x00", "g-０００００２-0123abcd".encode(),
    b"-1", b"CURRENT",
)  # fmt: skip


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


DAMAGES: dict[str, Callable[[Path], object]] = {
    "flip": _flip,
    "truncate": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "append": lambda path: path.write_bytes(path.read_bytes() + b"\n"),
    "zero": lambda path: path.write_bytes(bytes(path.stat().st_size)),
    "delete": lambda path: path.unlink(),
}


@pytest.fixture(scope="module")
def twice_built(tmp_path_factory: pytest.TempPathFactory) -> IndexStore:
    store = IndexStore(tmp_path_factory.mktemp("store") / "index")
    build_index(store, [HARBOUR, FERRY])
    build_index(store, [HARBOUR, FERRY, LIBRARY])
    return store


@pytest.fixture
def two(twice_built: IndexStore, tmp_path: Path) -> IndexStore:
    """Two generations; the newer one is live and holds one article more."""
    shutil.copytree(twice_built.root, tmp_path / "two")
    return IndexStore(tmp_path / "two")


def served(store: IndexStore) -> tuple[int, str]:
    index, reason = store.open()
    count = index.info.articles
    index.close()
    return count, reason


def test_the_newest_build_is_live(two: IndexStore) -> None:
    assert served(two) == (3, "")
    assert two.check() == two.current() == two.generations()[0]
    assert two.live_articles() == 3


def test_nothing_there_is_missing_and_says_what_to_do(store: IndexStore) -> None:
    for ask in (store.open, store.check, store.require):
        with pytest.raises(IndexMissing, match="make index"):
            ask()
    assert (store.current(), store.generations(), store.live_articles()) == (None, [], 0)


@pytest.mark.parametrize("damage", DAMAGES)
def test_any_damage_to_any_file_is_seen_and_the_build_before_serves(two: IndexStore, damage: str) -> None:
    live = two.root / str(two.current())
    names = sorted(p.name for p in live.iterdir())
    assert len(names) > 10
    for name in names:
        whole = (live / name).read_bytes()
        DAMAGES[damage](live / name)
        if (live / name).exists() and (live / name).read_bytes() == whole:
            continue  # an empty file, or one of zeros, cannot be zeroed
        count, reason = served(two)
        if name == "manifest.json" and damage == "append":
            assert count == 3  # white space after JSON changes nothing
        else:
            assert (count, bool(reason)) == (2, True), name
            assert "make index" in reason
            with pytest.raises(IndexDamaged):
                two.check()
        (live / name).write_bytes(whole)
    assert served(two) == (3, "")


def test_a_file_that_nobody_listed_is_damage(two: IndexStore) -> None:
    (two.root / str(two.current()) / "extra").write_bytes(b"")
    count, reason = served(two)
    assert (count, "extra" in reason) == (2, True)


def test_both_builds_damaged_is_an_error(two: IndexStore) -> None:
    for name in two.generations():
        _flip(two.root / name / "articles.sqlite")
    with pytest.raises(IndexDamaged, match="make index"):
        two.open()


@pytest.mark.parametrize("content", GARBAGE)
def test_garbage_in_the_pointer_leads_nowhere_else(two: IndexStore, content: bytes | str | None) -> None:
    pointer = two.root / "CURRENT"
    if content is None:
        pointer.unlink()
    else:
        pointer.write_bytes(content if isinstance(content, bytes) else content.encode())
    assert two.current() is None
    count, reason = served(two)
    assert (count, "make index" in reason) == (3, True)  # the newest sound build, and why it is not known to be live
    build_index(two, ARTICLES)
    assert served(two) == (4, "")


@pytest.mark.parametrize("ending", ["", "\n", "\r\n", " \n\n"])
def test_the_pointer_may_end_as_editors_end_lines(two: IndexStore, ending: str) -> None:
    (two.root / "CURRENT").write_text(str(two.current()) + ending, newline="")
    assert served(two) == (3, "")


class Killed(BaseException):
    """The process is gone: nothing after this runs, clean-up included."""


def test_killed_between_rename_and_pointer(two: IndexStore, monkeypatch: pytest.MonkeyPatch) -> None:
    live = two.current()

    def kill(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr(safe_writing, "replace", kill)
        build_index(two, ARTICLES)
    assert len(two.generations()) == 3 and two.current() == live
    assert served(two) == (3, "")
    build_index(two, ARTICLES)
    assert served(two) == (4, "")
    assert len(two.generations()) == 2, "the orphan is gone"


def test_what_a_killed_build_left_is_removed_by_the_next(two: IndexStore) -> None:
    (two.root / "tmp-0123").mkdir()
    (two.root / "tmp-0123" / "half").write_bytes(b"x")
    with two.building() as folder:
        assert sorted(p.name for p in two.root.iterdir() if p.name.startswith("tmp-")) == [folder.name]
    assert not [p for p in two.root.iterdir() if p.name.startswith("tmp-")]
    assert served(two) == (3, "")


def test_a_link_among_the_builds_is_not_followed(two: IndexStore, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "kept").write_bytes(b"x")
    (two.root / "tmp-link").symlink_to(tmp_path / "elsewhere")
    with two.building():
        pass
    assert (tmp_path / "elsewhere" / "kept").exists()


def test_one_builder_at_a_time(two: IndexStore) -> None:
    with two.building(), pytest.raises(BuildRunning, match="Wait"):
        build_index(IndexStore(two.root))
    build_index(two, ARTICLES)  # the lock is free again
    assert two.live_articles() == 4


def test_numbers_only_rise_and_two_builds_are_kept(two: IndexStore) -> None:
    numbers = []
    for _ in range(3):
        build_index(two, ARTICLES)
        numbers.append(str(two.current())[:8])
        assert len(two.generations()) == 2
    assert numbers == ["g-000003", "g-000004", "g-000005"]


def test_an_open_build_outlives_its_folder(two: IndexStore) -> None:
    index, _ = two.open()
    for _ in range(2):
        build_index(two, ARTICLES)
    assert not index.folder.exists()
    assert index.articles.get(LIBRARY.id).text == LIBRARY.text
    assert len(index.vectors.search(index.vectors.vectors(index.passages[:1, 0])[0], 3)[1]) == 3
    index.close()


def test_the_pointer_moves_while_a_reader_loads(two: IndexStore, monkeypatch: pytest.MonkeyPatch) -> None:
    live, opened = two.root / str(two.current()), Index.open
    moved: list[Path] = []

    def slowly(folder: Path, **options: bool) -> Index:
        if folder == live and not moved:
            moved.append(folder)
            build_index(two, ARTICLES)
            build_index(two, ARTICLES)
        return opened(folder, **options)

    monkeypatch.setattr(Index, "open", staticmethod(slowly))
    assert served(two) == (4, "")


def test_a_folder_of_unreadable_builds_is_told_before_anything_is_loaded(two: IndexStore) -> None:
    two.require()
    newest, *older = (two.root / name / "manifest.json" for name in two.generations())
    newest.write_text("{}", encoding="utf-8")
    two.require()  # an older build can still be served
    for manifest in older:
        manifest.write_text("{}", encoding="utf-8")
    with pytest.raises(IndexDamaged, match="make index"):
        two.require()
