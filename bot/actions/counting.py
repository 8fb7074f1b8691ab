"""A shelf photo counted: booked where it is sure, and summed up for the answer.

Called by `bot.actions.scans`, inside its transaction.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from bot.actions import photos, plan_news, planograms, plans, shelf_parts, shelves
from bot.actions.group_guesses import guess_of
from bot.actions.price_tags import odd_prices, products_of
from bot.actions.roles import Verb, may
from bot.actions.weighing import weigh
from bot.results import Result
from bot.talk import Talk
from bot.understand.intents import Intent, NameShelf
from pipeline.insights.changes import Changes
from pipeline.reconcile import Reason
from pipeline.types import (
    Certainty,
    InventoryChange,
    ItemReading,
    ShelfReading,
    StockLevel,
)
from storage import catalogue, conversations, scans, stock
from storage import shelves as places
from storage.models import Product, Scan, Shelf
from storage.models.stock import MovementKind
from storage.skipped_looks import look_id_of
from storage.stock import Movement


def of_this_shop(
    reading: ShelfReading, levels: Mapping[str, StockLevel]
) -> ShelfReading:
    """The reading without products that were removed while it was made."""
    items = [
        item
        if item.product_id in levels or look_id_of(item.product_id)
        else replace(item, product_id=None)
        for item in reading.items
    ]
    return replace(reading, items=tuple(sorted(items, key=_by_group)))


def without_skipped(reading: ShelfReading) -> ShelfReading:
    """The reading without what the shop has said is no product."""
    items = [item for item in reading.items if not look_id_of(item.product_id)]
    less = reading.facings - sum(item.count for item in items)
    return replace(
        reading,
        items=tuple(items),
        facings_low=_lowered(reading.facings_low, less),
        facings_high=_lowered(reading.facings_high, less),
    )


def _lowered(facings: int | None, by: int) -> int | None:
    return None if facings is None else max(0, facings - by)


def _by_group(item: ItemReading) -> int:
    return item.group


def find_shelf(
    talk: Talk, scan: Scan, wishes: Sequence[Intent]
) -> tuple[list[Result], plans.Sight]:
    """Which shelf the photo shows: told by the caption, else known by its layout."""
    for wish in wishes:
        if isinstance(wish, NameShelf) and may(talk.member, Verb.COUNT_PHOTO):
            _know_unnamed(talk, scan)
            named = shelves.name_shelf(talk.session, scan, wish.name)
            return [named] if named else [], plans.look(talk.session, scan)
    sight = plans.look(talk.session, scan)
    called = shelves.shelf_called(talk.session, talk.shop.id, scan.caption)
    if called is not None:
        scan.shelf_id = called.id
        return [], sight
    may_add = may(talk.member, Verb.COUNT_PHOTO)
    found = plans.find(talk.session, sight, may_add=may_add)
    scan.shelf_id = found.shelf.id if found.shelf else None
    if found.is_new and found.shelf and found.shelf.number > 1:
        return [shelves.ShelfFound(shelves.label_of(found.shelf))], sight
    return [shelves.ShelvesAlike(found.rivals)] if found.rivals else [], sight


def _know_unnamed(talk: Talk, scan: Scan) -> None:
    """A shelf that is known by its layout, and has no name yet, gets the caption's."""
    found = plans.find(talk.session, plans.look(talk.session, scan), may_add=False)
    if found.shelf is not None and found.shelf.name is None:
        scan.shelf_id = found.shelf.id


def count(
    talk: Talk,
    sight: plans.Sight,
    reading: ShelfReading,
    levels: Mapping[str, StockLevel],
) -> photos.PhotoRead:
    """One batch with every sure change."""
    scan = sight.scan
    news = plans.changes(sight) or Changes()
    parts = shelf_parts.before(talk.session, scan, levels)
    shelf = talk.session.get(Shelf, scan.shelf_id) if scan.shelf_id else None
    weighed = weigh(shelf, reading, levels, parts, news)
    may_count = may(talk.member, Verb.COUNT_PHOTO)
    if may_count:
        shelf_parts.keep(scan, weighed.held)
    movements = [
        Movement(
            uuid.UUID(change.product_id),
            MovementKind.SCAN,
            to=change.after,
            reason=str(change.reason),
        )
        for change in weighed.changes.values()
        if change.certainty is Certainty.APPLY and may_count
    ]
    if may_count:
        movements += _agreeing(talk, scan, weighed.changes.values())
    batch = stock.book(
        talk.session,
        talk.shop.id,
        movements,
        scan_id=scan.id,
        member_id=talk.member.id,
    )
    if batch.lines:
        talk.batches.append(batch.batch_id)
    products = _products(talk, scan, weighed.seen)
    talk.mention(products)
    conversations.remember(
        talk.conversation, talk.now, products=[str(p.id) for p in products]
    )
    seen = [
        _seen_product(product, reading, weighed.changes[str(product.id)], levels, parts)
        for product in products
    ]
    left = [
        _seen_product(product, reading, change, levels, parts)
        for change in weighed.left
        if (product := _product(talk, change)) is not None
    ]
    read = _photo_read(talk, sight, reading, seen, news)
    return replace(read, left=tuple(left))


def _agreeing(
    talk: Talk, scan: Scan, changes: Iterable[InventoryChange]
) -> list[Movement]:
    """Counts that the books agree with; a photo that was sent before is no new one."""
    same = [change for change in changes if change.reason == Reason.UNCHANGED]
    if not same or scans.was_sent_before(talk.session, scan):
        return []
    return [
        Movement(
            uuid.UUID(change.product_id),
            MovementKind.SCAN,
            delta=0,
            reason=str(change.reason),
            is_noted=True,
        )
        for change in same
    ]


def _products(
    talk: Talk, scan: Scan, changes: Mapping[str, InventoryChange]
) -> list[Product]:
    """The products seen, noted as seen when the photo came."""
    seen = []
    for change in changes.values():
        product = _product(talk, change)
        if product is not None:
            product.last_seen = max(
                scan.created_at, product.last_seen or scan.created_at
            )
            seen.append(product)
    return seen


def _product(talk: Talk, change: InventoryChange) -> Product | None:
    return catalogue.get(talk.session, uuid.UUID(change.product_id))


def _photo_read(
    talk: Talk,
    sight: plans.Sight,
    reading: ShelfReading,
    seen: Sequence[photos.SeenProduct],
    changes: Changes,
) -> photos.PhotoRead:
    scan = sight.scan
    products = products_of(talk.session, talk.shop.id, reading.price_tags)
    all_names = catalogue.own_names(talk.session, talk.shop.id)
    if may(talk.member, Verb.COUNT_PHOTO):
        plans.learn(talk.session, sight)
    return photos.PhotoRead(
        facings=reading.facings,
        facings_low=_or(reading.facings_low, reading.facings),
        facings_high=_or(reading.facings_high, reading.facings),
        products=tuple(seen),
        unknown=tuple(
            photos.UnknownGroup(
                item.group, item.count, guess_of(item, changes, all_names)
            )
            for item in reading.items
            if item.product_id is None
        ),
        gaps=plan_news.empty(reading, changes, all_names),
        problems=reading.problems,
        odd_prices=odd_prices(reading.price_tags, products, talk.shop.currency),
        shelf=_shelf_name(talk, scan),
        gone=plan_news.gone(changes, all_names),
        new=tuple(all_names[key] for key in changes.new if key in all_names),
        moved=plan_news.moved(changes, all_names),
        shown=changes.shown,
        compliance=planograms.of_photo(talk.session, scan),
    )


def _or(range_end: int | None, facings: int) -> int:
    """One end of the range of all facings, where the models gave one."""
    return facings if range_end is None else range_end


def _shelf_name(talk: Talk, scan: Scan) -> shelves.ShelfLabel | None:
    """None for the only shelf of a shop, as long as it has no name."""
    shelf = talk.session.get(Shelf, scan.shelf_id) if scan.shelf_id else None
    if shelf is None:
        return None
    is_only = len(places.shelves(talk.session, talk.shop.id)) == 1
    return None if shelf.name is None and is_only else shelves.label_of(shelf)


def _seen_product(
    product: Product,
    reading: ShelfReading,
    change: InventoryChange,
    levels: Mapping[str, StockLevel],
    parts: shelf_parts.Parts,
) -> photos.SeenProduct:
    items = [item for item in reading.items if item.product_id == str(product.id)]
    is_doubtful = change.certainty is Certainty.ASK
    return photos.SeenProduct(
        product_id=product.id,
        groups=tuple(item.group for item in items),
        name=product.name,
        facings=sum(item.count for item in items),
        facings_low=sum(item.count_low for item in items),
        facings_high=sum(item.count_high for item in items),
        before=change.before,
        after=product.quantity,
        minimum=product.minimum,
        is_doubtful=is_doubtful,
        is_unsure=change.reason == Reason.UNSURE_COUNT,
        proposed=change.after if is_doubtful else None,
        depth=levels[str(product.id)].depth,
        elsewhere=parts.elsewhere.get(product.id, ()),
    )
