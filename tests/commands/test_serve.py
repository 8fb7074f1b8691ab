"""`atlasvision serve` as it runs in production: a process, stopped by signals."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import psutil
import pytest

Start = Callable[..., tuple[subprocess.Popen[bytes], str]]


@pytest.fixture
def start(database_url: str, redis_url: str, tmp_path: Path) -> Iterator[Start]:
    """Start the web process and wait until it is ready; gives it and its address."""
    running: list[subprocess.Popen[bytes]] = []

    def start_web(**environ: str) -> tuple[subprocess.Popen[bytes], str]:
        port = _free_port()
        process = subprocess.Popen(
            [sys.executable, "-m", "atlasvision", "serve"],
            env={
                **os.environ,
                "DATABASE_URL": database_url,
                "REDIS_URL": redis_url,
                "ATLASVISION_HOME": str(tmp_path),
                "PORT": str(port),
                **environ,
            },
        )
        running.append(process)
        url = f"http://127.0.0.1:{port}"
        _wait_until_ready(process, url)
        return process, url

    yield start_web
    for process in running:
        if process.poll() is None:
            process.kill()
            process.wait()


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_web_process_serves_and_ends_when_asked(
    start: Start, sign: signal.Signals
) -> None:
    process, url = start()
    assert "AtlasVision" in httpx.get(f"{url}/chat").text
    children = psutil.Process(process.pid).children(recursive=True)
    assert children

    process.send_signal(sign)
    code = process.wait(timeout=30)

    assert code == 0
    assert psutil.wait_procs(children, timeout=2)[1] == []


def test_message_sent_over_the_wire_is_accepted_once(start: Start) -> None:
    _, url = start()
    with httpx.Client(base_url=url) as client:
        client.get("/chat")
        data = {"text": "hello", "client_id": "m1"}
        first = client.post("/chat/messages", data=data)
        second = client.post("/chat/messages", data=data)

    assert (first.status_code, second.status_code) == (201, 200)


def test_every_web_process_stays_under_150_mb(start: Start) -> None:
    process, url = start()
    for _ in range(20):
        httpx.get(f"{url}/chat/messages")

    everyone = [psutil.Process(process.pid), *psutil.Process(process.pid).children()]
    resident_mb = [each.memory_info().rss / 1024**2 for each in everyone]

    assert max(resident_mb) < 150


def test_several_workers_count_their_requests_together(start: Start) -> None:
    process, url = start(WEB_WORKERS="2")
    assert len(psutil.Process(process.pid).children()) == 2
    for _ in range(30):  # a new connection each: either worker may take it
        httpx.get(f"{url}/chat/samples")

    page = httpx.get(f"{url}/metrics").text

    (line,) = [
        line
        for line in page.splitlines()
        if line.startswith("atlasvision_http_requests_total")
        and 'route="/chat/samples"' in line
    ]
    assert float(line.split()[-1]) == 30


def test_killed_worker_is_replaced(start: Start) -> None:
    process, url = start()
    (worker,) = psutil.Process(process.pid).children()

    worker.kill()

    _wait_until_ready(process, url)
    (replacement,) = psutil.Process(process.pid).children()
    assert replacement.pid != worker.pid


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(process: subprocess.Popen[bytes], url: str) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        assert process.poll() is None, "the web process ended by itself"
        try:
            if httpx.get(f"{url}/readyz", timeout=2).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.05)
    raise AssertionError("not ready within 30 s")
