"""Performers of what changes stock: sold, received, lost, corrected, taken back."""

from __future__ import annotations

import uuid
from dataclasses import replace
from decimal import Decimal

from bot.actions import boxes, groups, numbers, receiving, stock, undoing
from bot.actions.roles import Verb, may
from bot.dialogue import beside_books
from bot.dialogue.finding import is_known, is_worth_asking
from bot.dialogue.papers import note_received
from bot.dialogue.performers import Performers
from bot.dialogue.quantities import counted_items
from bot.results import PriceOrCount, Result, Said, Unknown, Unsure
from bot.talk import Match, Talk
from bot.understand import intents as want
from bot.understand.intents import Item, Named, to_json
from storage import catalogue
from storage.models import Product
from storage.models.stock import MovementKind
from storage.stock import Batch

Ready = list[tuple[uuid.UUID, int]]
"""Products with their pieces."""


def move(talk: Talk, wish: want.Move) -> list[Result]:
    kind = MovementKind(wish.kind)
    ready, unclear = counted_items(talk, wish.items, lambda i: replace(wish, items=i))
    if not ready:
        return unclear
    if wish.is_doubtful:
        return [_unsure(talk, wish, ready, not unclear), *unclear]
    if kind is MovementKind.DELIVERY:
        received = receiving.receive_part(
            talk.session, talk.shop, talk.member, ready, talk.now
        )
        if received is not None:
            return [note_received(talk, received), *unclear]
    moved = stock.move(
        talk.session, talk.shop.id, kind, ready, member_id=talk.member.id
    )
    return [_booked(talk, moved), *unclear]


def correct(talk: Talk, wish: want.Correct) -> list[Result]:
    """Set the numbers straight; from those of the last photo, depth is learned."""
    if wish.or_price and (doubt := _perhaps_price(talk, wish)) is not None:
        return [doubt]
    if wish.is_guess and (sized := _size_said(talk, wish)) is not None:
        talk.mention([sized])
        return [stock.count(talk.session, [sized.id])]
    if wish.is_guess and not all(is_known(talk, item.product) for item in wish.items):
        if not any(is_known(talk, item.product) for item in wish.items):
            return _unknown_guess(talk, wish)
    ready, unclear = counted_items(
        talk, wish.items, lambda i: want.Correct(i, is_doubtful=wish.is_doubtful)
    )
    if not ready:
        return unclear
    if wish.is_doubtful:
        return [_unsure(talk, wish, ready, not unclear), *unclear]
    scan = talk.scan
    facings = {}
    if scan is not None:
        seen = numbers.facings_by_product(scan)
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


def _unsure(
    talk: Talk, wish: want.Move | want.Correct, ready: Ready, may_ask: bool
) -> Unsure:
    """What would be booked, and the question whether it shall be."""
    products = [(catalogue.get(talk.session, pid), n) for pid, n in ready]
    named = [(product, n) for product, n in products if product is not None]
    items = tuple(Item(Named(p.name, str(p.id)), n) for p, n in named)
    sure = replace(wish, items=items, is_doubtful=False)
    is_asked = may_ask and talk.ask({"kind": "confirm", "intent": to_json(sure)})
    kind = wish.kind if isinstance(wish, want.Move) else "correction"
    return Unsure(kind, tuple((p.name, p.quantity, n) for p, n in named), is_asked)


MANY_MORE = 10
"""So many times what there is, or there were five of: hardly a count."""
LIKE_PRICE = Decimal(10)


def _perhaps_price(talk: Talk, wish: want.Correct) -> PriceOrCount | None:
    """The question what "milo now 2500" says, where 2500 would be an odd number."""
    item = wish.items[0]
    product = talk.find(item.product)
    number = Decimal(item.quantity or 0)
    if not isinstance(product, Product) or not may(talk.member, Verb.SET_PRICE):
        return None
    if number < MANY_MORE * max(product.quantity, 5):
        return None
    price = product.price
    if price and not price / LIKE_PRICE <= number <= price * LIKE_PRICE:
        return None
    talk.mention([product])
    named = Named(product.name, str(product.id))
    asked = talk.ask(
        {
            "kind": "price_or_count",
            "price": to_json(want.SetPrice(named, number)),
            "count": to_json(want.Correct((Item(named, item.quantity),))),
        }
    )
    return PriceOrCount(product.name, number, asked)


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


def _booked(talk: Talk, moved: stock.Moved) -> stock.Moved:
    if moved.batch_id is not None:
        talk.batches.append(moved.batch_id)
    return moved


def undo(talk: Talk, wish: want.Undo) -> list[Result]:
    return [beside_books.take_back(talk) or undo_batch(talk, None)]


def undo_batch(talk: Talk, batch_id: uuid.UUID | None) -> Result:
    """Take back the last change; for a button only the change it stands under."""
    undone, batch = undoing.undo(
        talk.session, talk.shop, talk.member, batch_id=batch_id
    )
    if batch is not None:
        if not _follow_boxes(talk, batch):
            groups.forget_naming(talk.session, batch)
        talk.mention([line.product for line in batch.lines])
        talk.forget_names()
    return undone


def redo(talk: Talk, wish: want.Redo) -> list[Result]:
    talk.forget_names()
    redone, batch = undoing.redo(talk.session, talk.shop, talk.member)
    if batch is not None:
        _follow_boxes(talk, batch)
    return [redone]


def _follow_boxes(talk: Talk, batch: Batch) -> bool:
    """Whether boxes were drawn with what was booked: they follow, with a picture."""
    restored = boxes.follow(talk.session, batch, talk.now)
    if restored is None:
        return False
    talk.current_scan, talk.picture_key = restored.scan, restored.picture_key
    return True


PERFORMERS: Performers = {
    want.Move: (Verb.MOVE, move),
    want.Correct: (Verb.CORRECT, correct),
    want.Undo: (Verb.UNDO, undo),
    want.Redo: (Verb.UNDO, redo),
}
