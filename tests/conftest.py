"""The whole run is without a network: this process here, every process it starts by the environment."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path

GUARD = Path(__file__).with_name("offline") / "sitecustomize.py"


def _block_network() -> None:
    spec = importlib.util.spec_from_file_location("offline", GUARD)
    assert spec is not None and spec.loader is not None
    spec.loader.exec_module(importlib.util.module_from_spec(spec))
    known = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join([str(GUARD.parent), *([known] if known else [])])


if os.environ.get("PYTHONPATH", "").split(os.pathsep)[0] != str(GUARD.parent):
    _block_network()

# A build within the process of a test must not slow down the tests after it.
os.environ.setdefault("QA_NICE", "0")

# The small reader everywhere but in the tests that name another: with the base one the run would not fit ten minutes.
os.environ.setdefault("QA_READER", "small")
