"""A category for a new product that nobody gave one: the likely one, called as here.

Called by the verbs that make products. What people say about a category is never
changed; a guess is told, so that it can be.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.categories import category_name, category_of
from storage.models import Product, Shop

MOST_LOOKED_AT = 300
"""So many products tell what a shop calls its categories."""


def guess(
    session: Session,
    shop: Shop,
    product: Product,
    *,
    print_lines: Sequence[str] = (),
    tags: Sequence[str] = (),
    look: str = "",
) -> str | None:
    """Put the product under its likely category and give that; None: it is not clear,
    or it has one.

    What others noted (`tags`) comes first, then its look where a classifier tells its
    category, then its name and its print.
    """
    if product.category:
        return None
    noted = category_of("", tags=tags)
    found = noted or (None if look else category_of(product.name, print_lines))
    if found is None and not look:
        return None
    key = found.key if found else look
    product.category = _name(key, shop, _own_names(session, shop))
    return product.category


def guess_all(session: Session, shop: Shop, products: Iterable[Product]) -> int:
    """The same for the products of a table; how many got one."""
    own_names = _own_names(session, shop)
    guessed = 0
    for product in products:
        found = None if product.category else category_of(product.name)
        if found is not None:
            product.category = _name(found.key, shop, own_names)
            guessed += 1
    return guessed


def _name(key: str, shop: Shop, own_names: Mapping[str, str]) -> str:
    language = shop.locale.replace("-", "_").partition("_")[0]
    return own_names.get(key) or category_name(key, language)


def _own_names(session: Session, shop: Shop) -> dict[str, str]:
    """What the shop calls the categories: as most of their products are listed."""
    rows = session.execute(
        select(Product.name, Product.category)
        .where(Product.shop_id == shop.id, Product.category.is_not(None))
        .order_by(Product.created_at.desc())
        .limit(MOST_LOOKED_AT)
    )
    used: dict[str, Counter[str]] = {}
    for name, category in rows:
        found = category_of(name)
        if found is not None and category:
            used.setdefault(found.key, Counter())[category] += 1
    return {key: counts.most_common(1)[0][0] for key, counts in used.items()}
