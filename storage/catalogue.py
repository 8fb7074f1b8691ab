"""What a shop sells: finding products by any name or code, saving them, their looks."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from sqlalchemy import Select, Text, cast, delete, func, select, union_all
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from pipeline.types import Reference
from storage.models import Product, ProductAlias, ProductReference
from storage.names import clean_name, name_key
from storage.saving import (
    NameTaken,
    Outcome,
    ProductInput,
    Saved,
    gtin_14,
    save_product,
    save_products,
)

__all__ = [
    "NameTaken",
    "Outcome",
    "ProductInput",
    "Saved",
    "add_alias",
    "add_reference",
    "aliases_of",
    "categories",
    "find_by_gtin",
    "find_by_name",
    "get",
    "has_reference",
    "names",
    "names_version",
    "own_names",
    "products",
    "prune_references",
    "save_product",
    "save_products",
    "some",
]

MAX_REFERENCES = 8
# What a person has photographed or supplied says more than a crop of some shelf.
KEEP_LONGEST = ("enrolment", "packshot")


def products(session: Session, shop_id: uuid.UUID) -> list[Product]:
    """All products of the shop, by name."""
    query = select(Product).where(Product.shop_id == shop_id)
    return list(session.scalars(query.order_by(func.lower(Product.name), Product.id)))


def some(
    session: Session, shop_id: uuid.UUID, ids: Iterable[uuid.UUID]
) -> list[Product]:
    """Those of these products that the shop has."""
    query = select(Product).where(Product.shop_id == shop_id, Product.id.in_(set(ids)))
    return list(session.scalars(query))


def get(session: Session, product_id: uuid.UUID) -> Product | None:
    return session.get(Product, product_id)


def find_by_name(session: Session, shop_id: uuid.UUID, name: str) -> Product | None:
    """The product of this name or, failing that, this alias; capitals do not matter."""
    key = name_key(name)
    named = select(Product).where(
        Product.shop_id == shop_id, func.lower(Product.name) == key
    )
    found = session.scalars(named).first()
    if found is not None:
        return found
    aliased = (
        select(Product)
        .join(ProductAlias, ProductAlias.product_id == Product.id)
        .where(Product.shop_id == shop_id, func.lower(ProductAlias.alias) == key)
        .order_by(ProductAlias.created_at)
    )
    return session.scalars(aliased.limit(1)).first()


def find_by_gtin(session: Session, shop_id: uuid.UUID, gtin: str) -> Product | None:
    """The product of this GTIN, given with 8, 12, 13 or 14 digits."""
    query = select(Product).where(
        Product.shop_id == shop_id, Product.gtin == gtin_14(gtin)
    )
    return session.scalars(query.order_by(Product.created_at).limit(1)).first()


def names(session: Session, shop_id: uuid.UUID) -> list[tuple[uuid.UUID, str]]:
    """Every name and alias with its product's id."""
    rows = [row for query in _names(shop_id) for row in session.execute(query)]
    return [(product_id, name) for product_id, name in rows]


def own_names(session: Session, shop_id: uuid.UUID) -> dict[str, str]:
    """The name of every product by its id, without aliases."""
    own, _ = _names(shop_id)
    return {str(product_id): name for product_id, name in session.execute(own)}


def names_version(session: Session, shop_id: uuid.UUID) -> tuple[int, int]:
    """Another one for other names: their number, and the sum of their hashes."""
    rows = union_all(*_names(shop_id)).subquery()
    hashed = func.hashtextextended(cast(rows.c[0], Text) + rows.c[1], 0)
    query = select(func.count(), func.coalesce(func.sum(hashed), 0)).select_from(rows)
    count, total = session.execute(query).one()
    return int(count), int(total)


def _names(shop_id: uuid.UUID) -> tuple[Select[uuid.UUID, str], ...]:
    """Queries for the products' own names, and for their aliases."""
    own = select(Product.id, Product.name).where(Product.shop_id == shop_id)
    other = (
        select(ProductAlias.product_id, ProductAlias.alias)
        .join(Product, Product.id == ProductAlias.product_id)
        .where(Product.shop_id == shop_id)
    )
    return own, other


def aliases_of(session: Session, product_id: uuid.UUID) -> list[str]:
    """The product's other names, oldest first."""
    query = select(ProductAlias.alias).where(ProductAlias.product_id == product_id)
    return list(session.scalars(query.order_by(ProductAlias.created_at)))


def categories(session: Session, shop_id: uuid.UUID) -> list[str]:
    """What the shop's products are listed under, in the order of letters."""
    query = select(Product.category).where(
        Product.shop_id == shop_id, Product.category.is_not(None)
    )
    return sorted({name for name in session.scalars(query) if name})


def add_alias(session: Session, product_id: uuid.UUID, alias: str) -> None:
    """Let the product be found by another name as well; repeating it does nothing."""
    cleaned = clean_name(alias)
    if not cleaned:
        return
    query = insert(ProductAlias).values(
        id=uuid.uuid4(), product_id=product_id, alias=cleaned
    )
    session.execute(
        query.on_conflict_do_nothing(index_elements=["product_id", "alias"])
    )


def has_reference(
    session: Session, product_id: uuid.UUID, *, model: str, source: str
) -> bool:
    """Whether this model knows the product from such a picture."""
    query = select(ProductReference.id).where(
        ProductReference.product_id == product_id,
        ProductReference.model == model,
        ProductReference.source == source,
    )
    return session.scalars(query.limit(1)).first() is not None


def add_reference(
    session: Session,
    product_id: uuid.UUID,
    reference: Reference,
    *,
    model: str,
    image_key: str | None,
) -> None:
    """Remember how the product looks to this model: eight looks, the best kept longest.

    Over that, the oldest crop goes first, then packshots, then enrolment photos.
    """
    session.add(
        ProductReference(
            product_id=product_id,
            embedding=list(reference.embedding),
            model=model,
            text=reference.text.replace("\x00", ""),
            source=reference.source,
            shape=reference.shape,
            image_key=image_key,
            created_at=func.clock_timestamp(),
        )
    )
    session.flush()
    prune_references(session, product_id, model)


def prune_references(session: Session, product_id: uuid.UUID, model: str) -> None:
    """Forget the looks over eight, as `add_reference` says."""
    best_first = (
        select(ProductReference.id)
        .where(
            ProductReference.product_id == product_id, ProductReference.model == model
        )
        .order_by(
            *(ProductReference.source != source for source in KEEP_LONGEST),
            ProductReference.created_at.desc(),
        )
    )
    surplus = best_first.offset(MAX_REFERENCES)
    session.execute(delete(ProductReference).where(ProductReference.id.in_(surplus)))
