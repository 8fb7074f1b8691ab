"""What a photo shows, asked in words. Verbs like those of `bot.actions.stock`: they
answer from what was read on the photo and what the shop knows, and change nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions import plans
from bot.actions.counting import without_skipped
from bot.actions.numbers import Group, groups_of
from bot.actions.weighing import PART
from pipeline.insights.changes import Changes
from pipeline.types import ItemReading, ShelfReading
from pipeline.vqa import grounded
from pipeline.vqa.questions import (
    Answer,
    Compared,
    Difference,
    Facts,
    Kind,
    PhotoQuestion,
)
from storage import catalogue, readings, shelves, skipped_looks
from storage.models import Product, Scan, Shop
from storage.models.stock import ScanPurpose, ScanStatus

RECENT = timedelta(hours=12)
"""A photo that came before that is spoken of with its time."""


@dataclass(frozen=True, slots=True)
class PhotoAnswer:
    """What was asked of a photo, and the answer that its reading gives.

    `subject` and `beside` are called as they were found or said. `taken_at` is set for
    a photo that is not the last one, or an old one; `before_at` is the time of the
    photo that it was compared with; `is_part`: one of both does not show all of
    the shelf, so only what both show is told.
    """

    question: PhotoQuestion
    answer: Answer
    subject: str = ""
    beside: str = ""
    taken_at: datetime | None = None
    before_at: datetime | None = None
    is_part: bool = False


@dataclass(frozen=True, slots=True)
class NoPhoto:
    """There is no photo of a shelf that the question can be about."""


def ask(
    session: Session,
    shop: Shop,
    scan: Scan,
    question: PhotoQuestion,
    *,
    now: datetime,
    since: str | None = None,
) -> PhotoAnswer | NoPhoto:
    """The answer from the scan's reading, as its numbers are named by now.

    `since` says which photo to compare with: "yesterday", or the one before.
    """
    reading = reading_of(session, scan)
    if reading is None:
        return NoPhoto()
    before = None
    if question.kind is Kind.COMPARE:
        before = photo_before(session, shop, scan, since)
    answer = grounded.answer(
        question,
        reading,
        facts_of(session, shop),
        reading_of(session, before) if before is not None else None,
    )
    is_part = False
    if isinstance(answer, Compared) and before is not None:
        whole, answer = answer, _on_both(session, scan, before, answer)
        is_part = answer is not whole
    is_last = scan.id == _last_id(session, scan)
    is_clear = is_last and now - scan.created_at < RECENT
    return PhotoAnswer(
        question,
        answer,
        taken_at=None if is_clear else scan.created_at,
        before_at=before.created_at if before is not None else None,
        is_part=is_part,
    )


def _on_both(session: Session, scan: Scan, before: Scan, answer: Compared) -> Compared:
    """Without what one photo only lacks because it does not show all of the shelf."""
    now, then = plans.reach(session, scan), plans.reach(session, before)
    if min(now.shown, then.shown) >= PART:
        return answer
    fewer = [d for d in answer.differences if d.after < d.before and _may_be(d, now)]
    more = [d for d in answer.differences if d.after > d.before and _may_be(d, then)]
    changed = [d for d in answer.differences if d not in (*fewer, *more)]
    return replace(
        answer,
        differences=tuple(changed),
        spots=tuple(spot for d in changed if d.after for spot in d.thing.spots),
        before=answer.before + sum(d.after - d.before for d in more),
        after=answer.after + sum(d.before - d.after for d in fewer),
    )


def _may_be(difference: Difference, reach: Changes) -> bool:
    """Whether there may be more of it beside the photo; of what has no name, too."""
    product_id = difference.thing.product_id
    return reach.shown < PART and (not product_id or product_id in reach.hidden)


def reading_of(session: Session, scan: Scan) -> ShelfReading | None:
    """What was read on the photo, with the names that its numbers have got since.

    What the shop has said is no product is left out, and so are the names of products
    that are no more. None where nothing was read.
    """
    if "reading" not in scan.meta:
        return None
    reading = readings.from_json(scan.meta["reading"])
    products = catalogue.products(session, scan.shop_id)
    names = {str(product.id): product.name for product in products}
    groups = {group.group: group for group in groups_of(scan)}
    items = [_named(item, groups.get(item.group), names) for item in reading.items]
    products_only = without_skipped(replace(reading, items=tuple(items)))
    skipped = {group.group for group in groups.values() if group.is_skipped}
    return _without(products_only, skipped)


def products_on(session: Session, scan: Scan) -> list[Product]:
    """The shop's products that were named on the photo, by name."""
    found = (catalogue.get(session, key) for key in shelves.products_on(scan))
    return sorted(
        (product for product in found if product is not None),
        key=lambda product: product.name.casefold(),
    )


def _without(reading: ShelfReading, groups: Collection[int]) -> ShelfReading:
    """The reading without these numbers, and their packs in no total."""
    kept = tuple(item for item in reading.items if item.group not in groups)
    if len(kept) == len(reading.items):
        return reading
    return replace(reading, items=kept, facings_low=None, facings_high=None)


def _named(
    item: ItemReading, group: Group | None, names: dict[str, str]
) -> ItemReading:
    product_id = item.product_id if group is None else group.product_id
    if skipped_looks.look_id_of(product_id):
        return item
    name = names.get(product_id or "")
    return replace(item, product_id=product_id if name else None, name=name)


def facts_of(session: Session, shop: Shop) -> Facts:
    """Names, nicknames, categories and selling prices of the shop's products."""
    products = catalogue.products(session, shop.id)
    return Facts(
        names={str(p.id): p.name for p in products},
        aliases=_aliases(session, shop, products),
        categories={str(p.id): p.category for p in products if p.category},
        prices={str(p.id): p.price for p in products if p.price is not None},
        currency=shop.currency,
    )


def _aliases(
    session: Session, shop: Shop, products: list[Product]
) -> dict[str, tuple[str, ...]]:
    called: dict[str, tuple[str, ...]] = {}
    names = {product.id: product.name for product in products}
    for product_id, name in catalogue.names(session, shop.id):
        if name != names.get(product_id):
            called[str(product_id)] = (*called.get(str(product_id), ()), name)
    return called


def photo_before(
    session: Session, shop: Shop, scan: Scan, since: str | None
) -> Scan | None:
    """The newest earlier photo of the shelf; for "yesterday", of an earlier day."""
    if scan.shelf_id is None:
        return None
    end = scan.created_at
    if since == "yesterday":
        local = end.astimezone(ZoneInfo(shop.timezone))
        end = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return session.scalars(
        select(Scan)
        .where(
            Scan.shelf_id == scan.shelf_id,
            Scan.id != scan.id,
            Scan.status == ScanStatus.DONE,
            Scan.purpose == ScanPurpose.COUNT,
            Scan.created_at < end,
        )
        .order_by(Scan.created_at.desc())
        .limit(1)
    ).first()


def _last_id(session: Session, scan: Scan) -> object:
    """The newest photo of the same chat."""
    return session.scalars(
        select(Scan.id)
        .where(
            Scan.chat_id == scan.chat_id,
            Scan.shop_id == scan.shop_id,
            Scan.purpose == ScanPurpose.COUNT,
        )
        .order_by(Scan.created_at.desc())
        .limit(1)
    ).first()
