"""`eval` and `verify`: whether answers are right, and whether an old one still stands."""

from __future__ import annotations

import argparse
import json
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

from qa.commands.output import say, warn, write_json
from qa.errors import UsageError
from qa.settings import Settings


def evaluate(settings: Settings, options: argparse.Namespace) -> int:
    from qa import wiring
    from qa.commands.console import print_evaluation
    from qa.evaluation.floors import below_floors
    from qa.evaluation.metrics import risk_coverage_svg
    from qa.evaluation.natural import is_natural, load_natural
    from qa.evaluation.outcomes import load_questions

    if options.feedback:
        options.questions = _from_feedback(Path(settings.feedback))
    if is_natural(options.questions):
        measured = wiring.run_natural_evaluation(settings, load_natural(options.questions))
    else:
        measured = wiring.run_evaluation(settings, load_questions(options.questions))
    faults = below_floors(measured, options.questions.name, settings.floors)
    if options.image:
        options.image.parent.mkdir(parents=True, exist_ok=True)
        options.image.write_text(risk_coverage_svg(measured.curve, options.questions.name), encoding="utf-8")
    if options.json:
        write_json(measured.as_json() | {"below_floors": faults})
    else:
        print_evaluation(measured, options.questions.name)
    for fault in faults:
        warn(f"quoth: {fault}")
    return 1 if faults else 0


def _from_feedback(thumbs: Path) -> Path:
    """Turn the thumbs people gave into a file of known questions beside them; say what was left out."""
    from qa.evaluation.feedback import judged, rows

    try:
        found = judged(thumbs.read_text(encoding="utf-8", errors="replace").split("\n"))
    except OSError:
        raise UsageError(f"There is no feedback in {thumbs}. Give thumbs on the page, or set QA_FEEDBACK.") from None
    for reason in found.left_out:
        warn(f"left out: {reason}")
    if not found.questions:
        raise UsageError(f"{thumbs} makes no question. Give a thumb up to an answer or a citation on the page.")
    questions = thumbs.with_suffix(".questions.jsonl")
    lines = [json.dumps(row, ensure_ascii=False) for row in rows(found.questions)]
    questions.touch(0o600)  # what people ask is theirs
    questions.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return questions


def verify(settings: Settings, options: argparse.Namespace) -> int:
    from qa import wiring
    from qa.answering import receipts
    from qa.index.store import IndexStore

    try:
        line = options.receipt.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise UsageError(
            f"{options.receipt} cannot be read. Name a file that holds an answer or its receipt."
        ) from error
    receipts.parse(line)  # before the model is loaded
    if options.quick:
        index, _ = IndexStore(settings.index).open()
        with closing(index):
            verdict = receipts.verify(line, index)
    else:
        with closing(wiring.open_service(settings)) as service:
            verdict = receipts.verify(line, service.index, service.answer)
    if options.json:
        write_json(asdict(verdict) | {"changed": verdict.changed})
    else:
        for change in verdict.changes:
            say(f"{change.what}: {change.message}")
        say(verdict.summary)
    return 0 if verdict.stands else 1
