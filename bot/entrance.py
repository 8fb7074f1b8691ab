"""The entrance of every conversation: who writes, about which shop, and who may not.

`arrive` is the only place where a chat gets its shop. Whoever has not come through it
sees nothing of any shop.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot import invites
from bot.actions import shops
from bot.results import CodeRefused, LeftOut, Result, TooManyCodes
from bot.supplier_answers import passed_on
from bot.turn import Turn
from bot.understand.grammar import understand
from bot.understand.intents import Join
from bot.understand.words import clean, fold
from storage import conversations
from storage import shops as shop_rows
from storage.models import Invite, Member, Shop

JOIN_WORDS = frozenset(
    {
        "join", "code", "joindre", "rejoindre", "rejoins", "jiunge", "kujiunga", "kodi",
        "unirme", "unirse", "unete", "codigo", "انضم", "انضمام", "كود", "رمز",
    }
)  # fmt: skip
"""What stands before a code, folded; in a link of WhatsApp it is always "join"."""
MOST_WRONG_CODES = 5
WRONG_CODES_FOR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody of a shop; `news` when they are new to it.

    `is_settled`: the message was an invitation and wants nothing else.
    """

    shop: Shop
    member: Member
    news: tuple[Result, ...] = ()
    is_settled: bool = False


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """Somebody of no shop, and what they are told."""

    result: Result


def arrive(turn: Turn) -> Arrival | TurnedAway:
    """Find the shop of the chat, join the one of an invitation, or make a new one."""
    code = invitation_in(turn)
    if code is not None:
        return _with_code(turn, code)
    if turn.chat.shop_id is not None:
        return _at_home(turn, turn.session.get_one(Shop, turn.chat.shop_id))
    return _without_shop(turn)


def invitation_in(turn: Turn) -> str | None:
    """The code of a link or of "join ABCD-2345".

    A code alone is one where the chat has no shop yet: elsewhere "MILK2024" may be a
    product.
    """
    if turn.message.start:
        return invites.spelling(turn.message.start)
    text = clean(turn.message.text)
    if turn.chat.shop_id is None and not text.isalpha() and invites.spelling(text):
        return invites.spelling(text)
    code = invites.code_in(text)
    return code if code and _asks_to_join(text) else None


def _asks_to_join(text: str) -> bool:
    """One plain word before the code is enough, whatever the grammar makes of it."""
    first = fold(text.split()[0].lstrip("/"))
    if first in JOIN_WORDS:
        return True
    return any(isinstance(wish, Join) for wish in understand(text).intents)


def join_link(turn: Turn) -> str:
    """A link to the bot with `{code}` in it; "" where its address is not known."""
    name, channel = turn.own_name, turn.chat.channel
    if channel == "telegram" and name:
        return f"https://t.me/{name}?start={{code}}"
    if channel == "whatsapp" and name:
        return f"https://wa.me/{name}?text=join%20{{code}}"
    base_url = turn.services.settings.public_base_url
    return f"{base_url}/chat?start={{code}}" if channel == "web" and base_url else ""


def _with_code(turn: Turn, code: str) -> Arrival | TurnedAway:
    session, chat, sender = turn.session, turn.chat, turn.message.sender
    if _has_guessed_too_often(turn):
        return _refused(turn, TooManyCodes())
    key = turn.services.settings.signing_key()
    invite = invites.find(session, key, code, turn.now)
    if invite is None:
        _count_wrong_code(turn)
        return _refused(turn, CodeRefused())
    if not _may_bring_here(turn, invite):
        return _refused(turn, CodeRefused(in_group=True))
    shop, member = shops.join_invited(session, chat, sender, invite)
    news = shops.joined(session, shop, member)
    return Arrival(shop, member, (news,), is_settled=True)


def _refused(turn: Turn, result: Result) -> Arrival | TurnedAway:
    """A wrong code changes nothing for people who have a shop."""
    if turn.chat.shop_id is None:
        return TurnedAway(result)
    home = _at_home(turn, turn.session.get_one(Shop, turn.chat.shop_id))
    if isinstance(home, TurnedAway):
        return TurnedAway(result)
    return Arrival(home.shop, home.member, (result,), is_settled=True)


def _may_bring_here(turn: Turn, invite: Invite) -> bool:
    return shops.may_take_chat(
        turn.session,
        turn.chat,
        turn.message.sender.id,
        invite.shop_id,
        turn.message.is_group,
    )


def _at_home(turn: Turn, shop: Shop) -> Arrival | TurnedAway:
    """A chat of a shop: its members, newcomers, and those who were removed."""
    session, chat, sender = turn.session, turn.chat, turn.message.sender
    member = shop_rows.person(session, shop.id, chat.channel, sender.id)
    if member is None:
        return Arrival(shop, shops.newcomer(session, chat, shop, sender))
    if member.removed_at is None:
        return Arrival(shop, member)
    if not turn.message.is_group:
        chat.shop_id = None
        conversations.forget_all(session, chat.id)
    return TurnedAway(LeftOut(shop.name))


def _without_shop(turn: Turn) -> Arrival | TurnedAway:
    """The shop that the person is in already, or a new one of their own.

    A supplier who answers an order is in none, and gets none.
    """
    session, chat, message = turn.session, turn.chat, turn.message
    known = shop_rows.memberships(session, chat.channel, message.sender.id)
    if known and not message.is_group:
        shop, member = known[0]
        chat.shop_id = shop.id
        return Arrival(
            shop, member, (shops.entered(session, shop, others=len(known) - 1),)
        )
    answered = None if known else passed_on(turn)
    if answered is not None:
        return TurnedAway(answered)
    shop, member = shops.found_shop(session, chat, message)
    return Arrival(shop, member, (shops.Welcomed(shop.name, shop.currency),))


def _has_guessed_too_often(turn: Turn) -> bool:
    return len(_wrong_codes(turn)) >= MOST_WRONG_CODES


def _count_wrong_code(turn: Turn) -> None:
    conversation = conversations.load(
        turn.session, turn.chat.id, turn.message.sender.id
    )
    wrong = [*_wrong_codes(turn), turn.now.isoformat()]
    conversations.remember(conversation, turn.now, wrong_codes=wrong)


def _wrong_codes(turn: Turn) -> list[str]:
    """When this person tried wrong codes lately."""
    conversation = conversations.load(
        turn.session, turn.chat.id, turn.message.sender.id
    )
    since = turn.now - WRONG_CODES_FOR
    return [
        when
        for when in conversation.context.get("wrong_codes", ())
        if datetime.fromisoformat(when) > since
    ]
