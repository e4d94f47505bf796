"""Every knob of the project: its variable, its default, its meaning. Nothing else reads the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from qa.errors import SettingError

_TRUE, _FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}


def _knob(default: Any, meaning: str, *, secret: bool = False) -> Any:
    return field(default=default, repr=not secret, metadata={"meaning": meaning})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings. The variable of a field is `QA_` and its name in capitals."""

    index: Path = _knob(Path("var/index"), "folder of the index")
    articles: Path = _knob(Path("samples/articles"), "what `make index` reads when no ARTICLES are named")
    added: str = _knob("", "folder of what people bring by the page; empty: beside the index, its name with `-added`")
    edit: str = _knob(
        "auto",
        "who may bring and remove articles: who has a key; without keys, auto: this machine where the server listens to "
        "it alone, 1: this machine in any case; 0: nobody",
    )
    watch: bool = _knob(
        False, "a server looks for files that change in the folders of the last build, and builds again"
    )
    host: str = _knob("127.0.0.1", "address the server listens on")
    port: int = _knob(8000, "port the server listens on")
    trusted_hosts: tuple[str, ...] = _knob(
        (), "further host names the server answers to, comma-separated; its own address and localhost always are"
    )
    api_keys: str = _knob("", "file of API keys as hashes, made by `make key`; empty: no key is asked for")
    rate_limit: int = _knob(
        120, "requests a client may send a minute when keys are asked for or other machines can reach it; 0: any number"
    )
    allow_root: bool = _knob(False, "let root serve other machines")
    model: str = _knob(
        "all-MiniLM-L6-v2", "sentence-transformers model, by name or path; the default is packaged and works offline"
    )
    dtype: str = _knob("auto", "numbers the model computes in: auto, float32, bfloat16")
    reader: str = _knob(
        "auto",
        "who reads the most promising passages before answering: small; base, which reads the best sentences again that small "
        "chose; auto, base where it is installed; off: faster, and wrong more often",
    )
    reranker: str = _knob("", "sentence-transformers CrossEncoder, by name or path, to read them instead")
    threads: int = _knob(0, "processor threads of the model; 0: one a core")
    workers: int = _knob(0, "processes that read articles during a build; 0: one a core")
    vectors: str = _knob("faiss", "where passages are searched: faiss, here; or the address of a Milvus server")
    ray: str = _knob("", "address of a Ray cluster that reads and embeds, or auto; empty: this machine does")
    nice: int = _knob(
        10, "how far `index` steps back behind everything else on the machine: 0 not at all, 19 as far as it can"
    )
    build_mb: int = _knob(256, "megabytes of memory for texts and vectors between the stages of a build")
    cache_mb: int = _knob(32, "megabytes of memory for answers given before; 0: none are kept")
    allow_shrink: bool = _knob(False, "publish a build that holds less than half of the articles of the live one")
    compared: int = _knob(
        24, "known questions that a new build and the live one are asked before it is published; 0: none"
    )
    known: str = _knob(
        "", "file of known questions for that, besides thumbs and the questions a build proposes; empty: none"
    )
    allow_worse: bool = _knob(False, "publish a build that answers known questions worse than the live one")
    fetch: bool = _knob(
        False, "fetch articles that are named by their address (http, https); never from a private network"
    )
    generator: str = _knob(
        "extractive", "who puts answers into words: extractive, quotes alone; openai, a writer model"
    )
    llm_url: str = _knob(
        "http://127.0.0.1:11434/v1", "address of the writer model's server, which speaks the OpenAI chat protocol"
    )
    llm_model: str = _knob("", "name of the writer model on that server")
    llm_key: str = _knob("", "key of that server; empty: none", secret=True)
    llm_timeout: int = _knob(8, "seconds a question may wait for the writer model, all in all")
    entailment: str = _knob(
        "",
        "cross-encoder, by name or path, that judges what the writer model wrote; empty: it may only use the quotes' words",
    )
    feedback: str = _knob("var/feedback.jsonl", "file that thumbs on answers are appended to; empty: none are offered")
    floors: Path = _knob(Path("evals/floors.json"), "figures that `make eval` may not fall below")
    log_questions: bool = _knob(False, "write questions into the log; else only a hash and their length")

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Read every `QA_` variable; one that is unknown or unparsable is an error that names it."""
        environ = os.environ if environ is None else environ
        known = {f"QA_{f.name.upper()}": f for f in fields(cls)}
        values: dict[str, Any] = {}
        for key, raw in environ.items():
            if not key.startswith("QA_"):
                continue
            if key not in known:
                raise SettingError(f"{key} is not a setting. Unset it, or see the table of settings in README.md.")
            values[known[key].name] = _parse(key, raw, known[key].default)
        return cls(**values)


def names_of_set() -> list[str]:
    """The names of the settings that are set, without their values."""
    return sorted(key for key in os.environ if key.startswith("QA_"))


def set_library_defaults() -> None:
    """For the programs of ours, before a model is loaded: its tokenizer starts no threads. Who uses `qa` as a library decides."""
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")


def _parse(key: str, raw: str, default: object) -> object:
    raw = raw.strip()
    if isinstance(default, bool):
        if raw.lower() not in _TRUE | _FALSE:
            raise SettingError(f"{key}={raw!r} is neither yes nor no. Set it to 1 or 0.")
        return raw.lower() in _TRUE
    if isinstance(default, int):
        try:
            return int(raw)
        except ValueError:
            raise SettingError(f"{key}={raw!r} is not a whole number. Set it to one, such as {default}.") from None
    if isinstance(default, tuple):
        return tuple(part.strip() for part in raw.split(",") if part.strip())
    if isinstance(default, Path):
        if not raw:
            raise SettingError(f"{key} is empty. Set it to a path, or unset it.")
        return Path(raw)
    return raw
