"""Real PostgreSQL and Redis for all tests, started once and shared by all workers.

A server that does not start is an error, never a skip.
"""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog
from redis import Redis
from sqlalchemy import text

from bot.services import Services
from bot.settings import load_settings
from storage import migrate
from storage.blobs import LocalBlobs
from storage.db import Database
from storage.embedded import PostgresServer, RedisServer
from storage.embedded.postgres_server import create_database
from storage.models import Base
from tests.fakes.queue import RecordingQueue

HOME = "ATLASVISION_TEST_HOME"


class Clock:
    """A clock that stands still until it is set."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, seconds: float) -> datetime:
        self.now += timedelta(seconds=seconds)
        return self.now


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):  # workers inherit the folder
        os.environ[HOME] = tempfile.mkdtemp(prefix="atlasvision-tests-", dir="/tmp")


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ.pop(HOME), ignore_errors=True)


@pytest.fixture(autouse=True)
def logging_of_before() -> Iterator[None]:
    """What a command under test sets up for its process is gone with the test."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


@pytest.fixture(scope="session")
def worker() -> int:
    """The number of this pytest-xdist worker; 0 without workers."""
    return int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))


@pytest.fixture(scope="session")
def database_url(worker: int) -> Iterator[str]:
    """A migrated database that is this worker's own."""
    server = PostgresServer(Path(os.environ[HOME]), durable=False)
    with server.joined():
        name = f"tests_{worker}"
        create_database(server, name)
        url = server.url_of(name)
        migrate.upgrade(url)
        yield url


@pytest.fixture(scope="session")
def open_database(database_url: str) -> Iterator[Database]:
    database = Database(database_url, pool_size=10)
    yield database
    database.dispose()


@pytest.fixture
def database(open_database: Database) -> Database:
    """An empty database with the present schema.

    Deleting few rows takes a hundredth of the time that truncating thirty tables does;
    as a replica the server checks no foreign keys while the tables are emptied.
    """
    tables = [f"DELETE FROM {table.name}" for table in Base.metadata.sorted_tables]
    statements = ["SET LOCAL session_replication_role = replica", *tables]
    with open_database.engine.begin() as connection:
        connection.execute(text("; ".join(statements)))
    return open_database


@pytest.fixture(scope="session")
def redis_server_url(worker: int) -> Iterator[str]:
    server = RedisServer(Path(os.environ[HOME]), durable=False)
    with server.joined() as url:
        yield url.replace("?db=0", f"?db={worker % 16}")


@pytest.fixture
def redis_url(redis_server_url: str) -> str:
    """An empty Redis."""
    with Redis.from_url(redis_server_url) as client:
        client.flushdb()
    return redis_server_url


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2026, 3, 2, 9, 30, tzinfo=UTC))


@pytest.fixture
def blobs(tmp_path: Path) -> LocalBlobs:
    return LocalBlobs(tmp_path / "blobs")


@pytest.fixture
def queue() -> RecordingQueue:
    return RecordingQueue()


@pytest.fixture
def make_services(
    database: Database,
    blobs: LocalBlobs,
    queue: RecordingQueue,
    clock: Clock,
    tmp_path: Path,
) -> Callable[..., Services]:
    """Services on the real database, with any part replaced: make_services(vision=…).

    `settings` may be a mapping of environment variables.
    """

    def make(settings: dict[str, str] | None = None, **parts: Any) -> Services:
        environ = {"ATLASVISION_HOME": str(tmp_path / "home"), **(settings or {})}
        services = Services(
            settings=load_settings(environ),
            db=database,
            blobs=blobs,
            queue=queue,
            channels={},
            clock=clock,
        )
        return replace(services, **parts)

    return make


@pytest.fixture
def services(make_services: Callable[..., Services]) -> Services:
    return make_services()
