"""Shops, their chats and the people who write in them."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import case, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from storage.models import Alert, AlertNotice, AlertPause, Chat, Member, Shop
from storage.models.shops import Role


def create_shop(
    session: Session,
    name: str,
    *,
    currency: str = "USD",
    country: str | None = None,
    locale: str = "en",
    timezone: str = "UTC",
    owner_email: str | None = None,
) -> Shop:
    """A new shop, even where another one has the same name."""
    shop = Shop(
        name=name,
        currency=currency,
        country=country,
        locale=locale,
        timezone=timezone,
        owner_email=owner_email,
    )
    session.add(shop)
    session.flush()
    return shop


def shop_named(session: Session, name: str) -> Shop | None:
    """The shop of exactly this name; the oldest, should there be several."""
    query = select(Shop).where(Shop.name == name).order_by(Shop.created_at, Shop.id)
    return session.scalars(query.limit(1)).first()


def every(session: Session) -> list[Shop]:
    """All shops, by name."""
    return list(session.scalars(select(Shop).order_by(Shop.name, Shop.id)))


def shop_for(session: Session, name: str) -> Shop:
    """The shop of this name, made when there is none; only once by any number of us."""
    key = func.hashtextextended(f"shop:{name}", 0)
    session.execute(select(func.pg_advisory_xact_lock(key)))
    return shop_named(session, name) or create_shop(session, name)


def lock_shop(session: Session, shop_id: uuid.UUID) -> Shop:
    """The shop as it is now; whoever else wants to change its stock waits for us.

    Rows that merely point at the shop can still be added by others, which is why two
    transactions that both added one cannot block each other here.
    """
    query = select(Shop).where(Shop.id == shop_id).with_for_update(key_share=True)
    return session.scalars(query.execution_options(populate_existing=True)).one()


def find_chat(session: Session, channel: str, external_id: str) -> Chat | None:
    """The chat that a provider knows under this id."""
    query = select(Chat).where(Chat.channel == channel, Chat.external_id == external_id)
    return session.scalars(query).first()


def follow_chat(session: Session, chat: Chat, new_id: str) -> uuid.UUID:
    """The chat under the id that its provider has given it now; it keeps its shop.

    It is a row of its own: the provider numbers the messages anew, and beside those of
    before they would look like repeated deliveries. Repeating it changes nothing.
    """
    moved = insert(Chat).values(
        id=uuid.uuid4(),
        channel=chat.channel,
        external_id=new_id,
        shop_id=chat.shop_id,
        locale=chat.locale,
        last_inbound_at=chat.last_inbound_at,
        newcomer_role=chat.newcomer_role,
        stopped_at=chat.stopped_at,
    )
    newcomer_role = case(
        (Chat.shop_id.is_(None), chat.newcomer_role), else_=Chat.newcomer_role
    )
    query = moved.on_conflict_do_update(
        index_elements=["channel", "external_id"],
        set_={
            "shop_id": func.coalesce(Chat.shop_id, chat.shop_id),
            "newcomer_role": newcomer_role,
            "stopped_at": func.coalesce(Chat.stopped_at, chat.stopped_at),
        },
    )
    new = session.scalars(query.returning(Chat.id)).one()
    _take_alerts_along(session, chat.id, new)
    return new


def _take_alerts_along(session: Session, old: uuid.UUID, new: uuid.UUID) -> None:
    """What the chat is told, and what not, goes on under its new id, and only there."""
    if old == new:
        return
    session.execute(update(Chat).where(Chat.id == old).values(stopped_at=None))
    session.execute(update(Alert).where(Alert.chat_id == old).values(chat_id=new))
    events = select(AlertNotice.event_id).where(AlertNotice.chat_id == new)
    session.execute(
        update(AlertNotice)
        .where(AlertNotice.chat_id == old, AlertNotice.event_id.not_in(events))
        .values(chat_id=new)
    )
    paused = select(AlertPause.product_id).where(AlertPause.chat_id == new)
    for pause in session.scalars(select(AlertPause).where(AlertPause.chat_id == old)):
        if pause.product_id not in session.scalars(paused).all():
            pause.chat_id = new


def join(
    session: Session,
    chat: Chat,
    shop: Shop,
    *,
    sender_id: str,
    name: str = "",
    role: Role = Role.OWNER,
) -> Member:
    """Tie the chat to the shop and make its sender a member.

    Repeating it changes nothing but the name: a member keeps the role they have. Who
    was removed comes back, with this role.
    """
    chat.shop_id = shop.id
    session.flush()
    added = insert(Member).values(
        id=uuid.uuid4(),
        shop_id=shop.id,
        channel=chat.channel,
        external_id=sender_id,
        name=name,
        role=role,
    )
    kept_role = case((Member.removed_at.is_(None), Member.role), else_=role)
    changes: dict[str, Any] = {"role": kept_role, "removed_at": None}
    if name:
        changes["name"] = name
    query = added.on_conflict_do_update(
        index_elements=["shop_id", "channel", "external_id"], set_=changes
    ).returning(Member)
    return session.scalars(query, execution_options={"populate_existing": True}).one()


def person(
    session: Session, shop_id: uuid.UUID, channel: str, sender_id: str
) -> Member | None:
    """Who writes, to one shop: also somebody who was removed; None for strangers."""
    query = select(Member).where(
        Member.shop_id == shop_id,
        Member.channel == channel,
        Member.external_id == sender_id,
    )
    return session.scalars(query).first()


def members(session: Session, shop_id: uuid.UUID) -> list[Member]:
    """The people of the shop, in the order they came."""
    query = select(Member).where(Member.shop_id == shop_id, Member.removed_at.is_(None))
    return list(session.scalars(query.order_by(Member.created_at, Member.id)))


def memberships(
    session: Session, channel: str, sender_id: str
) -> list[tuple[Shop, Member]]:
    """The shops that a person belongs to, the one joined last first."""
    query = (
        select(Shop, Member)
        .join(Member, Member.shop_id == Shop.id)
        .where(
            Member.channel == channel,
            Member.external_id == sender_id,
            Member.removed_at.is_(None),
        )
        .order_by(Member.created_at.desc(), Shop.id)
    )
    return [(shop, member) for shop, member in session.execute(query)]
