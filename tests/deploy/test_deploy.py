"""What is shipped is hardened, names only settings that exist, and agrees with the rest of the repository."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import yaml

from qa.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
FILES = sorted(path for path in DEPLOY.iterdir() if path.is_file())
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTAINER = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
HARDENING = {
    "DynamicUser": "yes",
    "NoNewPrivileges": "yes",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "ProtectKernelModules": "yes",
    "ProtectKernelTunables": "yes",
    "ProtectKernelLogs": "yes",
    "ProtectControlGroups": "yes",
    "ProtectClock": "yes",
    "RestrictNamespaces": "yes",
    "RestrictSUIDSGID": "yes",
    "RestrictRealtime": "yes",
    "LockPersonality": "yes",
    "CapabilityBoundingSet": "",
    "SystemCallArchitectures": "native",
    "IPAddressDeny": "any",
    "UMask": "0077",
}


def unit() -> configparser.SectionProxy:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read(DEPLOY / "quoth.service")
    return parser["Service"]


def services() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))["services"]
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_setting_named_is_in_the_table(path: Path) -> None:
    table = set(re.findall(r"^\| `(QA_\w+)` \|", README, re.M))
    assert table >= {f"QA_{f.name.upper()}" for f in fields(Settings)}
    assert set(re.findall(r"\bQA_[A-Z_]+\b", path.read_text(encoding="utf-8"))) <= table


# systemd


def test_the_unit_is_hardened() -> None:
    found = unit()
    assert {key: found.get(key) for key in HARDENING} == HARDENING
    assert set(found["RestrictAddressFamilies"].split()) == {"AF_UNIX", "AF_INET", "AF_INET6"}
    text = (DEPLOY / "quoth.service").read_text()
    assert "SystemCallFilter=@system-service" in text and "SystemCallFilter=~@privileged" in text
    assert int(found["TimeoutStopSec"]) > 25 and found["Restart"] == "on-failure"  # streams may end first


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not here")
def test_systemd_finds_the_unit_safe() -> None:
    """Its own figure, from 0 to 10; below 2.5 is what it calls OK."""
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=25", "--no-pager", str(DEPLOY / "quoth.service")],
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


# Containers


def test_the_image_runs_without_rights() -> None:
    last = CONTAINER.rpartition("FROM ")[2]
    assert re.search(r"^USER 10001:10001$", last, re.M) and "HEALTHCHECK" in last and "/readyz" in last
    assert not re.search(r"\b(?:sudo|chmod 777|ADD|curl)\b", CONTAINER) and ":latest" not in CONTAINER
    written = dict(re.findall(r"(QA_\w+)=(/\S+)", last))
    assert all(path.startswith("/data/") for key, path in written.items() if key != "QA_ARTICLES")


def test_the_image_holds_every_package() -> None:
    copied = set(re.findall(r"^COPY (\w+) \1$", CONTAINER, re.M))
    assert copied == {"embeddings", "qa", "web"}
    torch = re.search(r"^TORCH +:= (\S+)$", (ROOT / "Makefile").read_text(), re.M)
    assert torch and torch[1] in CONTAINER


@pytest.mark.parametrize("name", ["index", "serve"])
def test_compose_is_hardened(name: str) -> None:
    found = services()[name]
    assert found["read_only"] is True and found["cap_drop"] == ["ALL"] and found["user"] == "10001:10001"
    assert found["security_opt"] == ["no-new-privileges:true"] and "privileged" not in found
    assert all(volume.startswith("data:") or volume.endswith(":ro") for volume in found["volumes"])


def test_compose_serves_this_machine_only() -> None:
    assert services()["serve"]["ports"] == ["127.0.0.1:8000:8000"]
    assert services()["index"]["network_mode"] == "none"
    assert services()["serve"]["depends_on"]["index"]["condition"] == "service_completed_successfully"


@pytest.mark.slow
@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="no commit is checked out")
def test_two_wheels_of_one_commit_are_the_same_to_the_byte(tmp_path: Path) -> None:
    hashes = set()
    for name, mask in (("one", "022"), ("two", "077")):
        script = f"umask {mask}; exec {DEPLOY / 'wheel.sh'} {sys.executable} {tmp_path / name}"
        done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)
        hashes.add(done.stdout.split()[0])
    assert len(hashes) == 1


# The bundle


@pytest.mark.parametrize("script", sorted(DEPLOY.glob("*.sh")), ids=lambda path: path.name)
def test_scripts_parse_and_stop_at_errors(script: Path) -> None:
    text = script.read_text(encoding="utf-8")
    assert re.search(r"^set -eu", text, re.M) and script.stat().st_mode & 0o100
    subprocess.run(["bash", "-n", str(script)], check=True)


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """What bundle.sh lays out, without wheels."""
    folder = tmp_path / "bundle"
    (folder / "wheels").mkdir(parents=True)
    shutil.copy(DEPLOY / "install.sh", folder)
    (folder / "PYTHON").write_text("cp27-linux-alpha\n")
    (folder / "SHA256SUMS").write_text("")
    return folder


def test_wheels_for_another_machine_are_refused(bundle: Path, tmp_path: Path) -> None:
    done = subprocess.run([bundle / "install.sh", tmp_path / "here"], capture_output=True, text=True)
    assert done.returncode == 1 and "cp27-linux-alpha" in done.stderr and "PYTHON=" in done.stderr
    assert not (tmp_path / "here").exists()


def test_a_damaged_bundle_is_refused(bundle: Path, tmp_path: Path) -> None:
    version = "".join(map(str, sys.version_info[:2]))
    (bundle / "PYTHON").write_text(f"cp{version}-{sysconfig.get_platform()}\n")
    (bundle / "SHA256SUMS").write_text(f"{'0' * 64}  PYTHON\n")
    done = subprocess.run(
        [bundle / "install.sh", tmp_path / "here"], capture_output=True, text=True,
        env={"PATH": "/usr/bin:/bin", "PYTHON": sys.executable},
    )  # fmt: skip
    assert done.returncode == 1 and "damaged" in done.stderr and not (tmp_path / "here").exists()
