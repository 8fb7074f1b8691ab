"""Two products that are one: all that hangs on the first goes over to the second."""

from __future__ import annotations

import uuid

from sqlalchemy import String, cast, delete, func, null, select, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from storage import plans
from storage.catalogue import add_alias, aliases_of, prune_references
from storage.models import (
    OrderLine,
    PriceRecord,
    Product,
    ProductReference,
    Scan,
    StockMovement,
)
from storage.models.stock import ScanStatus
from storage.shops import lock_shop

_UNMOVED = StockMovement.delta == 0


def merge(session: Session, product: Product, into: Product) -> tuple[int, int]:
    """Make `product` a part of `into`; what is known of neither is taken from it.

    Takes the shop's lock. Movements, prices, looks, orders, names and the numbers on
    pictures go over; the quantities add up, as the movements do. Gives both quantities.
    """
    lock_shop(session, into.shop_id)
    session.refresh(product)
    session.refresh(into)
    _move_movements(session, product.id, into.id)
    _move_order_lines(session, product.id, into.id)
    for table in (PriceRecord, ProductReference):
        session.execute(
            update(table)
            .where(table.product_id == product.id)
            .values(product_id=into.id)
        )
    _prune_references(session, into.id)
    _rename_in_scans(session, into.shop_id, product.id, into.id)
    plans.rename(session, into.shop_id, str(product.id), str(into.id))
    names = [product.name, *aliases_of(session, product.id)]
    parts = (product.quantity, into.quantity)
    _fill_in(product, into)
    session.delete(product)
    session.flush()
    session.expire_all()
    for name in names:
        add_alias(session, into.id, name)
    return parts


def _prune_references(session: Session, product_id: uuid.UUID) -> None:
    """Of the looks of both, so many as one product has, for each model."""
    models = select(ProductReference.model).where(
        ProductReference.product_id == product_id
    )
    for model in session.scalars(models.distinct()).all():
        prune_references(session, product_id, model)


def _fill_in(product: Product, into: Product) -> None:
    into.quantity += product.quantity
    known = ("sku", "gtin", "category", "minimum", "price", "cost", "pack_size", "unit")
    for column in (*known, "supplier_id", "shelf_life_days"):
        if getattr(into, column) is None:
            setattr(into, column, getattr(product, column))
    into.last_seen = max(
        (seen for seen in (product.last_seen, into.last_seen) if seen), default=None
    )


def _move_movements(session: Session, old: uuid.UUID, new: uuid.UUID) -> None:
    """A batch that moved both has one line of both afterwards, so that undo works.

    What was edited about the old product is not undone on the new one.
    """
    of_old = StockMovement.product_id == old
    has_edits = StockMovement.fields.is_not(None)
    session.execute(delete(StockMovement).where(of_old, has_edits, _UNMOVED))
    edits = update(StockMovement).where(of_old, has_edits)
    session.execute(edits.values(fields=null()))
    theirs = {
        row.batch_id: row
        for row in session.scalars(
            select(StockMovement).where(StockMovement.product_id == new)
        )
    }
    for row in session.scalars(select(StockMovement).where(of_old)):
        both = theirs.get(row.batch_id)
        if both is None:
            row.product_id = new
            continue
        both.delta += row.delta
        both.before += row.before
        both.after += row.after
        session.delete(row)
    session.flush()


def _move_order_lines(session: Session, old: uuid.UUID, new: uuid.UUID) -> None:
    theirs = {
        line.order_id: line
        for line in session.scalars(
            select(OrderLine).where(OrderLine.product_id == new)
        )
    }
    for line in session.scalars(select(OrderLine).where(OrderLine.product_id == old)):
        both = theirs.get(line.order_id)
        if both is None:
            line.product_id = new
            continue
        both.quantity += line.quantity
        session.delete(line)
    session.flush()


def _rename_in_scans(
    session: Session, shop_id: uuid.UUID, old: uuid.UUID, new: uuid.UUID
) -> None:
    """The numbers of pictures that were read; one being read finds the product gone."""
    for column in (Scan.meta, Scan.normalized):
        text = cast(column, String)
        session.execute(
            update(Scan)
            .where(
                Scan.shop_id == shop_id,
                Scan.status == ScanStatus.DONE,
                text.contains(str(old)),
            )
            .values({column: cast(func.replace(text, str(old), str(new)), JSONB)})
            .execution_options(synchronize_session=False)
        )
