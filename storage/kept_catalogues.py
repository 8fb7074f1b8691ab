"""The catalogues of the shops whose photos were read last, kept between photos.

Called by vision workers. A version made by the database tells whether anything has
changed, whoever changed it; then only the products that changed are read again. A
catalogue of 10,000 products with all its looks is so read once in a worker's life.
"""

from __future__ import annotations

import hashlib
import sys
import uuid
from array import array
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, select, text
from sqlalchemy.orm import Session

from pipeline.types import Catalogue, CatalogueProduct, Reference
from storage import skipped_looks, tunings
from storage.db import Database
from storage.models import Product, ProductAlias, ProductReference

MOST_REFERENCES = 100_000  # of all shops together; about 100 MB
MOST_SHOPS = 64
AT_ONCE = 2_000  # products read in one query

_Hashes = dict[uuid.UUID, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class _Kept:
    catalogue: Catalogue
    hashes: _Hashes
    products: dict[uuid.UUID, CatalogueProduct]

    @property
    def references(self) -> int:
        return sum(len(product.references) for product in self.products.values())


class KeptCatalogues:
    """The last used catalogues; safe to use from several threads."""

    def __init__(self, most_references: int = MOST_REFERENCES) -> None:
        self._most_references = most_references
        self._kept: OrderedDict[tuple[uuid.UUID, str], _Kept] = OrderedDict()
        self._lock = Lock()

    def of(self, database: Database, shop_id: uuid.UUID, model: str) -> Catalogue:
        """All products of the shop, with the looks that `model` knows and what the shop
        has said is no product; the same object as long as nothing changes."""
        key = shop_id, model
        with database.transaction() as session:
            # Version and contents are of one moment.
            session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
            version = version_of(session, shop_id, model)
            with self._lock:
                kept = self._kept.get(key)
            if kept is None or kept.catalogue.version != version:
                kept = _read_again(session, shop_id, model, version, kept)
        with self._lock:
            self._kept[key] = kept
            self._kept.move_to_end(key)
            self._let_go()
        return kept.catalogue

    def _let_go(self) -> None:
        """Of the shops not read for longest; the last one always stays."""
        total = sum(kept.references for kept in self._kept.values())
        while len(self._kept) > 1 and (
            total > self._most_references or len(self._kept) > MOST_SHOPS
        ):
            _, oldest = self._kept.popitem(last=False)
            total -= oldest.references


def version_of(session: Session, shop_id: uuid.UUID, model: str) -> str:
    """Another one for other products, names, codes, looks, skipped looks, tunings."""
    parts: list[object] = [model, tunings.ids_in_use(session, shop_id, model)]
    for hashed in _hashed(shop_id, model):
        rows = hashed.subquery()
        query = select(func.count(), func.bit_xor(rows.c[1])).select_from(rows)
        parts.append(tuple(session.execute(query).one()))
    parts.append(skipped_looks.ids(session, shop_id, model=model))
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _hashed(shop_id: uuid.UUID, model: str) -> tuple[Select[uuid.UUID, int], ...]:
    """Queries for (product, hash of a row) of names and codes, aliases, references."""
    alias, look = ProductAlias, ProductReference
    of_shop = (Product.shop_id == shop_id) & Product.removed_at.is_(None)
    own = select(Product.id, _hash(Product.id, Product.name, Product.gtin))
    other = select(alias.product_id, _hash(alias.id, alias.product_id, alias.alias))
    seen = select(look.product_id, _hash(look.id, look.product_id))
    return (
        own.where(of_shop),
        other.join(Product, Product.id == alias.product_id).where(of_shop),
        seen.join(Product, Product.id == look.product_id).where(
            of_shop, look.model == model
        ),
    )


def _hash(*columns: ColumnElement[Any] | Any) -> ColumnElement[int]:
    hashed: ColumnElement[int] = func.hash_record_extended(
        func.row(*columns), literal(0)
    )
    return hashed


def _read_again(
    session: Session,
    shop_id: uuid.UUID,
    model: str,
    version: str,
    kept: _Kept | None,
) -> _Kept:
    """What has changed is read, the rest is taken from what is kept."""
    hashes = _product_hashes(session, shop_id, model)
    known = kept.hashes if kept else {}
    changed = [key for key, value in hashes.items() if known.get(key) != value]
    products = dict(kept.products) if kept else {}
    for gone in products.keys() - hashes.keys():
        del products[gone]
    for start in range(0, len(changed), AT_ONCE):
        products.update(_read(session, changed[start : start + AT_ONCE], model))
    in_order = sorted(products.values(), key=lambda p: (p.name.lower(), p.product_id))
    skipped = skipped_looks.as_products(session, shop_id, model=model)
    tuning = tunings.in_use(session, shop_id, model)
    adapters = tunings.adapters_in_use(session, shop_id)
    catalogue = Catalogue((*in_order, *skipped), version, tuning, adapters)
    return _Kept(catalogue, hashes, products)


def _product_hashes(session: Session, shop_id: uuid.UUID, model: str) -> _Hashes:
    parts: list[dict[uuid.UUID, tuple[int, int]]] = []
    for hashed in _hashed(shop_id, model):
        rows = hashed.subquery()
        query = select(rows.c[0], func.count(), func.bit_xor(rows.c[1]))
        found = session.execute(query.group_by(rows.c[0])).all()
        parts.append({key: (count, value) for key, count, value in found})
    own, *others = parts
    return {
        key: (*value, *(n for other in others for n in other.get(key, (0, 0))))
        for key, value in own.items()
    }


def _read(
    session: Session, ids: list[uuid.UUID], model: str
) -> dict[uuid.UUID, CatalogueProduct]:
    aliases: dict[uuid.UUID, list[str]] = {}
    for product_id, alias in session.execute(
        select(ProductAlias.product_id, ProductAlias.alias)
        .where(ProductAlias.product_id.in_(ids))
        .order_by(ProductAlias.created_at, ProductAlias.alias)
    ):
        aliases.setdefault(product_id, []).append(alias)
    looks = _read_looks(session, ids, model)
    own = select(Product.id, Product.name, Product.gtin).where(Product.id.in_(ids))
    return {
        key: CatalogueProduct(
            str(key), name, tuple(aliases.get(key, ())), gtin, tuple(looks.get(key, ()))
        )
        for key, name, gtin in session.execute(own)
    }


def _read_looks(
    session: Session, ids: list[uuid.UUID], model: str
) -> dict[uuid.UUID, list[Reference]]:
    """Vectors come as bytes: read as text, each takes a hundred times as long."""
    looks: dict[uuid.UUID, list[Reference]] = {}
    look = ProductReference
    rows = session.execute(
        select(
            look.product_id,
            func.vector_send(look.embedding),
            look.text,
            look.source,
            look.shape,
        )
        .where(look.product_id.in_(ids), look.model == model)
        .order_by(look.created_at, look.id)
    )
    for product_id, sent, print_, source, shape in rows:
        reference = Reference(vector(sent), sys.intern(print_), source, shape)
        looks.setdefault(product_id, []).append(reference)
    return looks


def vector(sent: bytes) -> array[float]:
    """The numbers of a vector as pgvector sends it: two 16-bit numbers, then big-endian
    32-bit floats."""
    numbers = array("f", bytes(sent[4:]))
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers
