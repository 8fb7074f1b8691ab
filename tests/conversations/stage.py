"""Plays a conversation through the real inbox, jobs and outbox, with scripted eyes.

Only the models are replaced: `ScriptedVision` "sees" what the script says. It knows a
pack by its look, as the real one does: by the references that the shop has learned.
"""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from bot import answering, delivery, inbound, reading
from bot.channels.local import LocalChannel
from bot.messages import (
    ChatRef,
    InboundMessage,
    MediaKind,
    MediaRef,
    Reply,
    Sender,
)
from bot.services import Services
from pipeline.errors import UnreadableImage
from pipeline.types import (
    Barcode,
    Box,
    Candidate,
    Catalogue,
    Detection,
    EnrolmentReading,
    Gap,
    ItemReading,
    Problem,
    Reference,
    ShelfReading,
)
from storage import catalogue, shops
from storage.catalogue import ProductInput
from storage.models import OutboxMessage, Product, Shop
from storage.models.shops import Role

MODEL = "scripted-1"


def look_of(name: str) -> tuple[float, ...]:
    """An embedding that stands for how something looks."""
    digest = hashlib.sha256(name.encode()).digest()
    return tuple(byte / 16 for byte in digest[:8])


class ScriptedVision:
    """A ShelfVision that sees what was put before it, photo by photo."""

    model_version = f"scripted-detector+{MODEL}"
    looks_version = MODEL

    def __init__(self) -> None:
        self._shelves: dict[bytes, Mapping[str, Any]] = {}

    def show(self, shelf: Mapping[str, Any]) -> bytes:
        """A photo of this shelf."""
        photo = f"photo {len(self._shelves)}".encode()
        self._shelves[photo] = shelf
        return photo

    def read(
        self, photos: Sequence[bytes], catalogue: Catalogue, hint: str = ""
    ) -> ShelfReading:
        shelves = [self._shelves[photo] for photo in photos]
        for shelf in shelves:
            if "unreadable" in shelf:
                raise UnreadableImage(shelf["unreadable"])
        seen = [thing for shelf in shelves for thing in shelf.get("see", ())]
        return ShelfReading(
            sizes=((1280, 960),) * len(photos),
            items=tuple(
                _item(number, _spelled(thing), catalogue)
                for number, thing in enumerate(seen, start=1)
            ),
            gaps=tuple(
                Gap(Box(0, 0, 9, 9), 0, _product_id(catalogue, name))
                for shelf in shelves
                for name in shelf.get("gaps", ())
            ),
            problems=tuple(
                Problem(problem)
                for shelf in shelves
                for problem in shelf.get("problems", ())
            ),
            model_version=self.model_version,
        )

    def annotate(self, photos: Sequence[bytes], reading: ShelfReading) -> bytes:
        return b"\xff\xd8" + b"".join(photos)

    def enrol(self, photo: bytes) -> EnrolmentReading:
        shelf = self._shelves[photo]
        if "unreadable" in shelf:
            raise UnreadableImage(shelf["unreadable"])
        codes = tuple(
            Barcode(Box(0, 0, 9, 9), "EAN13", code, code.zfill(14))
            for code in shelf.get("barcodes", ())
        )
        reference = Reference(look_of(shelf["one"]), shelf["one"], "enrolment")
        return EnrolmentReading(reference, codes, b"\xff\xd8thumbnail")


def _spelled(thing: Mapping[str, Any]) -> dict[str, Any]:
    """`{green can: 4}` in full: `{look: green can, count: 4}`."""
    if "look" in thing:
        return dict(thing)
    ((look, count),) = thing.items()
    return {"look": look, "count": count}


def _item(number: int, thing: Mapping[str, Any], catalogue: Catalogue) -> ItemReading:
    embedding = look_of(thing["look"])
    product_id = _product_id(catalogue, thing["look"]) or next(
        (
            product.product_id
            for product in catalogue.products
            if any(_is_same(r.embedding, embedding) for r in product.references)
        ),
        None,
    )
    count = thing["count"]
    like = thing.get("like")
    box = Box(10 * number, 0, 10 * number + 9, 30)
    return ItemReading(
        group=number,
        product_id=product_id,
        name=catalogue.name_of(product_id),
        count=count,
        count_low=thing.get("low", count),
        count_high=thing.get("high", count),
        score=0.9,
        candidates=(Candidate(_product_id(catalogue, like) or "", 0.5),)
        if like
        else (),
        facings=tuple(Detection(box, 0.9) for _ in range(count)),
        embedding=embedding,
    )


def _is_same(one: Sequence[float], other: Sequence[float]) -> bool:
    return all(abs(a - b) < 1e-3 for a, b in zip(one, other, strict=True))


def _product_id(catalogue: Catalogue, name: str | None) -> str | None:
    return next((p.product_id for p in catalogue.products if p.name == name), None)


@dataclass
class Stage:
    """One web chat of one shop, with people who write in it."""

    services: Services
    vision: ScriptedVision
    advance: Callable[[float], datetime]
    chat: ChatRef = field(default_factory=lambda: ChatRef("web", uuid.uuid4().hex))
    people: dict[str, Role] = field(default_factory=dict)
    answers: list[Reply] = field(default_factory=list)
    provider_ids: list[str] = field(default_factory=list)

    def open_shop(self, shop: Mapping[str, Any], products: Sequence[Any]) -> None:
        """A shop that exists before the conversation starts."""
        with self.services.db.transaction() as session:
            values = {"currency": "NGN", "country": "NG", "locale": "en_NG", **shop}
            name = values.pop("name", "Corner shop")
            row = shops.create_shop(session, name, **values)
            self._record_chat(session)
            chat = shops.find_chat(session, self.chat.channel, self.chat.id)
            assert chat is not None
            for person, role in ({"Ada": Role.OWNER} | self.people).items():
                shops.join(session, chat, row, sender_id=person, name=person, role=role)
            for product in products:
                self._stock(session, row, dict(product))

    def _record_chat(self, session: Any) -> None:
        from tests.factories import make_chat

        make_chat(session, channel=self.chat.channel, external_id=self.chat.id)

    def _stock(self, session: Any, shop: Shop, values: dict[str, Any]) -> None:
        quantity = values.pop("quantity", 0)
        depth = values.pop("depth", 1.0)
        values["aliases"] = tuple(values.get("aliases", ()))
        product = catalogue.save_product(
            session, shop.id, ProductInput(**values)
        ).product
        product.depth = depth
        product.quantity = quantity  # an opening balance, so nothing can be undone

    def send(
        self,
        text: str = "",
        *,
        by: str = "Ada",
        photos: Sequence[Mapping[str, Any]] = (),
        file: tuple[str, bytes] | None = None,
        **values: Any,
    ) -> list[Reply]:
        """One message of a person; gives what is answered, at once or after reading."""
        media = [
            MediaRef(MediaKind.PHOTO, self._put(self.vision.show(shelf)), "image/jpeg")
            for shelf in photos
        ]
        if file is not None:
            key = self.services.blobs.put(file[1], "text/csv")
            media.append(MediaRef(MediaKind.DOCUMENT, key, "text/csv", file[0]))
        message = InboundMessage(
            chat=self.chat,
            external_id=uuid.uuid4().hex,
            sender=Sender(by, by),
            sent_at=self.services.clock(),
            text=text,
            media=(*media, *values.pop("media", ())),
            locale=values.pop("locale", "en-NG"),
            **values,
        )
        inbound.accept(self.services, message)
        return self._work()

    def _put(self, photo: bytes) -> str:
        return self.services.blobs.put(photo, "image/jpeg")

    def _work(self) -> list[Reply]:
        """Run the jobs until nothing waits, and give the new answers."""
        queue: Any = self.services.queue
        while queue.chats or queue.scans or queue.deliveries:
            if queue.chats:
                answering.handle_chat(self.services, queue.chats.pop(0))
            elif queue.deliveries:
                delivery.deliver(self.services, queue.deliveries.pop(0))
            else:
                self.advance(5)
                reading.read_scan(self.services, queue.scans.pop(0))
        return self._new_answers()

    def _new_answers(self) -> list[Reply]:
        with self.services.db.transaction() as session:
            rows = session.scalars(
                select(OutboxMessage).order_by(OutboxMessage.seq)
            ).all()
        fresh = rows[len(self.answers) :]
        self.answers += [Reply.from_json(row.reply) for row in fresh]
        self.provider_ids += [str(row.provider_ids[0]) for row in fresh]
        return self.answers[len(self.answers) - len(fresh) :]

    def press(self, label: str, *, by: str = "Ada") -> list[Reply]:
        """Press the newest button with this label."""
        for answer in reversed(self.answers):
            for choice in answer.choices:
                if choice.label == label:
                    return self.send(by=by, choice=choice.value)
        raise AssertionError(f"no button is called {label!r}")

    def stock(self) -> dict[str, int]:
        with self.services.db.transaction() as session:
            rows = session.execute(select(Product.name, Product.quantity))
            return {name: quantity for name, quantity in rows}

    def product(self, name: str) -> Product:
        with self.services.db.transaction() as session:
            return session.scalars(select(Product).where(Product.name == name)).one()


_SPAN = re.compile(r"(\d+) (second|minute|hour|day)s?")
_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}


def seconds(span: str) -> float:
    """ "31 minutes" in seconds."""
    found = _SPAN.fullmatch(span)
    assert found, f"no span of time: {span!r}"
    unit = timedelta(seconds=_SECONDS[found[2]])
    return (int(found[1]) * unit).total_seconds()


__all__ = ["LocalChannel", "ScriptedVision", "Stage", "look_of", "seconds"]
