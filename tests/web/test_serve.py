"""The server's life: refuses to start wrongly, listens at once, ends without cutting anyone off."""

from __future__ import annotations

import json
import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from qa.errors import IndexDamaged, IndexMissing
from qa.settings import Settings
from qa.types import Status
from tests.web.fake import FakeService
from tests.web.live import Live, free_port, running, until
from web import create_app
from web import serve as life
from web.keys import Keys, new_key
from web.limits import is_loopback
from web.listener import bind
from web.serve import serve, trusted_hosts

ALL = "0.0.0.0"  # noqa: S104
server = pytest.mark.server


@pytest.fixture
def slow(tmp_path: Path) -> Iterator[Live]:
    """Every event takes a fifth of a second."""
    with running(tmp_path / "log", delay=0.2) as found:
        yield found


# Refusals to start


def test_a_port_in_use_is_one_sentence_and_exit_1(capfd: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert serve(Settings(port=taken.getsockname()[1])) == 1
    said = capfd.readouterr().err
    assert "is in use" in said and said.count("\n") == 1


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (Settings(host="192.0.2.1"), "HOST="),
        (Settings(host="no such host"), "HOST="),
        (Settings(host="a" * 70), "HOST="),
        (Settings(port=70_000), "PORT="),
        (Settings(port=-1), "PORT="),
    ],
)
def test_a_wrong_address_is_one_sentence_and_exit_1(
    capfd: pytest.CaptureFixture[str], settings: Settings, said: str
) -> None:
    assert serve(settings) == 1
    error = capfd.readouterr().err
    assert said in error and error.count("\n") == 1


def test_debug_is_refused(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLASK_DEBUG", "1")
    assert serve(Settings(port=free_port())) == 1
    assert "FLASK_DEBUG" in capfd.readouterr().err


def test_a_wrong_setting_is_exit_2(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QA_PORT", "http")
    assert life.main() == 2
    assert "QA_PORT" in capfd.readouterr().err


def test_a_wrong_file_of_keys_is_exit_2(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert serve(Settings(port=free_port(), api_keys=str(tmp_path / "none"))) == 2
    assert "QA_API_KEYS" in capfd.readouterr().err


def test_root_serves_only_its_own_machine_unless_told(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert serve(Settings(host=ALL, port=free_port())) == 2
    assert "QA_ALLOW_ROOT=1" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("host", "with_keys", "warned", "limited"),
    [("127.0.0.1", False, False, False), (ALL, False, True, True), (ALL, True, False, True),
     ("127.0.0.1", True, False, True)],
)  # fmt: skip
def test_who_can_reach_it_decides(
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    *,
    host: str,
    with_keys: bool,
    warned: bool,
    limited: bool,
) -> None:
    """Other machines: a warning where no key is asked for, and so many requests a minute."""
    made: list[dict[str, object]] = []

    def app_of(*_: object, **options: object) -> object:
        made.append(options)
        return create_app(FakeService())

    monkeypatch.setattr(life, "create_app", app_of)
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    with bind(host, 0) as listener:
        keys = Keys({"ada": new_key()[1]}) if with_keys else None
        server = life.Server(Settings(host=host), listener, lambda _: FakeService(), keys=keys)
        server._draining.set()
        assert server.run() == 0
    assert ("Warning" in capfd.readouterr().out) == warned
    assert (made[0]["allowance"] is not None) == limited


def test_a_hung_model_ends_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    ended: list[int] = []

    class Hung(FakeService):
        def status(self) -> Status:
            return replace(super().status(), counts={"busy_s": life.HUNG_S + 1})

    with bind("127.0.0.1", 0) as listener:
        server = life.Server(Settings(), listener, lambda _: Hung())
        server._service.put(Hung())

        def end(code: int) -> None:
            ended.append(code)
            server._draining.set()

        monkeypatch.setattr(life, "_WATCH_S", 0.01)
        monkeypatch.setattr(life.faulthandler, "dump_traceback", lambda: None)  # type: ignore[attr-defined]
        monkeypatch.setattr(os, "_exit", end)
        server._watch()
        server._server.task_dispatcher.shutdown(timeout=1)
        life.wasyncore.close_all(server._sockets, ignore_all=True)  # type: ignore[attr-defined]
    assert ended == [life.HUNG_EXIT]


def test_which_hosts_are_trusted() -> None:
    assert trusted_hosts(Settings(host="QA.example", trusted_hosts=("Other.example.",))) == {
        "qa.example",
        "other.example",
    }
    assert trusted_hosts(Settings(host="::1")) == {"[::1]"}
    assert trusted_hosts(Settings(host=ALL)) == trusted_hosts(Settings(host="::")) == {"*ip"}
    assert is_loopback("127.0.0.1") and is_loopback("::1") and not is_loopback(ALL)


# Start and end


@server
def test_it_listens_before_it_has_loaded(tmp_path: Path) -> None:
    started = time.monotonic()
    with running(tmp_path / "log", loading=2.5) as live:
        assert live.ask("GET", "/healthz").status == 200
        assert time.monotonic() - started < 2.5
        early = live.ask("GET", "/readyz")
        assert (early.status, early.headers["retry-after"], json.loads(early.body)["ready"]) == (503, "2", False)
        asked = live.question()
        assert (asked.status, asked.code, asked.headers["retry-after"]) == (503, "busy", "2")
        assert until(lambda: live.ask("GET", "/readyz").status == 200)
        assert live.question().status == 200
        assert "Quoth listens on" in live.log.read_text() and "Ready: 5 articles" in live.log.read_text()


@server
def test_sigterm_lets_streams_finish_and_refuses_what_is_new(slow: Live) -> None:
    assert until(lambda: slow.ask("GET", "/readyz").status == 200)
    with ThreadPoolExecutor(8) as pool:
        streams = [pool.submit(slow.question, path="/api/answer/stream") for _ in range(8)]
        assert until(lambda: slow.streams() == 8)
        slow.process.send_signal(signal.SIGTERM)
        time.sleep(0.1)
        refused = slow.question()
        assert (refused.status, refused.code, refused.headers["retry-after"]) == (503, "stopping", "5")
        ends = [stream.result().body.split(b"\n\n")[-2] for stream in streams]
    assert [end.startswith(b"event: done") for end in ends] == [True] * 8
    assert slow.process.wait(5) == 0


@server
def test_idle_connections_do_not_hold_up_the_end(tmp_path: Path) -> None:
    with running(tmp_path / "log") as idle, idle.connect(), idle.connect() as half:
        half.sendall(b"POST /api/answer HTTP/1.1\r\n")
        idle.process.send_signal(signal.SIGTERM)
        assert idle.process.wait(3) == 0


@server
def test_a_second_sigterm_ends_it_at_once(slow: Live) -> None:
    with ThreadPoolExecutor(1) as pool:
        stream = pool.submit(slow.question, path="/api/answer/stream")
        assert until(lambda: slow.streams() == 1)
        slow.process.send_signal(signal.SIGTERM)
        time.sleep(0.1)
        slow.process.send_signal(signal.SIGTERM)
        assert slow.process.wait(1) == 128 + signal.SIGTERM
        stream.result()


class Opener:
    """Fails with each of `errors` in turn, then opens the fake."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)

    def __call__(self, settings: Settings) -> FakeService:
        if self.errors:
            raise self.errors.pop(0)
        return FakeService()


def serve_here(monkeypatch: pytest.MonkeyPatch, opener: Opener) -> tuple[int, threading.Thread, list[int]]:
    """Serve in a thread of this process, which cannot take signals."""
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    monkeypatch.setattr(life, "log_to_stderr", lambda: None)
    monkeypatch.setattr(life, "RETRY_S", 0.05)
    port, codes = free_port(), list[int]()
    thread = threading.Thread(target=lambda: codes.append(serve(Settings(port=port), open_service=opener)), daemon=True)
    thread.start()
    return port, thread, codes


@server
def test_a_missing_index_is_waited_for(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    stopped: list[life.Server] = []
    make = life.Server.__init__

    def remember(self: life.Server, *args: object, **options: object) -> None:
        make(self, *args, **options)  # type: ignore[arg-type]
        stopped.append(self)

    monkeypatch.setattr(life.Server, "__init__", remember)
    faults = [IndexMissing("no index at /srv/secret")] * 3 + [IndexDamaged("short file")]
    port, thread, codes = serve_here(monkeypatch, Opener(*faults))
    assert until(lambda: bool(stopped))
    late = stopped[0]._service
    assert until(lambda: late.ready)
    assert [record.getMessage() for record in caplog.records if record.name == "web.serve"] == [
        "no index at /srv/secret",
        "short file",
    ]
    stopped[0]._stop(signal.SIGTERM, None)
    thread.join(5)
    assert codes == [0]


@server
def test_any_other_failure_to_load_ends_it(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    _, thread, codes = serve_here(monkeypatch, Opener(RuntimeError("lost")))
    thread.join(5)
    assert codes == [1] and "could not start" in capfd.readouterr().err
