"""What shelves should look like, version by version; the newest that stands holds.

A plan is JSON here; `pipeline.insights.planogram` says what is in it.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import String, cast, delete, func, select, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from storage.db import time_of
from storage.models import ShelfPlan, StockMovement
from storage.models.plans import PlanSource
from storage.models.stock import MovementKind

MOST_VERSIONS = 20
"""Kept of each shelf and source, for undoing."""


def latest(
    session: Session,
    shop_id: uuid.UUID,
    source: PlanSource,
    *,
    before: datetime | None = None,
) -> dict[uuid.UUID, ShelfPlan]:
    """The plan that holds for each shelf of the shop; that held `before` a moment."""
    place = func.row_number().over(
        partition_by=ShelfPlan.shelf_id, order_by=ShelfPlan.made_at.desc()
    )
    ranked = select(ShelfPlan.id, place.label("place")).where(
        ShelfPlan.shop_id == shop_id,
        ShelfPlan.source == source,
        ShelfPlan.withdrawn_at.is_(None),
    )
    if before is not None:
        ranked = ranked.where(ShelfPlan.made_at < before)
    newest = ranked.subquery()
    query = select(ShelfPlan).join(newest, newest.c.id == ShelfPlan.id)
    found = session.scalars(query.where(newest.c.place == 1))
    return {plan.shelf_id: plan for plan in found}


def keep(
    session: Session,
    *,
    shop_id: uuid.UUID,
    shelf_id: uuid.UUID,
    plan: dict[str, Any],
    source: PlanSource,
    made_at: datetime,
    scan_id: uuid.UUID | None = None,
) -> ShelfPlan:
    """A version of the shelf's plan; one photo makes one, however often it is kept."""
    row = of_scan(session, scan_id) if scan_id else None
    if row is None:
        row = ShelfPlan(shop_id=shop_id, scan_id=scan_id, source=source)
        session.add(row)
    row.shelf_id, row.plan, row.made_at = shelf_id, plan, made_at
    session.flush()
    _prune(session, shelf_id, source)
    return row


def of_scan(session: Session, scan_id: uuid.UUID) -> ShelfPlan | None:
    """The version that this photo has made."""
    query = select(ShelfPlan).where(ShelfPlan.scan_id == scan_id)
    return session.scalars(query).first()


def drop(session: Session, scan_id: uuid.UUID) -> None:
    """Delete the version that this photo has made: it shows another shelf."""
    session.execute(delete(ShelfPlan).where(ShelfPlan.scan_id == scan_id))


def forget(session: Session, shelf_id: uuid.UUID) -> int:
    """Let no plan of the shelf hold any more; gives how many there were.

    The last one stays as `FORGOTTEN`, so that the shelf is known when it is seen again.
    """
    known = select(ShelfPlan).where(ShelfPlan.shelf_id == shelf_id)
    # Photos tell more than a table, and both more than what was forgotten before.
    trusted = (PlanSource.FORGOTTEN, PlanSource.TABLE, PlanSource.PHOTO)
    found = list(session.scalars(known.order_by(ShelfPlan.made_at)))
    standing = [plan for plan in found if plan.withdrawn_at is None]
    standing.sort(key=lambda plan: (trusted.index(plan.source), plan.made_at))
    last = standing[-1] if standing else None
    held = sum(plan.source != PlanSource.FORGOTTEN for plan in found)
    for plan in found:
        if plan is last:
            plan.source = PlanSource.FORGOTTEN
        else:
            session.delete(plan)
    session.flush()
    return held


def withdraw(session: Session, scan_id: uuid.UUID, is_withdrawn: bool) -> None:
    """What the photo has taught holds no more, or holds again."""
    now = (time_of(session) or func.now()) if is_withdrawn else None
    session.execute(
        update(ShelfPlan).where(ShelfPlan.scan_id == scan_id).values(withdrawn_at=now)
    )


def scan_of_batch(
    session: Session, batch_id: uuid.UUID
) -> tuple[uuid.UUID, bool] | None:
    """The photo that a batch has booked, and whether the batch takes it back.

    None for a batch that no photo has booked.
    """
    takes_back = False
    at: uuid.UUID | None = batch_id
    while at is not None:
        query = select(StockMovement).where(StockMovement.batch_id == at).limit(1)
        row = session.scalars(query).first()
        if row is None:
            return None
        if row.kind == MovementKind.SCAN:
            return (row.scan_id, takes_back) if row.scan_id else None
        takes_back = not takes_back
        at = row.undoes_batch_id
    return None


def rename(session: Session, shop_id: uuid.UUID, old: str, new: str) -> None:
    """Let a product of all plans be another one: it was named, or has become a part."""
    as_text = cast(ShelfPlan.plan, String)
    session.execute(
        update(ShelfPlan)
        .where(ShelfPlan.shop_id == shop_id, as_text.contains(f'"{old}"'))
        .values(plan=cast(func.replace(as_text, f'"{old}"', f'"{new}"'), JSONB))
        .execution_options(synchronize_session=False)
    )
    session.expire_all()


def _prune(session: Session, shelf_id: uuid.UUID, source: PlanSource) -> None:
    old = (
        select(ShelfPlan.id)
        .where(ShelfPlan.shelf_id == shelf_id, ShelfPlan.source == source)
        .order_by(ShelfPlan.made_at.desc())
        .offset(MOST_VERSIONS)
    )
    session.execute(delete(ShelfPlan).where(ShelfPlan.id.in_(old)))
