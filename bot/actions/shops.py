"""Shops and who belongs to them: founded, joined, switched, named.

Verbs for the conversation's entrance and for wishes about shops.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy.orm import Session

from bot.actions.origin import guess_origin
from bot.actions.roles import Verb, is_at_least, refusal
from bot.messages import InboundMessage, Sender
from bot.understand.words import clean, fold
from storage import catalogue, conversations, shops
from storage.models import Chat, Invite, Member, Shop
from storage.models.shops import Role

LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Welcomed:
    """A shop was made for this chat."""

    shop_name: str
    currency: str


@dataclass(frozen=True, slots=True)
class Joined:
    """The chat belongs to an existing shop now, its writer is this to it."""

    shop_name: str
    products: int
    role: Role = Role.OWNER


@dataclass(frozen=True, slots=True)
class Entered:
    """The chat talks about another shop of the person from now on."""

    shop_name: str
    products: int
    others: int = 0


@dataclass(frozen=True, slots=True)
class MyShop:
    """One shop of a person."""

    shop_id: uuid.UUID
    name: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class MyShops:
    """The shops of a person; `unknown` is a name that none of them has."""

    shops: tuple[MyShop, ...]
    unknown: str | None = None


@dataclass(frozen=True, slots=True)
class ShopNamed:
    before: str
    after: str


def found_shop(
    session: Session, chat: Chat, message: InboundMessage, name: str = ""
) -> tuple[Shop, Member]:
    """A new shop for the chat, with its writer as the owner."""
    origin = guess_origin(message)
    shop = shops.create_shop(
        session,
        name or shop_name(message.sender.name) or "My shop",
        currency=origin.currency,
        country=origin.country,
        locale=origin.locale,
        timezone=origin.timezone,
    )
    return shop, settle(session, chat, shop, message.sender, Role.OWNER)


def found_another(
    session: Session, chat: Chat, shop: Shop, member: Member
) -> tuple[Shop, Member]:
    """One more shop of the same person, in the same place as the one they have."""
    number = len(shops.memberships(session, chat.channel, member.external_id)) + 1
    other = shops.create_shop(
        session,
        f"{member.name or shop.name} {number}",
        currency=shop.currency,
        country=shop.country,
        locale=shop.locale,
        timezone=shop.timezone,
    )
    sender = Sender(member.external_id, member.name)
    return other, settle(session, chat, other, sender, Role.OWNER)


def settle(
    session: Session,
    chat: Chat,
    shop: Shop,
    sender: Sender,
    role: Role,
    newcomers: Role = Role.STAFF,
) -> Member:
    """Tie the chat to the shop, with the writer as its member.

    `newcomers` is what others become who write in the same chat.
    """
    take_chat(session, chat, shop)
    chat.newcomer_role = newcomers
    name = shop_name(sender.name)
    return shops.join(session, chat, shop, sender_id=sender.id, name=name, role=role)


def take_chat(session: Session, chat: Chat, shop: Shop) -> None:
    """Let the chat talk about this shop; what was asked in another stays there."""
    if chat.shop_id is not None and chat.shop_id != shop.id:
        conversations.forget_all(session, chat.id)
    chat.shop_id = shop.id
    session.flush()


def join_invited(
    session: Session, chat: Chat, sender: Sender, invite: Invite
) -> tuple[Shop, Member]:
    """Use an invitation; who is a member already gets its role only if it is higher."""
    shop = session.get_one(Shop, invite.shop_id)
    role = Role(invite.role)
    known = shops.person(session, shop.id, chat.channel, sender.id)
    newcomers = Role.VIEWER if role is Role.VIEWER else Role.STAFF
    member = settle(session, chat, shop, sender, role, newcomers)
    if known is None or not is_at_least(Role(member.role), role):
        member.role = role
        invite.uses_left -= 1
    session.flush()
    return shop, member


def joined(session: Session, shop: Shop, member: Member) -> Joined:
    count = len(catalogue.products(session, shop.id))
    return Joined(shop.name, count, Role(member.role))


def entered(session: Session, shop: Shop, others: int = 0) -> Entered:
    return Entered(shop.name, len(catalogue.products(session, shop.id)), others)


def newcomer(session: Session, chat: Chat, shop: Shop, sender: Sender) -> Member:
    """Who writes in a shop's chat for the first time belongs to it."""
    return shops.join(
        session,
        chat,
        shop,
        sender_id=sender.id,
        name=shop_name(sender.name),
        role=Role(chat.newcomer_role),
    )


def my_shops(session: Session, chat: Chat, member: Member) -> MyShops:
    """The shops that the person can switch to, with the one talked about."""
    found = shops.memberships(session, chat.channel, member.external_id)
    return MyShops(
        tuple(
            MyShop(shop.id, shop.name, shop.id == chat.shop_id)
            for shop, _ in sorted(found, key=lambda pair: pair[0].name.casefold())
        )
    )


def called(mine: MyShops, name: str) -> MyShop | None:
    """The one of these shops that a name fits, in full or in part."""
    wanted = fold(name)
    exact = [shop for shop in mine.shops if fold(shop.name) == wanted]
    partly = [shop for shop in mine.shops if wanted and wanted in fold(shop.name)]
    found = exact or partly
    return found[0] if len(found) == 1 else None


def may_take_chat(
    session: Session, chat: Chat, sender_id: str, shop_id: uuid.UUID, is_group: bool
) -> bool:
    """Whether the person may let a chat talk about another shop.

    In a group that shows the other shop to everybody in it, and takes them away from
    their own: the person must be in charge of both.
    """
    if not is_group or chat.shop_id in (None, shop_id):
        return True
    for concerned in (chat.shop_id, shop_id):
        member = concerned and shops.person(session, concerned, chat.channel, sender_id)
        if not member or refusal(member, Verb.INVITE) is not None:
            return False
    return True


def name_shop(shop: Shop, name: str) -> ShopNamed | None:
    """Give the shop its name; None when nothing is left of what was said."""
    after = shop_name(name)
    if not after:
        return None
    before, shop.name = shop.name, after
    return ShopNamed(before, after)


def shop_name(text: str) -> str:
    """A name of a person or shop as it is kept."""
    return clean(text)[:LONGEST_NAME].strip()
