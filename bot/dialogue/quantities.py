"""How many single pieces were meant: cartons by their size, or the question for it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from bot.results import CountedIn, HowMany, HowManyInPack, Result, Said
from bot.talk import Match, Talk
from bot.understand import intents as want
from bot.understand.intents import Intent, Item, Named, Quantity, to_json
from storage.models import Product
from storage.stock import MAX_QUANTITY

FIXED_UNITS = {"dozen": 12, "pair": 2}
MEASURES = {
    "kg": ("kg", Decimal(1)),
    "g": ("kg", Decimal("0.001")),
    "l": ("l", Decimal(1)),
    "ml": ("l", Decimal("0.001")),
}
"""What products may be counted in instead of pieces, and how much of it each is."""


def counted_items(
    talk: Talk,
    items: Sequence[Item],
    again: Callable[[tuple[Item, ...]], Intent],
) -> tuple[list[tuple[uuid.UUID, int]], list[Result]]:
    """Product and pieces of each item that is clear, and what to ask about the others.

    `again` makes the wish of one item, to be carried out once its question is answered.
    """
    ready: list[tuple[uuid.UUID, int]] = []
    unclear: list[Result] = []
    for item in _spread(talk, items):
        product = talk.find(item.product)
        if isinstance(product, Match):
            unclear.append(talk.ask_which(product, again((item,))))
            continue
        talk.mention([product])
        pieces = _pieces(talk, item, product, again)
        if isinstance(pieces, int):
            ready.append((product.id, pieces))
        else:
            unclear.append(pieces)
    return ready, unclear


def _spread(talk: Talk, items: Sequence[Item]) -> list[Item]:
    """ "3 of those": the same for each product talked about last."""
    spread = []
    for item in items:
        if item.product.phrase or item.product.product_id:
            spread.append(item)
            continue
        last = talk.last_products()
        spread += [
            replace(item, product=Named(p.name, str(p.id))) for p in last[:1]
        ] or [item]
    return spread


def _pieces(
    talk: Talk,
    item: Item,
    product: Product,
    again: Callable[[tuple[Item, ...]], Intent],
) -> int | Result:
    """The number of single pieces, or the question for what is not known."""
    chosen = replace(item, product=Named(item.product.phrase, str(product.id)))
    wish = again((chosen,))
    if item.quantity is None:
        asked = talk.ask({"kind": "quantity", "intent": to_json(wish)})
        kind = wish.kind if isinstance(wish, want.Move) else "correction"
        return HowMany(kind, product.name, asked)
    unit = (item.unit or "").casefold()
    held = (product.unit or "").casefold()
    if not unit or unit == held:
        return _whole(item.quantity)
    if unit in MEASURES:
        return _measured(talk, item.quantity, unit, product, wish)
    size = FIXED_UNITS.get(unit) or product.pack_size
    if size is None:
        waits = {"product_id": str(product.id), "intent": to_json(wish)}
        asked = talk.ask({"kind": "pack_size", **waits})
        return HowManyInPack(unit, product.name, asked)
    return _whole(item.quantity * size)


def _measured(
    talk: Talk, quantity: Quantity, unit: str, product: Product, wish: Intent
) -> int | Result:
    """ "2 kg of rice": of what is counted in kg, or the question whether it is."""
    counted_in, factor = MEASURES[unit]
    held = (product.unit or "").casefold()
    if held in MEASURES and MEASURES[held][0] == counted_in:
        return _whole(quantity * factor / MEASURES[held][1])
    waits = {"product_id": str(product.id), "intent": to_json(wish)}
    asked = talk.ask({"kind": "unit", "unit": counted_in, **waits})
    return CountedIn(counted_in, product.name, asked)


def _whole(pieces: Quantity) -> int | Result:
    """Stock is counted in whole pieces; half a carton of 24 is 12 of them."""
    if pieces != int(pieces) or pieces > MAX_QUANTITY:
        return Said(want.TooLarge())
    return int(pieces)
