"""Real PostgreSQL and Redis from wheels, for machines where neither is installed.

Composition roots use them when DATABASE_URL or REDIS_URL is unset. Every process that
works on the same data folder joins the same servers; the last one to leave stops them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.embedded.postgres_server import PostgresServer
from storage.embedded.redis_server import RedisServer
from storage.embedded.server import EmbeddedError, Server

__all__ = [
    "EmbeddedError",
    "PostgresServer",
    "RedisServer",
    "Server",
    "postgres",
    "redis",
]


@contextmanager
def postgres(home: Path, *, durable: bool = True) -> Iterator[str]:
    """The URL of the data folder's PostgreSQL, running until the block is left.

    Any process of the same user can use the URL. `durable=False` trades safety on a
    power cut for speed. Raises EmbeddedError.
    """
    with PostgresServer(home, durable=durable).joined() as url:
        yield url


@contextmanager
def redis(home: Path, *, durable: bool = True) -> Iterator[str]:
    """The URL of the data folder's Redis, running until the block is left.

    `durable=False` keeps no file. Raises EmbeddedError.
    """
    with RedisServer(home, durable=durable).joined() as url:
        yield url
