"""Brings a database to the present schema; every process calls this before it starts.

Migrations are numbered, so a database that is up to date costs one query, and Alembic
is imported only where there is something to do.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Connection, create_engine, inspect, make_url, text
from sqlalchemy.pool import NullPool

MIGRATIONS = Path(__file__).with_name("migrations")
LOCK = 0x61746C6173  # "atlas": one process migrates, the others wait for it


class SchemaTooNew(Exception):
    """The database was migrated by a later version of this program."""


def upgrade(url: str) -> Sequence[str]:
    """Run what is missing and give the numbers run; safe in many processes at once.

    All of it is one transaction: it happens whole or not at all. Raises SchemaTooNew.
    """
    driver_url = make_url(url).set(drivername="postgresql+psycopg")
    engine = create_engine(driver_url, poolclass=NullPool)
    try:
        with engine.begin() as connection:
            if not missing(connection):
                return ()
            connection.execute(text("SELECT pg_advisory_xact_lock(:id)"), {"id": LOCK})
            to_run = missing(connection)
            if to_run:
                _run(connection)
            return to_run
    finally:
        engine.dispose()


def missing(connection: Connection) -> Sequence[str]:
    """Numbers of the migrations that this database has not seen yet."""
    known = revisions()
    current = _current(connection)
    if current is None:
        return known
    if current not in known:
        raise SchemaTooNew(
            f"the database has schema {current}, this program knows {known[-1]}: "
            "install the newer version"
        )
    return known[known.index(current) + 1 :]


def revisions() -> list[str]:
    """Numbers of all migrations, oldest first."""
    names = (path.name for path in (MIGRATIONS / "versions").glob("*.py"))
    return sorted(name[:4] for name in names if re.match(r"\d{4}_", name))


def _current(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    number: str | None = connection.scalar(
        text("SELECT version_num FROM alembic_version")
    )
    return number


def _run(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
