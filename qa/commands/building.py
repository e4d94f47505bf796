"""`index`, `watch`, `check-index` and `status`: making an index and looking at it."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

from qa.commands.output import say, warn, write, write_json
from qa.errors import BuildRunning
from qa.settings import Settings

_LOCKED = 75  # exit code, only with --events: another build holds the lock


def index(settings: Settings, options: argparse.Namespace) -> int:
    from qa import wiring
    from qa.building.report_page import Findings
    from qa.commands.console import BuildProgress, print_report

    _step_back(settings.nice)
    if options.workers:
        settings = replace(settings, workers=options.workers)
    if options.added:
        settings = replace(settings, added=options.added)
    paths = options.articles or (wiring.last_paths(settings) if options.again else [])
    if options.events:
        return _with_events(settings, paths)
    findings = Findings()
    with BuildProgress() as progress:
        report = wiring.run_build(settings, paths, progress, findings)
    if options.json:
        write_json(asdict(report) | {"reasons": report.reasons()})
    else:
        print_report(report, settings.index, findings)
    return 0


def watch(settings: Settings, options: argparse.Namespace) -> None:
    from qa import wiring
    from qa.serving.watching import Watcher

    builds = wiring.open_builds(settings)
    watcher = Watcher(lambda: wiring.watched(settings))
    say("Watching the files of the last build. End with Ctrl+C.")
    try:
        while True:
            if watcher.settled_change():
                state = builds.request(())
                while builds.busy:
                    time.sleep(0.5)
                state = builds.get(state.id)
                say("Built again.") if state.state == "done" else warn(state.message)
            watcher.pause()
    finally:
        builds.close()


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


def _with_events(settings: Settings, paths: Sequence[Path]) -> int:
    """Build, and print a JSON object a line: the steps of each stage, and at the end what became of what was brought."""
    from qa import wiring
    from qa.articles.added import Brought
    from qa.commands.events import EventProgress, event

    brought, progress = Brought(wiring.open_added(settings)), EventProgress(write, sys.stdout.flush)
    try:
        report = wiring.run_build(settings, paths, progress, brought=brought)
    except BuildRunning:
        return _LOCKED
    outcomes = [asdict(one) for one in brought.outcomes(dict(report.duplicates))]
    write(event(outcomes=outcomes, built_at=wiring.open_store(settings).built_at(report.generation)))
    return 0
