"""The rules of the house: imports point one way, nothing private crosses a file, nothing runs what it reads."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("embeddings", "qa", "web", "evals")
FILES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
MAY_IMPORT = {"embeddings": set[str](), "qa": {"embeddings"}, "web": {"qa"}, "evals": {"qa", "embeddings"}}
PUBLIC = {
    "qa.errors",
    "qa.types",
    "qa.patience",
    "qa.settings",
    "qa.wiring",
    "qa.suggestions",
}  # what web may know of qa
KNOW_SETTINGS = {"qa/wiring.py", "qa/cli.py", "qa/library.py", "web/serve.py"}  # and qa/commands/
PURE = {
    "qa/chunking.py",
    "qa/citations.py",
    "qa/marks.py",
    "qa/question.py",
    "qa/highlight.py",
    "qa/types.py",
    "qa/errors.py",
}
IMPURE = {"os", "pathlib", "sqlite3", "subprocess", "socket", "time", "random", "flask"}
RUNS_CODE = {"eval", "exec", "compile", "__import__"}
PICKLES = {"pickle", "cPickle", "dill", "joblib", "shelve", "marshal", "cloudpickle"}
LONG: set[str] = set()  # none is left to be split
MOST_LINES, MOST_OF_A_FUNCTION = 345, 52


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(path: Path) -> Iterator[tuple[str, str]]:
    """(module, name) of each import; `import x.y` gives ("x.y", "")."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield from ((node.module or "", alias.name) for alias in node.names)


@pytest.mark.parametrize("path", FILES, ids=name)
def test_imports_point_one_way(path: Path) -> None:
    room = path.relative_to(ROOT).parts[0]
    others = {module.split(".")[0] for module, _ in imported(path)} & {*ROOMS, "tests"} - {room}
    assert others <= MAY_IMPORT[room]


@pytest.mark.parametrize("path", [p for p in FILES if name(p).startswith("web/")], ids=name)
def test_web_knows_only_the_public_names_of_qa(path: Path) -> None:
    known = {f"qa.{n}" if module == "qa" else module for module, n in imported(path) if module.split(".")[0] == "qa"}
    assert known <= PUBLIC


@pytest.mark.parametrize("path", FILES, ids=name)
def test_nothing_private_crosses_a_file(path: Path) -> None:
    ours = [(m, n) for m, n in imported(path) if m.split(".")[0] in ROOMS]
    assert not [n for _, n in ours if n.startswith("_")]
    modules = {n for m, n in ours if (ROOT / m.replace(".", "/") / f"{n}.py").exists()}
    used = [
        node.attr
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules
    ]
    assert not [attribute for attribute in used if attribute.startswith("_")]


@pytest.mark.parametrize("path", FILES, ids=name)
def test_nothing_runs_what_it_reads(path: Path) -> None:
    assert not {module.split(".")[0] for module, _ in imported(path)} & PICKLES
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            assert not (isinstance(node.func, ast.Name) and node.func.id in RUNS_CODE)
            for keyword in node.keywords:
                risky = keyword.arg in ("allow_pickle", "trust_remote_code", "shell")
                assert not (risky and isinstance(keyword.value, ast.Constant) and keyword.value.value)


@pytest.mark.parametrize("path", FILES, ids=name)
def test_files_and_functions_are_short_and_say_their_job(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES
    assert (ast.get_docstring(tree(path)) or "").strip()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name not in LONG:
            assert (node.end_lineno or 0) - node.lineno < MOST_OF_A_FUNCTION, node.name


def test_settings_stay_at_the_edge() -> None:
    assert {
        name(p) for p in FILES if p.parts[-2] not in ("evals", "commands") for m, _ in imported(p) if m == "qa.settings"
    } <= KNOW_SETTINGS


@pytest.mark.parametrize("path", sorted(PURE))
def test_the_pure_core_touches_nothing(path: str) -> None:
    assert not {module.split(".")[0] for module, _ in imported(ROOT / path)} & IMPURE


def test_only_settings_and_the_model_read_the_environment() -> None:
    readers = {
        name(path)
        for path in FILES
        if not name(path).startswith("evals/")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv")
    }
    assert readers <= {"qa/settings.py", "embeddings/embedder.py", "web/serve.py"}
