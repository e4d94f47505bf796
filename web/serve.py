"""The server's life: listen at once, load behind, serve, drain on SIGTERM. `python -m web.serve`."""

from __future__ import annotations

import errno
import faulthandler
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
from typing import TYPE_CHECKING, Any

from waitress import wasyncore

from qa.errors import IndexFault, QAError, SettingError, install
from qa.settings import Settings, set_library_defaults
from web import create_app
from web.editing import Collecting, LateCollection
from web.faults import index_message
from web.guard import ANY_ADDRESS
from web.keys import Keys
from web.limits import Allowance, is_loopback
from web.listener import STREAMS, bind, idle, listen
from web.log import log_to_stderr
from web.service import AnsweringService, LateService

if TYPE_CHECKING:
    from web.tracing import Tracing

DRAIN_S = 25  # how long running streams may take after SIGTERM
RETRY_S = 2  # between looks for an index that was missing or damaged
HUNG_S = 60  # of one batch of the model: it will not come back, and whoever supervises us can start us again
HUNG_EXIT = 70
_WATCH_S = 1.0
_POLL_S = 0.5
_TRACES = ("OTEL_TRACES_EXPORTER", "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")

Opener = Callable[[Settings], AnsweringService]

log = logging.getLogger("web.serve")  # also when run as __main__


def serve(
    settings: Settings,
    *,
    open_service: Opener | None = None,
    open_collection: Callable[[Settings], Collecting] | None = None,
) -> int:
    """Serve until a signal ends it; the exit code. A test may give its own service and collection."""
    if os.environ.get("FLASK_DEBUG", "0").lower() not in ("", "0", "false"):
        return _fail("FLASK_DEBUG is set, which would let visitors run code. Unset it and start again.")
    try:
        listener = bind(settings.host, settings.port)
    except (OSError, OverflowError, UnicodeError) as error:
        return _fail(_unbound(settings, error))
    try:
        keys = Keys.read(Path(settings.api_keys)) if settings.api_keys else None
        _refuse_root(settings, listener)
        log_to_stderr()
        return Server(
            settings,
            listener,
            open_service or _open_service,
            announces=open_service is None,
            keys=keys,
            tracing=_tracing(),
            collection=LateCollection(lambda: (open_collection or _open_collection)(settings)),
        ).run()
    except SettingError as error:
        return _fail(str(error), code=2)
    finally:
        listener.close()


class Server:
    """One run of the server. The main thread owns the sockets, signals only set flags."""

    def __init__(
        self,
        settings: Settings,
        listener: socket.socket,
        open_service: Opener,
        *,
        announces: bool = False,
        keys: Keys | None = None,
        tracing: Tracing | None = None,
        collection: LateCollection | None = None,
    ) -> None:
        self._settings = settings
        self._collection = collection
        self._listener = listener
        self._open_service = open_service
        self._service = LateService()
        self._draining = threading.Event()
        self._failed = threading.Event()
        self._sockets: dict[int, Any] = {}
        self._keys = keys
        self._tracing = tracing
        self._announces = announces  # to commands on this machine, that the index is served here
        self._withdraw: Callable[[], None] | None = None
        limited = settings.rate_limit > 0 and (keys is not None or is_exposed(listener))
        app = create_app(
            self._service,
            hosts=trusted_hosts(settings),
            streams=STREAMS,
            log_questions=settings.log_questions,
            feedback=Path(settings.feedback) if settings.feedback else None,
            draining=self._draining,
            keys=keys,
            allowance=Allowance(settings.rate_limit) if limited else None,
            tracing=tracing,
            collection=collection,
            editors=editors(settings, exposed=is_exposed(listener)),
        )
        self._server = listen(app, listener, self._sockets)

    def run(self) -> int:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._stop)
        self._say(f"Quoth listens on {self._address()}; loading the model and the index.")
        if is_exposed(self._listener) and self._keys is None:
            self._say(
                "Warning: other machines can reach it, and no key is asked for. Set QA_API_KEYS, see SECURITY.md."
            )
        threading.Thread(target=self._load, name="load", daemon=True).start()
        threading.Thread(target=self._watch, name="watchdog", daemon=True).start()
        while not (self._draining.is_set() or self._failed.is_set()):
            self._turn()
        if not self._failed.is_set():
            self._drain()
        if self._withdraw:
            self._withdraw()
        self._server.task_dispatcher.shutdown(timeout=1)
        wasyncore.close_all(self._sockets, ignore_all=True)
        self._service.close()
        if self._collection:
            self._collection.close()
        if self._tracing:
            self._tracing.close()
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
                if self._settings.watch and self._collection:
                    self._collection.open()
                index = self._service.status().index
                self._say(f"Ready: {index.articles if index else 0} articles. Ask at {self._address()}")
                if self._announces:
                    self._withdraw = _announce(self._settings, self._address())
                return

    def _watch(self) -> None:
        """End the process when the model hangs: nothing else would free its thread. The log says where it stood."""
        while not self._draining.wait(_WATCH_S):
            busy = self._service.status().counts.get("busy_s", 0)
            if busy > HUNG_S:
                log.critical("the model hangs", extra={"busy_s": busy})
                faulthandler.dump_traceback()
                os._exit(HUNG_EXIT)

    def _address(self) -> str:
        host, port = self._listener.getsockname()[:2]
        return f"http://{f'[{host}]' if ':' in host else host}:{port}"

    def _say(self, line: str) -> None:
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


def editors(settings: Settings, *, exposed: bool) -> str:
    """QA_EDIT as 0 or 1: auto is 1 where a key is asked for, and where the server listens to this machine alone."""
    if settings.edit not in ("auto", "0", "1"):
        raise SettingError(f"QA_EDIT={settings.edit!r} is not one of auto, 0, 1. Set it to one of them.")
    if settings.edit == "auto":
        return "1" if settings.api_keys or not exposed else "0"
    return settings.edit


def trusted_hosts(settings: Settings) -> frozenset[str]:
    """The names of QA_TRUSTED_HOSTS and the bound one; bound to every address, any address of ours will do."""
    host = settings.host.lower()
    wildcard = host in ("", "0.0.0.0", "::")  # noqa: S104
    bound = ANY_ADDRESS if wildcard else f"[{host}]" if ":" in host else host
    return frozenset({bound, *(name.lower().rstrip(".") for name in settings.trusted_hosts)})


def is_exposed(listener: socket.socket) -> bool:
    """Whether other machines can reach the socket."""
    return not is_loopback(listener.getsockname()[0])


def _refuse_root(settings: Settings, listener: socket.socket) -> None:
    if os.geteuid() == 0 and is_exposed(listener) and not settings.allow_root:
        raise SettingError(
            "Root should not serve other machines. Start it as another user, or set QA_ALLOW_ROOT=1, as in a container."
        )


def main() -> int:
    """Settings from the environment, then serve."""
    set_library_defaults()
    os.environ.setdefault(
        "OPENBLAS_NUM_THREADS", "1"
    )  # read once, when numpy is imported: only torch is to use all cores
    try:
        settings = Settings.from_env()
    except SettingError as error:
        return _fail(str(error), code=2)
    return serve(settings)


def _tracing() -> Tracing | None:
    """Traces, where a standard OTEL_ variable says where they go."""
    off = os.environ.get("OTEL_SDK_DISABLED", "").lower() == "true" or os.environ.get(_TRACES[0]) == "none"
    if off or not any(os.environ.get(name) for name in _TRACES):
        return None
    try:
        from web.tracing import Tracing
    except ImportError:
        raise SettingError(
            f"Traces need OpenTelemetry. Unset the OTEL_ variables, or install it. {install('otel')}"
        ) from None
    return Tracing.configured(os.environ)


def _open_service(settings: Settings) -> AnsweringService:
    from qa.wiring import open_service  # the model's libraries take seconds to import: not before we listen

    return open_service(settings)


def _announce(settings: Settings, address: str) -> Callable[[], None]:
    from qa.wiring import announce

    return announce(settings, address)


def _open_collection(settings: Settings) -> Collecting:
    from qa.wiring import open_collection

    return open_collection(settings)


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
