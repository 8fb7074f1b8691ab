"""What a photo means for the shop: books changed, doubts asked, numbers remembered.

Called by the vision workers after reading, each inside one transaction.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from bot.actions import catalogue as names
from bot.actions import groups, photos, shops
from bot.actions.missing import gaps_by_name
from bot.dialogue import perform
from bot.messages import ChatRef, Reply, Sender
from bot.phrasing import reply_with_choices
from bot.results import MayNotChange, Result, Said
from bot.services import Services
from bot.talk import Talk
from bot.understand.details import read_caption
from bot.understand.grammar import understand
from bot.understand.intents import Count, Intent, ListStock
from bot.voice import voice_of
from pipeline.reconcile import propose
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
from storage.models import Chat, Product, Scan
from storage.models.stock import MovementKind
from storage.saving import ProductInput
from storage.shops import lock_shop
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
    talk = _talk(session, scan, now)
    _keep(scan, reading)
    levels = stock.levels(session, talk.shop.id)
    known = [item for item in reading.items if item.product_id in levels]
    # A product may have been removed while its photo was being read.
    others = [
        replace(item, product_id=None)
        for item in reading.items
        if item.product_id not in levels
    ]
    reading = replace(reading, items=tuple(sorted([*known, *others], key=_by_group)))
    groups.remember_groups(scan, reading.items)
    read = _book(talk, scan, reading, levels)
    conversations.remember(
        talk.conversation, now, scan_id=str(scan.id), last_scan_at=now.isoformat()
    )
    _ask_doubts(talk, scan, read, reading, levels)
    results = [read, *_answer_caption(talk, scan.caption)]
    return _reply(talk, scan, results, annotated_key)


def finish_enrolment(
    services: Services,
    session: Session,
    scan: Scan,
    enrolment: EnrolmentReading,
    thumbnail_key: str | None,
    now: datetime,
) -> Reply:
    """Learn the product of the photo under the name that its caption gives."""
    talk = _talk(session, scan, now)
    if not shops.may_change(talk.member):
        return _reply(talk, scan, [MayNotChange()], None)
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
    talk = _talk(session, scan, now)
    return _reply(talk, scan, [photos.Unreadable(problem_key)], None)


def _talk(session: Session, scan: Scan, now: datetime) -> Talk:
    """The turn of the person who sent the photo; the shop is locked.

    The conversation is locked before the shop, as for a text: never the other way.
    """
    chat = session.get_one(Chat, scan.chat_id)
    conversation = conversations.load(session, chat.id, scan.sender_id)
    shop = lock_shop(session, scan.shop_id)
    return Talk(
        session=session,
        shop=shop,
        chat=chat,
        member=shops.member(session, chat, shop, Sender(scan.sender_id)),
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
        if change.certainty is Certainty.APPLY and shops.may_change(talk.member)
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
    return _photo_read(talk, reading, changes, products)


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
    reading: ShelfReading,
    changes: Mapping[str, InventoryChange],
    products: Sequence[Product],
) -> photos.PhotoRead:
    all_names = {
        str(p.id): p.name for p in catalogue.products(talk.session, talk.shop.id)
    }
    return photos.PhotoRead(
        facings=reading.facings,
        products=tuple(
            _seen_product(product, reading, changes[str(product.id)])
            for product in products
        ),
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
    )


def _seen_product(
    product: Product, reading: ShelfReading, change: InventoryChange
) -> photos.SeenProduct:
    items = [item for item in reading.items if item.product_id == str(product.id)]
    is_doubtful = change.certainty is Certainty.ASK
    return photos.SeenProduct(
        groups=tuple(item.group for item in items),
        name=product.name,
        facings=sum(item.count for item in items),
        facings_low=sum(item.count_low for item in items),
        facings_high=sum(item.count_high for item in items),
        before=change.before,
        after=product.quantity,
        minimum=product.minimum,
        is_doubtful=is_doubtful,
        proposed=change.after if is_doubtful else None,
    )


def _ask_doubts(
    talk: Talk,
    scan: Scan,
    read: photos.PhotoRead,
    reading: ShelfReading,
    levels: Mapping[str, StockLevel],
) -> None:
    """All doubts of the photo in one question."""
    if not read.doubts or not shops.may_change(talk.member):
        return
    doubtful = [
        [change.product_id, change.after]
        for change in propose(reading, levels)
        if change.certainty is Certainty.ASK
    ]
    talk.ask({"kind": "apply", "scan_id": str(scan.id), "changes": doubtful})


def _answer_caption(talk: Talk, caption: str) -> list[Result]:
    """Carry out what the caption says; captions that say nothing are left alone."""
    if not caption.strip():
        return []
    understood = understand(
        caption, language=talk.voice.language, knows=talk.index.is_name
    )
    wishes = [intent for intent in understood.intents if _is_wish(intent)]
    if understood.language and wishes:
        conversations.remember(
            talk.conversation, talk.now, language=understood.language
        )
        talk.voice = voice_of(talk.shop, talk.conversation.context, talk.chat.locale)
    results = perform(talk, wishes)
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
