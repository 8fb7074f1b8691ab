"""Where alerts go besides chats. The URLs are secrets: shown by their label only."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from sqlalchemy import delete, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from storage.models import AlertAddress, Chat, Member
from storage.models.shops import Role
from storage.recipients import APPRISE, CONFIGURED, TOLD_BY_ITSELF


def add(session: Session, member: Member, url: str, label: str) -> AlertAddress | None:
    """Send alerts there too; None when they are sent there already."""
    same = select(AlertAddress).where(
        AlertAddress.shop_id == member.shop_id, AlertAddress.url == url
    )
    if session.scalars(same.limit(1)).first() is not None:
        return None
    row = AlertAddress(
        shop_id=member.shop_id,
        member_id=member.id,
        is_for_shop=Role(member.role) in TOLD_BY_ITSELF,
        url=url,
        label=label,
    )
    session.add(row)
    session.flush()
    session.add(Chat(channel=APPRISE, external_id=str(row.id), shop_id=row.shop_id))
    session.flush()
    return row


def seen_by(session: Session, member: Member) -> list[AlertAddress]:
    """The addresses that the person may know of: the shop's for leaders, and theirs."""
    query = select(AlertAddress).where(AlertAddress.shop_id == member.shop_id)
    own = AlertAddress.member_id == member.id
    if Role(member.role) in TOLD_BY_ITSELF:
        own = or_(own, AlertAddress.is_for_shop)
    return list(
        session.scalars(
            query.where(own).order_by(AlertAddress.created_at, AlertAddress.id)
        )
    )


def remove(session: Session, address: AlertAddress) -> None:
    """Send nothing there any more, not even what is on its way."""
    session.execute(
        delete(Chat).where(Chat.channel == APPRISE, Chat.external_id == str(address.id))
    )
    session.delete(address)
    session.flush()


def url_of(session: Session, external_id: str) -> str | None:
    """The URL behind a chat of the channel "apprise"; None when it was removed."""
    try:
        address_id = uuid.UUID(external_id)
    except ValueError:
        return None
    address = session.get(AlertAddress, address_id)
    return address.url if address else None


def configure(session: Session, configured: Mapping[str, str]) -> None:
    """Make the installation's addresses (by id, "setting:…") the ones there are."""
    gone = delete(Chat).where(
        Chat.channel == APPRISE,
        Chat.external_id.startswith(CONFIGURED),
        Chat.external_id.not_in(configured),
    )
    session.execute(gone)
    for external_id in configured:
        made = insert(Chat).values(
            id=uuid.uuid4(), channel=APPRISE, external_id=external_id
        )
        session.execute(
            made.on_conflict_do_nothing(index_elements=["channel", "external_id"])
        )
