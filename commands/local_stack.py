"""All processes of AtlasVision on one machine. Used by the demo, by the fault tests and
by the benchmarks."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import httpx

from bot.settings import Settings
from commands.compose import Servers
from commands.processes import Supervisor

READY_WITHIN_S = 60.0
PROCESSES = {
    "web": ["serve"],
    "chat worker": ["worker", "chat"],
    "vision worker": ["worker", "vision"],
    "scheduler": ["scheduler"],
}


class StackFailed(Exception):
    """The processes did not start; the text is for people."""


@dataclass(frozen=True, slots=True)
class Stack:
    """Running processes: where the web process is, and their supervisor."""

    base_url: str
    processes: Supervisor


@contextmanager
def run_stack(
    settings: Settings,
    servers: Servers,
    environment: Mapping[str, str],
    *,
    report: Callable[[str], None],
    only: Collection[str] = tuple(PROCESSES),
) -> Iterator[Stack]:
    """Web, chat worker, vision worker and scheduler, until the block is left.

    They are restarted when they die. The port is the settings' or, when that is taken,
    another. Raises StackFailed when the web process does not get ready.
    """
    port = free_port(settings.host, settings.port)
    processes = Supervisor(
        {name: PROCESSES[name] for name in only},
        {
            **environment,
            **servers.environment(),
            "ATLASVISION_HOME": str(settings.home),
            "PORT": str(port),
        },
        report=report,
    )
    processes.start()
    stop = threading.Event()
    watcher = threading.Thread(target=processes.watch, args=(stop,), daemon=True)
    watcher.start()
    base_url = f"http://{settings.host}:{port}"
    try:
        _wait_until_ready(base_url)
        yield Stack(base_url, processes)
    finally:
        stop.set()
        watcher.join()
        processes.stop()


def free_port(host: str, wanted: int) -> int:
    """The wanted port, or any other when it is taken."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise StackFailed(f"no free port on {host}")


def _wait_until_ready(base_url: str) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < deadline:
        try:
            if httpx.get(f"{base_url}/readyz", timeout=2.0).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise StackFailed(f"the web process was not ready within {READY_WITHIN_S:.0f} s")
