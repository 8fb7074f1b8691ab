"""Which chats get the summary of a shop's week by itself, and when the next is due.

Asked for by `bot.actions.summary_days`, made by `bot.summaries`.
"""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from storage.models import Chat, OutboxMessage, SummaryPlan
from storage.models.messages import OutboxStatus
from storage.notices import AFTER_INBOUND, LOST_JOB, WITHDRAWN


def plan(
    session: Session,
    *,
    chat_id: uuid.UUID,
    shop_id: uuid.UUID,
    member_id: uuid.UUID,
    weekday: int,
    due_at: datetime,
) -> None:
    """From now on the chat gets the summary on that day (Monday is 0)."""
    values = {"member_id": member_id, "weekday": weekday, "due_at": due_at}
    row = insert(SummaryPlan).values(
        id=uuid.uuid4(), chat_id=chat_id, shop_id=shop_id, **values
    )
    session.execute(
        row.on_conflict_do_update(
            index_elements=["chat_id", "shop_id"], set_={**values, "held_at": None}
        )
    )


def drop(session: Session, chat_id: uuid.UUID, shop_id: uuid.UUID) -> bool:
    """No more summaries; False when there were none."""
    query = delete(SummaryPlan).where(
        SummaryPlan.chat_id == chat_id, SummaryPlan.shop_id == shop_id
    )
    return session.scalar(query.returning(SummaryPlan.id)) is not None


def planned(
    session: Session, chat_id: uuid.UUID, shop_id: uuid.UUID
) -> SummaryPlan | None:
    """The chat's plan for that shop."""
    query = select(SummaryPlan).where(
        SummaryPlan.chat_id == chat_id, SummaryPlan.shop_id == shop_id
    )
    return session.scalars(query).first()


def due(session: Session, now: datetime) -> list[uuid.UUID]:
    """Plans whose summary is to be made now; asked again if their job gets lost."""
    query = (
        select(SummaryPlan.id)
        .join(Chat, Chat.id == SummaryPlan.chat_id)
        .where(
            _is_due(now),
            or_(
                SummaryPlan.queued_at.is_(None),
                SummaryPlan.queued_at <= now - LOST_JOB,
            ),
        )
        .limit(500)
        .with_for_update(of=SummaryPlan, skip_locked=True)
    )
    found = list(session.scalars(query))
    if found:
        session.execute(
            update(SummaryPlan).where(SummaryPlan.id.in_(found)).values(queued_at=now)
        )
    return found


def take(session: Session, plan_id: uuid.UUID, now: datetime) -> SummaryPlan | None:
    """The plan, locked, if its summary is still to be made and nobody else makes it.

    The chat is locked first, as where all of a shop is deleted.
    """
    own_chat = (
        select(Chat.id)
        .join(SummaryPlan, SummaryPlan.chat_id == Chat.id)
        .where(SummaryPlan.id == plan_id)
        .with_for_update(of=Chat, read=True, key_share=True)
    )
    session.execute(own_chat)
    query = (
        select(SummaryPlan)
        .join(Chat, Chat.id == SummaryPlan.chat_id)
        .where(SummaryPlan.id == plan_id, _is_due(now))
        .with_for_update(of=SummaryPlan, skip_locked=True)
        .execution_options(populate_existing=True)
    )
    return session.scalars(query).first()


def reopen(session: Session, now: datetime) -> None:
    """Summaries that were taken back before they went out are made anew."""
    taken_back = (
        select(OutboxMessage.id)
        .where(
            OutboxMessage.id == SummaryPlan.outbox_id,
            OutboxMessage.status == OutboxStatus.FAILED,
            OutboxMessage.error.in_(WITHDRAWN),
        )
        .exists()
    )
    session.execute(
        update(SummaryPlan)
        .where(SummaryPlan.outbox_id.is_not(None), taken_back)
        .values(
            due_at=now,
            outbox_id=None,
            told_for=None,
            tries=SummaryPlan.tries + 1,
        ),
        execution_options={"synchronize_session": False},
    )


def hold(plan: SummaryPlan, until: datetime, now: datetime) -> None:
    """Not now: look again then, or when the person writes."""
    plan.due_at, plan.held_at = until, now


def _is_due(now: datetime) -> ColumnElement[bool]:
    written = and_(
        SummaryPlan.held_at.is_not(None),
        Chat.last_inbound_at >= SummaryPlan.held_at,
        Chat.last_inbound_at <= now - AFTER_INBOUND,
    )
    return or_(SummaryPlan.due_at <= now, written)
