"""Keys: only hashes are kept, every route but the probes asks for one, and a wrong line stops the start."""

from __future__ import annotations

import base64
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import Authorization

from qa.errors import SettingError
from tests.web.client import Client, client_of
from tests.web.fake import FakeService
from tests.web.test_guard import PAGES, ROUTES
from web.guard import OPEN
from web.keys import Keys, main, new_key

KEY, HASH = new_key()


@pytest.fixture(scope="module")
def asking() -> Client:
    return client_of(FakeService(), keys=Keys({"ada": HASH}))


def basic(password: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"anyone:{password}".encode()).decode()}


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


@pytest.mark.parametrize("headers", [bearer(KEY), basic(KEY)])
def test_a_key_lets_in(asking: Client, headers: dict[str, str]) -> None:
    reply = asking.post("/api/answer", json={"question": "When did the Northport harbour close?"}, headers=headers)
    assert reply.status_code == 200
    assert asking.get("/", headers=headers).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        bearer(KEY[:-1]),
        bearer(HASH),
        bearer(""),
        basic(HASH),
        basic(""),
        {"Authorization": KEY},
        {"Authorization": "Basic !"},
        {"Authorization": "Digest username=x"},
        {"Authorization": "Bearer \xff\xfe"},
        {"Authorization": "Bearer " + "a" * 5000},
        {"X-Api-Key": KEY},
    ],
)
def test_anything_else_does_not(asking: Client, headers: dict[str, str]) -> None:
    reply = asking.get("/api/articles", headers=headers)
    assert (reply.status_code, reply.json["error"]["code"]) == (401, "key_required")
    assert reply.headers["WWW-Authenticate"].startswith("Basic ")
    assert KEY not in reply.text


@pytest.mark.parametrize(("method", "rule"), sorted(ROUTES | PAGES))
def test_every_route_asks_but_probes_and_scripts(asking: Client, method: str, rule: str) -> None:
    path = rule.replace("<path:article_id>", "tram").replace("<path:filename>", "none.css")
    status = asking.open(path, method=method).status_code
    free = path in OPEN or path.startswith("/static/")
    assert (status != 401) == free


def test_a_path_that_does_not_exist_asks_too(asking: Client) -> None:
    assert asking.get("/nowhere").status_code == 401
    assert asking.get("/static/../api/articles").status_code in (401, 404)


def test_the_file_is_names_and_hashes(tmp_path: Path) -> None:
    file = tmp_path / "keys"
    file.write_text(f"# ours\n\nada {HASH}  # since May\nbob\t{new_key()[1]}\n")
    keys = Keys.read(file)
    assert keys.holder(Authorization("bearer", token=KEY)) == "ada"
    assert keys.holder(Authorization("bearer", token=new_key()[0])) is None
    assert keys.holder(None) is None


@pytest.mark.parametrize("text", ["", "# none\n", f"{HASH}\n", f"ada {KEY}\n", f"ada {HASH.upper()}\n", f"a b {HASH}\n",
                                  f"ada {HASH}\nada {HASH}\n", f"ada {HASH}x\n", "ada\n"])  # fmt: skip
def test_a_wrong_file_stops_the_start(tmp_path: Path, text: str) -> None:
    file = tmp_path / "keys"
    file.write_text(text)
    with pytest.raises(SettingError, match="make key"):
        Keys.read(file)
    with pytest.raises(SettingError, match="QA_API_KEYS"):
        Keys.read(tmp_path / "none")


def test_making_one(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["ada"]) == 0
    said = capsys.readouterr()
    (tmp_path / "keys").write_text(said.out)
    key = said.err.split("once: ")[1].split("\n")[0]
    assert key not in said.out
    assert Keys.read(tmp_path / "keys").holder(Authorization("bearer", token=key)) == "ada"
    assert main([]) == main(["ada lovelace"]) == 2


@given(st.text(max_size=80))
def test_no_text_is_a_key(text: str) -> None:
    assert Keys({"ada": HASH}).holder(Authorization("bearer", token=text)) is None


def test_the_module_runs() -> None:
    done = subprocess.run([sys.executable, "-m", "web.keys", "ada"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("ada ")
