"""What outside sources have said, and how often each may be asked.

Called by `bot.enquiring` and by whoever shows an answer. The use of a source is counted
in PostgreSQL, so all processes of an installation keep its limits together.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from storage import erasing
from storage.models import SourceAnswer, SourceUse

WINDOW = timedelta(seconds=61)
"""A limit is told per minute; the clocks of two hosts may differ a little."""
FIRST_BREAK = timedelta(seconds=20)
LONGEST_BREAK = timedelta(minutes=15)
KEPT_FOR = timedelta(days=200)


@dataclass(frozen=True, slots=True)
class Question:
    """What one source is asked: `key` is "facts:GTIN", "prices:GTIN:EUR", …"""

    source: str
    key: str


def answers(
    session: Session, questions: Collection[Question]
) -> dict[Question, SourceAnswer]:
    """What is kept of these questions, fresh or not."""
    pairs = [(question.source, question.key) for question in questions]
    query = select(SourceAnswer).where(
        tuple_(SourceAnswer.source, SourceAnswer.key).in_(pairs)
    )
    found = session.scalars(query.execution_options(populate_existing=True))
    return {Question(row.source, row.key): row for row in found}


def keep(
    session: Session,
    question: Question,
    answer: dict[str, Any] | None,
    now: datetime,
    *,
    picture_key: str | None = None,
) -> None:
    """The source has answered; None: it does not know."""
    _put(
        session,
        question,
        answer=answer,
        picture_key=picture_key,
        fetched_at=now,
        failed_at=None,
        error=None,
    )


def keep_failure(
    session: Session, question: Question, error: str, now: datetime
) -> None:
    """The source gave no answer; the one of before stays."""
    _put(session, question, failed_at=now, error=error)


def forget_old(session: Session, now: datetime) -> None:
    """Delete answers that nobody has asked for again for a long time, with pictures."""
    asked = func.greatest(SourceAnswer.fetched_at, SourceAnswer.failed_at)
    old = delete(SourceAnswer).where(asked < now - KEPT_FOR)
    keys = session.scalars(old.returning(SourceAnswer.picture_key)).all()
    erasing.discard(session, [key for key in keys if key])


def take_turn(
    session: Session, name: str, per_minute: int, now: datetime
) -> datetime | None:
    """Count one call if it may be made now; else give the time when to ask again.

    In no minute are more calls made than the limit, by whomever. The caller commits
    before it calls.
    """
    use = _use(session, name)
    if use.blocked_until is not None and use.blocked_until > now:
        return use.blocked_until
    since = (now - WINDOW).timestamp()
    recent = sorted(call for call in use.calls if call > since)
    if len(recent) >= per_minute:
        first = datetime.fromtimestamp(recent[-per_minute], UTC)
        return first + WINDOW
    use.calls = [*recent, now.timestamp()]
    return None


def is_due(session: Session, name: str, now: datetime, every: timedelta) -> bool:
    """Whether this is to be done again; then not before that time has passed.

    Asked in every sweep, so what is not due is not locked.
    """
    until = select(SourceUse.blocked_until).where(SourceUse.name == name)
    known = session.scalar(until)
    if known is not None and known > now:
        return False
    use = _use(session, name)
    if use.blocked_until is not None and use.blocked_until > now:
        return False
    use.blocked_until = now + every
    return True


def break_off(
    session: Session, name: str, now: datetime, retry_after_s: float | None = None
) -> datetime:
    """Leave the source alone: as long as it says, else longer each time."""
    use = _use(session, name)
    wait = FIRST_BREAK * 2 ** min(use.failures, 10)
    if retry_after_s is not None:
        wait = timedelta(seconds=retry_after_s)
    use.failures += 1
    until = now + min(wait, LONGEST_BREAK)
    use.blocked_until = max(until, use.blocked_until or until)
    return use.blocked_until


def worked(session: Session, name: str) -> None:
    """The source has answered, so the next break is a short one again."""
    use = _use(session, name)
    if use.failures:
        use.failures, use.blocked_until = 0, None


def _put(session: Session, question: Question, **values: Any) -> None:
    row = {"source": question.source, "key": question.key, **values}
    query = insert(SourceAnswer).values(**row)
    session.execute(
        query.on_conflict_do_update(index_elements=["source", "key"], set_=values)
    )


def _use(session: Session, name: str) -> SourceUse:
    """The row of a limit, locked until the transaction ends; made on demand."""
    session.execute(insert(SourceUse).values(name=name).on_conflict_do_nothing())
    query = select(SourceUse).where(SourceUse.name == name).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one()
