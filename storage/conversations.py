"""What a person in a chat talks about: context, and at most one open question.

A question that `stays` is kept beside a later one, in the context, until its time is
over: its buttons can still be pressed.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from storage.models import Conversation

BESIDE = "beside"
"""In the context: questions that stay beside the open one, and until when."""
MOST_BESIDE = 3
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
    """Open a question; one that was open is forgotten, unless it stays."""
    former = open_question(conversation, now)
    if former is not None and former.get("stays"):
        until = conversation.question_expires_at
        kept = {"question": former, "until": until.isoformat() if until else None}
        beside = [kept, *_beside(conversation, now)][:MOST_BESIDE]
        remember(conversation, now, **{BESIDE: beside})
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


def waiting(conversation: Conversation, now: datetime) -> list[dict[str, Any]]:
    """All questions that can be answered: the open one, then those beside it."""
    asked = open_question(conversation, now)
    beside = [kept["question"] for kept in _beside(conversation, now)]
    return [asked, *beside] if asked is not None else beside


def change(
    conversation: Conversation,
    now: datetime,
    question_id: str,
    question: dict[str, Any] | None,
) -> None:
    """Ask this instead of the question with the id; None: it has been answered."""
    asked = open_question(conversation, now)
    if asked is not None and asked["id"] == question_id:
        conversation.question = question
        if question is None:
            conversation.question_expires_at = None
    beside = [
        {**kept, "question": question} if _id(kept) == question_id else kept
        for kept in _beside(conversation, now)
    ]
    left = [kept for kept in beside if kept["question"] is not None]
    remember(conversation, now, **{BESIDE: left or None})


def _id(kept: dict[str, Any]) -> str:
    question_id: str = kept["question"]["id"]
    return question_id


def _beside(conversation: Conversation, now: datetime) -> list[dict[str, Any]]:
    kept = conversation.context.get(BESIDE, ())
    return [one for one in kept if not _is_over(one["until"], now)]


def _is_over(until: str | None, now: datetime) -> bool:
    return until is not None and datetime.fromisoformat(until) <= now


def answer(conversation: Conversation, now: datetime) -> dict[str, Any] | None:
    """Take the open question away and give it, so that it is answered once."""
    question = open_question(conversation, now)
    conversation.question = None
    conversation.question_expires_at = None
    conversation.updated_at = now
    return question
