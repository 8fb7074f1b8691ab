"""Changes of what is known about a product, as they rest in the books.

`{"price": ["500.00", "550.00"]}`: before and after, ready for JSON. Two entries are no
columns: `aliases` (those taken away, those added) and `created` (the new name).
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from storage.models import Product, ProductAlias, Supplier
from storage.names import name_key

Fields = dict[str, list[Any]]

CREATED = "created"
ALIASES = "aliases"
COLUMNS = (
    "name", "sku", "gtin", "category", "minimum", "price", "cost", "pack_size", "unit",
    "supplier_id",
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


def apply(session: Session, product: Product, fields: Mapping[str, list[Any]]) -> None:
    """Bring the product to the second of each pair.

    A name that another product has taken meanwhile stays theirs, and a supplier who is
    gone stays gone.
    """
    for column in COLUMNS:
        if column in fields and _is_possible(session, product, column, fields[column]):
            setattr(product, column, _value(column, fields[column][1]))
    session.flush()
    gone, added = fields.get(ALIASES, ([], []))
    if gone:
        session.execute(
            delete(ProductAlias).where(
                ProductAlias.product_id == product.id, ProductAlias.alias.in_(gone)
            )
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


def _is_possible(
    session: Session, product: Product, column: str, pair: list[Any]
) -> bool:
    if column == "name":
        other = select(Product.id).where(
            Product.shop_id == product.shop_id,
            Product.id != product.id,
            func.lower(Product.name) == name_key(str(pair[1])),
        )
        return session.scalars(other).first() is None
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
