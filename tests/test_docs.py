"""The documents are true: settings, targets, commands, routes and the picture of the house are those of the code."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from qa.cli import main
from qa.settings import Settings
from tests.web.fake import FakeService
from web import create_app

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
HOUSE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
DOCUMENTS = sorted(p for p in ROOT.glob("*.md")) + [ROOT / "samples" / "README.md", ROOT / "evals" / "README.md"]
CONTRACT = {"serve", "test", "quick", "index", "ask", "check", "eval", "bench", "torture", "soak", "help"}
COMMANDS = {
    "backup",
    "restore",
    "index",
    "ask",
    "search",
    "eval",
    "check-index",
    "verify",
    "status",
    "export",
    "mcp",
    "completion",
    "watch",
}


def shown(default: object) -> str:
    if default in ("", ()):
        return "empty"
    return f"`{int(default) if isinstance(default, bool) else default}`"


def test_the_table_of_settings_is_the_settings() -> None:
    rows = re.findall(r"^\| `(QA_\w+)` \| (.+?) \| (.+) \|$", README, re.M)
    assert rows == [(f"QA_{f.name.upper()}", shown(f.default), f.metadata["meaning"]) for f in fields(Settings)]


def test_every_target_of_the_contract_is_there_and_in_help() -> None:
    listed = subprocess.run(
        ["make", "--no-print-directory", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    helped = set(re.findall(r"^make ([a-z-]+) ", listed.stdout, re.M))
    makefile = (ROOT / "Makefile").read_text()
    phony = set(re.findall(r"^\.PHONY: (.+)$", makefile, re.M)[0].split())
    assert helped >= CONTRACT
    assert helped == phony
    named = set(re.findall(r"`([a-z-]+)`", README.split("`make help` lists all targets:")[1].split("Underneath")[0]))
    assert named | {"help"} == helped


def test_what_make_runs_exists() -> None:
    for module in set(re.findall(r"-m ((?:qa|web|evals|tests)[\w.]*)", (ROOT / "Makefile").read_text())):
        path = ROOT / module.replace(".", "/")
        assert path.with_suffix(".py").exists() or (path / "__main__.py").exists(), module


def test_every_command_is_described(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    commands = set(re.findall(r"^    ([a-z-]+)\b", capsys.readouterr().out, re.M))
    assert commands >= COMMANDS
    assert set(re.findall(r"^\| `([a-z-]+)[ `]", README.split("python -m qa")[1].split("## HTTP")[0], re.M)) == commands


def routes() -> Iterator[str]:
    for rule in create_app(FakeService(), feedback=Path("unused")).url_map.iter_rules():
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            if rule.endpoint != "static":
                path = re.sub(r"<(?:[a-z]+:)?(.+?)>", r"<\1>", rule.rule)
                yield f"{method} {path}"


def test_every_route_is_described() -> None:
    assert set(re.findall(r"`((?:GET|POST|DELETE) /[^`]*)`", README)) == set(routes())


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_link_leads_somewhere(document: Path) -> None:
    targets = re.findall(r"\]\(([^)#]+)\)", document.read_text(encoding="utf-8"))
    assert not [t for t in targets if not t.startswith("https://") and not (document.parent / t).exists()]


def test_the_picture_of_the_house_is_the_house() -> None:
    picture = HOUSE.split("```")[1]
    drawn, rooms = set[str](), list[str]()
    for line in picture.splitlines():
        names = re.split(r"\s{2,}", line.strip())[0].split()
        depth = (len(line) - len(line.lstrip())) // 2
        if names and names[0].endswith("/"):
            rooms = [*rooms[:depth], names[0]]
        elif depth:
            drawn |= {"".join(rooms[:depth]) + name for name in names}
    real = {
        str(path.relative_to(ROOT).with_suffix(""))
        for package in ("embeddings", "evals", "qa", "web")
        for path in (ROOT / package).rglob("*.py")
        if not path.name.startswith("__")
    }
    assert drawn == real


def test_the_files_that_contributing_names_exist() -> None:
    walks = HOUSE.split("## One article on its way")[1].split("## Words")[0]
    assert [len(re.findall(r"^\d+\. ", walk, re.M)) for walk in walks.split("## One question")] == [10, 10]
    named = set(re.findall(r"`((?:qa|web|embeddings)/[\w/]+\.\w+)`", HOUSE))
    assert len(named) > 40 and not [path for path in named if not (ROOT / path).is_file()]


def test_no_document_knows_the_machine_it_was_written_on() -> None:
    for document in DOCUMENTS:
        assert not re.search(r"/(?:work|home|root|tmp)/|localhost/", document.read_text(encoding="utf-8")), document
