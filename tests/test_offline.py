"""The guard of the test run itself: nothing leaves this machine, here or in a process that a test starts."""

from __future__ import annotations

import socket
import subprocess
import sys

import pytest

TRY = "import socket; socket.create_connection(('192.0.2.1', 80), 2)"


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("example.org", 443), ("2001:db8::1", 80)])
def test_nothing_leaves(address: tuple[str, int]) -> None:
    with pytest.raises(OSError, match="no network"):
        socket.create_connection(address, 2)
    with pytest.raises(OSError, match="no network"), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(b"x", ("192.0.2.1", 53))


def test_nor_from_a_process_of_ours() -> None:
    done = subprocess.run([sys.executable, "-c", TRY], capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "no network" in done.stderr


def test_this_machine_is_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(("localhost", server.getsockname()[1]), 2).close()
