"""Shops and people: the first message makes a shop, an invite joins one."""

from __future__ import annotations

from dataclasses import dataclass

import phonenumbers
from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.numbers import get_territory_currencies
from phonenumbers import timezone as phone_timezone
from sqlalchemy.orm import Session

from bot.invites import Invite
from bot.messages import InboundMessage, Sender
from bot.understand.words import clean
from storage import conversations, shops
from storage.models import Chat, Member, Shop
from storage.models.shops import Role

MAY_CHANGE = frozenset({Role.OWNER, Role.MANAGER, Role.STAFF})

# The zone of most people, where a country has several.
_MAIN_ZONES = {
    "AR": "America/Argentina/Buenos_Aires", "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo", "CA": "America/Toronto", "CD": "Africa/Kinshasa",
    "CL": "America/Santiago", "CN": "Asia/Shanghai", "EC": "America/Guayaquil",
    "ES": "Europe/Madrid", "ID": "Asia/Jakarta", "MX": "America/Mexico_City",
    "PT": "Europe/Lisbon", "RU": "Europe/Moscow", "UA": "Europe/Kyiv",
    "US": "America/New_York", "DE": "Europe/Berlin", "FR": "Europe/Paris",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Welcomed:
    """A shop was made for this chat."""

    shop_name: str
    currency: str


@dataclass(frozen=True, slots=True)
class Joined:
    """The chat belongs to an existing shop now."""

    shop_name: str
    products: int


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a person probably is."""

    country: str | None
    locale: str
    currency: str
    timezone: str


def found_shop(session: Session, chat: Chat, message: InboundMessage) -> Shop:
    """A new shop for a chat that has none, with its sender as the owner."""
    origin = guess_origin(message)
    name = clean(message.sender.name)[:60]
    shop = shops.create_shop(
        session,
        name or "My shop",
        currency=origin.currency,
        country=origin.country,
        locale=origin.locale,
        timezone=origin.timezone,
    )
    _join(session, chat, shop, message.sender, Role.OWNER)
    return shop


def join_invited(
    session: Session, chat: Chat, message: InboundMessage, invite: Invite
) -> Shop | None:
    """Tie the chat to the shop of a checked invite; None when it is gone.

    What was talked about in another shop is forgotten: its questions stay there.
    """
    shop = session.get(Shop, invite.shop_id)
    if shop is None:
        return None
    if chat.shop_id != shop.id:
        conversations.forget_all(session, chat.id)
    _join(session, chat, shop, message.sender, invite.role)
    return shop


def member(session: Session, chat: Chat, shop: Shop, sender: Sender) -> Member:
    """The person who writes; whoever writes in the shop's chat belongs to it."""
    known = shops.member_of(session, chat, sender.id)
    return known or _join(session, chat, shop, sender, Role.STAFF)


def may_change(member: Member) -> bool:
    """Whether the person may change stock, names and prices."""
    return member.role in MAY_CHANGE


def _join(
    session: Session, chat: Chat, shop: Shop, sender: Sender, role: Role
) -> Member:
    return shops.join(
        session,
        chat,
        shop,
        sender_id=sender.id,
        name=clean(sender.name)[:60],
        role=role,
    )


def guess_origin(message: InboundMessage) -> Origin:
    """Country, currency and time zone from a phone number or the locale."""
    locale = _parsed(message.locale)
    country = locale.territory if locale else None
    zone = None
    number = _phone_number(message)
    if number is not None:
        country = phonenumbers.region_code_for_number(number) or country
        zones = phone_timezone.time_zones_for_number(number)
        zone = zones[0] if len(zones) == 1 and "/" in zones[0] else None
    language = locale.language if locale else "en"
    return Origin(
        country,
        f"{language}_{country}" if country else language,
        _currency_of(country),
        zone or _zone_of(country),
    )


def _parsed(name: str | None) -> Locale | None:
    try:
        return Locale.parse((name or "").replace("_", "-"), sep="-")
    except (ValueError, UnknownLocaleError, TypeError):
        return None


def _phone_number(message: InboundMessage) -> phonenumbers.PhoneNumber | None:
    if message.chat.channel != "whatsapp":
        return None
    digits = "".join(c for c in message.sender.id if c.isdecimal())
    try:
        number = phonenumbers.parse(f"+{digits}")
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_possible_number(number) else None


def _currency_of(country: str | None) -> str:
    if country is None:
        return "USD"
    current = get_territory_currencies(country)
    return str(current[-1]) if current else "USD"


def _zone_of(country: str | None) -> str:
    if country is None:
        return "UTC"
    if country in _MAIN_ZONES:
        return _MAIN_ZONES[country]
    zones = sorted(
        zone
        for zone, territory in get_global("zone_territories").items()
        if territory == country
    )
    return str(zones[0]) if zones else "UTC"
