"""Child processes of one host: started together, restarted, ended together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType

SUPERVISED = "ATLASVISION_SUPERVISED"
STOP_AFTER_S = 10.0
CALM_AFTER_S = 10.0


def stop_on_signals() -> threading.Event:
    """An event that SIGTERM and SIGINT set; a supervised process also ends with its
    parent, so that nothing is left behind when the supervisor is killed."""
    stop = threading.Event()

    def ask(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask)
    signal.signal(signal.SIGINT, ask)
    end_with_parent(stop.set)
    return stop


def end_with_parent(end: Callable[[], None]) -> None:
    """Call `end` once the supervising process is gone; no-op when not supervised."""
    if SUPERVISED not in os.environ:
        return
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        end()

    threading.Thread(target=watch, daemon=True, name="parent-watch").start()


@dataclass
class _Child:
    name: str
    arguments: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    failures: int = 0
    next_start: float = field(default=0.0)


class Supervisor:
    """Runs `atlasvision ARGUMENTS` children and starts again those that die.

    A child that dies young waits longer each time (up to 30 s) before its next start.
    """

    def __init__(
        self,
        children: Mapping[str, Sequence[str]],
        environment: Mapping[str, str],
        *,
        report: Callable[[str], None],
    ) -> None:
        self._children = [_Child(name, args) for name, args in children.items()]
        self._environment = {**os.environ, **environment, SUPERVISED: "1"}
        self._report = report
        self._stopping = False

    def start(self) -> None:
        """Start all children."""
        for child in self._children:
            self._launch(child)

    def pids(self) -> dict[str, int]:
        """Process ids by name, of the children that run."""
        return {
            child.name: child.process.pid
            for child in self._children
            if child.process is not None and child.process.poll() is None
        }

    def kill(self, name: str) -> None:
        """End one child without warning (kill -9); `watch` starts it again."""
        for child in self._children:
            if child.name == name and child.process is not None:
                child.process.kill()

    def watch(self, stop: threading.Event) -> None:
        """Restart what dies until `stop` is set."""
        while not stop.wait(0.3):
            for child in self._children:
                self._restart_if_dead(child)

    def stop(self) -> None:
        """End all children: asked first, killed after ten seconds."""
        running = [c.process for c in self._children if c.process is not None]
        for process in running:
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + STOP_AFTER_S
        for process in running:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _launch(self, child: _Child) -> None:
        child.process = subprocess.Popen(
            [sys.executable, "-m", "atlasvision", *child.arguments],
            env=self._environment,
            stdin=subprocess.DEVNULL,
            # Ctrl-C in the terminal reaches the supervisor only, which asks in order.
            process_group=0,
        )
        child.started_at = time.monotonic()

    def _restart_if_dead(self, child: _Child) -> None:
        now = time.monotonic()
        if child.process is not None:
            code = child.process.poll()
            if code is None:
                return
            lived_s = now - child.started_at
            child.failures = 1 if lived_s > CALM_AFTER_S else child.failures + 1
            wait_s = min(30.0, 0.2 * 2 ** min(child.failures, 8))
            child.process, child.next_start = None, now + wait_s
            self._report(f"{child.name} ended (exit {code}); starting it again")
        if now >= child.next_start:
            self._launch(child)
