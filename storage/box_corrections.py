"""What people have drawn on photos: kept, applied, taken back, told for training.

Called by `bot.actions.boxes` and the page of the boxes.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from storage.models import BoxCorrection, Scan, Shop


def draft(
    session: Session,
    scan: Scan,
    client_id: str,
    drawn: Mapping[str, Any],
) -> uuid.UUID:
    """Keep what was posted until somebody with eyes has applied it; gives its id.

    The same `client_id` again is the same correction.
    """
    session.execute(
        insert(BoxCorrection)
        .values(
            id=uuid.uuid4(),
            shop_id=scan.shop_id,
            scan_id=scan.id,
            client_id=client_id,
            drawn=dict(drawn),
            before={},
            after={},
        )
        .on_conflict_do_nothing(index_elements=["scan_id", "client_id"])
    )
    return session.scalars(
        select(BoxCorrection.id).where(
            BoxCorrection.scan_id == scan.id, BoxCorrection.client_id == client_id
        )
    ).one()


def was_applied(session: Session, scan_id: uuid.UUID, client_id: str) -> bool:
    """Whether this was carried out before, also where it was taken back since."""
    query = select(BoxCorrection.id).where(
        BoxCorrection.scan_id == scan_id,
        BoxCorrection.client_id == client_id,
        BoxCorrection.applied_at.is_not(None),
    )
    return session.scalars(query).first() is not None


def drafted_within(session: Session, scan_id: uuid.UUID, window: timedelta) -> int:
    """How many corrections of the photo came in lately."""
    since = func.now() - window
    counted = select(func.count()).where(
        BoxCorrection.scan_id == scan_id, BoxCorrection.created_at > since
    )
    return session.scalar(counted) or 0


def get(session: Session, correction_id: uuid.UUID) -> BoxCorrection | None:
    return session.get(BoxCorrection, correction_id)


def hold(session: Session, correction_id: uuid.UUID) -> BoxCorrection | None:
    """To note on it where its picture lies: whoever deletes its shop waits for us, or
    we find nothing."""
    query = select(BoxCorrection).join(Shop, Shop.id == BoxCorrection.shop_id)
    return session.scalars(
        query.where(BoxCorrection.id == correction_id).with_for_update(
            read=True, key_share=True, of=Shop
        )
    ).first()


def latest(session: Session, scan_id: uuid.UUID) -> BoxCorrection | None:
    """The newest correction of the photo that holds."""
    return session.scalars(
        select(BoxCorrection)
        .where(
            BoxCorrection.scan_id == scan_id,
            BoxCorrection.applied_at.is_not(None),
            BoxCorrection.undone_at.is_(None),
        )
        .order_by(BoxCorrection.applied_at.desc(), BoxCorrection.created_at.desc())
        .limit(1)
    ).first()


def base_of(session: Session, scan_id: uuid.UUID) -> str:
    """What one sees who corrects the photo now: its newest correction's id, or ""."""
    newest = latest(session, scan_id)
    return str(newest.id) if newest else ""


def of_batches(
    session: Session, batch_ids: Sequence[uuid.UUID]
) -> BoxCorrection | None:
    """The correction that has booked one of these batches of movements."""
    return session.scalars(
        select(BoxCorrection).where(BoxCorrection.batch_id.in_(batch_ids)).limit(1)
    ).first()


def apply(
    session: Session,
    correction: BoxCorrection,
    now: datetime,
    *,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    image_before: str | None,
    member_id: uuid.UUID | None,
    batch_id: uuid.UUID | None,
) -> None:
    """It holds from now on."""
    correction.before, correction.after = dict(before), dict(after)
    correction.image_before = image_before
    correction.member_id, correction.batch_id = member_id, batch_id
    correction.applied_at, correction.undone_at = now, None
    session.flush()


def drawn_scans(session: Session, shop_id: uuid.UUID | None = None) -> list[Scan]:
    """Photos whose boxes people have saved, oldest first; of one shop, or of all.

    Who saves them has seen every one; who leaves out one number says nothing of others.
    """
    holds = select(BoxCorrection.scan_id).where(
        BoxCorrection.applied_at.is_not(None),
        BoxCorrection.undone_at.is_(None),
        BoxCorrection.drawn.has_key("boxes"),
    )
    query = select(Scan).where(Scan.id.in_(holds))
    if shop_id is not None:
        query = query.where(Scan.shop_id == shop_id)
    return list(session.scalars(query.order_by(Scan.created_at, Scan.id)))
