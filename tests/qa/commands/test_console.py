"""What is printed is text: articles can neither colour nor steer a terminal."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from qa.answering.answerer import Answerer
from qa.building.report import BuildReport
from qa.commands.console import BuildProgress, print_answer, print_passages, print_report
from qa.types import Query, Rejection

HOSTILE = "[bold red]x[/] \x1b[31m\x07[link=file:///etc]y[/link]"


def test_an_answer_is_printed_to_the_letter(answerer: Answerer, capsys: pytest.CaptureFixture[str]) -> None:
    answer = answerer.answer(Query("Why did Northport close its harbour?"))
    hostile = tuple(replace(c, title=HOSTILE, quote=HOSTILE, source=HOSTILE, url=HOSTILE) for c in answer.citations)
    print_answer(replace(answer, answer=HOSTILE, citations=hostile, notes=(HOSTILE,), standalone_question=HOSTILE))
    out = capsys.readouterr().out
    assert "\x1b[31m" not in out and "\x07" not in out
    assert out.count("[bold red]x[/]") >= 5 and "[1]" in out


def test_a_timeline_is_a_line_a_day(answerer: Answerer, capsys: pytest.CaptureFixture[str]) -> None:
    answer = answerer.answer(Query("Why did Northport close its harbour?"))
    said = tuple(
        replace(answer.sentences[0], text=f"Day {day}.", date=day, speaker="Lena Okafor")
        for day in ("2021-01-02", "2021-03-04")
    )
    print_answer(replace(answer, form="timeline", counted="2 articles.", sentences=said))
    lines = capsys.readouterr().out.splitlines()
    assert lines[:3] == [
        "2 articles.", f"2021-01-02: Day 2021-01-02. (said by Lena Okafor) [1] {said[0].support:.2f}",
        f"2021-03-04: Day 2021-03-04. (said by Lena Okafor) [1] {said[0].support:.2f}",
    ]  # fmt: skip


def test_a_quote_is_printed_once(answerer: Answerer, capsys: pytest.CaptureFixture[str]) -> None:
    answer = answerer.answer(Query("Why did Northport close its harbour?"))
    print_answer(answer)
    assert " ".join(capsys.readouterr().out.split()).count(answer.citations[0].quote) == 1


def test_passages_are_numbered(answerer: Answerer, capsys: pytest.CaptureFixture[str]) -> None:
    print_passages(answerer.search(Query("ferry", limit=2)))
    assert "1. " in (out := capsys.readouterr().out) and "2. " in out


def test_a_report_adds_up_and_is_not_endless(capsys: pytest.CaptureFixture[str]) -> None:
    rejected = tuple(Rejection(f"{HOSTILE}{n}", "damaged", "It is damaged. Save it again.") for n in range(50))
    print_report(BuildReport("g-000001-0", 51, 1, (), rejected, 3, 0, 0), Path("index"))
    out = capsys.readouterr().out
    assert "\x1b[31m" not in out and "… and 42 more" in out and out.count("Save it again") == 8


def test_progress_without_a_terminal_is_silent_or_short(capsys: pytest.CaptureFixture[str]) -> None:
    with BuildProgress() as progress:
        progress.start("reading", None)
        progress.advance(3)
        progress.start("embedding", 10)
        progress.advance(10)
    assert "\x1b" not in capsys.readouterr().err
