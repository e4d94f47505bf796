"""What the command line shows: progress, reports, answers and tables. Everything from articles is printed as text."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Self

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Table

from qa.building.report import BuildReport
from qa.building.report_page import Findings, compared_rows
from qa.evaluation.measured import Evaluation
from qa.evaluation.metrics import Measured
from qa.types import EARLIER, OPENING_ONLY, WRITTEN, Answer, AnswerSentence, SearchResult

_STAGES = {"reading": "Reading articles", "embedding": "Cutting and embedding",
           "indexing": "Indexing keywords", "verifying": "Checking the new index"}  # fmt: skip
_SHOWN = 8  # rejections listed; the report on disk holds all


def _shown(text: object) -> str:
    """Text for the terminal, on one line: no markup, no control characters."""
    return escape("".join(c if c.isprintable() else "�" for c in " ".join(str(text).split())))


class BuildProgress:
    """A bar a stage, on stderr, with rate and time left; silent where stderr is no terminal."""

    def __init__(self) -> None:
        self._bars = Progress(
            TextColumn("{task.description:24}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(), console=Console(stderr=True),
        )  # fmt: skip
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(self, *failure: object) -> None:
        self._end()
        self._bars.stop()

    def start(self, stage: str, total: int | None) -> None:
        self._end()
        self._task = self._bars.add_task(_STAGES[stage], total=total, rate="")

    def advance(self, count: int) -> None:
        if self._task is not None:
            speed = self._bars.tasks[self._task].speed
            self._bars.update(self._task, advance=count, rate=f"{speed:,.0f}/s" if speed else "")

    def _end(self) -> None:
        if self._task is not None:
            done = self._bars.tasks[self._task].completed
            self._bars.update(self._task, total=done or 1, completed=done or 1)


def print_report(report: BuildReport, folder: Path, findings: Findings | None = None) -> None:
    out = Console(highlight=False, soft_wrap=True)
    table = Table(show_header=False, box=None)
    rows = [("inputs read", report.read), ("indexed", report.indexed), ("duplicates", len(report.duplicates)),
            ("rejected", len(report.rejected)), *((f"  {r}", n) for r, n in report.reasons().items()),
            ("dates missing", report.dates_missing),
            ("losses suspected", findings.counts["loss"] if findings else 0),
            ("cut short", len(report.cut_short)), ("passages", report.passages),
            ("  embedded before", report.reused), *compared_rows(report.compared)]  # fmt: skip
    for name, count in rows:
        table.add_row(_shown(name), f"{count:,}")
    out.print(table)
    for one in report.rejected[:_SHOWN]:
        out.print(f"rejected {_shown(one.origin)}: {_shown(one.message)}", style="yellow")
    if len(report.rejected) > _SHOWN:
        out.print(f"… and {len(report.rejected) - _SHOWN} more: see report.json there.", style="yellow")
    if report.compared and report.compared.got_worse:
        out.print("Answers got worse, and it was published since QA_ALLOW_WORSE=1. See the report.", style="yellow")
    out.print(f"Live: {_shown(folder / report.generation)}")
    if findings:
        out.print(f"What became of every input: {_shown(folder / 'report.html')}")


def _line(answer: Answer, said: AnswerSentence) -> str:
    """A sentence with its marks and its support, its day where the form goes by days, its speaker where there are several."""
    by_day = said.date and (answer.form in ("timeline", "comparison") or said.role == EARLIER)
    day = f"{said.date}: " if by_day else ""
    speaker = f" (said by {said.speaker})" if said.speaker and answer.form != "fact" else ""
    support = "" if answer.form == "collection" else f" {said.support:.2f}"
    return f"{day}{said.text}{speaker} {''.join(f'[{n}]' for n in said.citations)}{support}"


def print_answer(answer: Answer) -> None:
    """Each sentence once, with its mark and support; then the sources. Quotes stand below where a model worded the answer."""
    out = Console(highlight=False)
    if answer.standalone_question != answer.question:
        out.print(f"({_shown(answer.standalone_question)})", style="dim")
    if not answer.sentences:
        out.print(_shown(answer.answer), style="bold" if answer.form == "talk" else "yellow")
    elif answer.counted:
        out.print(_shown(answer.counted), style="bold")
    for said in answer.sentences:
        out.print(_shown(_line(answer, said)), style="" if said.role in ("also", EARLIER) else "bold")
    for note in answer.notes:
        out.print(_shown(note), style="yellow")
    for c in answer.citations:
        out.print()
        published = (c.source, (c.published_at or "")[:10], f"page {c.page}" if c.page else "")
        where = ", ".join(_shown(v) for v in (*published, c.quality if c.quality == OPENING_ONLY else "") if v)
        out.print(f"[{c.number}]".replace("[", r"\["), _shown(c.title), f"({where})" if where else "", style="cyan")
        if c.headings:
            out.print(f"    {_shown(c.headings)}", style="dim")
        if answer.generator == WRITTEN:
            out.print(f"    “{_shown(c.quote)}”")
        if c.copies:
            out.print(f"    also published by {_shown(', '.join(x.source or x.title for x in c.copies))}", style="dim")
        if c.url:
            out.print(f"    {_shown(c.url)}", style="dim", soft_wrap=True)  # so that it can be opened
    out.print()
    out.print(f"confidence {answer.confidence:.2f}, {answer.timings_ms['total']:.0f} ms", style="dim")


def print_passages(result: SearchResult) -> None:
    out = Console(highlight=False, soft_wrap=True)
    for number, p in enumerate(result.passages, start=1):
        where = ", ".join(_shown(v) for v in (p.article.source, (p.article.published_at or "")[:10]) if v)
        out.print(f"{number}. {_shown(p.article.title)}", f"({where})" if where else "", f"{p.score:.2f}", style="cyan")
        out.print(_shown(p.text).replace("\n", " "))
        out.print()


def print_evaluation(measured: Evaluation, title: str) -> None:
    """The figures, beside those of plain similarity where there are any; then the table by kind of question."""
    out = Console(highlight=False, soft_wrap=True)
    similar = measured.similarity
    table = Table(
        title=_shown(title), box=None, pad_edge=False, padding=(0, 1, 0, 0)
    )  # without lines, so that all stands in 80 columns
    beside = ("similar", "95 % interval") if similar else ()
    for column in ("figure", "value", "95 % interval", "questions", *beside):
        table.add_column(column, no_wrap=True)
    for name, one in measured.figures.items():
        other = _with_interval(similar[name]) if name in similar else ("",) * len(beside)
        table.add_row(name, *_with_interval(one), str(one.count), *other)
    out.print(table)
    if similar:
        out.print("similar: what quoting the three sentences most similar to the question would give\n")
    columns = list(dict.fromkeys(column for row in measured.kinds.values() for column in row if column != "questions"))
    kinds = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
    kinds.add_column("kind", no_wrap=True)
    for column in ("questions", *columns):
        kinds.add_column(column, justify="right")
    for kind, row in measured.kinds.items():
        cells = (f"{row[column]:.3f}" if column in row else "" for column in columns)
        kinds.add_row(_shown(kind), f"{row['questions']:.0f}", *cells)
    out.print(kinds)
    out.print(
        f"median {measured.total_ms:.1f} ms an answer, {measured.total_ms / max(measured.embed_ms, 1e-9):.2f} query embeddings"
    )


def _with_interval(one: Measured) -> tuple[str, str]:
    digits = 1 if one.value >= 10 else 3  # words an answer; all else is a share
    return f"{one.value:.{digits}f}", f"{one.low:.{digits}f} to {one.high:.{digits}f}"


def print_status(status: dict[str, Any]) -> None:
    out = Console(highlight=False, soft_wrap=True)
    for name, value in (status["index"] | {"model": status["model"]["model"]}).items():
        out.print(f"{name:15} {_shown(value)}")
    if status["degraded"]:
        out.print(_shown(status["degraded"]), style="yellow")
