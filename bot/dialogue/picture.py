"""Performers of what is said about the numbers on a picture."""

from __future__ import annotations

import uuid
from typing import Any

from bot.actions import boxes, groups, numbers, price_tags
from bot.actions.roles import Verb, refusal
from bot.dialogue.boxes import note_change
from bot.dialogue.performers import Performers
from bot.dialogue.stock_wishes import correct
from bot.results import Closed, NameWanted, NoPicture, Result
from bot.talk import Match, Talk
from bot.understand import intents as want
from bot.understand.intents import Item, Named
from storage import catalogue, readings
from storage.models import Product, Scan
from storage.shops import lock_shop


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
    known = numbers.groups_of(talk.scan)
    group = next((g for g in known if g.group == wish.group), None)
    if group is None:
        there = tuple(g.group for g in known)
        return [groups.NoSuchGroup(wish.group, there)]
    if group.product_id is None:
        return [NameWanted(wish.group)]
    item = Item(Named(f"#{wish.group}", group.product_id), wish.quantity)
    return correct(talk, want.Correct((item,)))


def skip_group(talk: Talk, wish: want.SkipGroup) -> list[Result]:
    if talk.scan is None:
        return [NoPicture()]
    before = boxes.state_of(talk.scan)
    skipped = groups.skip_group(
        talk.session, talk.scan, wish.group, member_id=talk.member.id
    )
    if isinstance(skipped, groups.GroupSkipped):
        _keep_skipped(talk, talk.scan, wish.group, before, skipped.batch_id)
    return [skipped]


def _keep_skipped(
    talk: Talk,
    scan: Scan,
    number: int,
    before: dict[str, Any],
    batch_id: uuid.UUID | None,
) -> None:
    """As a correction of the photo, which "undo" takes back."""
    if before == boxes.state_of(scan):
        return
    correction = boxes.note_skipped(
        talk.session,
        scan,
        number,
        before,
        cause=talk.cause,
        member=talk.member,
        batch_id=batch_id,
        now=talk.now,
    )
    note_change(talk, correction)


def take_tag_prices(talk: Talk, scan_id: uuid.UUID | None) -> list[Result]:
    """Let the products cost what the price tags of a photo say, as they differ now."""
    refused = refusal(talk.member, Verb.SET_PRICE)
    if refused is not None:
        return [refused]
    lock_shop(talk.session, talk.shop.id)
    scan = talk.session.get(Scan, scan_id) if scan_id else None
    if scan is None or scan.shop_id != talk.shop.id or "reading" not in scan.meta:
        return [Closed()]
    reading = readings.from_json(scan.meta["reading"])
    products = catalogue.products(talk.session, talk.shop.id)
    odd = price_tags.odd_prices(reading.price_tags, products, talk.shop.currency)
    taken = price_tags.take_over(talk.session, talk.shop, odd, member_id=talk.member.id)
    talk.batches += [edited.batch_id for edited in taken if edited.batch_id]
    return [*taken] or [price_tags.NothingOdd()]


def accept_prices(talk: Talk, wish: want.AcceptPrices) -> list[Result]:
    if talk.scan is None:
        return [NoPicture()]
    return take_tag_prices(talk, talk.scan.id)


PERFORMERS: Performers = {
    want.NameGroup: (Verb.NAME_GROUP, name_group),
    want.CountGroup: (Verb.CORRECT, count_group),
    want.SkipGroup: (Verb.NAME_GROUP, skip_group),
    want.AcceptPrices: (Verb.SET_PRICE, accept_prices),
}
