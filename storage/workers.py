"""Signs of life of workers: written while they are ready, read by health checks."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from storage.models import WorkerBeat

SILENT_AFTER = timedelta(seconds=45)
"""Three beats missed: a worker that computes may be late once."""
FORGOTTEN_AFTER = timedelta(days=1)


def beat(session: Session, name: str, kind: str, version: str) -> None:
    """The worker is alive and ready. By the database's clock, like the leases."""
    values = {"kind": kind, "version": version, "beat_at": func.clock_timestamp()}
    query = insert(WorkerBeat).values(name=name, **values)
    session.execute(query.on_conflict_do_update(index_elements=["name"], set_=values))


def leave(session: Session, name: str) -> None:
    """The worker has ended; whoever died without a word long ago is forgotten too."""
    old = WorkerBeat.beat_at < func.clock_timestamp() - FORGOTTEN_AFTER
    session.execute(delete(WorkerBeat).where((WorkerBeat.name == name) | old))


def alive(session: Session, kind: str) -> int:
    """How many workers of this kind have given a sign lately."""
    query = select(func.count()).where(
        WorkerBeat.kind == kind,
        WorkerBeat.beat_at > func.clock_timestamp() - SILENT_AFTER,
    )
    return session.scalar(query) or 0
