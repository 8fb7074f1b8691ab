"""Who is told when a rule is crossed: chats of people, and addresses of the shop."""

from __future__ import annotations

import uuid

from sqlalchemy import Select, String, cast, or_, select
from sqlalchemy.orm import Session

from storage.models import Alert, AlertAddress, Chat, Conversation, Member
from storage.models.shops import Role

APPRISE = "apprise"
"""The channel of addresses; such a chat's id is that of its address."""
CONFIGURED = "setting:"
"""Addresses of the whole installation have ids that begin so."""
TOLD_BY_ITSELF = (Role.OWNER, Role.MANAGER)


def recipients(
    session: Session, rule: Alert, *, actor: uuid.UUID | None = None
) -> list[uuid.UUID]:
    """The chats to tell. `actor`: who made the change; they have read of the minimum
    in their answer, so a rule that nobody asked for does not tell them again."""
    if rule.chat_id is not None and not _is_still_here(session, rule):
        return []
    if rule.chat_id is not None:
        chats = [rule.chat_id]
    else:
        chats = _chats_of_leaders(session, rule.shop_id, actor)
    return list(dict.fromkeys([*chats, *_addresses(session, rule)]))


def may_be_told(session: Session, rule: Alert, chat: Chat) -> bool:
    """Whether news that waited are still for this chat: people leave, roles change."""
    if chat.channel == APPRISE:
        return chat.id in _addresses(session, rule)
    if rule.chat_id is not None:
        return _is_still_here(session, rule)
    leaders = _leaders(rule.shop_id).where(Chat.id == chat.id)
    return session.execute(leaders.limit(1)).first() is not None


def _is_still_here(session: Session, rule: Alert) -> bool:
    """Whoever left the shop learns nothing of it any more."""
    if rule.member_id is None:
        return True
    member = session.get(Member, rule.member_id)
    return member is not None and member.removed_at is None


def _chats_of_leaders(
    session: Session, shop_id: uuid.UUID, actor: uuid.UUID | None
) -> list[uuid.UUID]:
    """Where owners and managers wrote last, one chat of each."""
    query = _leaders(shop_id)
    if actor is not None:
        query = query.where(Member.id != actor)
    query = query.order_by(Member.id, Conversation.updated_at.desc())
    last: dict[uuid.UUID, uuid.UUID] = {}
    for member_id, chat_id in session.execute(query):
        last.setdefault(member_id, chat_id)
    return list(last.values())


def _leaders(shop_id: uuid.UUID) -> Select[uuid.UUID, uuid.UUID]:
    """Owners and managers with the chats they write in: their own, and the shop's.

    A group of another shop is read by that shop's people; only groups have ids that
    begin with a minus.
    """
    return (
        select(Member.id, Chat.id)
        .join(Conversation, Conversation.chat_id == Chat.id)
        .join(
            Member,
            (Member.channel == Chat.channel)
            & (Member.external_id == Conversation.sender_id),
        )
        .where(
            Member.shop_id == shop_id,
            Member.removed_at.is_(None),
            Member.role.in_(TOLD_BY_ITSELF),
            or_(
                Chat.shop_id == shop_id,
                Chat.external_id == Conversation.sender_id,
                ~Chat.external_id.startswith("-"),
            ),
        )
    )


def _addresses(session: Session, rule: Alert) -> list[uuid.UUID]:
    """The shop's addresses, those of the person who asked, and the installation's.

    Not those of people who were removed from the shop.
    """
    here = select(Member.id).where(Member.removed_at.is_(None))
    own = select(cast(AlertAddress.id, String)).where(
        AlertAddress.shop_id == rule.shop_id,
        AlertAddress.member_id.in_(here),
        or_(AlertAddress.is_for_shop, AlertAddress.member_id == rule.member_id),
    )
    query = select(Chat.id).where(
        Chat.channel == APPRISE,
        or_(Chat.external_id.in_(own), Chat.external_id.startswith(CONFIGURED)),
    )
    return list(session.scalars(query.order_by(Chat.created_at, Chat.id)))
