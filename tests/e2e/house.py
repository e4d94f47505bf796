"""A real server process over a real index, for the tests that need the whole thing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.web.live import free_port, until

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "samples" / "articles"


@dataclass(frozen=True)
class House:
    """A running server over an index that can be rebuilt."""

    url: str
    index: Path
    articles: Path
    server: subprocess.Popen[bytes]
    log: Path

    def get(self, path: str) -> Any:
        with urllib.request.urlopen(self.url + path, timeout=10) as reply:
            return json.load(reply)

    def answer(self, question: str) -> Any:
        body = json.dumps({"question": question}).encode()
        request = urllib.request.Request(self.url + "/api/answer", body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=20) as reply:
            return json.load(reply)

    def ready(self) -> bool:
        assert self.server.poll() is None, self.log.read_text()
        try:
            return bool(self.get("/readyz")["ready"])
        except OSError:
            return False


def environment(**settings: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("QA_", "FLASK_"))}
    return kept | {f"QA_{k.upper()}": v for k, v in settings.items()}


def build(index: Path, articles: Path) -> None:
    command = [sys.executable, "-m", "qa", "index", str(articles), "--index", str(index)]
    done = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr


@contextmanager
def serving(folder: Path, articles: Path, *, feedback: str = "") -> Iterator[House]:
    """Index `articles` below `folder` and serve them until the block ends."""
    index, port, log = folder / "index", free_port(), folder / "log"
    build(index, articles)
    settings = environment(index=str(index), port=str(port), feedback=feedback)
    with log.open("wb") as out:
        server = subprocess.Popen([sys.executable, "-m", "web.serve"], cwd=ROOT, env=settings, stdout=out, stderr=out)
    found = House(f"http://127.0.0.1:{port}", index, articles, server, log)
    try:
        assert until(found.ready, within=90), log.read_text()
        yield found
    finally:
        server.kill()
        server.wait()
