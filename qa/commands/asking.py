"""`ask` and `search`: one question, its answer or its passages."""

from __future__ import annotations

import argparse
import sys
from contextlib import closing
from dataclasses import asdict

from qa.commands.output import write_json
from qa.errors import UsageError
from qa.index.store import IndexStore
from qa.serving.nearby import ask_nearby
from qa.settings import Settings
from qa.types import Answer, Query

_MOST_READ = 64 * 1024  # characters of a question from a pipe


def ask(settings: Settings, options: argparse.Namespace) -> None:
    query = Query(_question(options))
    answer = ask_nearby(settings.index, query, asdict(settings)) or _answer(settings, query)
    if options.json:
        write_json(asdict(answer))
        return
    from qa.commands.console import print_answer

    print_answer(answer)


def _answer(settings: Settings, query: Query) -> Answer:
    """The answer of models that are loaded for it, which takes seconds: that is said at once."""
    IndexStore(settings.index).require()
    if sys.stderr.isatty():
        sys.stderr.write("Loading the models; a running server would answer at once.\n")
    from qa import wiring

    with closing(wiring.open_service(settings)) as service:
        return service.answer(query)


def search(settings: Settings, options: argparse.Namespace) -> None:
    from qa import wiring
    from qa.commands.console import print_passages
    from qa.index.records import FoundRecord

    query = Query(_question(options), limit=options.limit)
    with closing(wiring.open_service(settings)) as service:
        result = service.search(query)
    if options.json:
        passages = [asdict(FoundRecord.of(found)) for found in result.passages]
        write_json({"passages": passages, "index": asdict(result.index)})
    else:
        print_passages(result)


def _question(options: argparse.Namespace) -> str:
    """The words of the command line; a lone "-" is what comes down the pipe."""
    words = options.question
    text = sys.stdin.read(_MOST_READ) if words == ["-"] else " ".join(words)
    if not text.strip():
        raise UsageError('There is no question. Ask one: python -m qa ask "Who …?"')
    return " ".join(text.split())
