"""Invitations that wait to be used; only the keyed hashes of their codes are kept."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from storage.models import Invite
from storage.models.shops import Role


def add(
    session: Session,
    *,
    shop_id: uuid.UUID,
    role: Role,
    digest: str,
    uses: int,
    expires_at: datetime,
    now: datetime,
    member_id: uuid.UUID | None = None,
) -> Invite:
    """Keep an invitation; those of the shop that nobody can use any more go."""
    session.execute(
        delete(Invite).where(
            Invite.shop_id == shop_id,
            (Invite.expires_at <= now) | (Invite.uses_left <= 0),
        )
    )
    invite = Invite(
        shop_id=shop_id,
        role=role,
        digest=digest,
        member_id=member_id,
        uses_left=uses,
        expires_at=expires_at,
    )
    session.add(invite)
    session.flush()
    return invite


def find(session: Session, digest: str, now: datetime) -> Invite | None:
    """The invitation of a code while it can be used; locked, so that it is used once.

    Whoever uses it lowers `uses_left` in the same transaction.
    """
    query = select(Invite).where(
        Invite.digest == digest, Invite.uses_left > 0, Invite.expires_at > now
    )
    return session.scalars(query.with_for_update()).first()


def withdraw_all(session: Session, shop_id: uuid.UUID, member_id: uuid.UUID) -> None:
    """The codes that a person has given out are good for nothing any more."""
    session.execute(
        delete(Invite).where(Invite.shop_id == shop_id, Invite.member_id == member_id)
    )
