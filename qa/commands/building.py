"""`index`, `check-index` and `status`: making an index and looking at it."""

from __future__ import annotations

import argparse
import os
from dataclasses import asdict, replace

from qa.commands.output import say, write_json
from qa.settings import Settings


def index(settings: Settings, options: argparse.Namespace) -> None:
    from qa import wiring
    from qa.building.report_page import Findings
    from qa.commands.console import BuildProgress, print_report

    _step_back(settings.nice)
    if options.workers:
        settings = replace(settings, workers=options.workers)
    findings = Findings()
    with BuildProgress() as progress:
        report = wiring.run_build(settings, options.articles, progress, findings)
    if options.json:
        write_json(asdict(report) | {"reasons": report.reasons()})
    else:
        print_report(report, settings.index, findings)


def _step_back(niceness: int) -> None:
    """Let other programs go first: for the processor and, as Linux derives it from that, for the disk.

    It is called before any thread or child process is started, since they take it over. A process that is further back
    already stays there.
    """
    here = os.getpriority(os.PRIO_PROCESS, 0)
    os.setpriority(os.PRIO_PROCESS, 0, max(here, min(niceness, 19)))


def check_index(settings: Settings, options: argparse.Namespace) -> None:
    from qa.index.store import IndexStore

    name = IndexStore(settings.index).check()
    if options.json:
        write_json({"index": str(settings.index), "generation": name, "whole": True})
    else:
        say(f"{settings.index}/{name} is whole: every file is what was built.")


def status(settings: Settings, options: argparse.Namespace) -> None:
    from qa.commands.console import print_status
    from qa.index.store import IndexStore

    found, degraded = IndexStore(settings.index).open()
    about = {"index": asdict(found.info), "model": found.manifest["fingerprint"], "degraded": degraded}
    write_json(about) if options.json else print_status(about)
