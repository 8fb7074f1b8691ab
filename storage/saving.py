"""Saving products: matched by code or name, merged field by field, few queries."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from storage import suppliers
from storage.fields import ALIASES, REMOVED, Fields, difference
from storage.models import Product, ProductAlias
from storage.names import clean_name, name_key
from storage.shops import lock_shop


class Outcome(StrEnum):
    """What saving a product has done."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


class NameTaken(Exception):
    """The code belongs to one product of the shop and the name to another."""

    def __init__(self, name: str, holder: str) -> None:
        super().__init__(f"{name!r} is the name of another product than {holder!r}")
        self.name = name
        self.holder = holder


@dataclass(frozen=True, slots=True)
class ProductInput:
    """What somebody says about a product; None says nothing.

    `quantity` is for the caller: stock changes are booked, not saved.
    """

    name: str
    aliases: tuple[str, ...] = ()
    gtin: str | None = None
    sku: str | None = None
    category: str | None = None
    quantity: int | None = None
    minimum: int | None = None
    price: Decimal | None = None
    cost: Decimal | None = None
    pack_size: int | None = None
    unit: str | None = None
    supplier: str | None = None
    shelf_life_days: int | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """A product after saving; `fields` is what has changed, as the books note it."""

    product: Product
    outcome: Outcome
    fields: Fields = field(default_factory=dict)


@dataclass(slots=True)
class _Known:
    """Products by all that identifies them, so that a long table needs few queries."""

    by_gtin: dict[str, Product] = field(default_factory=dict)
    by_sku: dict[str, Product] = field(default_factory=dict)
    by_name: dict[str, Product] = field(default_factory=dict)
    by_alias: dict[str, Product] = field(default_factory=dict)
    aliases: dict[uuid.UUID, set[str]] = field(default_factory=lambda: defaultdict(set))
    new_aliases: list[ProductAlias] = field(default_factory=list)
    suppliers: dict[str, uuid.UUID] = field(default_factory=dict)

    def supplier_id(self, name: str | None) -> uuid.UUID | None:
        return self.suppliers.get(name_key(name)) if name else None

    def add(self, product: Product) -> None:
        self.by_name[name_key(product.name)] = product
        if product.gtin:
            self.by_gtin[product.gtin] = product
        if product.sku:
            self.by_sku[product.sku] = product

    def find(self, wanted: ProductInput) -> Product | None:
        gtin = gtin_14(wanted.gtin)
        return (
            (self.by_gtin.get(gtin) if gtin else None)
            or (self.by_sku.get(wanted.sku) if wanted.sku else None)
            or self.by_name.get(name_key(wanted.name))
            or self.by_alias.get(name_key(wanted.name))
        )


def gtin_14(gtin: str | None) -> str | None:
    """A GTIN in the one form that is kept: 14 digits, leading zeros included."""
    return gtin.zfill(14) if gtin else None


def save_product(session: Session, shop_id: uuid.UUID, wanted: ProductInput) -> Saved:
    """Create or update the product of that GTIN, else SKU, else name.

    What is None stays as it was. A product found by its code takes the new name and
    keeps the old one as an alias. Raises NameTaken; nothing is saved then.
    """
    lock_shop(session, shop_id)
    known = _known(session, shop_id, wanted)
    known.suppliers = _suppliers(session, shop_id, [wanted])
    saved = _save(session, shop_id, wanted, known)
    _flush(session, known)
    return saved


def save_products(
    session: Session, shop_id: uuid.UUID, table: Iterable[ProductInput]
) -> list[Saved | NameTaken]:
    """Like `save_product` for each, with few queries; refusals take their place."""
    lock_shop(session, shop_id)
    known = _known(session, shop_id)
    rows = list(table)
    known.suppliers = _suppliers(session, shop_id, rows)
    results: list[Saved | NameTaken] = []
    for wanted in rows:
        try:
            results.append(_save(session, shop_id, wanted, known))
        except NameTaken as refused:
            results.append(refused)
    _flush(session, known)
    return results


def _known(
    session: Session, shop_id: uuid.UUID, wanted: ProductInput | None = None
) -> _Known:
    """All products of the shop, or those that the wanted one may be."""
    query = select(Product).where(Product.shop_id == shop_id)
    if wanted is not None:
        query = query.where(or_(*_may_be(wanted)))
    # The oldest comes last and so wins where two have the same code.
    newest_first = query.order_by(Product.created_at.desc(), Product.id)
    found = {product.id: product for product in session.scalars(newest_first)}
    known = _Known()
    for product in found.values():
        known.add(product)
    _add_aliases(session, shop_id, known, found)
    return known


def _suppliers(
    session: Session, shop_id: uuid.UUID, rows: Iterable[ProductInput]
) -> dict[str, uuid.UUID]:
    """The suppliers that are named, by name; made where they are new."""
    names = {row.supplier for row in rows if row.supplier}
    return {
        name_key(name): suppliers.supplier_named(session, shop_id, name).id
        for name in sorted(names)
    }


def _may_be(wanted: ProductInput) -> Iterator[ColumnElement[bool]]:
    key = name_key(wanted.name)
    alias = func.lower(ProductAlias.alias)
    yield func.lower(Product.name) == key
    yield Product.id.in_(select(ProductAlias.product_id).where(alias == key))
    if wanted.gtin:
        yield Product.gtin == gtin_14(wanted.gtin)
    if wanted.sku:
        yield Product.sku == wanted.sku


def _add_aliases(
    session: Session,
    shop_id: uuid.UUID,
    known: _Known,
    found: dict[uuid.UUID, Product],
) -> None:
    rows = session.execute(
        select(ProductAlias.product_id, ProductAlias.alias)
        .join(Product, Product.id == ProductAlias.product_id)
        .where(Product.shop_id == shop_id)
        .order_by(ProductAlias.created_at.desc())
    )
    for product_id, alias in rows:
        if product_id in found:
            key = name_key(alias)
            known.aliases[product_id].add(key)
            known.by_alias[key] = found[product_id]


def _save(
    session: Session, shop_id: uuid.UUID, wanted: ProductInput, known: _Known
) -> Saved:
    said_names = {clean_name(alias) for alias in wanted.aliases}
    product = known.find(wanted)
    if product is None:
        name = clean_name(wanted.name)
        product = Product(id=uuid.uuid4(), shop_id=shop_id, name=name, quantity=0)
        session.add(product)
        _take(product, wanted, known)
        _take_aliases(product, said_names, known)
        known.add(product)
        return Saved(product, Outcome.CREATED, {REMOVED: [True, False]})
    said_names.add(product.name)
    changes = {**_rename(product, wanted, known), **_take(product, wanted, known)}
    added = _take_aliases(product, said_names, known)
    if added:
        changes[ALIASES] = [[], added]
    known.add(product)
    outcome = Outcome.UPDATED if changes else Outcome.UNCHANGED
    return Saved(product, outcome, changes)


def _rename(product: Product, wanted: ProductInput, known: _Known) -> Fields:
    """Give the product the name that is used now, unless that is an alias it has."""
    name = clean_name(wanted.name)
    key = name_key(name)
    holder = known.by_name.get(key, product)
    if holder is not product:
        raise NameTaken(name, product.name)
    if product.name == name or key in known.aliases[product.id]:
        return {}
    before, product.name = product.name, name
    return {"name": [before, name]}


def _take_aliases(product: Product, said_names: set[str], known: _Known) -> list[str]:
    """Add the names that are new; capitals and spaces make no new name."""
    aliases = known.aliases[product.id]
    added = []
    for alias in sorted(said_names):
        key = name_key(alias)
        if key and key != name_key(product.name) and key not in aliases:
            known.new_aliases.append(ProductAlias(product_id=product.id, alias=alias))
            aliases.add(key)
            added.append(alias)
    return added


def _flush(session: Session, known: _Known) -> None:
    """Products before the aliases that point at them."""
    session.flush()
    session.add_all(known.new_aliases)
    session.flush()


def _take(product: Product, wanted: ProductInput, known: _Known) -> Fields:
    """Put what is said onto the product; gives what that has changed."""
    said = {
        "gtin": gtin_14(wanted.gtin),
        "sku": wanted.sku,
        "category": wanted.category,
        "minimum": wanted.minimum,
        "price": wanted.price,
        "cost": wanted.cost,
        "pack_size": wanted.pack_size,
        "unit": wanted.unit,
        "supplier_id": known.supplier_id(wanted.supplier),
        "shelf_life_days": wanted.shelf_life_days or None,
    }
    values = {column: value for column, value in said.items() if value is not None}
    changes = difference(product, values)
    for column in changes:
        setattr(product, column, values[column])
    return changes
