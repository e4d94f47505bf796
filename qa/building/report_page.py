"""What became of every input, for people: a JSON file and a page of HTML beside the index, with samples of what was cut."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import asdict
from html import escape
from pathlib import Path
from typing import Protocol

from qa.articles.notes import Note
from qa.index import safe_writing
from qa.text.chunking import MAX_PASSAGES
from qa.types import AnswersCompared, Rejection

_KEPT = 500  # notes of a kind, and rejections, that are listed; all are counted
_LINES = 5  # lines cut from one article that are shown
_STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse; width: 100% } td, th { padding: .2rem .6rem; text-align: left; vertical-align: top }
tr + tr { border-top: 1px solid #8884 } td.n { text-align: right; font-variant-numeric: tabular-nums; width: 6rem }
td { overflow-wrap: anywhere } summary { cursor: pointer; font-weight: 600; margin: 1rem 0 .3rem } li { margin: .3rem 0 }
"""


class ReportedBuild(Protocol):
    """The part of a build's report that is shown here."""

    @property
    def generation(self) -> str: ...
    @property
    def read(self) -> int: ...
    @property
    def indexed(self) -> int: ...
    @property
    def duplicates(self) -> tuple[tuple[str, str], ...]: ...
    @property
    def rejected(self) -> tuple[Rejection, ...]: ...
    @property
    def dates_missing(self) -> int: ...
    @property
    def compared(self) -> AnswersCompared | None: ...
    @property
    def cut_short(self) -> tuple[str, ...]: ...


class Findings:
    """Collects the notes that reading makes; counts all, keeps the first of each kind."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.places: Counter[str] = Counter()  # "author: byline" -> articles whose author was found there
        self._kept: dict[str, list[Note]] = defaultdict(list)

    def add(self, note: Note) -> None:
        """Take one note; made to be `on_note` of `read_corpus`."""
        self.counts[note.kind] += 1
        if note.kind == "said":
            self.places.update(note.detail.split("; "))
        if len(self._kept[note.kind]) < _KEPT:
            self._kept[note.kind].append(note)

    def of(self, kind: str) -> list[Note]:
        """The first notes of a kind."""
        return self._kept[kind]


def summary_rows(built: ReportedBuild, findings: Findings) -> list[tuple[str, int]]:
    """The table that a build ends with."""
    reasons = Counter(rejection.reason for rejection in built.rejected).most_common()
    return [
        ("inputs read", built.read), ("indexed", built.indexed), ("duplicates", len(built.duplicates)),
        ("rejected", len(built.rejected)), *((f"  {reason}", count) for reason, count in reasons),
        ("dates missing", built.dates_missing), ("losses suspected", findings.counts["loss"]),
        ("opening only", findings.counts["opening"]),
        ("cut short", len(built.cut_short)), *compared_rows(built.compared),
    ]  # fmt: skip


def compared_rows(compared: AnswersCompared | None) -> list[tuple[str, int]]:
    """What became of the answers to known questions."""
    if compared is None:
        return []
    return [
        ("known questions asked", compared.asked),
        ("  answered better", len(compared.better)),
        ("  answered worse", len(compared.worse)),
    ]


def write_report(folder: Path, built: ReportedBuild, findings: Findings) -> Path:
    """Write `report.json` and `report.html` into `folder`; the path of the page."""
    folder.mkdir(parents=True, exist_ok=True)
    safe_writing.write(
        folder / "report.json", json.dumps(_as_json(built, findings), indent=1, ensure_ascii=False).encode()
    )
    page = folder / "report.html"
    safe_writing.write(page, _as_html(built, findings).encode("utf-8", "replace"))
    return page


def _as_json(built: ReportedBuild, findings: Findings) -> dict[str, object]:
    reasons = Counter(rejection.reason for rejection in built.rejected)
    return {
        "generation": built.generation,
        "read": built.read,
        "indexed": built.indexed,
        "duplicates": len(built.duplicates),
        "rejected": len(built.rejected),
        "reasons": dict(reasons.most_common()),
        "dates_missing": built.dates_missing,
        "losses_suspected": findings.counts["loss"],
        "opening_only": findings.counts["opening"],
        "cut_short": built.cut_short[:_KEPT],
        "answers": asdict(built.compared) if built.compared else None,
        "lines_cut": findings.counts["cut"],
        "found_in": dict(findings.places.most_common()),
        "rejections": [asdict(rejection) for rejection in built.rejected[:_KEPT]],
        "copies": [{"id": copy, "of": original} for copy, original in built.duplicates[:_KEPT]],
        **{name: [asdict(note) for note in findings.of(kind)]
           for name, kind in (("losses", "loss"), ("openings", "opening"), ("undated", "undated"), ("said", "said"),
                              ("cut", "cut"))},
    }  # fmt: skip


def _worse(compared: AnswersCompared | None) -> str:
    questions = [_text(question) for question in compared.worse] if compared else []
    noise = "" if compared and compared.got_worse else ", which may be chance"
    return _section(f"Known questions answered worse than before{noise}", len(questions), questions)


def _as_html(built: ReportedBuild, findings: Findings) -> str:
    rows = "".join(f"<tr><td>{_text(name.strip())}</td><td class=n>{count:,}</td></tr>"
                   for name, count in summary_rows(built, findings))  # fmt: skip
    rejected = [
        f"{_text(one.origin)} <b>{_text(one.reason)}</b> {_text(one.message)}" for one in built.rejected[:_KEPT]
    ]
    losses = [f"{_text(note.origin)}: {_text(note.detail)}" for note in findings.of("loss")]
    openings = [f"{_text(note.origin)}: {_text(note.detail)}" for note in findings.of("opening")]
    undated = [_text(note.origin) for note in findings.of("undated")]
    copies = [f"{_text(copy)} is a copy of {_text(original)}" for copy, original in built.duplicates[:_KEPT]]
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>What became of every input</title>'
        '<meta name="viewport" content="width=device-width"><meta http-equiv="Content-Security-Policy" '
        f"content=\"default-src 'none'; style-src 'unsafe-inline'\"><style>{_STYLE}</style></head><body>"
        f"<h1>What became of every input</h1><p>Build {_text(built.generation)}</p><table>{rows}</table>"
        + _worse(built.compared)
        + _section("Rejected", len(built.rejected), rejected)
        + _section("Losses suspected: much more text is shown than was kept", findings.counts["loss"], losses)
        + _section("Opening only: the rest is for subscribers", findings.counts["opening"], openings)
        + _section(
            f"Too long: of these only the first {MAX_PASSAGES} passages are found",
            len(built.cut_short),
            [_text(one) for one in built.cut_short[:_KEPT]],
        )  # fmt: skip
        + _section("Without a date", findings.counts["undated"], undated)
        + _section("Where fields were found", findings.counts["said"], [*_places(findings), *_sources(findings)])
        + _section("Copies of another article", len(built.duplicates), copies)
        + _section("Samples of what was cut", findings.counts["cut"], _samples(findings.of("cut")))
        + "</body></html>\n"
    )


def _section(title: str, count: int, items: list[str]) -> str:
    if not count:
        return ""
    more = f"<p>… the first {len(items):,} of {count:,}.</p>" if count > len(items) and len(items) >= _KEPT else ""
    listed = "".join(f"<li>{item}</li>" for item in items)
    return f"<details><summary>{_text(title)} ({count:,})</summary><ul>{listed}</ul>{more}</details>"


def _places(findings: Findings) -> list[str]:
    return [f"{_text(place)}: {count:,} articles" for place, count in findings.places.most_common()]


def _sources(findings: Findings) -> list[str]:
    return [f"{_text(note.origin)}: {_text(note.detail)}" for note in findings.of("said")]


def _samples(notes: list[Note]) -> list[str]:
    """The lines cut from each article, a few of each."""
    by_article: dict[str, list[str]] = defaultdict(list)
    for note in notes:
        by_article[note.origin].append(note.detail)
    return [
        f"{_text(origin)}<ul>{''.join(f'<li>{_text(line[:300])}</li>' for line in lines[:_LINES])}</ul>"
        for origin, lines in by_article.items()
    ]


def _text(value: str) -> str:
    """Text for the page: escaped, and without characters that steer how it is shown."""
    return escape("".join(char if char.isprintable() else " " for char in value))
