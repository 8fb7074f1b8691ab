"""What a photo means for the shop: books changed, doubts asked, numbers remembered.

Called by the vision workers after reading, each inside one transaction.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from bot import lessons
from bot.actions import catalogue as names
from bot.actions import depths, numbers, photos, shelves
from bot.actions.missing import gaps_by_name
from bot.actions.price_tags import odd_prices
from bot.actions.roles import Verb, may, refusal
from bot.dialogue import perform
from bot.messages import ChatRef, Reply
from bot.phrasing import reply_with_choices
from bot.results import LeftOut, Result, Said
from bot.services import Services
from bot.talk import Offer, Talk
from bot.understand.details import read_caption
from bot.understand.grammar import understand
from bot.understand.intents import Count, Intent, ListStock, NameShelf
from bot.voice import voice_of
from pipeline.reconcile import Reason, propose
from pipeline.types import (
    Barcode,
    Certainty,
    EnrolmentReading,
    InventoryChange,
    ItemReading,
    ShelfReading,
    StockLevel,
)
from storage import catalogue, conversations, readings, stock
from storage.models import Chat, Product, Scan, Shelf
from storage.models.stock import MovementKind
from storage.saving import ProductInput
from storage.shops import lock_shop, person
from storage.skipped_looks import look_id_of
from storage.stock import Movement


def finish_scan(
    services: Services,
    session: Session,
    scan: Scan,
    reading: ShelfReading,
    annotated_key: str | None,
    now: datetime,
) -> Reply:
    """Book what the photo says, ask once about what is doubtful, and answer.

    A scan that was booked already is not booked again.
    """
    talk = _talk(services, session, scan, now)
    if talk.member.removed_at is not None:
        return _reply(talk, scan, [LeftOut(talk.shop.name)], None)
    _keep(scan, reading)
    levels = stock.levels(session, talk.shop.id)
    reading = _of_this_shop(reading, levels)
    numbers.remember_groups(scan, reading.items)
    reading = _without_skipped(reading)
    wishes = _caption_wishes(talk, scan.caption)
    news = _find_shelf(talk, scan, wishes)
    levels = depths.levels_on(session, levels, scan.shelf_id)
    read = _book(talk, scan, reading, levels)
    conversations.remember(
        talk.conversation, now, scan_id=str(scan.id), last_scan_at=now.isoformat()
    )
    results = [_ask(talk, scan, read), *news, *_carry_out(talk, wishes)]
    results += lessons.next_lesson(talk, results)
    return _reply(talk, scan, results, annotated_key)


def _of_this_shop(
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


def _without_skipped(reading: ShelfReading) -> ShelfReading:
    """The reading without what the shop has said is no product."""
    items = [item for item in reading.items if not look_id_of(item.product_id)]
    return replace(reading, items=tuple(items))


def finish_enrolment(
    services: Services,
    session: Session,
    scan: Scan,
    enrolment: EnrolmentReading,
    thumbnail_key: str | None,
    now: datetime,
) -> Reply:
    """Learn the product of the photo under the name that its caption gives."""
    talk = _talk(services, session, scan, now)
    refused = refusal(talk.member, Verb.NEW_PRODUCT)
    if refused is not None:
        return _reply(talk, scan, [refused], None)
    said = read_caption(scan.caption)
    if said is None:
        return _reply(talk, scan, [photos.Unreadable("no_name")], thumbnail_key)
    gtin = _gtin(enrolment.barcodes)
    described = names.describe(
        session,
        talk.shop,
        ProductInput(
            said.name,
            gtin=gtin,
            minimum=said.minimum,
            price=said.price,
            quantity=said.quantity,
        ),
        member_id=talk.member.id,
    )
    if isinstance(described, names.Refused):
        return _reply(talk, scan, [described], thumbnail_key)
    catalogue.add_reference(
        session,
        described.product_id,
        replace(enrolment.reference, source="enrolment"),
        model=services.vision.looks_version if services.vision else "",
        image_key=thumbnail_key,
    )
    talk.mentioned.append(described.product_id)
    conversations.remember(talk.conversation, now, products=[str(described.product_id)])
    if described.batch_id is not None:
        talk.batches.append(described.batch_id)
    learned = photos.Learned(described, has_barcode=gtin is not None)
    return _reply(talk, scan, [learned], thumbnail_key)


def unreadable(
    services: Services, session: Session, scan: Scan, problem_key: str, now: datetime
) -> Reply:
    """Say why the photo could not be read, and what to do better."""
    talk = _talk(services, session, scan, now)
    return _reply(talk, scan, [photos.Unreadable(problem_key)], None)


def _talk(services: Services, session: Session, scan: Scan, now: datetime) -> Talk:
    """The turn of the person who sent the photo; the shop is locked.

    The conversation is locked before the shop, as for a text: never the other way.
    """
    chat = session.get_one(Chat, scan.chat_id)
    conversation = conversations.load(session, chat.id, scan.sender_id)
    shop = lock_shop(session, scan.shop_id)
    member = person(session, shop.id, chat.channel, scan.sender_id)
    assert member is not None, "whoever sends a photo has come in before"
    return Talk(
        services=services,
        session=session,
        shop=shop,
        chat=chat,
        member=member,
        conversation=conversation,
        voice=voice_of(shop, conversation.context, chat.locale),
        now=now,
        cause=scan.id,
        current_scan=scan,
    )


def _keep(scan: Scan, reading: ShelfReading) -> None:
    """The reading stays on the scan, for naming its numbers later."""
    if "reading" not in scan.meta:
        scan.meta = {**scan.meta, "reading": readings.to_json(reading)}


def _by_group(item: ItemReading) -> int:
    return item.group


def _find_shelf(talk: Talk, scan: Scan, wishes: Sequence[Intent]) -> list[Result]:
    """Which shelf the photo shows: told by the caption, else known by its products."""
    for wish in wishes:
        if isinstance(wish, NameShelf) and may(talk.member, Verb.COUNT_PHOTO):
            named = shelves.name_shelf(talk.session, scan, wish.name)
            return [named] if named else []
    called = shelves.shelf_called(talk.session, talk.shop.id, scan.caption)
    if called is not None:
        scan.shelf_id = called.id
        return []
    seen = numbers.facings_by_product(scan)
    alike = shelves.known_again(talk.session, talk.shop.id, list(seen))
    scan.shelf_id = alike.shelf_id if alike else None
    return []


def _book(
    talk: Talk,
    scan: Scan,
    reading: ShelfReading,
    levels: Mapping[str, StockLevel],
) -> photos.PhotoRead:
    """One batch with every sure change."""
    changes = {change.product_id: change for change in propose(reading, levels)}
    movements = [
        Movement(
            uuid.UUID(change.product_id),
            MovementKind.SCAN,
            to=change.after,
            reason=str(change.reason),
        )
        for change in changes.values()
        if change.certainty is Certainty.APPLY and may(talk.member, Verb.COUNT_PHOTO)
    ]
    batch = stock.book(
        talk.session,
        talk.shop.id,
        movements,
        scan_id=scan.id,
        member_id=talk.member.id,
    )
    if batch.lines:
        talk.batches.append(batch.batch_id)
    products = _products(talk, scan, changes)
    talk.mention(products)
    conversations.remember(
        talk.conversation, talk.now, products=[str(p.id) for p in products]
    )
    seen = [
        _seen_product(product, reading, changes[str(product.id)], levels)
        for product in products
    ]
    return _photo_read(talk, scan, reading, seen)


def _products(
    talk: Talk, scan: Scan, changes: Mapping[str, InventoryChange]
) -> list[Product]:
    """The products seen, noted as seen when the photo came."""
    seen = []
    for product_id in changes:
        product = catalogue.get(talk.session, uuid.UUID(product_id))
        if product is not None:
            product.last_seen = max(
                scan.created_at, product.last_seen or scan.created_at
            )
            seen.append(product)
    return seen


def _photo_read(
    talk: Talk,
    scan: Scan,
    reading: ShelfReading,
    seen: Sequence[photos.SeenProduct],
) -> photos.PhotoRead:
    products = catalogue.products(talk.session, talk.shop.id)
    all_names = {str(product.id): product.name for product in products}
    return photos.PhotoRead(
        facings=reading.facings,
        products=tuple(seen),
        unknown=tuple(
            photos.UnknownGroup(
                item.group,
                item.count,
                all_names.get(item.candidates[0].product_id)
                if item.candidates
                else None,
            )
            for item in reading.items
            if item.product_id is None
        ),
        gaps=gaps_by_name([gap.likely_product_id for gap in reading.gaps], all_names),
        problems=reading.problems,
        odd_prices=odd_prices(reading.price_tags, products, talk.shop.currency),
        shelf=_shelf_name(talk, scan),
        gone=_gone(talk, scan, all_names),
    )


def _shelf_name(talk: Talk, scan: Scan) -> str | None:
    shelf = talk.session.get(Shelf, scan.shelf_id) if scan.shelf_id else None
    return shelf.name if shelf else None


def _gone(talk: Talk, scan: Scan, all_names: Mapping[str, str]) -> tuple[str, ...]:
    """What the last photo of the same shelf showed, and this one does not."""
    last = shelves.last_of(talk.session, scan) if scan.shelf_id else None
    if last is None:
        return ()
    here = numbers.facings_by_product(scan)
    before = numbers.facings_by_product(last)
    missed = [str(product_id) for product_id in before if product_id not in here]
    return tuple(all_names[missing] for missing in missed if missing in all_names)


def _seen_product(
    product: Product,
    reading: ShelfReading,
    change: InventoryChange,
    levels: Mapping[str, StockLevel],
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
    )


def _ask(talk: Talk, scan: Scan, read: photos.PhotoRead) -> photos.PhotoRead:
    """At most one question: all doubtful counts, or else the prices on the tags.

    Beside a question about counts, the prices can be accepted with a button.
    """
    if read.doubts and may(talk.member, Verb.COUNT_PHOTO):
        doubtful = [[str(doubt.product_id), doubt.proposed] for doubt in read.doubts]
        talk.ask({"kind": "apply", "scan_id": str(scan.id), "changes": doubtful})
    if not read.odd_prices or not may(talk.member, Verb.SET_PRICE):
        return read
    if talk.ask({"kind": "tags", "scan_id": str(scan.id)}):
        return replace(read, asks_for_prices=True)
    talk.offers.append(Offer("tags", str(scan.id)))
    return read


def _caption_wishes(talk: Talk, caption: str) -> list[Intent]:
    """What the caption says to do; captions that say nothing are left alone."""
    if not caption.strip():
        return []
    understood = understand(caption, language=talk.voice.language, names=talk.index)
    wishes = [intent for intent in understood.intents if _is_wish(intent)]
    if understood.language and wishes:
        conversations.remember(
            talk.conversation, talk.now, language=understood.language
        )
        talk.voice = voice_of(talk.shop, talk.conversation.context, talk.chat.locale)
    return wishes


def _carry_out(talk: Talk, wishes: Sequence[Intent]) -> list[Result]:
    """Do what the caption says beside naming the shelf, which came first."""
    results = perform(talk, [w for w in wishes if not isinstance(w, NameShelf)])
    return [result for result in results if not isinstance(result, Said)]


def _is_wish(intent: Intent) -> bool:
    """A guess ("left shelf 2") is no wish, and the photo says what is in stock."""
    if isinstance(intent, ListStock) or intent == Count():
        return False
    return not getattr(intent, "is_guess", False)


def _gtin(barcodes: Sequence[Barcode]) -> str | None:
    """The product's code, if the photo shows exactly one."""
    codes = {barcode.gtin for barcode in barcodes if barcode.gtin}
    return codes.pop() if len(codes) == 1 else None


def _reply(
    talk: Talk, scan: Scan, results: Sequence[Result], image_key: str | None
) -> Reply:
    return reply_with_choices(
        talk,
        ChatRef(talk.chat.channel, talk.chat.external_id),
        results,
        image_key=image_key,
        reply_to=scan.reply_to,
    )
