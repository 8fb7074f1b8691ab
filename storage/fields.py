"""Changes of what is known about a product, as they rest in the books.

`{"price": ["500.00", "550.00"]}`: before and after, ready for JSON. Some entries are no
columns: `aliases` (those taken away, those added), `removed` (true and false where the
product was made, false and true where it was taken out of the catalogue), `order` (its
line in the draft of an order) and `supplier_price` (what a supplier asks for it).
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from storage import orders, suppliers
from storage.db import time_of
from storage.models import Product, ProductAlias, Supplier
from storage.names import name_key

Fields = dict[str, list[Any]]

REMOVED = "removed"
ALIASES = "aliases"
ORDER = "order"
SUPPLIER_PRICE = "supplier_price"
COLUMNS = (
    "name", "sku", "gtin", "category", "minimum", "price", "cost", "pack_size", "unit",
    "supplier_id", "shelf_life_days",
)  # fmt: skip
_AMOUNTS = ("price", "cost")


def difference(product: Product, wanted: Mapping[str, Any]) -> Fields:
    """What would change if the product's columns had these values."""
    found: Fields = {}
    for column, value in wanted.items():
        before = getattr(product, column)
        if before != value:
            found[column] = [_plain(before), _plain(value)]
    return found


def apply(
    session: Session,
    product: Product,
    fields: Mapping[str, list[Any]],
    *,
    only_if_unchanged: bool = False,
) -> Fields:
    """Bring the product to the second of each pair; gives the changes that were made.

    `only_if_unchanged`: where it is no longer the first, somebody has set it since, and
    it stays. A name that another product has taken meanwhile stays theirs, and a
    supplier who is gone stays gone.
    """
    made = {name: pair for name, pair in fields.items() if name not in COLUMNS}
    if REMOVED in fields:
        _remove(session, product, fields[REMOVED][1])
    if ORDER in fields and not orders.set_line(
        session, product.id, fields[ORDER], only_if_unchanged=only_if_unchanged
    ):
        del made[ORDER]
    if SUPPLIER_PRICE in fields:
        suppliers.price_again(session, product.id, fields[SUPPLIER_PRICE][1])
    for column in COLUMNS:
        if column not in fields:
            continue
        before, after = fields[column]
        is_as_left = _value(column, before) == getattr(product, column)
        if only_if_unchanged and not is_as_left:
            continue
        if _is_possible(session, product, column, fields[column]):
            setattr(product, column, _value(column, after))
            made[column] = fields[column]
    session.flush()
    _set_aliases(session, product, *fields.get(ALIASES, ([], [])))
    return made


def _set_aliases(
    session: Session, product: Product, gone: list[str], added: list[str]
) -> None:
    of_product = ProductAlias.product_id == product.id
    if gone:
        session.execute(
            delete(ProductAlias).where(of_product, ProductAlias.alias.in_(gone))
        )
    for alias in added:
        session.execute(
            insert(ProductAlias)
            .values(id=uuid.uuid4(), product_id=product.id, alias=alias)
            .on_conflict_do_nothing(index_elements=["product_id", "alias"])
        )


def turned(fields: Mapping[str, list[Any]]) -> Fields:
    """The same changes taken back."""
    return {name: [after, before] for name, (before, after) in fields.items()}


def merged(first: Mapping[str, list[Any]], then: Mapping[str, list[Any]]) -> Fields:
    """Both changes as one."""
    both = {name: list(pair) for name, pair in first.items()}
    for name, (before, after) in then.items():
        if name == ALIASES and name in both:
            both[name] = [both[name][0] + before, both[name][1] + after]
        else:
            both[name] = [both[name][0] if name in both else before, after]
    return both


def _remove(session: Session, product: Product, is_gone: bool) -> None:
    """Take it out of the catalogue, or put it back, under a name that is free."""
    if is_gone:
        product.removed_at = time_of(session) or datetime.now(UTC)
        return
    name, number = product.name, 2
    while _is_taken(session, product, product.name):
        product.name, number = f"{name} {number}", number + 1
    product.removed_at = None


def _is_taken(session: Session, product: Product, name: str) -> bool:
    other = select(Product.id).where(
        Product.shop_id == product.shop_id,
        Product.id != product.id,
        func.lower(Product.name) == name_key(name),
    )
    return session.scalars(other).first() is not None


def _is_possible(
    session: Session, product: Product, column: str, pair: list[Any]
) -> bool:
    if column == "name":
        return not _is_taken(session, product, str(pair[1]))
    if column == "supplier_id" and pair[1] is not None:
        return session.get(Supplier, uuid.UUID(pair[1])) is not None
    return True


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal | uuid.UUID) else value


def _value(column: str, plain: Any) -> Any:
    if plain is None:
        return None
    if column in _AMOUNTS:
        return Decimal(plain)
    return uuid.UUID(plain) if column == "supplier_id" else plain
