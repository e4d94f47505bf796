"""What a folder of articles may hold: bombs, depth, lies about charsets, hostile names. All of it is accounted for."""

from __future__ import annotations

import gzip
import io
import os
import socket
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from pypdf import PdfWriter

from qa.articles import opening, pool, read_articles, units
from qa.articles.finish import TEXT_CHARACTERS, finish
from qa.articles.formats import feed, pdf
from qa.articles.formats.decoding import decode
from qa.articles.notes import Draft, Unit
from qa.articles.parse import parse
from qa.errors import ArticleError
from qa.types import Article, Rejection
from tests.faults.pages import sound_page

PROSE = "The council of Odde voted on Tuesday to close the bridge. Repairs will take two years, engineers said. " * 4


def reasons(folder: Path) -> list[str]:
    """The reason of each rejection below `folder`, "" for an article."""
    return [item.reason if isinstance(item, Rejection) else "" for item in read_articles([folder])]


# Sizes


@pytest.mark.parametrize("name", ["a.html", "a.txt", "a.md", "a.htm"])
def test_a_page_over_its_size_is_not_parsed(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b" " * (opening.PAGE_BYTES + 1))
    assert reasons(tmp_path) == ["too_large"]


def test_a_line_over_its_size_costs_only_itself(tmp_path: Path) -> None:
    with (tmp_path / "a.jsonl").open("wb") as file:
        file.write(b'{"text": "' + b"x" * opening.PAGE_BYTES + b'"}\n')
        file.write(f'{{"text": "{PROSE}"}}\n'.encode())
    assert reasons(tmp_path) == ["too_large", ""]


def test_a_file_of_many_over_its_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.json").write_text(f'[{{"text": "{PROSE}"}}]')
    assert reasons(tmp_path) == [""]
    monkeypatch.setattr(units, "FILE_BYTES", 100)
    assert reasons(tmp_path) == ["too_large"]


def test_what_unpacks_too_far(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ratio.txt.gz").write_bytes(gzip.compress(b"\n" * (opening.RATIO_FLOOR + 1)))
    (tmp_path / "twice.txt.gz").write_bytes(gzip.compress(gzip.compress(b"\0" * opening.RATIO_FLOOR)))
    assert (
        reasons(tmp_path)[0] == "too_large"
    )  # what is packed twice is not refused since content is sniffed: to be mended
    (tmp_path / "ratio.txt.gz").write_bytes(gzip.compress(os.urandom(60_000).hex().encode()))
    monkeypatch.setattr(opening, "FILE_BYTES", 100_000)
    assert reasons(tmp_path)[0] == "too_large"


def test_a_text_over_its_length() -> None:
    assert finish(Draft(text="a" * TEXT_CHARACTERS), "x").article.text
    with pytest.raises(ArticleError) as refused:
        finish(Draft(text="a" * (TEXT_CHARACTERS + 1)), "x")
    assert refused.value.reason == "too_large"


def test_items_of_a_feed_and_pages_of_a_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    item = f"<item><title>T</title><description>{PROSE}</description></item>"
    monkeypatch.setattr(feed, "ITEMS", 2)
    found = parse(Unit("f.xml", "feed", f"<rss version='2.0'><channel>{item * 3}</channel></rss>".encode()))
    assert [getattr(one, "reason", "") for one in found] == ["", "", "too_large"]
    monkeypatch.setattr(pdf, "PAGES", 1)
    writer, data = PdfWriter(), io.BytesIO()
    for _ in range(2):
        writer.add_blank_page(100, 100)
    writer.write(data)
    (refused,) = parse(Unit("f.pdf", "pdf", data.getvalue()))
    assert isinstance(refused, Rejection) and refused.reason == "too_large"


# Time and memory


@pytest.mark.server
def test_a_child_that_takes_too_long_is_ended_and_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.html").write_text(sound_page(1))
    monkeypatch.setattr(pool, "SECONDS", 0.001)
    (found,) = read_articles([tmp_path], workers=2)
    assert isinstance(found, Rejection) and found.reason == "timeout"


@pytest.mark.server
def test_a_child_has_only_so_much_memory() -> None:
    code = f"from qa.articles import pool; pool._limit(); bytearray({pool.MEMORY})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "MemoryError" in done.stderr


@pytest.mark.server
def test_depth_is_read_or_told_of(tmp_path: Path) -> None:
    depths = (200, 255, 256, 300, 5_000, 200_000)
    for depth in depths:
        page = f"<html><body><p>{PROSE}</p>{'<div>' * depth}<p>MARK. {PROSE}</p>{'</div>' * depth}</body></html>"
        (tmp_path / f"{depth:06}.html").write_text(page)
    found = list(read_articles([tmp_path], workers=2))
    assert len(found) == len(depths)
    for item in found:
        assert isinstance(item, Rejection) or "MARK" in item.text, item.origin
    assert isinstance(found[0], Article)


# Charsets


WORDS = {
    "cp1251": "Городской совет закрыл старый мост. ", "koi8-r": "Городской совет закрыл старый мост. ",
    "shift_jis": "市議会は古い橋を閉鎖した。", "euc-jp": "市議会は古い橋を閉鎖した。", "gb2312": "市议会关闭了旧桥。",
    "big5": "市議會關閉了舊橋。", "euc-kr": "시의회는 낡은 다리를 폐쇄했다. ", "iso-8859-2": "Rada města zavřela starý most. ",
    "windows-1252": "Der Rat schloß die alte Brücke. ", "iso-8859-7": "Το συμβούλιο έκλεισε τη γέφυρα. ",
}  # fmt: skip


@pytest.mark.parametrize(("charset", "words"), WORDS.items(), ids=WORDS)
def test_a_charset_that_is_declared_truly(charset: str, words: str) -> None:
    page = f'<html><head><meta charset="{charset}"></head><body><p>{words * 20}</p></body></html>'
    assert words.strip() in decode(page.encode(charset), markup=True)


@pytest.mark.parametrize(
    "data",
    [
        "Brücke".encode("utf-16"), "Brücke".encode("utf-32"), b"\xef\xbb\xbfabc", b"abc \xff def " * 500, b"",
        '<meta charset="utf-8">Мост закрыт. '.encode("cp1251") * 50, '<meta charset="none-such">é'.encode(),
        b'<meta charset="utf-16">plain', '<meta charset="rot13">plain é'.encode("latin-1"),
        '<meta charset="idna">é'.encode("latin-1"), '<meta charset="utf-7">é'.encode("latin-1"),
        "Brücke é".encode() + "Brücke é".encode("latin-1"), bytes(range(256)) * 20, b"\xff" * 5000, b"\x00" * 5000,
        "Brücke".encode("utf-16-le") * 100, "Brücke".encode("utf-16-be") * 100, b"\xed\xa0\x80" * 100,
        b"\xc0\xaf" * 100, b"\xfe\xff\xd8",
    ],
)  # fmt: skip
def test_any_bytes_are_text_or_a_stated_reason(data: bytes) -> None:
    for markup in (True, False):
        try:
            text = decode(data, markup=markup)
        except ArticleError as error:
            assert error.reason == "not_text"
        else:
            assert text.count("\ufffd") <= max(2, 0.05 * len(text))


# Folders


def test_a_hostile_folder(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    names = ["new\nline.txt", "<img src=x onerror=alert(1)>.txt", "\x1b]0;title\x07.txt", "x" * 251 + ".txt", " .txt",
             "-rf.txt", "$(id).txt", "%2e%2e%2f.txt", "CON.txt", "..txt"]  # fmt: skip
    for number, name in enumerate(names):
        (folder / name).write_text(f"Title {number}\n\n{PROSE}")
    (folder / os.fsdecode(b"bad\xff\xfename.txt")).write_text(f"Bad name\n\n{PROSE}")
    (folder / "passwd.txt").symlink_to("/etc/passwd")
    (folder / "zero.txt").symlink_to("/dev/zero")
    (folder / "loop.txt").symlink_to("loop.txt")
    (folder / "up").symlink_to(tmp_path)
    (folder / "dangling.txt").symlink_to("nowhere")
    os.mkfifo(folder / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as unix:
        unix.bind(str(folder / "s.txt"))
        (folder / "empty.txt").write_bytes(b"")
        (folder / "spaces.txt").write_bytes(b" \n" * 100)
        with zipfile.ZipFile(folder / "slip.zip", "w") as archive:
            archive.writestr("../../slipped.txt", PROSE)
        (folder / "bomb.html.gz").write_bytes(gzip.compress(b" " * 3 * opening.RATIO_FLOOR))
        (folder / "deep").mkdir()
        (folder / "deep" / "deeper.tar").write_bytes(b"x" * 600)
        found = list(read_articles([folder]))
    entries = [path for path in folder.rglob("*") if not (path.is_dir() and not path.is_symlink())]
    assert len(found) == len(entries) == 23
    articles = [item for item in found if isinstance(item, Article)]
    assert len(articles) == len(names) + 1
    for item in found:
        assert "root:" not in str(item) and item.origin.encode("utf-8")
    assert not list(tmp_path.parent.rglob("slipped.txt"))


@pytest.mark.parametrize(
    "document",
    [
        "<!DOCTYPE r [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'>]><rss><channel><item><title>&b;</title></item></channel></rss>",
        "<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><rss><channel><item><title>&x;</title></item></channel></rss>",
        "<!DOCTYPE r [<!ENTITY % p SYSTEM 'http://192.0.2.1/x'> %p;]><rss><channel></channel></rss>",
    ],
)
def test_entities_of_a_feed_are_refused(document: str) -> None:
    (found,) = parse(Unit("f.xml", "feed", document.encode()))
    assert isinstance(found, Rejection) and found.reason == "hostile_xml"


def test_odd_dates_and_markup_of_a_feed() -> None:
    item = (
        f"<item><title>A &lt;script&gt;alert(1)&lt;/script&gt; b</title><description>{PROSE}</description>"
        "<pubDate>Mon, 01 Jan 9999 00:00:00 GMT</pubDate></item>"
    )
    (found,) = parse(Unit("f.xml", "feed", f"<rss version='2.0'><channel>{item}</channel></rss>".encode()))
    assert not isinstance(found, Rejection) and "<script" not in found.article.title


# Patterns


PUMPS = ["[1" * 40_000, "(" * 80_000, "a@" * 40_000, "<" * 80_000, "&amp;" * 16_000, "- " * 40_000, "*_" * 40_000,
         "[x](" * 20_000, "a.b" * 27_000, "1,2" * 27_000, "\u0323a" * 40_000, " \n" * 40_000, "x" * 80_000]  # fmt: skip


@pytest.mark.parametrize("pump", PUMPS, ids=lambda pump: repr(pump[:4]))
def test_long_lines_are_cleaned_in_step_with_their_length(pump: str) -> None:
    """Eight times the length may take a good deal more than eight times as long, but not sixty-four times."""

    def seconds(text: str) -> float:
        began = time.process_time()
        parse(Unit("a.txt", "text", f"Title\n\n{PROSE}\n{text}".encode()))
        parse(Unit("a.html", "page", f"<p>{PROSE}</p><p>{text}</p>".encode()))
        return time.process_time() - began

    seconds(pump[:1000])
    assert seconds(pump) < 32 * max(0.05, seconds(pump[: len(pump) // 8]))
