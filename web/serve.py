"""The server's life: listen at once, load behind, serve, drain on SIGTERM. `python -m web.serve`."""

from __future__ import annotations

import errno
import ipaddress
import logging
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from waitress import wasyncore

from qa.errors import IndexFault, QAError, SettingError
from qa.settings import Settings
from web import create_app
from web.faults import index_message
from web.guard import ANY_ADDRESS
from web.listener import STREAMS, bind, idle, listen
from web.log import log_to_stderr
from web.service import LateService, Service

DRAIN_S = 25  # how long running streams may take after SIGTERM
RETRY_S = 2  # between looks for an index that was missing or damaged
_POLL_S = 0.5

Opener = Callable[[Settings], Service]

log = logging.getLogger("web.serve")  # also when run as __main__


def serve(settings: Settings, *, open_service: Opener | None = None) -> int:
    """Serve until a signal ends it; the exit code. A test may give its own `open_service`."""
    if os.environ.get("FLASK_DEBUG", "0").lower() not in ("", "0", "false"):
        return _fail("FLASK_DEBUG is set, which would let visitors run code. Unset it and start again.")
    try:
        listener = bind(settings.host, settings.port)
    except (OSError, OverflowError, UnicodeError) as error:
        return _fail(_unbound(settings, error))
    log_to_stderr()
    return Server(settings, listener, open_service or _open_service).run()


class Server:
    """One run of the server. The main thread owns the sockets, signals only set flags."""

    def __init__(
        self, settings: Settings, listener: socket.socket, open_service: Callable[[Settings], Service]
    ) -> None:
        self._settings = settings
        self._listener = listener
        self._open_service = open_service
        self._service = LateService()
        self._draining = threading.Event()
        self._failed = threading.Event()
        self._sockets: dict[int, Any] = {}
        hosts = trusted_hosts(settings)
        app = create_app(
            self._service,
            hosts=hosts,
            streams=STREAMS,
            log_questions=settings.log_questions,
            feedback=Path(settings.feedback) if settings.feedback else None,
            draining=self._draining,
        )
        self._server = listen(app, listener, self._sockets)

    def run(self) -> int:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._stop)
        self._say(f"Verbatim listens on {self._address()}; loading the model and the index.")
        if not is_loopback(self._listener.getsockname()[0]):
            self._say("Warning: other machines can reach it, and there is no login. Put a proxy with one in front.")
        threading.Thread(target=self._load, name="load", daemon=True).start()
        while not (self._draining.is_set() or self._failed.is_set()):
            self._turn()
        if not self._failed.is_set():
            self._drain()
        self._server.task_dispatcher.shutdown(timeout=1)
        wasyncore.close_all(self._sockets, ignore_all=True)
        self._service.close()
        return 1 if self._failed.is_set() else 0

    def _turn(self) -> None:
        """One round of the socket loop."""
        wasyncore.loop(timeout=_POLL_S, use_poll=True, map=self._sockets, count=1)

    def _drain(self) -> None:
        """New requests are refused by now; let the running ones end."""
        until = time.monotonic() + DRAIN_S
        while not idle(self._server) and time.monotonic() < until:
            self._turn()
        log.info("stopped", extra={"cut": not idle(self._server)})

    def _stop(self, number: int, frame: FrameType | None) -> None:
        if self._draining.is_set():
            os._exit(128 + number)  # asked twice: at once
        self._draining.set()
        self._server.pull_trigger()

    def _load(self) -> None:
        """Open the service; an index that is missing or damaged is waited for, anything else ends the server."""
        told = ""
        while not self._draining.is_set():
            try:
                self._service.put(self._open_service(self._settings))
            except IndexFault as error:
                self._service.reason = index_message(error)
                if str(error) != told:
                    told = str(error)
                    log.warning("%s", told)
                self._draining.wait(RETRY_S)
            except Exception as error:
                log.critical("cannot start", exc_info=None if isinstance(error, QAError) else error)
                _fail(str(error) if isinstance(error, QAError) else "The service could not start; the log says why.")
                self._failed.set()
                self._server.pull_trigger()
                return
            else:
                index = self._service.status().index
                self._say(f"Ready: {index.articles if index else 0} articles. Ask at {self._address()}")
                return

    def _address(self) -> str:
        host, port = self._listener.getsockname()[:2]
        return f"http://{f'[{host}]' if ':' in host else host}:{port}"

    def _say(self, line: str) -> None:
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


def trusted_hosts(settings: Settings) -> frozenset[str]:
    """The names of QA_TRUSTED_HOSTS and the bound one; bound to every address, any address of ours will do."""
    host = settings.host.lower()
    wildcard = host in ("", "0.0.0.0", "::")  # noqa: S104
    bound = ANY_ADDRESS if wildcard else f"[{host}]" if ":" in host else host
    return frozenset({bound, *(name.lower().rstrip(".") for name in settings.trusted_hosts)})


def is_loopback(address: str) -> bool:
    return ipaddress.ip_address(address.partition("%")[0]).is_loopback


def main() -> int:
    """Settings from the environment, then serve."""
    try:
        settings = Settings.from_env()
    except SettingError as error:
        return _fail(str(error), code=2)
    return serve(settings)


def _open_service(settings: Settings) -> Service:
    from qa.wiring import open_service  # the model's libraries take seconds to import: not before we listen

    return open_service(settings)


def _unbound(settings: Settings, error: Exception) -> str:
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        return f"Port {settings.port} is in use. Stop what uses it, or choose another with PORT=."
    if isinstance(error, PermissionError):
        return f"Port {settings.port} needs special rights. Choose one above 1023 with PORT=."
    if isinstance(error, OverflowError):
        return f"{settings.port} is not a port. Choose one from 1 to 65535 with PORT=."
    return f"{settings.host!r} is not an address of this machine. Set HOST= to one, such as 127.0.0.1."


def _fail(message: str, *, code: int = 1) -> int:
    sys.stderr.write(f"{message}\n")
    return code


if __name__ == "__main__":
    exit_code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(exit_code)  # a model half loaded in a daemon thread can abort the interpreter's ordinary exit
