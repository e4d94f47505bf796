"""What people bring lies as files in one folder; what they take away is kept out of every build."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qa.articles.added import AddedFolder, Brought
from qa.errors import UsageError
from qa.types import Article, Rejection


@pytest.fixture
def added(tmp_path: Path) -> AddedFolder:
    return AddedFolder(tmp_path / "index-added")


def test_a_record_is_a_file_that_index_reads(added: AddedFolder) -> None:
    path = added.add_record({"title": "A red lighthouse", "text": "It was painted.", "source": "Coast Wire"})
    assert json.loads(path.read_text(encoding="utf-8"))["source"] == "Coast Wire"
    assert (path.suffix, added.paths()) == (".json", [path.parent])


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "..\\..\\boot.ini", "/abs/olute.txt", "a\0b\n.txt", "", ".", "..", ".hidden", "x" * 5000 + ".pdf",
     "𝕬 übër — “name”.txt", "con.txt", "-rf.txt", "a/b/.", "\u202egnp.exe", "%2e%2e%2fa.txt", "name.tar.gz"],
)  # fmt: skip
def test_whatever_a_file_is_called_it_stays_in_the_folder(added: AddedFolder, name: str) -> None:
    path = added.add_file(name, b"text")
    assert path.parent == added.files and path.read_bytes() == b"text"
    assert len(path.name.encode()) < 255 and path.name[0] not in ".-" and "\0" not in path.name
    assert [p.name for p in added.files.iterdir()] == [path.name]


def test_the_suffix_stays_as_it_says_the_format(added: AddedFolder) -> None:
    names = {name: added.add_file(name, name.encode()).name for name in ("a.PDF", "b.jsonl.gz", "c.html")}
    assert [names[n].partition("-")[2].partition(".")[2] for n in names] == ["pdf", "jsonl.gz", "html"]


def test_the_same_file_twice_is_one(added: AddedFolder) -> None:
    assert added.add_file("a.txt", b"text") == added.add_file("a.txt", b"text")
    assert added.add_file("a.txt", b"other") != added.add_file("a.txt", b"text")


@pytest.mark.parametrize("limit", ["MAX_FILES", "MAX_BYTES"])
def test_a_full_folder_takes_nothing_more(added: AddedFolder, monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    monkeypatch.setattr(f"qa.articles.added.{limit}", 5 if limit == "MAX_BYTES" else 1)
    added.add_file("a.txt", b"12345")
    with pytest.raises(UsageError, match="full"):
        added.add_file("b.txt", b"6")


def test_what_is_nothing_or_no_address_is_refused(added: AddedFolder) -> None:
    with pytest.raises(UsageError, match="empty"):
        added.add_file("a.txt", b"")
    with pytest.raises(UsageError, match="no web address"):
        added.add_address("file:///etc/passwd")


def test_an_address_is_a_sitemap_of_one_page(added: AddedFolder) -> None:
    assert (
        "<loc>https://example.org/?a=1&amp;b=2</loc>" in added.add_address("https://example.org/?a=1&b=2").read_text()
    )


def test_removed_articles_are_kept_out_until_they_are_restored(added: AddedFolder) -> None:
    articles = [Article("a", "A", "text", origin="/elsewhere/a"), Article("b\n2", "B", "text", origin="/elsewhere/b")]
    added.remove("b\n2")
    kept, gone = Brought(added).of(articles)
    assert isinstance(kept, Article) and isinstance(gone, Rejection)
    assert gone.reason == "removed"
    assert added.removed() == ["b\n2"]
    added.restore("b\n2")
    assert [type(one) for one in Brought(added).of(articles)] == [Article, Article]
    with pytest.raises(UsageError, match="No removed article"):
        added.restore("b\n2")


def test_what_became_of_each_input_is_known_after_a_build(added: AddedFolder) -> None:
    paths = [str(added.add_file(f"{name}.txt", name.encode()).resolve()) for name in ("new", "copy", "short")]
    brought = Brought(added)
    found: list[Article | Rejection] = [
        Article("old", "Old", "t", origin="/elsewhere/a.txt"),
        Article("n", "New", "t", origin=paths[0]),
        Article("c", "Copy", "t", origin=paths[1]),
        Rejection(paths[2], "too_short", "It is too short."),
    ]
    assert list(brought.of(found)) == found
    told = {one.name: (one.state, one.of, one.message) for one in brought.outcomes({"c": "old"})}
    assert told == {
        paths[0]: ("indexed", None, ""),
        paths[1]: ("copy", "old", ""),
        paths[2]: ("rejected", None, "It is too short."),
    }
