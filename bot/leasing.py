"""Hold a row's lease while a worker works on it. Used by the three job loops."""

from __future__ import annotations

import os
import socket
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.services import Services
from storage import leases
from storage.leases import Leased

log = structlog.get_logger(__name__)


class LeaseLost(Exception):
    """Another worker took the row over; this one's result must not be written."""


class Lease:
    """A held lease; `confirm` inside the transaction that writes the result."""

    def __init__(self, table: Leased, row_id: uuid.UUID, owner: str) -> None:
        self.table = table
        self.row_id = row_id
        self.owner = owner

    def confirm(self, session: Session) -> None:
        """Lock the row and raise LeaseLost unless it is still held."""
        if not leases.still_holds(session, self.table, self.row_id, self.owner):
            raise LeaseLost(f"{self.table.__tablename__} {self.row_id}")


@contextmanager
def lease(
    services: Services, table: Leased, row_id: uuid.UUID
) -> Iterator[Lease | None]:
    """Claim the row and renew in the background; yields None when it is not free."""
    seconds = float(services.settings.lease_seconds)
    owner = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
    with services.db.transaction() as session:
        if not leases.claim(session, table, row_id, owner, seconds):
            held = None
        else:
            held = Lease(table, row_id, owner)
    if held is None:
        yield None
        return
    stop = threading.Event()
    renewer = threading.Thread(
        target=_renew, args=(services, held, seconds, stop), daemon=True
    )
    renewer.start()
    try:
        yield held
    finally:
        stop.set()
        renewer.join()
        with services.db.transaction() as session:
            leases.release(session, table, row_id, owner)


def _renew(
    services: Services, held: Lease, seconds: float, stop: threading.Event
) -> None:
    while not stop.wait(seconds / 3):
        try:
            with services.db.transaction() as session:
                if not leases.renew(
                    session, held.table, held.row_id, held.owner, seconds
                ):
                    return
        except SQLAlchemyError:
            # The database may be restarting; `confirm` decides in the end.
            log.warning("lease_not_renewed", table=held.table.__tablename__)
