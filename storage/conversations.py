"""What a person in a chat talks about: context, and at most one open question."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from storage.models import Conversation

KEPT = ("language", "pinned_language")
"""What of the context is the person's, not the shop's."""


def load(session: Session, chat_id: uuid.UUID, sender_id: str) -> Conversation:
    """The person's conversation, locked until the transaction ends; made on demand."""
    query = insert(Conversation).values(
        id=uuid.uuid4(), chat_id=chat_id, sender_id=sender_id
    )
    session.execute(
        query.on_conflict_do_nothing(index_elements=["chat_id", "sender_id"])
    )
    found = select(Conversation).where(
        Conversation.chat_id == chat_id, Conversation.sender_id == sender_id
    )
    locked = found.with_for_update(key_share=True)
    return session.scalars(locked.execution_options(populate_existing=True)).one()


def latest_context(session: Session, chat_id: uuid.UUID) -> dict[str, Any]:
    """What was talked about last in the chat, by whomever; {} before any talk."""
    query = (
        select(Conversation.context)
        .where(Conversation.chat_id == chat_id)
        .order_by(Conversation.updated_at.desc())
    )
    return session.scalars(query.limit(1)).first() or {}


def remember(conversation: Conversation, now: datetime, **context: Any) -> None:
    """Put JSON values into the context; None forgets one."""
    merged = {**conversation.context, **context}
    conversation.context = {
        name: value for name, value in merged.items() if value is not None
    }
    conversation.updated_at = now


def ask(
    conversation: Conversation,
    question: dict[str, Any],
    *,
    now: datetime,
    expires_at: datetime,
) -> None:
    """Open a question; one that was open is forgotten."""
    conversation.question = question
    conversation.question_expires_at = expires_at
    conversation.updated_at = now


def forget_all(session: Session, chat_id: uuid.UUID) -> None:
    """Forget what everybody in the chat talked about and was asked.

    The language that somebody speaks stays.
    """
    kept = [(name, Conversation.context[name]) for name in KEPT]
    spoken = func.jsonb_build_object(*(part for pair in kept for part in pair))
    query = update(Conversation).where(Conversation.chat_id == chat_id)
    session.execute(
        query.values(
            context=func.jsonb_strip_nulls(spoken),
            question=None,
            question_expires_at=None,
        ),
        execution_options={"synchronize_session": False},
    )


def open_question(conversation: Conversation, now: datetime) -> dict[str, Any] | None:
    """The question that waits for an answer, unless its time is over."""
    expires_at = conversation.question_expires_at
    if expires_at is not None and expires_at <= now:
        return None
    return conversation.question


def answer(conversation: Conversation, now: datetime) -> dict[str, Any] | None:
    """Take the open question away and give it, so that it is answered once."""
    question = open_question(conversation, now)
    conversation.question = None
    conversation.question_expires_at = None
    conversation.updated_at = now
    return question
