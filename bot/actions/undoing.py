"""Taking the last change back, and doing it again, whatever of the books it was."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.orm import Session

from bot.actions import boxes, drafts, orders, plans, shelf_parts
from bot.actions.depths import unlearn
from bot.actions.edits import Edit
from bot.actions.prices import record_price
from bot.actions.roles import MayNot, Verb, refusal
from bot.actions.stock import Change
from storage import catalogue, suppliers, undoing
from storage.fields import ORDER, REMOVED, SUPPLIER_PRICE, Fields
from storage.models import Member, Shop, StockMovement
from storage.shops import lock_shop
from storage.stock import Batch

_NEEDS = {
    "price": Verb.SET_PRICE,
    "cost": Verb.SET_PRICE,
    "supplier_id": Verb.SET_SUPPLIER,
    ORDER: Verb.DRAFT_ORDER,
    SUPPLIER_PRICE: Verb.SET_PRICE,
}
"""What may only be taken back by who may do it; for all else, `Verb.UNDO` is enough."""


@dataclass(frozen=True, slots=True)
class UndoneLine:
    """What has become of one product.

    `is_gone`: it is no product any more, or one again; None where it stayed what it is.
    """

    change: Change
    edits: tuple[Edit, ...] = ()
    is_gone: bool | None = None


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back; `is_redo` when it was booked again. No lines: nothing to."""

    lines: tuple[UndoneLine, ...]
    is_redo: bool = False


@dataclass(frozen=True, slots=True)
class NoLongerLast:
    """The button's change cannot be undone alone: others came after it."""


@dataclass(frozen=True, slots=True)
class CountedSince:
    """These products were counted after the change: their numbers hold."""

    names: tuple[str, ...]


def undo(
    session: Session,
    shop: Shop,
    member: Member,
    *,
    batch_id: uuid.UUID | None = None,
) -> tuple[
    Undone | NoLongerLast | CountedSince | boxes.BoxesOvertaken | MayNot, Batch | None
]:
    """Take back what the person did last, or else what anybody in the shop did last.

    With `batch_id` only that change, and only while it is the last of who made it. The
    batch is given too, for what else it had brought about.
    """
    lock_shop(session, shop.id)
    whose = undoing.maker_of(session, batch_id) if batch_id else member.id
    rows = undoing.last_batch(session, shop.id, of=whose)
    while batch_id is None and drafts.is_decided(session, rows):
        # What has become an order is not undone: the change before it is meant.
        undoing.undo_last(session, shop.id, member_id=member.id, of=whose)
        rows = undoing.last_batch(session, shop.id, of=whose)
    if not rows and batch_id is None:
        whose = None
        rows = undoing.last_batch(session, shop.id)
    if batch_id is not None and (
        not rows or rows[0].batch_id != batch_id or drafts.is_decided(session, rows)
    ):
        return NoLongerLast(), None
    stands_in_the_way = (
        _refusal(member, rows)
        or _counted_since(session, rows)
        or boxes.overtaken_by_others(session, rows)
    )
    if stands_in_the_way is not None:
        return stands_in_the_way, None
    batch = undoing.undo_last(session, shop.id, member_id=member.id, of=whose)
    if batch is None:
        return Undone(()), None
    for line in batch.lines:
        unlearn(session, line.product, line.reason)
    _record_prices(session, shop, batch)
    orders.follow_undo(session, batch, is_redo=False)
    plans.follow(session, batch)
    shelf_parts.follow_undo(session, batch, is_redo=False)
    return Undone(_lines(session, batch)), batch


def redo(
    session: Session, shop: Shop, member: Member
) -> tuple[Undone | CountedSince | boxes.BoxesOvertaken | MayNot, Batch | None]:
    """Book again what the person's last undo took back; with the batch that does."""
    rows = undoing.last_undo(session, shop.id, of=member.id)
    stands_in_the_way = (
        _refusal(member, rows)
        or _counted_since(session, rows)
        or boxes.overtaken_by_others(session, rows)
    )
    if stands_in_the_way is not None:
        return stands_in_the_way, None
    if orders.have_come(session, rows):
        return Undone((), is_redo=True), None
    batch = undoing.redo_last(session, shop.id, member_id=member.id, of=member.id)
    if batch is None:
        return Undone((), is_redo=True), None
    _record_prices(session, shop, batch)
    orders.follow_undo(session, batch, is_redo=True)
    plans.follow(session, batch)
    shelf_parts.follow_undo(session, batch, is_redo=True)
    return Undone(_lines(session, batch), is_redo=True), batch


def _refusal(member: Member, rows: Sequence[StockMovement]) -> MayNot | None:
    """Whoever may not set a price may not take one back."""
    names = {name for row in rows for name in row.fields or ()}
    for verb in (Verb.UNDO, *(_NEEDS[name] for name in names if name in _NEEDS)):
        refused = refusal(member, verb)
        if refused is not None:
            return refused
    return None


def _counted_since(
    session: Session, rows: Sequence[StockMovement]
) -> CountedSince | None:
    counted = undoing.counted_since(session, rows)
    found = [catalogue.get(session, product_id) for product_id in counted]
    names = tuple(product.name for product in found if product is not None)
    return CountedSince(names) if names else None


def _lines(session: Session, batch: Batch) -> tuple[UndoneLine, ...]:
    return tuple(
        UndoneLine(
            Change(
                line.product.id,
                line.product.name,
                line.before,
                line.after,
                line.product.minimum,
            ),
            tuple(_edits(session, line.fields)),
            line.fields.get(REMOVED, [None, None])[1],
        )
        for line in batch.lines
    )


def _edits(session: Session, fields: Fields) -> Iterable[Edit]:
    for name, (before, after) in fields.items():
        if name in ("price", "cost"):
            yield Edit(name, _amount(before), _amount(after))
        elif name == "supplier_id":
            names = (_supplier(session, before), _supplier(session, after))
            yield Edit("supplier", *names)
        elif name == ORDER:
            number = after["number"]
            yield Edit(f"{ORDER} {number}", before["quantity"], after["quantity"])
        elif name == SUPPLIER_PRICE:
            asked_by = _supplier(session, after["supplier"]) or ""
            costs = (_amount(before["cost"]), _amount(after["cost"]))
            yield Edit(f"{SUPPLIER_PRICE} {asked_by}", *costs)
        elif name != REMOVED:
            yield Edit(name, before, after)


def _amount(plain: str | None) -> Decimal | None:
    return None if plain is None else Decimal(plain)


def _supplier(session: Session, plain: str | None) -> str | None:
    found = suppliers.get(session, uuid.UUID(plain)) if plain else None
    return found.name if found else None


def _record_prices(session: Session, shop: Shop, batch: Batch) -> None:
    """The history is only added to: the price that holds again is its newest."""
    for line in batch.lines:
        price = line.product.price
        if "price" in line.fields and price is not None:
            record_price(session, shop, line.product, price)
