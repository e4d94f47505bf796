"""The rules of the house: imports point one way, nothing private crosses a file, nothing runs what it reads."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("embeddings", "qa", "web", "evals")
FILES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
MAY_IMPORT = {"embeddings": set[str](), "qa": {"embeddings"}, "web": {"qa"}, "evals": {"qa", "embeddings"}}
# The rooms of qa, lowest first: a module imports what stands in its own room or in a lower row.
LEVELS = (
    {"types", "errors"},
    {"settings", "text"},
    {"index", "cleaning", "conversation"},
    {"articles", "answering"},
    {"building", "serving", "writing", "evaluation"},
    {"wiring"},
    {"library", "commands"},
    {"cli"},
    {"__init__", "__main__"},
)
LEVEL = {room: level for level, rooms in enumerate(LEVELS) for room in rooms}
PUBLIC = {
    "qa.errors",
    "qa.types",
    "qa.answering.deadline",
    "qa.settings",
    "qa.wiring",
}  # what web may know of qa
WIRING = {f"qa/wiring/{name}.py" for name in ("__init__", "models", "bringing", "comparing")}
KNOW_SETTINGS = {*WIRING, "qa/cli.py", "qa/library.py", "web/serve.py"}  # and qa/commands/
PURE = {
    "qa/text/chunking.py",
    "qa/answering/citations.py",
    "qa/text/marks.py",
    "qa/answering/question.py",
    "qa/answering/highlight.py",
    "qa/types.py",
    "qa/errors.py",
}
IMPURE = {"os", "pathlib", "sqlite3", "subprocess", "socket", "time", "random", "flask"}
RUNS_CODE = {"eval", "exec", "compile", "__import__"}
PICKLES = {"pickle", "cPickle", "dill", "joblib", "shelve", "marshal", "cloudpickle"}
MOST_LINES, MOST_OF_A_FUNCTION = 320, 50  # as CONTRIBUTING says
LONGER = {"evals/cloze.py": 330}  # still to be split


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
    others = {module.split(".")[0] for module, _ in imported(path)} & {*PACKAGES, "tests"} - {room}
    assert others <= MAY_IMPORT[room]


def modules_of(path: Path) -> set[str]:
    """The modules of ours that a file imports, by their full names."""
    found = set[str]()
    for module, member in imported(path):
        full = f"{module}.{member}"
        place = ROOT / full.replace(".", "/")
        found.add(full if place.with_suffix(".py").exists() or (place / "__init__.py").exists() else module)
    return {m for m in found if m.split(".")[0] in PACKAGES}


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def test_qa_shows_its_architecture_in_twenty_entries() -> None:
    entries = {path.name for path in (ROOT / "qa").iterdir()} - {"__pycache__"}
    assert len(entries) <= 20
    assert {entry.removesuffix(".py") for entry in entries} == {*LEVEL, "py.typed"}


def test_the_table_of_levels_is_in_contributing() -> None:
    rows = re.findall(r"^\| (\d) \| (.+) \|$", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"), re.M)
    assert [set(re.findall(r"`(\w+)/?`", rooms)) for _, rooms in reversed(rows)] == list(LEVELS)


@pytest.mark.parametrize("path", [p for p in FILES if name(p).startswith("qa/")], ids=name)
def test_a_room_imports_only_from_rooms_below(path: Path) -> None:
    room = path.relative_to(ROOT / "qa").parts[0].removesuffix(".py")
    others = {m.split(".")[1] for m in modules_of(path) if m.startswith("qa.")} - {room}
    assert not [other for other in others if LEVEL[other] >= LEVEL[room]]


def test_no_import_leads_back_to_where_it_began() -> None:
    """Neither between modules nor between the folders that they stand in."""
    modules = {module_name(path): modules_of(path) - {module_name(path)} for path in FILES}
    folders: dict[str, set[str]] = {}
    for path in FILES:
        here = module_name(path.parent)
        inner = {module_name(ROOT / m.replace(".", "/")).rpartition(".")[0] for m in modules[module_name(path)]}
        if (
            here.count(".") == 2
        ):  # a room within a room: the outer one's files may be used by the inner and the other way
            folders.setdefault(here, set()).update(m for m in inner if m.count(".") == 2 and m != here)
    for graph in (modules, folders):
        TopologicalSorter(graph).prepare()


@pytest.mark.parametrize("path", [p for p in FILES if name(p).startswith("web/")], ids=name)
def test_web_knows_only_the_public_names_of_qa(path: Path) -> None:
    known = {f"qa.{n}" if module == "qa" else module for module, n in imported(path) if module.split(".")[0] == "qa"}
    assert known <= PUBLIC


@pytest.mark.parametrize("path", FILES, ids=name)
def test_nothing_private_crosses_a_file(path: Path) -> None:
    ours = [(m, n) for m, n in imported(path) if m.split(".")[0] in PACKAGES]
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
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGER.get(name(path), MOST_LINES)
    assert (ast.get_docstring(tree(path)) or "").strip()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < MOST_OF_A_FUNCTION, node.name


def test_settings_stay_at_the_edge() -> None:
    assert {
        name(p) for p in FILES if p.parts[-2] not in ("evals", "commands") for m, _ in imported(p) if m == "qa.settings"
    } <= KNOW_SETTINGS


@pytest.mark.parametrize("path", sorted(PURE))
def test_the_pure_core_touches_nothing(path: str) -> None:
    assert not {module.split(".")[0] for module, _ in imported(ROOT / path)} & IMPURE


def test_only_settings_and_the_server_touch_the_environment() -> None:
    readers = {
        name(path)
        for path in FILES
        if not name(path).startswith("evals/")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv")
    }
    assert readers <= {"qa/settings.py", "web/serve.py"}
