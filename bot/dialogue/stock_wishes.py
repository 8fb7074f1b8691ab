"""Performers of what changes stock: sold, received, lost, corrected, taken back."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.actions import groups, stock
from bot.dialogue.finding import is_known, is_worth_asking
from bot.results import (
    HowMany,
    HowManyInPack,
    Result,
    Said,
    Unknown,
)
from bot.talk import Match, Talk
from bot.understand import intents as want
from bot.understand.intents import Intent, Item, Named, Quantity, to_json
from storage.models import Product
from storage.models.stock import MovementKind

_FIXED_UNITS = {"dozen": 12, "pair": 2}


def move(talk: Talk, wish: want.Move) -> list[Result]:
    kind = MovementKind(wish.kind)
    ready, unclear = _counted_items(talk, wish.items, lambda i: want.Move(wish.kind, i))
    if not ready:
        return unclear
    moved = stock.move(
        talk.session, talk.shop.id, kind, ready, member_id=talk.member.id
    )
    return [_booked(talk, moved), *unclear]


def correct(talk: Talk, wish: want.Correct) -> list[Result]:
    """Set the numbers straight; from those of the last photo, depth is learned."""
    if wish.is_guess and (sized := _size_said(talk, wish)) is not None:
        talk.mention([sized])
        return [stock.count(talk.session, [sized.id])]
    if wish.is_guess and not all(is_known(talk, item.product) for item in wish.items):
        if not any(is_known(talk, item.product) for item in wish.items):
            return _unknown_guess(talk, wish)
    ready, unclear = _counted_items(talk, wish.items, want.Correct)
    if not ready:
        return unclear
    scan = talk.scan
    facings = {}
    if scan is not None:
        seen = groups.facings_by_product(scan)
        wanted = {pid: seen[pid] for pid, _ in ready if pid in seen}
        facings = stock.facings_of(talk.session, scan.id, wanted)
    moved = stock.correct(
        talk.session,
        talk.shop.id,
        ready,
        facings=facings,
        scan_id=scan.id if scan is not None and facings else None,
        member_id=talk.member.id,
    )
    return [_booked(talk, moved), *unclear]


def _size_said(talk: Talk, wish: want.Correct) -> Product | None:
    """The product of "coke 50" where one is Coke 50cl: a size, not a number."""
    first, *others = wish.items
    if others or first.unit or first.quantity is None or not first.product.phrase:
        return None
    product = talk.find(Named(f"{first.product.phrase} {first.quantity}"))
    return product if isinstance(product, Product) else None


def _unknown_guess(talk: Talk, wish: want.Correct) -> list[Result]:
    """ "banana 14" without bananas: a likely typo is asked about, the rest is not."""
    first = wish.items[0]
    match = talk.find(first.product)
    if isinstance(match, Match) and is_worth_asking(match):
        return [talk.ask_which(match, wish)]
    if len(first.product.phrase.split()) <= 3 and len(wish.items) == 1:
        return [Unknown(first.product.phrase)]
    return [Said(want.NotUnderstood(first.product.phrase))]


def _counted_items(
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
    if item.unit is None or item.unit == product.unit:
        return _whole(item.quantity)
    size = _FIXED_UNITS.get(item.unit) or product.pack_size
    if size is None:
        asked = talk.ask(
            {
                "kind": "pack_size",
                "product_id": str(product.id),
                "intent": to_json(wish),
            }
        )
        return HowManyInPack(item.unit, product.name, asked)
    return _whole(item.quantity * size)


def _whole(pieces: Quantity) -> int | Result:
    """Stock is counted in whole pieces; half a carton of 24 is 12 of them."""
    if pieces != int(pieces):
        return Said(want.TooLarge())
    return int(pieces)


def _booked(talk: Talk, moved: stock.Moved) -> stock.Moved:
    if moved.batch_id is not None:
        talk.batches.append(moved.batch_id)
    return moved


def undo(talk: Talk, wish: want.Undo) -> list[Result]:
    return [undo_batch(talk, None)]


def undo_batch(talk: Talk, batch_id: uuid.UUID | None) -> Result:
    """Take back the last change; for a button only the change it stands under."""
    undone, batch = stock.undo(
        talk.session, talk.shop.id, member_id=talk.member.id, batch_id=batch_id
    )
    if batch is not None:
        groups.forget_naming(talk.session, batch)
        talk.mention([line.product for line in batch.lines])
    return undone


def redo(talk: Talk, wish: want.Redo) -> list[Result]:
    return [stock.redo(talk.session, talk.shop.id, member_id=talk.member.id)]
