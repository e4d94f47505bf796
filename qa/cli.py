"""The command line: its arguments, and what becomes of errors.

Exit 0 done; 1 the job failed, one sentence on stderr that ends with what to do; 2 wrong usage or setting;
130 interrupted; 141 the reader of our output has gone, as for any program that SIGPIPE ends.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from qa.commands import asking, building, exporting, judging, moving, serving
from qa.commands.output import warn, write
from qa.errors import QAError, UsageError, short_of_memory
from qa.settings import Settings, set_library_defaults

SHELLS = ("bash", "zsh", "tcsh", "fish")
_INTERRUPTED, _BROKEN_PIPE = 130, 141
_NO_MEMORY = (
    "There is too little memory: the model and its libraries alone take 2 GB of address space. "
    "Allow more and try again; the index that was live still is."
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit code."""
    set_library_defaults()
    try:
        code = _run(_parser().parse_args(arguments))
        sys.stdout.flush()  # here, where a pipe that has closed can still be told from other faults
    except BrokenPipeError:
        code = _BROKEN_PIPE
    except KeyboardInterrupt:
        code = _INTERRUPTED
    except Exception as error:
        if short_of_memory(error):
            code = _fail(_NO_MEMORY, 1)
        elif isinstance(error, OSError):
            what = error.filename or "The output"
            code = _fail(f"{what} cannot be read or written ({error.strerror}). Put that right and try again.", 1)
        else:
            raise
    _settle_output()
    return code


def _run(options: argparse.Namespace) -> int:
    try:
        settings = Settings.from_env()
        if options.index:
            settings = replace(settings, index=options.index)
        return int(options.run(settings, options) or 0)
    except UsageError as error:
        return _fail(str(error), 2)
    except QAError as error:
        return _fail(str(error), 1)


def _fail(message: str, code: int) -> int:
    warn(f"quoth: {message}")
    return code


def _settle_output() -> None:
    """Python flushes stdout once more at its end: what cannot be written by now goes nowhere."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m qa",
        description="Answers from articles, with quotes that can be checked.",
        epilog="Exit codes: 0 done; 1 the job failed; 2 wrong usage or setting; 130 interrupted; 141 output closed.",
    )
    commands = parser.add_subparsers(required=True, metavar="command")

    def command(name: str, run: Callable[..., int | None], about: str, *, json: bool = True) -> argparse.ArgumentParser:
        one = commands.add_parser(name, help=about, description=about)
        one.add_argument("--index", type=Path, help="folder of the index (default: QA_INDEX, else var/index)")
        if json:
            one.add_argument("--json", action="store_true", help="print JSON")
        one.set_defaults(run=run)
        return one

    _building(command)
    _asking(command)
    _judging(command)
    _serving(command)
    return parser


def _building(command: Callable[..., argparse.ArgumentParser]) -> None:
    index = command("index", building.index, "build an index of articles and make it the live one")
    index.add_argument(
        "articles", nargs="*", type=Path, help="files and folders (default: QA_ARTICLES, else the samples)"
    )
    index.add_argument("--workers", type=_count, help="processes that read articles")
    index.add_argument("--again", action="store_true", help="read what the last build read, and what was brought since")
    index.add_argument("--events", action="store_true", help=argparse.SUPPRESS)  # for a server that asks for a build
    index.add_argument("--added", help=argparse.SUPPRESS)
    command("watch", building.watch, "build again whenever the files of the last build change", json=False)
    command("check-index", building.check_index, "check every file of the live index")
    command("status", building.status, "what the live index holds")
    backup = command("backup", moving.make_backup, "write articles, index, feedback and key hashes to one file")
    restore = command("restore", moving.restore_backup, "put a backup back")
    for one in (backup, restore):
        one.add_argument("file", type=Path, help="the backup, a .tar.gz")
        one.add_argument(
            "--articles", type=Path, help="folder of the articles (default: QA_ARTICLES, else the samples)"
        )


def _asking(command: Callable[..., argparse.ArgumentParser]) -> None:
    ask = command("ask", asking.ask, "answer a question, with sources")
    search = command("search", asking.search, "find passages")
    search.add_argument("--limit", type=_count, default=5, help="passages at most (default 5)")
    for one in (ask, search):
        one.add_argument("question", nargs="+", help="the question; - reads it from a pipe")
    export = command("export", exporting.export, "write out answers, articles or passages", json=False)
    export.add_argument("what", choices=exporting.KINDS)
    export.add_argument("questions", nargs="?", help="for answers: a file of questions, a line each; - is a pipe")
    export.add_argument("-o", "--output", type=Path, help="file, .jsonl or .parquet (default: JSONL on stdout)")


def _judging(command: Callable[..., argparse.ArgumentParser]) -> None:
    evaluate = command("eval", judging.evaluate, "measure answers against known questions")
    evaluate.add_argument("--image", type=Path, metavar="FILE.svg", help="write the risk-coverage curve as an image")
    known = evaluate.add_mutually_exclusive_group(required=True)
    known.add_argument("questions", nargs="?", type=Path, help="known questions in JSONL")
    known.add_argument("--feedback", action="store_true", help="those that thumbs on the page make (QA_FEEDBACK)")
    verify = command("verify", judging.verify, "check whether an answer still stands, and what has changed")
    verify.add_argument("receipt", type=Path, help="file with an answer's JSON or its receipt")
    verify.add_argument("--quick", action="store_true", help="look up the quotes only; do not ask the question again")


def _serving(command: Callable[..., argparse.ArgumentParser]) -> None:
    mcp = command("mcp", serving.mcp, "serve agents by the Model Context Protocol, on stdin and stdout", json=False)
    mcp.add_argument("--http", type=_port, metavar="PORT", help="streamable HTTP on this port of 127.0.0.1 instead")
    completion = command("completion", _completion, "print the completion script of a shell", json=False)
    completion.add_argument("shell", choices=SHELLS)


def _completion(settings: Settings, options: argparse.Namespace) -> None:
    import shtab

    parser = _parser()
    parser.prog = "quoth"
    write(shtab.complete(parser, options.shell) + "\n")


def _count(text: str) -> int:
    return _within(text, 1, 1000)


def _port(text: str) -> int:
    return _within(text, 1, 65_535)


def _within(text: str, least: int, most: int) -> int:
    value = int(text)
    if not least <= value <= most:
        raise argparse.ArgumentTypeError(f"must be between {least} and {most}")
    return value
