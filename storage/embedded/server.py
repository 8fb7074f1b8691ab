"""What both embedded servers share: who uses them, how they start and how they end.

A file lock per process says who uses a server. The kernel drops it with the process,
however that ends, so a killed process never keeps a server alive or blocks the next.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import signal
import stat
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil

START_TIMEOUT_S = 120.0  # recovery after a crash may read a lot
STOP_TIMEOUT_S = 20.0
LAUNCHES = 8  # a killed server's children may hold the data for a moment
PAUSE_S = 0.02
LOG_BYTES = 5_000_000
# Unix socket paths end at 107 bytes (Linux) or 103 (macOS), the file name included.
SOCKET_FOLDER_BYTES = 80
PLAIN_PATH = re.compile(r"[\w./+-]+", re.ASCII)
# The shell ends at once and leaves the server to init: no zombie of ours, no Ctrl-C.
DETACH = 'log=$1; shift; "$@" </dev/null >>"$log" 2>&1 & echo $!'


class EmbeddedError(Exception):
    """An embedded server cannot run here; the text says why."""


class Server(ABC):
    """One server of one data folder. All methods may be called from any process."""

    name: str
    stop_signals: Sequence[signal.Signals] = (signal.SIGTERM, signal.SIGKILL)

    def __init__(self, home: Path, *, durable: bool = True) -> None:
        self.folder = home.expanduser().resolve() / self.name
        self.log = self.folder / "log"
        self.durable = durable

    @property
    @abstractmethod
    def url(self) -> str:
        """How clients reach it; stays the same over restarts."""

    @property
    @abstractmethod
    def pid_file(self) -> Path:
        """Where the server writes its process id."""

    @property
    @abstractmethod
    def mark(self) -> str:
        """The argument by which this server's process is known."""

    @abstractmethod
    def prepare(self) -> None:
        """Make the data folder and the configuration; the server is not running."""

    @abstractmethod
    def launch(self) -> int:
        """Start the process with `detached` and give its id."""

    @abstractmethod
    def answers(self) -> bool:
        """Whether a client is served."""

    def finish(self) -> None:  # noqa: B027 - most servers are ready as they are
        """What is left to do once the server answers; repeated on every join."""

    def repair(self) -> None:  # noqa: B027 - most servers repair themselves
        """Clear what may have kept the server from starting, before the next try."""

    @contextmanager
    def joined(self) -> Iterator[str]:
        """Keep the server running inside the block; the last one out stops it."""
        with self._alone():
            seat = self._open("users")
            fcntl.flock(seat, fcntl.LOCK_SH)
        try:
            self.start()
            yield self.url
        finally:
            with self._alone():
                # Forked children share the seat: unlock it, closing is not enough.
                fcntl.flock(seat, fcntl.LOCK_UN)
                os.close(seat)
                if self._is_unused():
                    self._end(self.stop_signals)

    def start(self) -> None:
        """Start it, unless it runs."""
        with self._alone():
            self._ensure_running()

    def stop(self) -> None:
        """Shut it down in order, even while others use it."""
        with self._alone():
            self._end(self.stop_signals)

    def kill(self) -> None:
        """End it without warning, as a crash would."""
        with self._alone():
            self._end((signal.SIGKILL,))

    def pid(self) -> int | None:
        """The process id of the running server."""
        pid = self.written_pid()
        return pid if pid is not None and self._is_ours(pid) else None

    def written_pid(self) -> int | None:
        """What the pid file says, true or not."""
        try:
            return int(self.pid_file.read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return None

    def detached(
        self,
        command: Sequence[str],
        environ: Mapping[str, str],
        *,
        user: int | None = None,
        group: int | None = None,
    ) -> int:
        """Start a command that outlives this process; its output goes to the log."""
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES:
            self.log.unlink()
        self.log.touch(mode=0o600)
        if user is not None and group is not None:
            os.chown(self.log, user, group)
        done = subprocess.run(
            ["/bin/sh", "-c", DETACH, "sh", str(self.log), *command],
            env=dict(environ),
            cwd="/",
            user=user,
            group=group,
            extra_groups=[] if user is not None else None,
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=True,
        )
        return int(done.stdout)

    def socket_folder(self) -> Path:
        """A private folder whose path is short and plain enough for a socket."""
        inside = self.folder / "run"
        path = str(inside)
        if len(os.fsencode(path)) <= SOCKET_FOLDER_BYTES and PLAIN_PATH.fullmatch(path):
            return inside
        digest = hashlib.sha256(os.fsencode(path)).hexdigest()[:16]
        return Path("/tmp") / f"atlasvision-{os.geteuid()}-{digest}"

    def make_socket_folder(self, owner: int) -> Path:
        """Create it for one user; refuses a folder that somebody else has put there."""
        folder = self.socket_folder()
        try:
            folder.mkdir(mode=0o700)
            os.chown(folder, owner, -1)
        except FileExistsError:
            found = folder.lstat()
            if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (
                owner,
                os.geteuid(),
            ):
                raise EmbeddedError(f"{folder} belongs to another user") from None
            os.chown(folder, owner, -1)
        folder.chmod(0o700)
        return folder

    def _ensure_running(self) -> None:
        if self.pid() is None:
            self.prepare()
            self._start()
        else:
            _wait(self.answers, START_TIMEOUT_S)
        if not self.answers():
            raise EmbeddedError(f"{self.name} does not answer; see {self.log}")
        self.finish()

    def _start(self) -> None:
        for _ in range(LAUNCHES):
            if self._survives(self.launch()):
                return
            self.repair()
            time.sleep(0.3)
        raise EmbeddedError(f"{self.name} did not start:\n{self._last_words()}")

    def _survives(self, pid: int) -> bool:
        _wait(lambda: self.answers() or not _lives(pid), START_TIMEOUT_S)
        return _lives(pid)

    def _last_words(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines()
        return "\n".join(lines[-8:])

    def _end(self, signals: Sequence[signal.Signals]) -> None:
        pid = self.pid()
        if pid is None:
            return
        for number in signals:
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                return
            if _wait(lambda: not _lives(pid), STOP_TIMEOUT_S):
                return
        raise EmbeddedError(f"{self.name} (process {pid}) cannot be stopped")

    def _is_ours(self, pid: int) -> bool:
        """Whether that process is this server, and not one that got its number."""
        try:
            process = psutil.Process(pid)
            if process.status() == psutil.STATUS_ZOMBIE:
                return False
            return self.mark in process.cmdline()
        except psutil.Error:
            return False

    def _is_unused(self) -> bool:
        seat = self._open("users")
        try:
            fcntl.flock(seat, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        else:
            return True
        finally:
            os.close(seat)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One process at a time starts, joins, leaves or stops."""
        lock = self._open("lock")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _open(self, name: str) -> int:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            return os.open(self.folder / name, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise EmbeddedError(
                f"cannot use {self.folder}: {error.strerror}"
            ) from error


def _lives(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _wait(until: Callable[[], bool], timeout_s: float) -> bool:
    deadline = time.monotonic() + timeout_s
    while not until():
        if time.monotonic() > deadline:
            return False
        time.sleep(PAUSE_S)
    return True
