"""Price tags of a photo beside the shop's own prices: told, marked, taken over.

Called when a photo is read and when a person accepts what its tags say.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from bot.actions.edits import Edited
from bot.actions.prices import CENT, set_price
from pipeline.types import PriceTag
from storage import catalogue, prices
from storage.models import Product, Shop
from storage.skipped_looks import look_id_of

SOURCE = "shelf"
FARTHEST = 20
"""A price so many times higher or lower was rather misread."""
OF_ONE_PIECE = (None, "each")


@dataclass(frozen=True, slots=True)
class TagPrice:
    """What the tags of one product say, and what the shop's list says (or nothing).

    `tags` are the places of the tags in the reading.
    """

    product_id: uuid.UUID
    name: str
    printed: Decimal
    known: Decimal | None
    tags: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class NothingOdd:
    """The tags of the photo say what the list says, or nothing that can be read."""


def odd_prices(
    tags: Sequence[PriceTag], products: Iterable[Product], currency: str
) -> tuple[TagPrice, ...]:
    """The products whose tags say another price than the list, in the tags' order.

    A product is left out when one of its tags says what the list says: another tag
    near it may belong to its neighbour.
    """
    by_id = {str(product.id): product for product in products}
    printed = _printed(tags, currency)
    found = (
        _odd_price(by_id[product_id], tags, places)
        for product_id, places in printed.items()
        if product_id in by_id
    )
    return tuple(price for price in found if price is not None)


def products_of(
    session: Session, shop_id: uuid.UUID, tags: Iterable[PriceTag]
) -> list[Product]:
    """The products of the shop that these tags belong to."""
    ids = {tag.product_id for tag in tags if tag.product_id}
    known = [uuid.UUID(product_id) for product_id in ids if not look_id_of(product_id)]
    return catalogue.some(session, shop_id, known)


def confirm(
    session: Session, shop: Shop, tags: Sequence[PriceTag], now: datetime
) -> None:
    """Note the prices of the list that a tag of the photo says as well."""
    products = {str(p.id): p for p in products_of(session, shop.id, tags)}
    confirmed = [
        products[product_id]
        for product_id, places in _printed(tags, shop.currency).items()
        if product_id in products
        and products[product_id].price in {_amount(tags[place]) for place in places}
    ]
    if confirmed:
        prices.confirm(session, shop, confirmed, source=SOURCE, now=now)


def take_over(
    session: Session,
    shop: Shop,
    odd: Iterable[TagPrice],
    *,
    member_id: uuid.UUID | None = None,
) -> list[Edited]:
    """Let the products cost what their tags say."""
    taken = []
    for price in odd:
        product = catalogue.get(session, price.product_id)
        if product is not None and product.shop_id == shop.id:
            taken.append(
                set_price(
                    session,
                    shop,
                    product,
                    price.printed,
                    member_id=member_id,
                    source=SOURCE,
                )
            )
    return taken


def _printed(tags: Sequence[PriceTag], currency: str) -> Mapping[str, list[int]]:
    """The places of the tags with a price of one piece, by product."""
    places: dict[str, list[int]] = {}
    for place, tag in enumerate(tags):
        is_usable = (
            tag.amount is not None
            and tag.product_id is not None
            and tag.unit in OF_ONE_PIECE
            and tag.currency in (None, currency)
        )
        if is_usable and tag.product_id is not None:
            places.setdefault(tag.product_id, []).append(place)
    return places


def _odd_price(
    product: Product, tags: Sequence[PriceTag], places: Sequence[int]
) -> TagPrice | None:
    amounts = [_amount(tags[place]) for place in places]
    if product.price in amounts:
        return None
    printed, _ = Counter(amounts).most_common(1)[0]
    if product.price is not None and not _is_plausible(printed, product.price):
        return None
    return TagPrice(product.id, product.name, printed, product.price, tuple(places))


def _amount(tag: PriceTag) -> Decimal:
    return (tag.amount or Decimal(0)).quantize(CENT)


def _is_plausible(printed: Decimal, known: Decimal) -> bool:
    if known <= 0:
        return True
    return known / FARTHEST <= printed <= known * FARTHEST
