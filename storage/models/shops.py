"""Shops, the people in them, and the chats they write from."""

from __future__ import annotations

import uuid
from datetime import datetime, time
from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, CreatedAt, UuidKey


class Role(StrEnum):
    OWNER = "owner"
    MANAGER = "manager"
    STAFF = "staff"
    VIEWER = "viewer"


class Shop(Base):
    """A shop; every row of shop data hangs on one."""

    __tablename__ = "shops"

    id: Mapped[UuidKey]
    name: Mapped[str]
    owner_email: Mapped[str | None]
    currency: Mapped[str] = mapped_column(default="USD", server_default="USD")
    country: Mapped[str | None]
    locale: Mapped[str] = mapped_column(default="en", server_default="en")
    timezone: Mapped[str] = mapped_column(default="UTC", server_default="UTC")
    quiet_from: Mapped[time | None]  # by the shop's clock; no alerts from then …
    quiet_to: Mapped[time | None]  # … to then, past midnight where it is earlier
    shares_prices_since: Mapped[datetime | None]  # with the neighbour pool
    created_at: Mapped[CreatedAt]


class User(Base):
    """A person with a password for the dashboard and the API."""

    __tablename__ = "users"

    id: Mapped[UuidKey]
    shop_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("shops.id", ondelete="CASCADE"), index=True
    )
    email: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str]
    role: Mapped[str] = mapped_column(default=Role.OWNER, server_default=Role.OWNER)
    created_at: Mapped[CreatedAt]


class Chat(Base):
    """One conversation at one provider.

    A worker that answers this chat holds the lease, so messages of a chat are handled
    one after another, and a killed worker's chat is taken over when the lease runs out.
    `newcomer_role` is what somebody is who writes in a shop's group for the first time.
    """

    __tablename__ = "chats"
    __table_args__ = (UniqueConstraint("channel", "external_id"),)

    id: Mapped[UuidKey]
    channel: Mapped[str]
    external_id: Mapped[str]
    shop_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("shops.id", ondelete="CASCADE"), index=True
    )
    newcomer_role: Mapped[str] = mapped_column(
        default=Role.STAFF, server_default=Role.STAFF
    )
    locale: Mapped[str | None]
    last_inbound_at: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]
    lease_owner: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]


class Member(Base):
    """A person of a shop, as a provider knows them.

    Who was removed stays in the books that they have written, and out of the shop.
    """

    __tablename__ = "members"
    __table_args__ = (UniqueConstraint("shop_id", "channel", "external_id"),)

    id: Mapped[UuidKey]
    shop_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("shops.id", ondelete="CASCADE"), index=True
    )
    user_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("users.id", ondelete="SET NULL")
    )
    channel: Mapped[str]
    external_id: Mapped[str]
    name: Mapped[str] = mapped_column(default="", server_default="")
    role: Mapped[str] = mapped_column(default=Role.OWNER, server_default=Role.OWNER)
    removed_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]


class Invite(Base):
    """A code that lets somebody into a shop, so often and so long.

    `digest` is the code's keyed hash: whoever reads the table can join nothing.
    """

    __tablename__ = "invites"

    id: Mapped[UuidKey]
    shop_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("shops.id", ondelete="CASCADE"), index=True
    )
    role: Mapped[str]
    digest: Mapped[str] = mapped_column(unique=True)
    member_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL")
    )
    uses_left: Mapped[int]
    expires_at: Mapped[datetime]
    created_at: Mapped[CreatedAt]
