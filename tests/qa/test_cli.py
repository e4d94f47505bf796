"""The command line: right exit codes, one sentence on stderr that says what to do, the old index untouched."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from embeddings.embedder import HashEmbedder
from qa import serving, wiring
from qa.articles.added import AddedFolder
from qa.cli import main
from qa.evaluation.outcomes import load_questions
from qa.index.store import IndexStore
from tests.qa.corpus import ARTICLES, HARBOUR, build_index

WHY = "Why did Northport close its harbour?"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def _no_model(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for key in [k for k in os.environ if k.startswith("QA_")]:
        monkeypatch.delenv(key)
    monkeypatch.setenv("QA_INDEX", str(tmp_path / "index"))
    monkeypatch.setenv("QA_READER", "0")
    for name in ("open_embedder", "open_question_embedder"):
        monkeypatch.setattr(wiring, name, lambda settings, dtype="": HashEmbedder())


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*arguments: object) -> tuple[int, str, str]:
        code = main([str(a) for a in arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


@pytest.fixture
def built(store: IndexStore) -> IndexStore:
    """`store` is the folder that QA_INDEX names."""
    build_index(store)
    return store


def one_sentence(said: str) -> bool:
    last = said.strip().splitlines()[-1]
    return said.count("quoth:") == 1 and last.startswith("quoth: ") and last.rstrip('"').endswith((".", "?"))


def saved(folder: Path) -> Path:
    """A folder of one sound article and one that is damaged."""
    folder.mkdir()
    text = "\n\n".join([HARBOUR.text] * 2)
    (folder / "good.jsonl").write_text(json.dumps({"id": "g", "title": HARBOUR.title, "text": text}) + "\n{broken\n")
    (folder / "bad.pdf").write_bytes(b"%PDF-1.7 damaged")
    (folder / "picture.png").write_bytes(b"\x89PNG")
    return folder


# Bad input to a build: exit 1, the old index untouched


@pytest.mark.parametrize("kind", ["empty", "unreadable", "missing"])
def test_nothing_to_index(run: Run, built: IndexStore, tmp_path: Path, kind: str) -> None:
    before, folder = built.current(), tmp_path / kind
    if kind != "missing":
        folder.mkdir()
    if kind == "unreadable":
        (folder / "a.pdf").write_bytes(b"%PDF-1.7 damaged")
        (folder / "b.html").write_bytes(b"<html></html>")
    code, out, err = run("index", folder)
    assert (code, out) == (1, "") and one_sentence(err) and "make index" in err
    assert built.check() == before


def test_a_damaged_file_among_good_ones(run: Run, store: IndexStore, tmp_path: Path) -> None:
    code, out, err = run("index", saved(tmp_path / "articles"))
    assert code == 0 and "quoth:" not in err
    report = json.loads((store.root / str(store.current()) / "report.json").read_text())
    assert report["indexed"] == 1
    assert report["read"] == report["indexed"] + len(report["duplicates"]) + len(report["rejected"])
    named = " ".join(r["origin"] for r in report["rejected"])
    assert "bad.pdf" in named and "good.jsonl" in named
    assert "bad.pdf" in out and "rejected" in out


def test_another_build_is_running(run: Run, built: IndexStore, tmp_path: Path) -> None:
    with built.building():
        code, _, err = run("index", saved(tmp_path / "articles"))
    assert code == 1 and one_sentence(err) and "Wait" in err


def test_a_shrunken_build(run: Run, built: IndexStore, tmp_path: Path) -> None:
    code, _, err = run("index", saved(tmp_path / "articles"))
    assert code == 1 and one_sentence(err) and "QA_ALLOW_SHRINK=1" in err
    assert built.live_articles() == 4


# A missing index, a wrong setting, wrong usage


@pytest.mark.parametrize("command", [("ask", WHY), ("search", WHY), ("check-index",), ("status",)])
def test_no_index(run: Run, command: tuple[str, ...]) -> None:
    code, out, err = run(*command)
    assert (code, out) == (1, "") and one_sentence(err) and "make index" in err


@pytest.mark.parametrize(("key", "value"), [("QA_PROT", "1"), ("QA_PORT", "http"), ("QA_ALLOW_SHRINK", "perhaps")])
def test_a_wrong_setting(run: Run, monkeypatch: pytest.MonkeyPatch, key: str, value: str) -> None:
    monkeypatch.setenv(key, value)
    code, out, err = run("status")
    assert (code, out) == (2, "") and one_sentence(err) and key in err


@pytest.mark.parametrize(
    "arguments", [[], ["nonsense"], ["ask"], ["search", "--limit", "0", "x"], ["search", "--limit", "x", "x"], ["eval"]]
)
def test_wrong_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2 and "usage:" in capsys.readouterr().err


@pytest.mark.parametrize("question", ["", "   "])
def test_an_empty_question(run: Run, built: IndexStore, question: str) -> None:
    code, _, err = run("ask", question)
    assert code == 2 and one_sentence(err)


# What it does


def test_ask(run: Run, built: IndexStore) -> None:
    code, out, err = run("ask", WHY)
    assert (code, err) == (0, "") and "because the sea wall had cracked" in out and "The Lantern" in out
    code, out, _ = run("ask", "--json", *WHY.split())
    answer = json.loads(out)
    assert code == 0 and answer["answered"] and answer["citations"][0]["article_id"] == "a1"
    code, out, _ = run("ask", "What is the capital of Mongolia?")
    assert code == 0 and "do not answer" in out


def test_search(run: Run, built: IndexStore) -> None:
    code, out, _ = run("search", "--limit", "2", "--json", "the ferry Aurora")
    found = json.loads(out)["passages"]
    assert code == 0 and len(found) == 2 and found[0]["article_id"] == "a2"
    code, out, _ = run("search", "the ferry Aurora")
    assert code == 0 and out.startswith("1. A new ferry")


def test_status_and_check(run: Run, built: IndexStore) -> None:
    code, out, _ = run("status", "--json")
    assert code == 0 and json.loads(out)["index"]["articles"] == 4
    assert run("check-index")[0] == 0
    broken = built.root / str(built.current()) / "passages.npy"
    broken.write_bytes(broken.read_bytes()[:-1])
    code, _, err = run("check-index")
    assert code == 1 and one_sentence(err) and "make index" in err


def test_verify(run: Run, built: IndexStore, tmp_path: Path) -> None:
    answer = tmp_path / "answer.json"
    answer.write_text(run("ask", "--json", WHY)[1])
    assert run("verify", answer)[:2] == (0, "Unchanged: asked again, the answer is the same.\n")
    assert run("verify", "--quick", answer)[:2] == (0, "Every quote still stands.\n")
    build_index(built, ARTICLES[1:4])
    code, out, _ = run("verify", answer)
    assert code == 1 and "source: [1]" in out and "no longer" in out
    code, out, _ = run("verify", "--json", answer)
    assert code == 1 and json.loads(out)["changed"] == ["index", "source", "answer"]
    (tmp_path / "other.json").write_text("{}")
    for wrong in ("other.json", "none.json"):
        code, _, err = run("verify", tmp_path / wrong)
        assert code == 2 and one_sentence(err)


@pytest.mark.slow
def test_eval(run: Run, built: IndexStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known, floors = tmp_path / "known.jsonl", tmp_path / "floors.json"
    row = {"question": WHY, "answer": "the sea wall had cracked", "gold_article_ids": ["a1"]}
    known.write_text(json.dumps(row) + "\n" + json.dumps({"question": "Who is the king of Mongolia?", "answer": None}))
    monkeypatch.setenv("QA_FLOORS", str(floors))
    code, out, err = run("eval", known)
    assert (code, err) == (0, "") and "hits@1" in out
    floors.write_text(json.dumps({"known.jsonl": {"hits@1": 1.1}}))
    code, out, err = run("eval", "--json", known)
    assert code == 1 and one_sentence(err) and "hits@1" in err and json.loads(out)["below_floors"]
    code, _, err = run("eval", tmp_path / "none.jsonl")
    assert code == 2 and one_sentence(err)


@pytest.mark.slow
def test_eval_of_natural_questions(
    run: Run, built: IndexStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, floors = tmp_path / "asked.jsonl", tmp_path / "floors.json"
    best = [{"text": "the sea wall had cracked"}]
    rows = [
        {"id": "1", "kind": "why", "question": WHY, "best": best, "also": []},
        {"id": "2", "kind": "none-swap", "question": "Who is the king of Mongolia?", "best": [], "also": []},
    ]
    asked.write_text("\n".join(map(json.dumps, rows)))
    monkeypatch.setenv("QA_FLOORS", str(floors))
    code, out, err = run("eval", asked)
    assert (code, err) == (0, "")
    assert all(word in out for word in ("near misses refused", "similar", "none-swap"))
    floors.write_text(json.dumps({"asked.jsonl": {"right": 1.1, "words an answer": 0}}))
    code, out, err = run("eval", "--json", asked)
    found = json.loads(out)
    assert code == 1 and len(found["below_floors"]) == len(err.splitlines()) == 2
    assert found["figures"]["right"]["value"] == 1 and found["similarity"]["right"]["count"] == 1


@pytest.mark.slow
def test_eval_of_thumbs(run: Run, built: IndexStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    thumbs = tmp_path / "thumbs.jsonl"
    monkeypatch.setenv("QA_FEEDBACK", str(thumbs))
    code, _, err = run("eval", "--feedback")
    assert code == 2 and one_sentence(err)
    answer = json.loads(run("ask", "--json", WHY)[1])
    row = {"question": WHY, "answer": answer["answer"], "receipt": answer["receipt"]}
    thumbs.write_text(json.dumps(row | {"verdict": "down"}) + "\n")
    code, _, err = run("eval", "--feedback")
    assert code == 2 and one_sentence(err) and "left out" in err
    thumbs.write_text(json.dumps(row | {"verdict": "up"}) + "\n")
    code, out, err = run("eval", "--feedback", "--json")
    assert (code, err) == (0, "")
    assert json.loads(out)["figures"]["answer holds gold"]["value"] == 1
    assert len(load_questions(tmp_path / "thumbs.questions.jsonl")) == 1
    assert run("eval", "--json", tmp_path / "thumbs.questions.jsonl")[0] == 0


def test_control_characters_do_not_reach_the_terminal(run: Run, store: IndexStore) -> None:
    code, _, err = run("check-index", "--index", "\x1b[31mred\x07")
    assert code == 1 and "\x1b" not in err and "\x07" not in err


# In the company of other programs


def test_a_question_from_a_pipe(run: Run, built: IndexStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{WHY}\n"))
    assert "because the sea wall had cracked" in run("ask", "-")[1]
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n"))
    code, _, err = run("search", "-")
    assert code == 2 and one_sentence(err)


@pytest.mark.parametrize("command", [("index", "{articles}"), ("check-index",), ("status",), ("search", WHY)])
def test_json_is_all_there_is(
    run: Run, built: IndexStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    named = [word.format(articles=saved(tmp_path / "articles")) if "{" in word else word for word in command]
    monkeypatch.setenv("QA_ALLOW_SHRINK", "1")
    code, out, _ = run(*named, "--json")
    assert code == 0 and isinstance(json.loads(out), dict)


def shell(command: str, index: Path) -> subprocess.CompletedProcess[str]:
    """Run a command line of bash, in which `quoth` is this program without its model."""
    script = Path(__file__).with_name("mcp_process.py")
    set_up = f'set -o pipefail; quoth() {{ "{sys.executable}" "{script}" "$@"; }}; '
    environment = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR")}
    environment |= {"TERM": "xterm", "SHELL": "/bin/bash"}  # the shell that `script` starts: functions are bash's
    return subprocess.run(
        ["bash", "-c", set_up + command], capture_output=True, text=True, timeout=60,
        env=environment | {"QA_INDEX": str(index)}, stdin=subprocess.DEVNULL,
    )  # fmt: skip


@pytest.mark.server
def test_a_closed_pipe_is_141_without_a_word(built: IndexStore) -> None:
    done = shell("quoth export articles | true", built.root)
    assert done.stderr == "" and done.returncode == 141


@pytest.mark.server
def test_a_full_disk_is_one_sentence(built: IndexStore) -> None:
    done = shell("quoth status > /dev/full", built.root)
    assert done.returncode == 1 and one_sentence(done.stderr) and "written" in done.stderr


@pytest.mark.server
def test_colours_are_for_terminals(built: IndexStore) -> None:
    ask = f"quoth ask '{WHY}'"
    assert "\x1b[" not in shell(ask, built.root).stdout
    terminal = f'export -f quoth; script -qec "{ask}" /dev/null'
    assert "\x1b[" in shell(terminal, built.root).stdout
    assert "\x1b[3" not in shell(f"export NO_COLOR=1; {terminal}", built.root).stdout


@pytest.mark.parametrize("name", ["bash", "zsh", "tcsh", "fish"])
def test_completion(run: Run, name: str) -> None:
    code, out, err = run("completion", name)
    assert (code, err) == (0, "") and "check-index" in out and "quoth" in out


@pytest.mark.server
def test_bash_takes_the_completion(built: IndexStore) -> None:
    complete = "; ".join(
        (
            "source <(quoth completion bash)",
            "COMP_WORDS=(quoth che); COMP_CWORD=1",
            "$(complete -p quoth | sed -E 's/.*-F ([^ ]+).*/\\1/')",
            'echo "${COMPREPLY[@]}"',
        )
    )
    assert shell(complete, built.root).stdout.strip() == "check-index"


def test_mcp_without_its_package(run: Run, built: IndexStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mcp.server.mcpserver", None)  # and ours as not yet imported, whatever ran before
    monkeypatch.delitem(sys.modules, "qa.serving.mcp_server", raising=False)
    monkeypatch.delattr(serving, "mcp_server", raising=False)
    code, _, err = run("mcp")
    assert code == 2 and one_sentence(err) and "pip install '.[mcp]'" in err


# Builds that follow what people bring


def _told(out: str) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """The steps, and what became of what was brought."""
    *steps, last = [json.loads(line) for line in out.splitlines()]
    return steps, last["outcomes"]


def test_a_build_again_takes_in_what_was_brought_and_leaves_out_what_was_removed(run: Run, tmp_path: Path) -> None:
    named = saved(tmp_path / "articles")
    assert run("index", named)[0] == 0
    added = AddedFolder(tmp_path / "index-added")
    text = "The lighthouse of Northport was painted red in April, after the council had argued about it for years. " * 3
    path = added.add_record({"title": "A red lighthouse", "text": text})
    added.add_file("picture.png", b"\x89PNG")
    added.add_record({"title": "Copied", "text": "\n\n".join([HARBOUR.text] * 2)})
    code, out, _ = run("index", "--again", "--events")
    steps, outcomes = _told(out)
    assert code == 0
    assert {"reading", "embedding", "indexing", "verifying"} <= {step["stage"] for step in steps}
    assert sorted(str(one["state"]) for one in outcomes) == ["copy", "indexed", "rejected"]
    (new,) = (one for one in outcomes if one["state"] == "indexed")
    assert (new["name"], new["title"]) == (str(path.resolve()), "A red lighthouse")
    added.remove(str(new["article_id"]))
    _, outcomes = _told(run("index", "--again", "--events")[1])
    assert sorted(str(one["state"]) for one in outcomes) == ["copy", "rejected", "removed"]
    assert json.loads(run("status", "--json")[1])["index"]["articles"] == 1


def test_a_build_for_a_server_says_with_its_code_that_another_runs(run: Run, built: IndexStore) -> None:
    with built.building():
        assert run("index", "--again", "--events")[0] == 75
