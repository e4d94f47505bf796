"""The report of a build: its summary_rows add up, and whatever articles say stands in it as text."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from qa.articles.notes import Note
from qa.building.report_page import Findings, summary_rows, write_report
from qa.types import AnswersCompared, Rejection

EVIL = "<script>alert(1)</script>\u202e"


@dataclass(frozen=True, slots=True)
class Built:
    """What a build says of its inputs."""

    generation: str
    read: int
    indexed: int
    duplicates: tuple[tuple[str, str], ...] = ()
    rejected: tuple[Rejection, ...] = ()
    dates_missing: int = 0
    cut_short: tuple[str, ...] = ()
    compared: AnswersCompared | None = None


REJECTED = (Rejection("x.html", "error_page", "It is an error message."), Rejection(EVIL, "empty", EVIL))
REPORT = Built("g-1", 5, 2, (("b", "a"),), REJECTED, 1, (EVIL,))


def findings() -> Findings:
    found = Findings()
    for number in range(600):
        found.add(Note("a.html", "a", "cut", f"{EVIL} Sign up {number}"))
    found.add(Note("b.html", "b", "loss", "10 of 900 characters of prose"))
    found.add(Note("d.html", "d", "opening", "420 characters"))
    found.add(Note("b.html", "b", "undated"))
    found.add(Note("b.html", "b", "said", "author: byline; published_at: json-ld"))
    found.add(Note("c.html", "c", "said", "author: byline"))
    return found


def test_the_table() -> None:
    assert summary_rows(REPORT, findings()) == [
        ("inputs read", 5), ("indexed", 2), ("duplicates", 1), ("rejected", 2), ("  error_page", 1), ("  empty", 1),
        ("dates missing", 1), ("losses suspected", 1), ("opening only", 1), ("cut short", 1),
    ]  # fmt: skip


def test_the_page_holds_everything_as_text(tmp_path: Path) -> None:
    page = write_report(tmp_path / "index", REPORT, findings()).read_text(encoding="utf-8")
    assert "<script" not in page and "\u202e" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;  Sign up 0" in page
    for said in (
        "x.html",
        "error_page",
        "10 of 900",
        "for subscribers (1)",
        "d.html: 420 characters",
        "Without a date (1)",
        "b is a copy of a",
        "cut (600)",
        "losses suspected",
        "author: byline: 2 articles",
        "the first 500 passages are found (1)",
    ):
        assert said in page
    assert "http" not in page.split("</head>")[1]


def test_the_file_says_the_same(tmp_path: Path) -> None:
    write_report(tmp_path, REPORT, findings())
    saved = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert saved["read"] == saved["indexed"] + saved["duplicates"] + saved["rejected"]
    assert (saved["opening_only"], saved["openings"][0]["origin"]) == (1, "d.html")
    assert (saved["losses_suspected"], saved["lines_cut"], len(saved["cut"])) == (1, 600, 500)
    assert saved["cut_short"] == [EVIL]
    assert saved["found_in"] == {"author: byline": 2, "published_at: json-ld": 1}
    assert saved["said"][0]["detail"] == "author: byline; published_at: json-ld"
    assert saved["reasons"] == {"error_page": 1, "empty": 1}


def test_questions_that_are_answered_worse_are_named(tmp_path: Path) -> None:
    built = Built("g-1", 1, 1, compared=AnswersCompared(9, (), (EVIL, "Why?")))
    page = write_report(tmp_path, built, Findings()).read_text(encoding="utf-8")
    assert "answered worse than before, which may be chance (2)" in page and "Why?" in page and "<script" not in page
    saved = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert saved["answers"] == {"asked": 9, "better": [], "worse": [EVIL, "Why?"]}


def test_nothing_found_is_nothing_listed(tmp_path: Path) -> None:
    clean = Built("g-1", 1, 1)
    assert "<details" not in write_report(tmp_path, clean, Findings()).read_text(encoding="utf-8")
