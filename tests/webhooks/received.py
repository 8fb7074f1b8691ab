"""What a webhook has written down."""

from __future__ import annotations

from sqlalchemy import select

from storage.db import Database
from storage.models import InboxMessage


def inbox(database: Database) -> list[InboxMessage]:
    """All messages in the inbox, in order of arrival."""
    with database.transaction() as session:
        return list(session.scalars(select(InboxMessage).order_by(InboxMessage.seq)))
