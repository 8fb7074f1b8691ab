"""What providers report about messages they took from us, after the fact.

Written by status webhooks; read by the delivery of a reply when its parts are out.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Case, ColumnElement, case, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import InstrumentedAttribute, Session

from storage.models import DeliveryReport, OutboxMessage
from storage.models.messages import OutboxStatus

FAILURES = ("undelivered", "failed", "canceled")
# A message only moves forward; a failure is final whatever arrives after it.
PROGRESS = ("accepted", "scheduled", "queued", "sending", "sent", "delivered", "read")
_RANKS = {status: rank for rank, status in enumerate((*PROGRESS, *FAILURES), start=1)}


def record_status(
    session: Session,
    provider_id: str,
    status: str,
    error_code: str | None,
    now: datetime,
) -> None:
    """Keep the furthest state of a message; late and repeated reports change nothing.

    Commit before `fail_reported`: then a report that overtakes the outbox row's own
    commit is found by one of the two that look for it.
    """
    report = insert(DeliveryReport).values(
        provider_id=provider_id, status=status, error_code=error_code, reported_at=now
    )
    further = _rank(report.excluded.status) > _rank(DeliveryReport.status)
    session.execute(
        report.on_conflict_do_update(
            index_elements=["provider_id"],
            set_={
                "status": report.excluded.status,
                "error_code": report.excluded.error_code,
                "reported_at": report.excluded.reported_at,
            },
            where=further,
        )
    )


def fail_reported(session: Session, provider_ids: Sequence[str]) -> bool:
    """Mark the sent reply that one of these messages belongs to as failed, if one did.

    Idempotent. False when nothing has failed, or when the reply is not marked as sent
    yet (its delivery asks again when it is).
    """
    failure = session.scalars(
        select(DeliveryReport)
        .where(
            DeliveryReport.provider_id.in_(provider_ids),
            DeliveryReport.status.in_(FAILURES),
        )
        .limit(1)
    ).first()
    if failure is None:
        return False
    failed = session.scalars(
        update(OutboxMessage)
        .where(
            or_(
                *(
                    OutboxMessage.provider_ids.contains([provider_id])
                    for provider_id in provider_ids
                )
            ),
            OutboxMessage.status == OutboxStatus.SENT,
        )
        .values(
            status=OutboxStatus.FAILED,
            error=f"{failure.status} {failure.error_code or ''}".strip(),
        )
        .returning(OutboxMessage.id)
    ).all()
    return bool(failed)


def _rank(status: ColumnElement[str] | InstrumentedAttribute[str]) -> Case[int]:
    return case(_RANKS, value=func.lower(status), else_=0)
