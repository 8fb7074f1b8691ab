"""The engine and its transactions; built in composition roots, handed down."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.orm import (
    ORMExecuteState,
    Session,
    sessionmaker,
    with_loader_criteria,
)

from storage.models import Product

WITH_REMOVED = "with_removed"
_TIME = "time"


def set_time(session: Session, now: datetime) -> None:
    """What is booked in this transaction was done now (UTC), not when it is written."""
    session.info[_TIME] = now


def time_of(session: Session) -> datetime | None:
    """The time that was set; None leaves it to the database's clock."""
    return session.info.get(_TIME)


def _leave_out_removed(state: ORMExecuteState) -> None:
    """Removed products are in no answer, unless a query asks for them."""
    if state.is_select and not state.execution_options.get(WITH_REMOVED):
        is_there = with_loader_criteria(
            Product, Product.removed_at.is_(None), include_aliases=True
        )
        state.statement = state.statement.options(is_there)


class Database:
    """A pool of connections to one PostgreSQL database.

    Connections are tested before use, so a restarted server costs one retry, no error.
    """

    def __init__(self, url: str, *, pool_size: int = 5) -> None:
        driver_url = make_url(url).set(drivername="postgresql+psycopg")
        self.engine: Engine = create_engine(
            driver_url,
            pool_size=pool_size,
            max_overflow=pool_size,
            pool_pre_ping=True,
            pool_timeout=10,
            hide_parameters=True,  # an error's text goes into logs and job options
            connect_args={"connect_timeout": 5},
        )
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)
        event.listen(self._sessions, "do_orm_execute", _leave_out_removed)
        self._at_once = self.engine.execution_options(isolation_level="AUTOCOMMIT")

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session that commits at the end and rolls back on any error."""
        with self._sessions.begin() as session:
            yield session

    @contextmanager
    def single_statement(self) -> Iterator[Session]:
        """A session in which each statement is a transaction of its own: for one alone
        the database is asked once, not also to begin and to commit."""
        with self._sessions(bind=self._at_once) as session:
            yield session

    def ping(self) -> None:
        """Raise sqlalchemy.exc.OperationalError when the database is not reachable."""
        with self.engine.connect() as connection:
            connection.execute(text("SELECT 1"))

    def dispose(self) -> None:
        """Close all pooled connections."""
        self.engine.dispose()
