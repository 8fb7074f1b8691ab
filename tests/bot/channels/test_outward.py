"""Connections to where a person has said leave our own network, or are not made."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest

from bot.channels.outward import InwardConnection, only_outward


@pytest.fixture
def port() -> Iterator[int]:
    """Somebody listens there on this machine."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def connect(port: int) -> None:
    socket.create_connection(("127.0.0.1", port), timeout=5).close()


def test_connection_into_our_network_is_refused_inside_only(port: int) -> None:
    with only_outward() as watch, pytest.raises(InwardConnection):
        connect(port)

    connect(port)
    assert watch.has_refused


def test_way_to_a_local_server_without_a_network_is_refused() -> None:
    with (
        only_outward(),
        socket.socket(socket.AF_UNIX) as local,
        pytest.raises(InwardConnection),
    ):
        local.connect("/run/some.sock")


def test_other_threads_connect_as_before(port: int) -> None:
    reached: list[bool] = []

    def work() -> None:
        connect(port)
        reached.append(True)

    with only_outward() as watch:
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()

    assert reached and not watch.has_refused
