"""Performers of what is said about the numbers on a picture."""

from __future__ import annotations

from bot.actions import groups
from bot.dialogue.stock_wishes import correct
from bot.results import (
    NameWanted,
    NoPicture,
    Result,
)
from bot.talk import Match, Talk
from bot.understand import intents as want
from bot.understand.intents import Item, Named
from storage.models import Product


def name_group(talk: Talk, wish: want.NameGroup) -> list[Result]:
    if talk.scan is None:
        return [NoPicture()]
    if not wish.name:
        return [NameWanted(wish.group)]
    product = _product_called(talk, wish)
    if isinstance(product, Match):
        return [talk.ask_which(product, wish, or_new=True)]
    named = groups.name_group(
        talk.session, talk.scan, wish.group, product, member_id=talk.member.id
    )
    if isinstance(named, groups.GroupNamed):
        talk.forget_names()
        talk.mentioned.append(named.product_id)
        if named.batch_id is not None:
            talk.batches.append(named.batch_id)
    return [named]


def _product_called(talk: Talk, wish: want.NameGroup) -> Product | Match | str:
    """The product if the name clearly is one, a match to ask about, or the new name.

    A name that only resembles others, or says more than they do, is a new product:
    "Coca-Cola 50cl" is not the "Coca-Cola 35cl" that the shop has.
    """
    if wish.product_id == "new":
        return wish.name
    found = talk.find(Named(wish.name, wish.product_id))
    if isinstance(found, Match) and not found.is_known:
        return wish.name
    return found


def count_group(talk: Talk, wish: want.CountGroup) -> list[Result]:
    if talk.scan is None:
        return [NoPicture()]
    known = groups.groups_of(talk.scan)
    group = next((g for g in known if g.group == wish.group), None)
    if group is None:
        numbers = tuple(g.group for g in known)
        return [groups.NoSuchGroup(wish.group, numbers)]
    if group.product_id is None:
        return [NameWanted(wish.group)]
    item = Item(Named(f"#{wish.group}", group.product_id), wish.quantity)
    return correct(talk, want.Correct((item,)))


def skip_group(talk: Talk, wish: want.SkipGroup) -> list[Result]:
    if talk.scan is None:
        return [NoPicture()]
    return [groups.skip_group(talk.scan, wish.group)]
