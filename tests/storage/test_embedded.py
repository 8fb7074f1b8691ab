"""The embedded servers with real processes: joined, left, killed, moved, restarted."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from redis import Redis

from storage import embedded
from storage.embedded import EmbeddedError, PostgresServer, RedisServer, Server

ROOT = Path(__file__).parents[2]
STAY = """
import os
import secrets  # Redis wants it later, when an other user may not see this Python
import sys
from pathlib import Path
from storage import embedded

for user in sys.argv[3:]:
    os.setgroups([])
    os.setgid(int(user))
    os.setuid(int(user))
use = getattr(embedded, sys.argv[1])
with use(Path(sys.argv[2]), durable=False) as url:
    print(url, flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def home() -> Iterator[Path]:
    """A data folder outside pytest's own, which only root may walk through."""
    with tempfile.TemporaryDirectory(prefix="av-", dir="/tmp") as folder:
        yield Path(folder)


@pytest.fixture(params=[PostgresServer, RedisServer], ids=["postgres", "redis"])
def server(request: pytest.FixtureRequest, home: Path) -> Iterator[Server]:
    server: Server = request.param(home, durable=False)
    yield server
    server.stop()


def another_process(server: Server, home: Path) -> subprocess.Popen[str]:
    """A process that uses the server until it reads a line; it has joined already."""
    process = subprocess.Popen(
        [sys.executable, "-c", STAY, server.name, str(home)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline().strip() == server.url
    return process


def test_server_runs_until_the_last_process_leaves(server: Server, home: Path) -> None:
    other = another_process(server, home)
    with server.joined():
        first_pid = server.pid()

        other.communicate("leave\n", timeout=30)
        assert other.returncode == 0
        assert server.pid() == first_pid is not None
        assert server.answers()

    assert server.pid() is None


def test_killed_process_does_not_keep_the_server(server: Server, home: Path) -> None:
    other = another_process(server, home)

    other.kill()
    other.communicate()
    with server.joined():
        assert server.answers()

    assert server.pid() is None


def test_forked_child_does_not_keep_the_server(server: Server) -> None:
    with server.joined():
        child = os.fork()
        if child == 0:
            signal.pause()
            os._exit(0)

    try:
        assert server.pid() is None
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def test_many_processes_start_one_server(server: Server, home: Path) -> None:
    others = [another_process(server, home) for _ in range(2)]
    starting = [
        subprocess.Popen(
            [sys.executable, "-c", STAY, server.name, str(home)],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
        )
        for _ in range(3)
    ]

    assert [process.wait(60) for process in starting] == [0, 0, 0]
    for other in others:
        other.communicate("leave\n", timeout=30)
    assert server.pid() is None


def test_crashed_server_is_started_again_by_the_next(server: Server) -> None:
    with server.joined() as url:
        crashed = server.pid()
        server.kill()
        assert server.pid() is None

        with server.joined() as same_url:
            assert same_url == url
            assert server.pid() not in (None, crashed)
            assert server.answers()


def test_number_of_a_dead_server_may_belong_to_another_process(server: Server) -> None:
    server.start()
    server.kill()
    left_over = server.pid_file.read_text().split("\n", 1)
    server.pid_file.write_text("\n".join([str(os.getpid()), *left_over[1:]]))

    server.start()

    assert server.pid() not in (None, os.getpid())
    assert server.answers()


def test_stopped_server_starts_again(server: Server) -> None:
    server.start()
    server.stop()
    assert server.pid() is None

    server.start()

    assert server.answers()


def test_postgres_keeps_committed_rows_over_a_crash(home: Path) -> None:
    server = PostgresServer(home)
    with server.joined() as url:
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE kept (number int)")
            connection.execute("INSERT INTO kept VALUES (7)")

        server.kill()
        server.start()

        with psycopg.connect(url) as connection:
            assert connection.execute("SELECT number FROM kept").fetchall() == [(7,)]


def test_redis_keeps_acknowledged_writes_over_a_crash(home: Path) -> None:
    server = RedisServer(home)
    with server.joined() as url, Redis.from_url(url) as client:
        client.set("kept", "7")

        server.kill()
        server.start()

        assert client.get("kept") == b"7"


def test_damaged_redis_file_is_put_aside(home: Path) -> None:
    server = RedisServer(home)
    server.start()
    server.stop()
    (server.folder / "appendonly.aof").write_bytes(b"*1\r\n$4\r\nnonsense" * 9)

    with server.joined() as url, Redis.from_url(url) as client:
        assert client.ping()
        client.set("kept", "1")

    assert (server.folder / "appendonly.aof.damaged").exists()


def test_half_made_database_is_made_anew(home: Path) -> None:
    left_over = home / "postgres" / "data.12345678"
    left_over.mkdir(parents=True)
    (left_over / "PG_VERSION").write_text("18")

    with embedded.postgres(home, durable=False) as url, psycopg.connect(url) as one:
        assert one.execute("SELECT 1").fetchone() == (1,)

    assert not left_over.exists()


def test_server_that_cannot_start_says_why(home: Path) -> None:
    server = PostgresServer(home, durable=False)
    server.start()
    server.stop()
    (server.data / "global" / "pg_control").write_bytes(b"")

    with pytest.raises(EmbeddedError, match="pg_control"), server.joined():
        pytest.fail("it has started")

    assert server.pid() is None


def test_postgres_knows_vectors_and_letters_of_all_languages(home: Path) -> None:
    with (
        embedded.postgres(home, durable=False) as url,
        psycopg.connect(url) as connection,
    ):
        connection.execute("CREATE EXTENSION vector")

        row = connection.execute("SELECT lower('ÉÑ'), '[1,2]'::vector <-> '[1,1]'")
        assert row.fetchone() == ("éñ", 1.0)


@pytest.mark.parametrize(
    "folder", ["deep/" + "long-name-" * 12, 'it\'s $HOME, "quoted" & 100%']
)
def test_any_data_folder_will_do(home: Path, folder: str) -> None:
    place = home / folder

    with embedded.postgres(place, durable=False) as url, psycopg.connect(url) as one:
        assert one.execute("SELECT 1").fetchone() == (1,)
    with embedded.redis(place) as url, Redis.from_url(url) as client:
        assert client.ping()


def test_data_folder_that_cannot_be_made_is_named(home: Path) -> None:
    (home / "file").write_text("in the way")

    with pytest.raises(EmbeddedError, match=str(home / "file")):
        PostgresServer(home / "file").start()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
@pytest.mark.parametrize("name", ["postgres", "redis"])
@pytest.mark.parametrize(("owner", "works"), [(65_534, True), (12_345, False)])
def test_ordinary_user_needs_an_own_folder(
    home: Path, name: str, owner: int, works: bool
) -> None:
    os.chown(home, owner, owner)

    done = subprocess.run(
        [sys.executable, "-c", STAY, name, str(home), "65534"],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )

    assert ("EmbeddedError: cannot use" in done.stderr) is not works
    assert (done.returncode == 0) is works
