"""Serves the demo in a process of its own, so that a test can kill it: `python -m tests.e2e.demo_server PORT DELAY`."""

from __future__ import annotations

import sys

import waitress

from tests.e2e.demo import DemoService
from web import create_app

if __name__ == "__main__":
    port, delay = int(sys.argv[1]), float(sys.argv[2])
    server = waitress.create_server(create_app(DemoService(delay=delay)), host="127.0.0.1", port=port, threads=8)
    print(server.effective_port, flush=True)
    server.run()
