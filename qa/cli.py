"""The command line: index, ask, search, eval, check-index, verify, status. The only module that prints.

Exit 0 done; 1 the job failed, one sentence on stderr that ends with what to do; 2 wrong usage.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from qa.errors import QAError, UsageError
from qa.settings import Settings


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit code."""
    options = _parser().parse_args(arguments)
    try:
        settings = Settings.from_env()
        if options.index:
            settings = replace(settings, index=options.index)
        return int(options.run(settings, options) or 0)
    except UsageError as error:
        return _fail(error, 2)
    except QAError as error:
        return _fail(error, 1)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader of our output has gone
        return 0
    except KeyboardInterrupt:
        return 130


def _fail(error: Exception, code: int) -> int:
    print(f"verbatim: {_plain(str(error))}", file=sys.stderr)
    return code


def _index(settings: Settings, options: argparse.Namespace) -> None:
    from qa import wiring
    from qa.console import BuildProgress, print_report

    if options.workers:
        settings = replace(settings, workers=options.workers)
    with BuildProgress() as progress:
        report = wiring.run_build(settings, options.articles, progress)
    print_report(report, settings.index)


def _ask(settings: Settings, options: argparse.Namespace) -> None:
    from qa.console import print_answer
    from qa.types import Query

    with _service(settings) as service:
        answer = service.answer(Query(_question(options)))
    _json(asdict(answer)) if options.json else print_answer(answer)


def _search(settings: Settings, options: argparse.Namespace) -> None:
    from qa.console import print_passages
    from qa.types import Query

    with _service(settings) as service:
        result = service.search(Query(_question(options), limit=options.limit))
    if options.json:
        _json({"passages": [_passage(p) for p in result.passages], "index": asdict(result.index)})
    else:
        print_passages(result)


def _eval(settings: Settings, options: argparse.Namespace) -> int:
    from qa import wiring
    from qa.console import print_evaluation
    from qa.evaluation import load_questions
    from qa.floors import below_floors

    if options.feedback:
        options.questions = _from_feedback(Path(settings.feedback))
    known = load_questions(options.questions)
    measured = wiring.run_evaluation(settings, known)
    faults = below_floors(measured, options.questions.name, settings.floors)
    if options.json:
        _json(measured.as_json() | {"below_floors": faults})
    else:
        print_evaluation(measured, options.questions.name)
    for fault in faults:
        print(f"verbatim: {fault}", file=sys.stderr)
    return 1 if faults else 0


def _from_feedback(thumbs: Path) -> Path:
    """Turn the thumbs people gave into a file of known questions beside them; say what was left out."""
    from qa.feedback import judged, rows

    try:
        found = judged(thumbs.read_text(encoding="utf-8", errors="replace").split("\n"))
    except OSError:
        raise UsageError(f"There is no feedback in {thumbs}. Give thumbs on the page, or set QA_FEEDBACK.") from None
    for reason in found.left_out:
        print(f"left out: {_plain(reason)}", file=sys.stderr)
    if not found.questions:
        raise UsageError(f"{thumbs} makes no question. Give a thumb up to an answer or a citation on the page.")
    questions = thumbs.with_suffix(".questions.jsonl")
    lines = [json.dumps(row, ensure_ascii=False) for row in rows(found.questions)]
    questions.touch(0o600)  # what people ask is theirs
    questions.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return questions


def _check_index(settings: Settings, _: argparse.Namespace) -> None:
    from qa.store import IndexStore

    name = IndexStore(settings.index).check()
    print(f"{settings.index}/{name} is whole: every file is what was built.")


def _verify(settings: Settings, options: argparse.Namespace) -> int:
    from qa.receipts import verify
    from qa.store import IndexStore

    try:
        line = options.receipt.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise UsageError(
            f"{options.receipt} cannot be read. Name a file that holds an answer or its receipt."
        ) from error
    index, _ = IndexStore(settings.index).open()
    verdict = verify(line, index)
    for change in verdict.changes:
        print(_plain(change))
    print("Every quote still stands." if verdict.stands else "The answer no longer stands. Ask its question again.")
    return 0 if verdict.stands else 1


def _status(settings: Settings, options: argparse.Namespace) -> None:
    from qa.console import print_status
    from qa.store import IndexStore

    index, degraded = IndexStore(settings.index).open()
    status = {"index": asdict(index.info), "model": index.manifest["fingerprint"], "degraded": degraded}
    _json(status) if options.json else print_status(status)


@contextlib.contextmanager
def _service(settings: Settings) -> Iterator[Any]:
    from qa import wiring

    service = wiring.open_service(settings)
    try:
        yield service
    finally:
        service.close()


def _question(options: argparse.Namespace) -> str:
    question = " ".join(options.question).strip()
    if not question:
        raise UsageError('There is no question. Ask one: python -m qa ask "Who …?"')
    return question


def _passage(found: Any) -> dict[str, Any]:
    a = found.article
    return {"article_id": a.id, "title": a.title, "url": a.url, "source": a.source, "published_at": a.published_at,
            "text": found.text, "start": found.start, "end": found.end, "score": found.score}  # fmt: skip


def _json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False, default=str))


def _plain(text: str) -> str:
    """Text without control characters: file names and articles must not steer a terminal."""
    return "".join(c if c.isprintable() or c == "\n" else "�" for c in text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m qa", description="Answers from articles, with quotes that can be checked."
    )
    commands = parser.add_subparsers(required=True, metavar="command")

    def command(name: str, run: Any, about: str) -> argparse.ArgumentParser:
        one = commands.add_parser(name, help=about, description=about)
        one.add_argument("--index", type=Path, help="folder of the index (default: QA_INDEX, else var/index)")
        one.set_defaults(run=run)
        return one

    index = command("index", _index, "build an index of articles and make it the live one")
    index.add_argument(
        "articles", nargs="*", type=Path, help="files and folders (default: QA_ARTICLES, else the samples)"
    )
    index.add_argument("--workers", type=_count, help="processes that read articles")
    ask = command("ask", _ask, "answer a question, with sources")
    search = command("search", _search, "find passages")
    search.add_argument("--limit", type=_count, default=5, help="passages at most (default 5)")
    for one in (ask, search):
        one.add_argument("question", nargs="+")
        one.add_argument("--json", action="store_true")
    evaluate = command("eval", _eval, "measure answers against known questions")
    known = evaluate.add_mutually_exclusive_group(required=True)
    known.add_argument("questions", nargs="?", type=Path, help="known questions in JSONL")
    known.add_argument("--feedback", action="store_true", help="those that thumbs on the page make (QA_FEEDBACK)")
    evaluate.add_argument("--json", action="store_true")
    command("check-index", _check_index, "check every file of the live index")
    verify = command("verify", _verify, "check whether an answer still stands")
    verify.add_argument("receipt", type=Path)
    status = command("status", _status, "what the live index holds")
    status.add_argument("--json", action="store_true")
    return parser


def _count(text: str) -> int:
    value = int(text)
    if not 1 <= value <= 1000:
        raise argparse.ArgumentTypeError("must be between 1 and 1000")
    return value
