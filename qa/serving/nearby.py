"""A server on this machine that serves the same index: where it is, and its answer, so that a command need load no model.

The server writes a file into the folder of the index when it is ready, and takes it away when it stops. What the file says
is only believed of an address of this machine, and the answer only where it comes from the live build.
"""

from __future__ import annotations

import json
import os
import urllib.request
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit

from qa.errors import IndexFault
from qa.index.opened import read_manifest
from qa.index.store import IndexStore
from qa.types import Answer, Query

FILE = "served.json"
_ALIKE = ("model", "reader", "reranker", "generator", "llm_model", "vectors")  # settings that change an answer
_SECONDS = 30.0
_MOST = 8 * 1024 * 1024  # bytes of an answer
_HOSTS = ("127.0.0.1", "::1", "localhost")


def announce(root: Path, address: str, settings: Mapping[str, object]) -> None:
    """Say that the index in `root` is served at this address, with these settings by name. A folder that cannot be written
    keeps no server from serving.
    """
    said = {"address": address, "pid": os.getpid()} | _alike(settings)
    half = root / f"{FILE}.{os.getpid()}"
    with suppress(OSError):
        half.write_text(json.dumps(said), encoding="utf-8")
        half.replace(root / FILE)


def withdraw(root: Path) -> None:
    """Take back what this process announced."""
    with suppress(OSError, ValueError):
        if json.loads((root / FILE).read_text(encoding="utf-8")).get("pid") == os.getpid():
            (root / FILE).unlink()


def ask_nearby(root: Path, query: Query, settings: Mapping[str, object]) -> Answer | None:
    """The answer of a server that serves this index with these settings; None where there is none, or it wants a key."""
    try:
        said = json.loads((root / FILE).read_text(encoding="utf-8"))
        address = str(said["address"])
        alike = {name: said.get(name) for name in _ALIKE} == _alike(settings)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    if not alike or urlsplit(address).hostname not in _HOSTS:
        return None
    from pydantic import TypeAdapter, ValidationError

    body = json.dumps({"question": query.question}).encode()
    request = urllib.request.Request(  # noqa: S310 - the scheme is http, the host this machine
        f"http://{urlsplit(address).netloc}/api/answer", body, {"Content-Type": "application/json"}
    )
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(request, timeout=_SECONDS) as reply:
            answer = TypeAdapter(Answer).validate_json(reply.read(_MOST))
    except (URLError, OSError, ValidationError, ValueError):
        return None
    return answer if answer.index.id == _live(root) else None


def _live(root: Path) -> str | None:
    """The id of the live build; None where it cannot be read."""
    name = IndexStore(root).current()
    try:
        return str(read_manifest(root / name)["info"]["id"]) if name else None
    except (IndexFault, KeyError):
        return None


def _alike(settings: Mapping[str, object]) -> dict[str, str]:
    return {name: str(settings[name]) for name in _ALIKE}
