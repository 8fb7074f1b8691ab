"""Migrations against a real, empty database."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from storage import migrate
from storage.db import Database
from storage.embedded import PostgresServer
from storage.embedded.postgres_server import create_database
from storage.migrate import SchemaTooNew
from storage.models import Base
from tests.conftest import HOME


@pytest.fixture
def empty_url(worker: int) -> Iterator[str]:
    server = PostgresServer(Path(os.environ[HOME]), durable=False)
    name = f"empty_{worker}"
    with server.joined():
        create_database(server, name)
        yield server.url_of(name)
        with psycopg.connect(server.url_of("postgres"), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_migrations_make_the_tables_of_the_models(empty_url: str) -> None:
    ran = migrate.upgrade(empty_url)

    database = Database(empty_url)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_server_default": True}
        )
        assert compare_metadata(context, Base.metadata) == []
    database.dispose()
    assert list(ran) == migrate.revisions()


def test_second_run_does_nothing(empty_url: str) -> None:
    migrate.upgrade(empty_url)

    assert list(migrate.upgrade(empty_url)) == []


def test_many_processes_migrate_once(empty_url: str) -> None:
    with ThreadPoolExecutor(6) as pool:
        ran = list(pool.map(migrate.upgrade, [empty_url] * 6))

    assert sorted(map(len, ran)) == [0] * 5 + [len(migrate.revisions())]


def test_database_of_a_later_version_is_refused(empty_url: str) -> None:
    migrate.upgrade(empty_url)
    with psycopg.connect(empty_url) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(SchemaTooNew, match="9999"):
        migrate.upgrade(empty_url)


def test_numbers_of_files_are_the_order_of_migrations() -> None:
    config = Config()
    config.set_main_option("script_location", str(migrate.MIGRATIONS))

    scripts = ScriptDirectory.from_config(config).walk_revisions()

    assert [script.revision for script in scripts][::-1] == migrate.revisions()


def test_first_migration_can_be_taken_back(empty_url: str) -> None:
    migrate.upgrade(empty_url)
    config = Config()
    config.set_main_option("script_location", str(migrate.MIGRATIONS))
    database = Database(empty_url)

    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
        left = connection.execute(
            text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        ).scalars()
        assert set(left) == {"alembic_version"}
    database.dispose()
