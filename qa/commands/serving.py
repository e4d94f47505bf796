"""`mcp`: the service for agents, on stdin and stdout or over HTTP."""

from __future__ import annotations

import argparse

from qa.errors import UsageError, install
from qa.settings import Settings


def mcp(settings: Settings, options: argparse.Namespace) -> None:
    try:
        from qa.serving import mcp_server
    except ImportError:
        raise UsageError(f"Agents are served with the package mcp. {install('mcp')}") from None
    from qa import wiring

    editable = settings.edit == "1" or (settings.edit == "auto" and not settings.api_keys)
    collection = wiring.open_collection(settings) if editable else None
    found = mcp_server.server(lambda: wiring.open_service(settings), collection)
    if options.http is None:
        found.run("stdio")
    else:
        found.run(
            "streamable-http",
            host=mcp_server.HOST,
            port=options.http,
            transport_security=mcp_server.security(options.http, settings.trusted_hosts),
        )
