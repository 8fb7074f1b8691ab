"""Performers of wishes about people and shops: invite, roles, the other shop."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace

from bot.actions import people, shops
from bot.actions.people import NoSuchPerson, WhichPerson
from bot.actions.roles import Verb, refusal
from bot.dialogue.performers import Performers
from bot.results import CodeRefused, Result
from bot.talk import Talk
from bot.understand import intents as want
from bot.understand.intents import Intent, to_json
from storage import shops as shop_rows
from storage.models import Member, Shop
from storage.models.shops import Role

ANOTHER = "another"
"""The answer to "which shop?" that opens a new one."""


def invite(talk: Talk, wish: want.Invite) -> list[Result]:
    return [
        people.invite(
            talk.session,
            talk.shop,
            talk.member,
            Role(wish.role or Role.STAFF),
            signing_key=talk.services.settings.signing_key(),
            link=talk.link,
            now=talk.now,
        )
    ]


def join(talk: Talk, wish: want.Join) -> list[Result]:
    """Codes are taken at the entrance: what comes here is none."""
    return [CodeRefused()]


def list_members(talk: Talk, wish: want.ListMembers) -> list[Result]:
    return [people.people(talk.session, talk.shop, talk.member)]


def set_role(talk: Talk, wish: want.SetRole) -> list[Result]:
    def do(person: Member) -> Result:
        return people.set_role(talk.session, talk.shop, person, Role(wish.role))

    return [_with_person(talk, wish.person, wish, do)]


def remove_member(talk: Talk, wish: want.RemoveMember) -> list[Result]:
    def do(person: Member) -> Result:
        if not people.may_remove(talk.member, person):
            return refusal(talk.member, Verb.SET_ROLE)
        return people.remove_person(
            talk.session, talk.shop, person, by=talk.member, now=talk.now
        )

    return [_with_person(talk, wish.person, wish, do)]


def is_person(talk: Talk, name: str) -> bool:
    """Whether somebody in the shop is called so."""
    found = people.find_person(talk.session, talk.shop, talk.member, name)
    return bool(name) and not isinstance(found, NoSuchPerson)


def _with_person(
    talk: Talk, name: str, wish: Intent, do: Callable[[Member], Result]
) -> Result:
    """Do it with the person who is meant, or ask which one that is."""
    shop_rows.lock_shop(talk.session, talk.shop.id)
    found = people.find_person(talk.session, talk.shop, talk.member, name)
    if isinstance(found, WhichPerson):
        talk.ask(
            {
                "kind": "person",
                "options": [str(one.member_id) for one in found.people],
                "names": [one.name for one in found.people],
                "intent": to_json(wish),
            }
        )
        return found
    return found if isinstance(found, NoSuchPerson) else do(found)


def switch_shop(talk: Talk, wish: want.SwitchShop) -> list[Result]:
    """Go to the shop of that name, or show the person's shops to choose from."""
    mine = shops.my_shops(talk.session, talk.chat, talk.member)
    chosen = shops.called(mine, wish.name) if wish.name else None
    if chosen is not None:
        return [enter(talk, chosen.shop_id)]
    if wish.name:
        mine = replace(mine, unknown=wish.name)
    return [_ask_shop(talk, mine)]


def _ask_shop(talk: Talk, mine: shops.MyShops) -> Result:
    others = [shop for shop in mine.shops if not shop.is_current]
    talk.ask(
        {
            "kind": "shop",
            "options": [*(str(shop.shop_id) for shop in others), ANOTHER],
            "names": [shop.name for shop in others],
        }
    )
    return mine


def enter(talk: Talk, shop_id: uuid.UUID) -> Result:
    """Let this chat talk about another shop of the person."""
    session, chat = talk.session, talk.chat
    member = shop_rows.person(session, shop_id, chat.channel, talk.member.external_id)
    if member is None or member.removed_at is not None:
        return shops.my_shops(session, chat, talk.member)
    shop = session.get_one(Shop, shop_id)
    if not shops.may_take_chat(
        session, chat, talk.member.external_id, shop_id, talk.is_group
    ):
        return refusal(talk.member, Verb.INVITE) or refusal(member, Verb.INVITE)
    if chat.shop_id != shop_id:
        shops.take_chat(session, chat, shop)
        session.refresh(talk.conversation)
    talk.enter(shop, member)
    return shops.entered(session, shop)


def open_another(talk: Talk) -> Result:
    """One more shop of the person, which this chat talks about now."""
    session, chat = talk.session, talk.chat
    if talk.is_group and (refused := refusal(talk.member, Verb.INVITE)):
        return refused
    shop, member = shops.found_another(session, chat, talk.shop, talk.member)
    session.refresh(talk.conversation)
    talk.enter(shop, member)
    return shops.Welcomed(shop.name, shop.currency)


def name_shop(talk: Talk, wish: want.NameShop) -> list[Result]:
    named = shops.name_shop(talk.shop, wish.name)
    return [named] if named else switch_shop(talk, want.SwitchShop())


PERFORMERS: Performers = {
    want.Invite: (Verb.INVITE, invite),
    want.Join: (Verb.TALK, join),
    want.ListMembers: (Verb.LOOK, list_members),
    want.SetRole: (Verb.SET_ROLE, set_role),
    want.RemoveMember: (Verb.LOOK, remove_member),  # everybody may leave
    want.SwitchShop: (Verb.TALK, switch_shop),
    want.NameShop: (Verb.SET_SHOP, name_shop),
}
