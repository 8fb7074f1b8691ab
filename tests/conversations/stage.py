"""Plays a conversation through the real inbox, jobs and outbox, with scripted eyes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from bot import (
    alerting,
    answering,
    delivery,
    enquiring,
    market_watch,
    reading,
    schedule,
    summaries,
)
from bot.messages import ChatRef
from bot.services import Services
from bot.voice import without_marks
from storage import catalogue, prices, shops
from storage.catalogue import ProductInput
from storage.models import Chat, OutboxMessage, Product, Shop
from storage.models.messages import OutboxStatus
from storage.models.shops import Role
from tests.conversations.doors import Deed, Door, Heard
from tests.factories import make_chat
from tests.fakes.looking import (
    CHAT,
    FakeLookingModels,
    with_hugging_face,
    with_server,
)
from tests.fakes.sources import FakeFoodFacts, FakeOpenPrices
from tests.fakes.vision import ScriptedVision

OWNER = "Ada"


@dataclass
class Stage:
    """One shop, and the people who write to it through one door."""

    services: Services
    vision: ScriptedVision
    advance: Callable[[float], datetime]
    door: Door
    people: dict[str, Role] = field(default_factory=dict)
    food_facts: FakeFoodFacts = field(default_factory=FakeFoodFacts)
    open_prices: FakeOpenPrices = field(default_factory=FakeOpenPrices)
    looking: FakeLookingModels = field(default_factory=FakeLookingModels)
    locale: str = "en-NG"
    answers: list[Heard] = field(default_factory=list)
    """What the people who spoke were answered, in that order."""
    news: dict[str, list[Heard]] = field(default_factory=dict)
    """What each person was told since the last step."""
    _heard: dict[str, int] = field(default_factory=dict)

    def open_shop(self, shop: Mapping[str, Any], products: Sequence[Any]) -> None:
        """A shop that exists before the conversation starts."""
        with self.services.db.transaction() as session:
            values = {"currency": "NGN", "country": "NG", "locale": "en_NG", **shop}
            self.locale = values["locale"].replace("_", "-")
            name = values.pop("name", "Corner shop")
            row = shops.create_shop(session, name, **values)
            for person, role in ({OWNER: Role.OWNER} | self.people).items():
                self._join(session, row, person, role)
            for product in products:
                self._stock(session, row, dict(product))

    def _join(self, session: Any, shop: Shop, person: str, role: Role) -> None:
        ref = self.door.ref(person)
        chat = shops.find_chat(session, ref.channel, ref.id) or make_chat(
            session, channel=ref.channel, external_id=ref.id
        )
        sender_id = self.door.sender_id(person)
        shops.join(session, chat, shop, sender_id=sender_id, name=person, role=role)

    def _stock(self, session: Any, shop: Shop, values: dict[str, Any]) -> None:
        quantity = values.pop("quantity", 0)
        depth = values.pop("depth", 1.0)
        values["aliases"] = tuple(values.get("aliases", ()))
        product = catalogue.save_product(
            session, shop.id, ProductInput(**values)
        ).product
        product.depth = depth
        product.quantity = quantity  # an opening balance, so nothing can be undone

    def settle_outside(self, told: Mapping[str, Any]) -> None:
        """What the outside sources know, or that they are down."""
        for code, product in told.get("facts", {}).items():
            self.food_facts.know(str(code), **product)
        for row in told.get("prices", ()):
            self.open_prices.know(**{**row, "code": str(row["code"])})
        if told.get("down"):
            for call in ("product", "search"):
                self.food_facts.break_down(call, 99)
            self.open_prices.break_down("prices", 99)

    def settle_model(self, told: Mapping[str, Any] | None) -> None:
        """The model that looks at photos: what it says, how sure it is, or down."""
        if told is None:
            return
        self.looking.says.update(told.get("says", {}))
        self.looking.sure = told.get("sure", 0.9)
        self.looking.tool_calls.extend(told.get("calls", ()))
        if told.get("down"):
            self.looking.refuse(CHAT, 402, 99)
        if told.get("english"):
            self.services = with_hugging_face(self.services, self.looking.url)
        else:
            self.services = with_server(self.services, self.looking.url)

    def open_neighbours(self, shared: Mapping[str, Sequence[int]]) -> None:
        """Other shops around, one for each price on a tag, that agreed to share it."""
        with self.services.db.transaction() as session:
            mine = session.scalars(select(Shop)).one()
            for name, amounts in shared.items():
                for number, amount in enumerate(amounts):
                    shop = shops.create_shop(
                        session,
                        f"Neighbour {number}",
                        currency=mine.currency,
                        country=mine.country,
                    )
                    shop.shares_prices_since = self.services.clock()
                    product = catalogue.save_product(
                        session, shop.id, ProductInput(name)
                    ).product
                    prices.record(
                        session,
                        shop_id=shop.id,
                        product_id=product.id,
                        product_name=name,
                        price=Decimal(amount),
                        currency=shop.currency,
                        source="shelf",
                        recorded_at=self.services.clock(),
                    )

    def send(
        self,
        text: str = "",
        *,
        by: str = OWNER,
        photos: Sequence[Mapping[str, Any]] = (),
        videos: Sequence[Mapping[str, Any]] = (),
        **values: Any,
    ) -> list[Heard]:
        """One message of a person; gives what is answered, at once or after reading."""
        values.setdefault("locale", self.locale)
        shown = [self.vision.show(shelf) for shelf in photos]
        shown += [self.vision.show_film(shelf) for shelf in videos]
        return self._act(by, Deed(text=text, photos=shown, **values))

    def press(self, label: str, *, by: str = OWNER) -> list[Heard]:
        """Press the newest button with this label."""
        for answer in reversed(self.heard(by)):
            for choice in answer.choices:
                if without_marks(choice.label) == label:
                    return self._act(by, Deed(press=choice, locale=self.locale))
        raise AssertionError(f"no button is called {label!r}")

    def wait(self, seconds: float) -> None:
        """Time passes, and what is done from time to time is done."""
        self._know(OWNER, *self.people)
        schedule.sweep(self.services)
        self.advance(seconds)
        for _ in range(2):  # the first finds what is new, the second what has waited
            schedule.sweep(self.services)
            self._summarise()
            self._work()
        self._note_news()

    def _act(self, person: str, deed: Deed) -> list[Heard]:
        self._know(OWNER, *self.people, person)
        self.door.do(person, deed)
        self._work()
        self._note_news()
        self.answers += self.news[person]
        return self.news[person]

    def _note_news(self) -> None:
        for person, known in self._heard.items():
            heard = self.heard(person)
            begun = known if known <= len(heard) else 0  # all of the shop was deleted
            self.news[person] = heard[begun:]
            self._heard[person] = len(heard)

    def _know(self, *people: str) -> None:
        for person in people:
            self._heard.setdefault(person, 0)

    def heard(self, person: str) -> list[Heard]:
        """The answers on the person's screen; the parts of a long one as one."""
        screen = {heard.id: heard for heard in self.door.heard(person)}
        ref = self.door.ref(person)
        with self.services.db.transaction() as session:
            rows = session.scalars(
                select(OutboxMessage.provider_ids)
                .join(Chat, Chat.id == OutboxMessage.chat_id)
                .where(Chat.channel == ref.channel, Chat.external_id == ref.id)
                .where(OutboxMessage.status == OutboxStatus.SENT)
                .order_by(OutboxMessage.seq)
            ).all()
        shown = [[screen[part] for part in ids if part in screen] for ids in rows]
        return [_joined(parts) for parts in shown if parts]

    def _summarise(self) -> None:
        queue: Any = self.services.queue
        while queue.summaries:
            summaries.push(self.services, queue.summaries.pop(0))

    def _work(self) -> None:
        """Run the jobs until nothing waits."""
        queue: Any = self.services.queue
        waiting = (
            queue.chats,
            queue.scans,
            queue.deliveries,
            queue.alerts,
            queue.enquiries,
            queue.looks,
            queue.drawings,
            queue.watches,
        )
        while any(waiting):
            if queue.alerts:
                alerting.push(self.services, queue.alerts.pop(0))
            elif queue.chats:
                answering.handle_chat(self.services, queue.chats.pop(0))
            elif queue.deliveries:
                delivery.deliver(self.services, queue.deliveries.pop(0))
            elif queue.watches:
                market_watch.watch(self.services, queue.watches.pop(0))
            elif queue.enquiries:
                self.advance(queue.waits.pop(0))
                enquiring.answer(self.services, queue.enquiries.pop(0))
            elif queue.looks or queue.drawings:
                looks = queue.looks or queue.drawings
                enquiring.answer(self.services, looks.pop(0))
            else:
                self.advance(5)
                reading.read_scan(self.services, queue.scans.pop(0))

    def stock(self) -> dict[str, int]:
        with self.services.db.transaction() as session:
            rows = session.execute(select(Product.name, Product.quantity))
            return {name: quantity for name, quantity in rows}

    def product(self, name: str) -> Product:
        with self.services.db.transaction() as session:
            return session.scalars(select(Product).where(Product.name == name)).one()

    @property
    def chat(self) -> ChatRef:
        """The owner's chat."""
        return self.door.ref(OWNER)


def _joined(parts: Sequence[Heard]) -> Heard:
    return Heard(
        id=parts[0].id,
        text="\n".join(part.text for part in parts if part.text),
        choices=tuple(choice for part in parts for choice in part.choices),
        has_picture=any(part.has_picture for part in parts),
        document=next((part.document for part in parts if part.document), None),
    )


_SPAN = re.compile(r"(\d+) (second|minute|hour|day)s?")
_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}


def seconds(span: str) -> float:
    """ "31 minutes" in seconds."""
    found = _SPAN.fullmatch(span)
    assert found, f"no span of time: {span!r}"
    unit = timedelta(seconds=_SECONDS[found[2]])
    return (int(found[1]) * unit).total_seconds()
