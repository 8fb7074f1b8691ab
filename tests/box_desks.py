"""A desk with a photo whose boxes are corrected: on its page, or in words."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import select

from bot import box_pages, enquiring
from bot.messages import Sender
from bot.services import Services
from pipeline.types import ShelfReading
from storage import catalogue, shops
from storage.models import (
    Chat,
    Member,
    Product,
    ProductReference,
    Scan,
    Shop,
)
from tests.conftest import Clock
from tests.desks import ADA, Desk
from tests.fakes.queue import RecordingQueue
from tests.fakes.vision import ScriptedVision

SHELF = {"see": [{"Coke": 4}, {"green can": 2}]}
COKE, CAN = 1, 2


class Drawing(ScriptedVision):
    """Another picture for other boxes."""

    def annotate(
        self, photos: Sequence[bytes], reading: ShelfReading, *args: Any
    ) -> bytes:
        drawn = [(item.group, item.boxes) for item in reading.items]
        return super().annotate(photos, reading, *args) + repr(drawn).encode()


@dataclass
class BoxDesk(Desk):
    """Its photo shows four Cokes and two cans that nobody knows."""

    eyes: ScriptedVision = field(default_factory=Drawing)

    def stock_up(self, session: Any, chat: Chat) -> None:
        for name, quantity in (("Coke", 5), ("Fanta", 9)):
            shop_id = chat.shop_id
            session.add(Product(shop_id=shop_id, name=name, quantity=quantity))
        session.flush()

    def open(self) -> box_pages.Page:
        """The page of the photo, as Ada sees it."""
        with self.chat.db.transaction() as session:
            page = box_pages.open_page(session, *self._ids(session))
        assert page is not None
        return page

    def save(
        self,
        boxes: list[dict[str, Any]],
        names: dict[str, Any] | None = None,
        **how: Any,
    ) -> None:
        """Save the page, and let the workers do theirs."""
        self.post(boxes, names, **how)
        self.say_nothing()
        self.look()

    def post(
        self,
        boxes: list[dict[str, Any]],
        names: dict[str, Any] | None = None,
        *,
        base: str | None = None,
        client_id: str = "",
        by: Sender = ADA,
    ) -> None:
        with self.chat.db.transaction() as session:
            scan_id, member_id = self._ids(session, by)
        data = {
            "boxes": boxes,
            "names": names or {},
            "base": self.open().base if base is None else base,
        }
        client_id = client_id or uuid.uuid4().hex
        assert box_pages.save(
            self.chat, scan_id, member_id, client_id, data, "Boxes corrected"
        )

    def say_nothing(self) -> None:
        """The chat worker's part."""
        from bot import answering

        while self.queue.chats:
            answering.handle_chat(self.chat, self.queue.chats.pop(0))

    def look(self) -> None:
        """The vision worker's part."""
        seeing = replace(self.chat, vision=self.eyes)
        while self.queue.drawings:
            enquiring.answer(seeing, self.queue.drawings.pop(0))
        self.queue.chats.clear()

    def join(self, somebody: Sender) -> None:
        """One person more works in the shop."""
        with self.chat.db.transaction() as session:
            chat = session.scalars(select(Chat)).one()
            shop = session.get_one(Shop, chat.shop_id)
            shops.join(session, chat, shop, sender_id=somebody.id, name=somebody.name)

    def _ids(self, session: Any, who: Sender = ADA) -> tuple[uuid.UUID, uuid.UUID]:
        scan = session.scalars(select(Scan).order_by(Scan.created_at.desc())).first()
        member = select(Member.id).where(Member.external_id == who.id)
        return scan.id, session.scalars(member).one()

    def stock(self) -> dict[str, int]:
        with self.chat.db.transaction() as session:
            rows = session.execute(select(Product.name, Product.quantity))
            return {name: quantity for name, quantity in rows}

    def counts(self) -> dict[int, tuple[int, str | None]]:
        """How many packs each number has, and what it is called."""
        with self.chat.db.transaction() as session:
            scan = session.scalars(select(Scan)).one()
            groups = scan.meta["groups"]
            names = catalogue.own_names(session, scan.shop_id)
        return {
            g["group"]: (g["count"], names.get(g["product_id"] or ""))
            for g in groups
            if not g["is_skipped"]
        }

    def looks(self) -> int:
        with self.chat.db.transaction() as session:
            return len(session.scalars(select(ProductReference)).all())


def facing(left: float, group: int) -> dict[str, Any]:
    """A pack that somebody has drawn beside the others."""
    box = [left, 100.0, left + 90, 300.0]
    return {"kind": "facing", "photo": 0, "box": box, "group": group, "source": None}


def hung(services: Services, queue: RecordingQueue, clock: Clock) -> BoxDesk:
    """With its photo read and booked."""
    desk = BoxDesk(services, queue, clock)
    desk.send_photo(desk.eyes, SHELF)
    assert desk.stock() == {"Coke": 4, "Fanta": 9}
    return desk
