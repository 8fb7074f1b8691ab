"""What a barcode stands for: the shop's own product, and what is printed on it.

Verbs like those of `bot.actions.stock`; they ask nobody, but tell what has been asked.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from bot.actions import catalogue as names
from bot.actions.asks import about_facts, is_local, known
from bot.sources import FACTS, Ask, Sources
from pipeline.enrich.answers import ProductFacts
from pipeline.insights.sizes import read_size
from pipeline.types import Reference
from storage import catalogue, readings, sources
from storage.models import Product, Scan, Shop
from storage.models.stock import ScanPurpose
from storage.saving import ProductInput

MOST_CODES = 3
LOOK_UP = "look_up"
"""Under this key a photo that asks "what is this?" keeps what was seen."""


@dataclass(frozen=True, slots=True)
class OwnProduct:
    """The product of the shop that bears the code."""

    product_id: uuid.UUID
    name: str
    quantity: int
    price: Decimal | None


@dataclass(frozen=True, slots=True)
class LookedUp:
    """What is known about a code; `error` is why nothing could be asked just now.

    `is_local`: shops give such numbers themselves. `is_offered`: the question is
    whether to enrol it, under `offer`. `as_of`: when the source said so.
    """

    gtin: str
    facts: ProductFacts | None = None
    own: OwnProduct | None = None
    error: str | None = None
    is_local: bool = False
    is_asked_nowhere: bool = False
    is_offered: bool = False
    offer: str = ""
    picture_key: str | None = None
    as_of: datetime | None = None


@dataclass(frozen=True, slots=True)
class NoCode:
    """The photo shows no barcode; or there is no photo to look at."""

    has_photo: bool


def codes_on(scan: Scan) -> list[str]:
    """The GTINs in the photo, each once; few of them."""
    if scan.purpose == ScanPurpose.LOOK_UP:
        return list(scan.meta.get(LOOK_UP, {}).get("gtins", ()))[:MOST_CODES]
    if "reading" not in scan.meta:
        return []
    barcodes = readings.from_json(scan.meta["reading"]).barcodes
    codes = dict.fromkeys(code.gtin for code in barcodes if code.gtin)
    return [code for code in codes if code][:MOST_CODES]


def look_up(
    session: Session, shop: Shop, gtin: str, now: datetime, outside: Sources | None
) -> LookedUp:
    """What is known about the code, here and outside."""
    product = catalogue.find_by_gtin(session, shop.id, gtin)
    own = product and OwnProduct(
        product.id, product.name, product.quantity, product.price
    )
    asks = about_facts(outside, gtin)
    if not asks:
        return LookedUp(
            gtin, own=own or None, is_local=is_local(gtin), is_asked_nowhere=True
        )
    answer = known(session, asks, now)[asks[0]]
    row = answer.row
    facts = ProductFacts.from_json(row.answer) if row and row.answer else None
    return LookedUp(
        gtin,
        facts=facts,
        own=own or None,
        error=answer.error,
        offer=full_name(facts) if facts else "",
        picture_key=row.picture_key if row else None,
        as_of=row.fetched_at if row else None,
    )


def replace_offer(found: LookedUp, is_offered: bool) -> LookedUp:
    """The same, with whether its enrolment is asked about."""
    return replace(found, is_offered=is_offered)


def full_name(facts: ProductFacts) -> str:
    """As a shop would write it: with brand and size, unless the name says them."""
    name = facts.name
    if facts.brand and facts.brand.casefold() not in name.casefold():
        name = f"{facts.brand} {name}"
    if facts.size and read_size(name) is None:
        name = f"{name} {facts.size}"
    return name


def enrol(
    session: Session,
    shop: Shop,
    name: str,
    gtin: str,
    *,
    scan: Scan | None,
    member_id: uuid.UUID | None,
) -> names.Described | names.Refused:
    """The product is one of the shop's from now on, with the look of its photo."""
    described = names.describe(
        session,
        shop,
        ProductInput(name, gtin=gtin),
        tags=_noted_categories(session, gtin),
        member_id=member_id,
    )
    seen = scan.meta.get(LOOK_UP) if scan is not None else None
    if seen and isinstance(described, names.Described) and seen["gtins"] == [gtin]:
        catalogue.add_reference(
            session,
            described.product_id,
            Reference(tuple(seen["embedding"]), seen["text"], "enrolment"),
            model=seen["looks_version"],
            image_key=seen["image_key"],
        )
    return described


def _noted_categories(session: Session, gtin: str) -> tuple[str, ...]:
    """What was noted elsewhere about the product of a code, as far as it was asked."""
    question = Ask(FACTS, gtin).question
    row = sources.answers(session, [question]).get(question)
    if row is None or not row.answer:
        return ()
    return ProductFacts.from_json(row.answer).categories


def own_product(session: Session, found: LookedUp) -> Product | None:
    """The row of the shop's product, so that "it" means that one."""
    return session.get(Product, found.own.product_id) if found.own else None
