"""`backup` and `restore`: all that a person would miss, in one file, and back."""

from __future__ import annotations

import argparse
import os
from dataclasses import asdict
from pathlib import Path

from qa.building.backup import BackupReport, Parts, back_up, restore
from qa.commands.output import say, warn, write_json
from qa.settings import Settings, names_of_set


def make_backup(settings: Settings, options: argparse.Namespace) -> None:
    _print(back_up(_parts(settings, options), options.file, names_of_set(os.environ)), options, "Backed up")


def restore_backup(settings: Settings, options: argparse.Namespace) -> None:
    report = restore(options.file, _parts(settings, options))
    _print(report, options, "Restored")
    missing = sorted(set(report.settings) - set(names_of_set(os.environ)))
    if missing:
        warn(f"Set where the backup was made, and not here: {', '.join(missing)}. Their values are not in a backup.")


def _parts(settings: Settings, options: argparse.Namespace) -> Parts:
    return Parts(
        settings.index,
        options.articles or settings.articles,
        Path(settings.feedback) if settings.feedback else None,
        Path(settings.api_keys) if settings.api_keys else None,
    )


def _print(report: BackupReport, options: argparse.Namespace, done: str) -> None:
    if options.json:
        write_json(asdict(report))
        return
    parts = [f"{report.articles} files of articles", f"index {report.generation}" if report.generation else ""]
    parts += ["feedback" if report.feedback else "", "hashes of keys" if report.keys else ""]
    for line in report.told:
        warn(line)
    say(f"{done}: {', '.join(part for part in parts if part)}.")
