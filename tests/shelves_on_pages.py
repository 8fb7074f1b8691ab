"""A photo that was read in a web chat, for tests of the pages that show it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy import select

from bot.links import BoxLinks
from bot.messages import ChatRef, Reply
from bot.services import Services
from pipeline.types import Box, Detection, Gap, ItemReading, PriceTag, ShelfReading
from storage import outbox, readings
from storage.models import Chat, InboxMessage, ScanPhoto
from storage.models.stock import ScanStatus
from tests.factories import make_member, make_product, make_scan, make_shop

SIZE = (800, 600)


@dataclass(frozen=True, slots=True)
class HungShelf:
    """Ids of what was made, and the path of the page of its boxes."""

    shop: uuid.UUID
    chat: uuid.UUID
    member: uuid.UUID
    scan: uuid.UUID
    path: str


def reading(product_id: str) -> ShelfReading:
    """Two rows of nine packs, as `shelf_photo` of the browser tests is drawn: Coke (1)
    and something unknown (2); one empty place and one label."""

    def pack(row: int, column: int) -> Detection:
        left, top = 20 + column * 86, 30 + row * 190
        box = Box(left, top, left + 70, top + 150)
        return Detection(box, 0.9, row + 1, 0, column + 1)

    coke = tuple(pack(0, column) for column in range(9))
    other = tuple(pack(1, column) for column in range(8))
    tag = PriceTag(Box(30, 182, 80, 198), "120", row=1, position=1)
    return ShelfReading(
        sizes=(SIZE,),
        items=(
            ItemReading(1, product_id, "Coke", 9, 9, 9, 0.9, facings=coke),
            ItemReading(2, None, None, 8, 7, 9, 0.3, facings=other),
        ),
        gaps=(Gap(pack(1, 8).box, 2, position=9),),
        price_tags=(tag,),
        model_version="hung-1",
    )


def hang_shelf(services: Services, photo: bytes, kind: str = "image/jpeg") -> HungShelf:
    """The photo with its answer, in the newest web chat that has written."""
    key = services.blobs.put(photo, kind)
    with services.db.transaction() as session:
        row = session.scalars(select(Chat).order_by(Chat.created_at.desc())).first()
        assert row is not None, "somebody has written before"
        shop = make_shop(session, name="Corner")
        row.shop_id = shop.id
        member = make_member(session, shop, external_id=row.external_id, name="Ada")
        coke = make_product(session, shop, name="Coke", quantity=9)
        make_product(session, shop, name="Fanta Orange 50cl", quantity=2)
        read = reading(str(coke.id))
        scan = make_scan(
            session,
            shop,
            chat_id=row.id,
            sender_id=row.external_id,
            status=ScanStatus.DONE,
            image_url=key,
            meta={
                "reading": readings.to_json(read),
                "groups": [
                    {"group": 1, "count": 9, "product_id": str(coke.id)},
                    {"group": 2, "count": 8},
                ],
            },
        )
        own = select(InboxMessage).where(InboxMessage.chat_id == row.id)
        message = session.scalars(own).first()
        assert message is not None
        session.add(ScanPhoto(scan_id=scan.id, inbox_id=message.id, blob_key=key))
        answer = Reply(
            ChatRef("web", row.external_id), "I see 17 packs.", image_key=key
        )
        outbox.add(
            session,
            chat_id=row.id,
            cause=f"scan:{scan.id}",
            reply=answer.to_json(),
            now=services.clock(),
            about={"scan_id": str(scan.id)},
        )
        ids = (shop.id, row.id, member.id, scan.id)
    links = BoxLinks("", services.settings.signing_key())
    return HungShelf(*ids, links.path(ids[3], ids[2]))
