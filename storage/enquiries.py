"""Answers that wait for what is asked outside: written, begun, closed, found again."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from storage import leases
from storage.models import Enquiry
from storage.models.sources import EnquiryStatus


def add_wish(
    session: Session,
    wish: Mapping[str, Any],
    *,
    cause: str,
    shop_id: uuid.UUID,
    chat_id: uuid.UUID,
    sender_id: str,
    language: str,
    now: datetime,
    scan_id: uuid.UUID | None = None,
) -> None:
    """Let a wish wait, with those of the same cause: together they get one answer."""
    query = insert(Enquiry).values(
        id=uuid.uuid4(),
        cause=cause,
        shop_id=shop_id,
        chat_id=chat_id,
        scan_id=scan_id,
        sender_id=sender_id,
        language=language,
        wishes=[dict(wish)],
        reply={},
        enqueued_at=now,
        created_at=now,
    )
    session.execute(
        query.on_conflict_do_update(
            index_elements=["cause"],
            set_={
                "wishes": Enquiry.wishes.op("||")(query.excluded.wishes),
                "scan_id": func.coalesce(Enquiry.scan_id, query.excluded.scan_id),
            },
        )
    )


def hold_back(
    session: Session,
    cause: str,
    reply: Mapping[str, Any],
    *,
    about: Mapping[str, Any],
    placeholder: str | None = None,
) -> uuid.UUID | None:
    """Keep what is said already until the rest is known; None if nothing waits."""
    return session.scalars(
        update(Enquiry)
        .where(Enquiry.cause == cause, Enquiry.status == EnquiryStatus.PENDING)
        .values(reply=dict(reply), about=dict(about), placeholder=placeholder)
        .returning(Enquiry.id)
    ).first()


def waiting_for(session: Session, cause: str) -> uuid.UUID | None:
    """The enquiry that this answer waits for, while it does."""
    query = select(Enquiry.id).where(
        Enquiry.cause == cause, Enquiry.status == EnquiryStatus.PENDING
    )
    return session.scalars(query).first()


def begin(session: Session, enquiry_id: uuid.UUID) -> Enquiry | None:
    """Start a try and count it; None when the enquiry is answered."""
    row = session.get(Enquiry, enquiry_id, with_for_update={"key_share": True})
    if row is None or row.status != EnquiryStatus.PENDING:
        return None
    row.attempts += 1
    return row


def postpone(session: Session, enquiry_id: uuid.UUID, until: datetime) -> None:
    """A source has to be waited for; that was no failed try."""
    session.execute(
        update(Enquiry)
        .where(Enquiry.id == enquiry_id)
        .values(not_before=until, enqueued_at=until, attempts=Enquiry.attempts - 1)
    )


def note_failure(session: Session, enquiry_id: uuid.UUID, error: str) -> None:
    """A try has crashed."""
    session.execute(update(Enquiry).where(Enquiry.id == enquiry_id).values(error=error))


def close(session: Session, enquiry_id: uuid.UUID) -> None:
    """The answer is in the outbox."""
    session.execute(
        update(Enquiry)
        .where(Enquiry.id == enquiry_id)
        .values(status=EnquiryStatus.DONE)
    )


def overdue(
    session: Session, now: datetime, forgotten_after: timedelta
) -> list[uuid.UUID]:
    """Enquiries that nobody is at, marked as queued again."""
    return leases.overdue(
        session,
        Enquiry,
        now,
        forgotten_after,
        is_due=and_(
            Enquiry.status == EnquiryStatus.PENDING,
            or_(Enquiry.not_before.is_(None), Enquiry.not_before <= now),
        ),
        was_begun=Enquiry.attempts > 0,
        order=Enquiry.created_at,
    )
