"""What a photo means for the shop: books changed, doubts asked, numbers remembered.

Called by the vision workers after reading, each inside one transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from bot import lessons
from bot.actions import catalogue as names
from bot.actions import depths, numbers, photos, price_tags
from bot.actions.counting import count, find_shelf, of_this_shop, without_skipped
from bot.actions.group_guesses import offer_name
from bot.actions.lookup import LOOK_UP
from bot.actions.roles import Verb, may, refusal
from bot.dialogue import doubts, perform
from bot.messages import ChatRef, Reply
from bot.phrasing import reply_with_choices
from bot.results import LeftOut, Result, Said
from bot.services import Services
from bot.shelf_names import shelf_named
from bot.talk import Offer, Talk
from bot.understand.details import read_caption
from bot.understand.grammar import understand
from bot.understand.intents import Count, Intent, ListStock, LookUp, NameShelf
from bot.voice import voice_of
from pipeline.types import (
    Barcode,
    EnrolmentReading,
    ShelfReading,
)
from storage import catalogue, conversations, readings, stock
from storage.models import Chat, Scan
from storage.saving import ProductInput
from storage.shops import lock_shop, person


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
    talk = talk_about_scan(services, session, scan, now)
    if talk.member.removed_at is not None:
        return reply_to_scan(talk, scan, [LeftOut(talk.shop.name)], None)
    _keep(scan, reading)
    levels = stock.levels(session, talk.shop.id)
    reading = of_this_shop(reading, levels)
    numbers.remember_groups(scan, reading.items)
    reading = without_skipped(reading)
    wishes = _caption_wishes(talk, scan.caption)
    news, sight = find_shelf(talk, scan, wishes)
    levels = depths.levels_on(session, levels, scan.shelf_id)
    read = count(talk, sight, reading, levels)
    if may(talk.member, Verb.COUNT_PHOTO):
        price_tags.confirm(session, talk.shop, reading.price_tags, now)
    conversations.remember(
        talk.conversation, now, scan_id=str(scan.id), last_scan_at=now.isoformat()
    )
    results = [_ask(talk, scan, read), *news, *_carry_out(talk, wishes)]
    offer_name(talk, scan)
    results += lessons.next_lesson(talk, results)
    return reply_to_scan(talk, scan, results, annotated_key)


def finish_enrolment(
    services: Services,
    session: Session,
    scan: Scan,
    enrolment: EnrolmentReading,
    thumbnail_key: str | None,
    now: datetime,
) -> Reply:
    """Learn the product of the photo under the name that its caption gives."""
    talk = talk_about_scan(services, session, scan, now)
    refused = refusal(talk.member, Verb.NEW_PRODUCT)
    if refused is not None:
        return reply_to_scan(talk, scan, [refused], None)
    said = read_caption(scan.caption)
    if said is None:
        return reply_to_scan(talk, scan, [photos.Unreadable("no_name")], thumbnail_key)
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
        print_lines=(enrolment.reference.text,),
        look=enrolment.category,
        member_id=talk.member.id,
    )
    if isinstance(described, names.Refused):
        return reply_to_scan(talk, scan, [described], thumbnail_key)
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
    learned = photos.Learned(described, enrolment.has_others)
    return reply_to_scan(talk, scan, [learned], thumbnail_key)


def finish_look_up(
    services: Services,
    session: Session,
    scan: Scan,
    seen: EnrolmentReading,
    thumbnail_key: str | None,
    now: datetime,
) -> Reply:
    """Say what the product is whose barcode the photo shows; nothing is booked.

    Its look is kept, for the case that it is enrolled.
    """
    talk = talk_about_scan(services, session, scan, now)
    if talk.member.removed_at is not None:
        return reply_to_scan(talk, scan, [LeftOut(talk.shop.name)], None)
    codes = dict.fromkeys(code.gtin for code in seen.barcodes if code.gtin)
    scan.image_url = thumbnail_key
    scan.meta = {
        **scan.meta,
        LOOK_UP: {
            "gtins": [*codes],
            "embedding": list(seen.reference.embedding),
            "text": seen.reference.text,
            "looks_version": services.vision.looks_version if services.vision else "",
            "image_key": thumbnail_key,
        },
    }
    wishes = _caption_wishes(talk, scan.caption)
    looked_up = [wish for wish in wishes if isinstance(wish, LookUp)]
    return reply_to_scan(talk, scan, perform(talk, looked_up or [LookUp()]), None)


def unreadable(
    services: Services, session: Session, scan: Scan, problem_key: str, now: datetime
) -> Reply:
    """Say why the photo could not be read, and what to do better."""
    talk = talk_about_scan(services, session, scan, now)
    return reply_to_scan(talk, scan, [photos.Unreadable(problem_key)], None)


def talk_about_scan(
    services: Services, session: Session, scan: Scan, now: datetime
) -> Talk:
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
        answer_cause=f"scan:{scan.id}",
        current_scan=scan,
    )


def _keep(scan: Scan, reading: ShelfReading) -> None:
    """The reading stays on the scan, for naming its numbers later."""
    if "reading" not in scan.meta:
        scan.meta = {**scan.meta, "reading": readings.to_json(reading)}


def _ask(talk: Talk, scan: Scan, read: photos.PhotoRead) -> photos.PhotoRead:
    """At most one question: all doubtful counts, or else the prices on the tags.

    Beside a question about counts, the prices can be accepted with a button.
    """
    if read.doubts and may(talk.member, Verb.COUNT_PHOTO):
        doubtful = [[str(doubt.product_id), doubt.proposed] for doubt in read.doubts]
        doubts.ask(talk, scan, doubtful)
    if not read.odd_prices or not may(talk.member, Verb.SET_PRICE):
        return read
    if talk.ask({"kind": "tags", "scan_id": str(scan.id)}):
        return replace(read, asks_for_prices=True)
    talk.offers.append(Offer("tags", str(scan.id)))
    return read


def _caption_wishes(talk: Talk, caption: str) -> list[Intent]:
    """What the caption says to do; captions that say nothing are left alone."""
    shelf = shelf_named(caption)
    if shelf is not None:
        return [NameShelf(shelf)]
    if not caption.strip():
        return []
    language = talk.voice.language
    understood = understand(caption, language=language, names=talk.index, of_photo=True)
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


def reply_to_scan(
    talk: Talk, scan: Scan, results: Sequence[Result], image_key: str | None
) -> Reply:
    return reply_with_choices(
        talk,
        ChatRef(talk.chat.channel, talk.chat.external_id),
        results,
        image_key=image_key,
        reply_to=scan.reply_to,
    )
