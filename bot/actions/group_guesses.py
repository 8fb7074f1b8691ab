"""What a number without a name may be, offered as a button: one tap names it.

Called by `bot.actions.scans` under the answer to a photo, and when it is pressed.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from bot.actions import groups, numbers, plans
from bot.actions.roles import Verb, may, refusal
from bot.results import Closed, Result
from bot.talk import Offer, Talk
from pipeline.insights.changes import Changes
from pipeline.types import ItemReading
from storage import catalogue, readings
from storage.models import Product, Scan
from storage.shops import lock_shop

_LEAST_CHANCE = 0.25
"""A product less likely than this is not worth a tap that may go wrong."""
_LEAST_WORDS = 2
"""Of print that may be a name: a single word is a brand at best, or misread."""


def guess_of(
    item: ItemReading, changes: Changes, all_names: Mapping[str, str]
) -> str | None:
    """By its look, else by its place on the shelf, else by what is printed on it."""
    product_id = _likeliest(item, changes, all_names)
    return all_names[product_id] if product_id else _printed(item)


def offer_name(talk: Talk, scan: Scan) -> None:
    """A button for the first number of the picture that a good guess is known for."""
    if not may(talk.member, Verb.NAME_GROUP) or "reading" not in scan.meta:
        return
    all_names = _names(talk)
    changes = _changes(talk, scan)
    unnamed = {g.group for g in numbers.groups_of(scan) if _is_open(g)}
    for item in readings.from_json(scan.meta["reading"]).items:
        guess = guess_of(item, changes, all_names) if item.group in unnamed else None
        if guess and _is_worth_a_tap(item):
            number = talk.voice.number(item.group)
            value, label = f"{scan.id}:{item.group}", f"{number} = {guess}"
            talk.offers.append(Offer("name", value, label))
            return


def take_guess(talk: Talk, value: str) -> list[Result]:
    """Name a number what its button said; nothing where it has a name by now."""
    refused = refusal(talk.member, Verb.NAME_GROUP)
    if refused is not None:
        return [refused]
    lock_shop(talk.session, talk.shop.id)
    scan, group = _pressed(talk, value)
    if scan is None or group is None:
        return [Closed()]
    product = _guessed(talk, scan, group)
    if product is None:
        return [Closed()]
    named = groups.name_group(
        talk.session, scan, group, product, member_id=talk.member.id
    )
    if isinstance(named, groups.GroupNamed):
        talk.forget_names()
        talk.mentioned.append(named.product_id)
        if named.batch_id is not None:
            talk.batches.append(named.batch_id)
        offer_name(talk, scan)
    return [named]


def _pressed(talk: Talk, value: str) -> tuple[Scan | None, int | None]:
    """The shop's photo and its number that still has no name."""
    scan_id, _, number = value.partition(":")
    try:
        scan = talk.session.get(Scan, uuid.UUID(scan_id))
    except ValueError:
        return None, None
    if scan is None or scan.shop_id != talk.shop.id or "reading" not in scan.meta:
        return None, None
    open_groups = (g.group for g in numbers.groups_of(scan) if _is_open(g))
    return scan, next((g for g in open_groups if str(g) == number), None)


def _guessed(talk: Talk, scan: Scan, group: int) -> Product | str | None:
    """The product or, where the shop has none like it, its new name."""
    items = readings.from_json(scan.meta["reading"]).items
    item = next((item for item in items if item.group == group), None)
    if item is None:
        return None
    changes = _changes(talk, scan)
    product_id = _likeliest(item, changes, _names(talk))
    if product_id is not None:
        return catalogue.get(talk.session, uuid.UUID(product_id))
    name = _printed(item)
    known = catalogue.find_by_name(talk.session, talk.shop.id, name) if name else None
    return known or name


def _changes(talk: Talk, scan: Scan) -> Changes:
    return plans.changes(plans.look(talk.session, scan)) or Changes()


def _likeliest(
    item: ItemReading, changes: Changes, all_names: Mapping[str, str]
) -> str | None:
    if item.candidates and item.candidates[0].product_id in all_names:
        return item.candidates[0].product_id
    by_place = changes.guesses.get(item.group, "")
    return by_place if by_place in all_names else None


def _printed(item: ItemReading) -> str | None:
    return item.guess if len(item.guess.split()) >= _LEAST_WORDS else None


def _is_worth_a_tap(item: ItemReading) -> bool:
    return not item.candidates or item.candidates[0].score >= _LEAST_CHANCE


def _is_open(group: numbers.Group) -> bool:
    return group.product_id is None and not group.is_skipped


def _names(talk: Talk) -> dict[str, str]:
    products = catalogue.products(talk.session, talk.shop.id)
    return {str(product.id): product.name for product in products}
