"""Runs the real server over the fake service: `fake_server.py PORT DELAY [LOADING_S]`."""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from qa.settings import Settings
from tests.web.fake import FakeService
from tests.web.fake_collection import FakeCollection
from web.serve import serve


def main() -> int:
    port, delay, loading = (float(word) for word in (*sys.argv[1:], "0")[:3])

    service = FakeService(delay=delay)

    def open_service(settings: Settings) -> FakeService:
        time.sleep(loading)
        return service

    return serve(Settings(port=int(port)), open_service=open_service, open_collection=lambda _: FakeCollection(service))


if __name__ == "__main__":
    raise SystemExit(main())
