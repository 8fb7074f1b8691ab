"""A whole installation in a temporary folder, with one console chat."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from bot.queue import make_broker
from bot.services import Services
from bot.settings import load_settings
from commands.compose import open_servers, services_on
from commands.console import Console
from commands.local_stack import Stack, run_stack
from storage import migrate

DEMO_IMAGES = Path(__file__).parent.parent / "demo_images"
SHOP = "Bench shop"


@dataclass(frozen=True, slots=True)
class Installation:
    """Running processes and a console chat of a seeded shop."""

    stack: Stack
    services: Services
    console: Console

    def memory_mb(self) -> dict[str, float]:
        """Resident memory of each process, in MB; what several share is counted once.

        The web process includes gunicorn's parent.
        """
        memory = {}
        for name, pid in self.stack.processes.pids().items():
            process = psutil.Process(pid)
            family = [process, *process.children(recursive=True)]
            memory[name] = sum(one.memory_full_info().pss for one in family) / 2**20
        return memory


@contextmanager
def installation() -> Iterator[Installation]:
    """Embedded servers and one process of each kind, with the demo catalogue."""
    with tempfile.TemporaryDirectory(prefix="atlasvision-bench-") as folder:
        home = {"ATLASVISION_HOME": folder, "PORT": "0"}
        settings = load_settings(home)
        with open_servers(settings) as servers:
            migrate.upgrade(servers.database_url)
            environment = {**home, **servers.environment(), "LOG_LEVEL": "warning"}
            _seed(environment)
            broker = make_broker(servers.redis_url)
            with (
                run_stack(settings, servers, environment, report=print) as stack,
                services_on(settings, servers, broker, threads=2) as services,
            ):
                yield Installation(stack, services, Console(services, SHOP))
            broker.close()


def demo_photos() -> list[Path]:
    """The demo photos that show a shelf, by name."""
    return [
        path for path in sorted(DEMO_IMAGES.glob("*.jpg")) if path.stem != "too_dark"
    ]


def _seed(environment: dict[str, str]) -> None:
    command = ["seed", str(DEMO_IMAGES), "--shop", SHOP, "--currency", "KES"]
    subprocess.run(
        [sys.executable, "-m", "atlasvision", *command],
        env={**os.environ, **environment},
        check=True,
    )
