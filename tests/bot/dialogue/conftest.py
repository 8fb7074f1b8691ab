"""A counter at which wishes are carried out, without a grammar in between."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from bot.dialogue import perform
from bot.messages import ChatRef, Reply
from bot.phrasing import reply_with_choices
from bot.questions import answer, press
from bot.results import Result
from bot.services import Services
from bot.talk import Talk
from bot.understand.grammar import Understood
from bot.understand.intents import Intent, Number, Yes
from bot.voice import voice_of
from storage import catalogue, conversations
from storage.catalogue import ProductInput
from storage.models import Chat, Member, Product, Shop
from storage.models.shops import Role
from tests.conftest import Clock
from tests.factories import make_chat, make_member, make_shop


@dataclass
class Counter:
    """One shop with one chat; every wish is a turn and a transaction of its own."""

    services: Services
    clock: Clock
    shop_id: uuid.UUID
    chat_id: uuid.UUID
    members: dict[Role, uuid.UUID] = field(default_factory=dict)
    results: list[Result] = field(default_factory=list)
    reply: Reply | None = None

    def stock(self, name: str, quantity: int = 0, **values: Any) -> uuid.UUID:
        """A product with an opening balance that is in no book."""
        with self.services.db.transaction() as session:
            wanted = ProductInput(name, **values)
            product = catalogue.save_product(session, self.shop_id, wanted).product
            product.quantity = quantity
            return product.id

    def wish(self, *wishes: Intent, by: Role = Role.OWNER) -> str:
        """Carry wishes out; gives the answer's text."""
        return self._turn(by, lambda talk: perform(talk, wishes))

    def say(self, said: Intent, by: Role = Role.OWNER) -> str:
        """Answer the open question."""
        return self._turn(by, lambda talk: answer(talk, Understood((said,))) or [])

    def yes(self, by: Role = Role.OWNER) -> str:
        return self.say(Yes(), by)

    def number(self, value: int) -> str:
        return self.say(Number(value))

    def press(self, label: str, by: Role = Role.OWNER) -> str:
        """Press a button under the last answer."""
        assert self.reply is not None
        value = next(c.value for c in self.reply.choices if c.label == label)
        return self._turn(by, lambda talk: press(talk, value))

    @property
    def buttons(self) -> list[str]:
        assert self.reply is not None
        return [choice.label for choice in self.reply.choices]

    def later(self, **span: float) -> None:
        self.clock.advance(timedelta(**span).total_seconds())

    def product(self, name: str) -> Product:
        with self.services.db.transaction() as session:
            mine = Product.shop_id == self.shop_id
            return session.scalars(
                select(Product).where(mine, Product.name == name)
            ).one()

    def names(self) -> list[str]:
        with self.services.db.transaction() as session:
            return [p.name for p in catalogue.products(session, self.shop_id)]

    def quantity(self, name: str) -> int:
        return self.product(name).quantity

    def price(self, name: str) -> Decimal | None:
        return self.product(name).price

    def _turn(self, by: Role, act: Callable[[Talk], list[Result]]) -> str:
        with self.services.db.transaction() as session:
            shop = session.get_one(Shop, self.shop_id)
            chat = session.get_one(Chat, self.chat_id)
            conversation = conversations.load(session, chat.id, by.value)
            talk = Talk(
                services=self.services,
                session=session,
                shop=shop,
                chat=chat,
                member=session.get_one(Member, self.members[by]),
                conversation=conversation,
                voice=voice_of(shop, conversation.context, None),
                now=self.clock(),
                cause=uuid.uuid4(),
            )
            self.results = act(talk)
            ref = ChatRef(chat.channel, chat.external_id)
            self.reply = reply_with_choices(talk, ref, self.results)
        return self.reply.text


@pytest.fixture
def counter(services: Services, clock: Clock) -> Counter:
    return open_counter(services, clock)


def open_counter(services: Services, clock: Clock) -> Counter:
    """A shop in Nigeria with an owner, a manager, staff and a viewer."""
    with services.db.transaction() as session:
        shop = make_shop(
            session,
            name="Corner",
            currency="NGN",
            country="NG",
            timezone="Africa/Lagos",
        )
        chat = make_chat(session, shop)
        members = {
            role: make_member(
                session, shop, external_id=role.value, role=role, name=role.value
            ).id
            for role in Role
        }
        return Counter(services, clock, shop.id, chat.id, members)
