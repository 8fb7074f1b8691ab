"""The entrance: codes, shops of one person, people who were removed, and strangers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import func, select

from bot import answering, inbound, invites
from bot.entrance import MOST_WRONG_CODES
from bot.messages import ChatRef, Reply, Sender
from bot.services import Services
from storage import shops
from storage.models import Chat, Invite, Member, OutboxMessage, Shop
from storage.models.shops import Role
from tests.conftest import Clock
from tests.factories import make_message, make_product
from tests.fakes.channel import ScriptedChannel

BOT = "shelf_bot"


@dataclass
class Street:
    """Several chats and people at one bot."""

    services: Services
    heard: int = 0
    shops: dict[str, Any] = field(default_factory=dict)

    def say(self, text: str, *, by: str = "Ada", chat: str = "", **more: Any) -> str:
        """What is answered to a message; "" for silence."""
        message = make_message(
            text,
            chat=ChatRef("web", chat or f"chat of {by}"),
            sender=Sender(by, by),
            **more,
        )
        inbound.accept(self.services, message)
        with self.services.db.transaction() as session:
            row = shops.find_chat(session, "web", message.chat.id)
        assert row is not None
        answering.handle_chat(self.services, row.id)
        return self._news()

    def _news(self) -> str:
        with self.services.db.transaction() as session:
            rows = session.scalars(select(OutboxMessage).order_by(OutboxMessage.seq))
            replies = [Reply.from_json(row.reply) for row in rows]
        fresh, self.heard = replies[self.heard :], len(replies)
        return "\n".join(reply.text for reply in fresh)

    def open(self, name: str, product: str) -> None:
        """A shop that has one product, and nobody yet."""
        with self.services.db.transaction() as session:
            shop = shops.create_shop(session, name)
            make_product(session, shop, name=product, quantity=7)
            self.shops[name] = shop.id

    def code(self, name: str, role: Role, **values: Any) -> str:
        key, now = self.services.settings.signing_key(), self.services.clock()
        with self.services.db.transaction() as session:
            issued = invites.issue(
                session, key, self.shops[name], role, now=now, **values
            )
            return issued.code

    def count(self, table: type) -> int:
        with self.services.db.transaction() as session:
            return session.scalar(select(func.count()).select_from(table)) or 0

    def member(self, person: str, name: str) -> Member | None:
        with self.services.db.transaction() as session:
            return shops.person(session, self.shops[name], "web", person)

    def remove(self, person: str, name: str) -> None:
        with self.services.db.transaction() as session:
            member = shops.person(session, self.shops[name], "web", person)
            assert member is not None
            member.removed_at = self.services.clock()


@pytest.fixture
def street(make_services: Callable[..., Services]) -> Street:
    street = Street(make_services(channels={"web": ScriptedChannel(bot_name=BOT)}))
    street.open("Corner", "Coke")
    street.open("Market", "Milk")
    return street


def in_group(text: str, *called: str) -> dict[str, Any]:
    return {"text": text, "chat": "group", "is_group": True, "addressees": called}


def test_code_in_a_link_lets_a_person_in_without_making_a_shop(street: Street) -> None:
    code = street.code("Corner", Role.STAFF)

    answer = street.say("/start", start=code)

    assert "Welcome to Corner. You are here as: staff." in answer
    assert "Coke: 7" in street.say("how many coke")
    assert street.count(Shop) == 2


@pytest.mark.parametrize(
    "said",
    [
        "join {code}",
        "Join {code}",
        "/join {code}",
        "rejoindre {code}",
        "jiunge {code}",
        "únete {code}",
        "انضم {code}",
        "{code}",
    ],
)
def test_code_can_be_written_in_words(street: Street, said: str) -> None:
    code = street.code("Corner", Role.STAFF)

    assert "Corner" in street.say(said.format(code=code))
    assert street.member("Ada", "Corner") is not None
    assert street.count(Shop) == 2


def test_code_can_be_written_where_there_is_a_shop_already(street: Street) -> None:
    street.say("/start", start=street.code("Corner", Role.STAFF))
    code = street.code("Market", Role.STAFF)

    assert "Market" not in street.say(code)
    assert "Welcome to Market" in street.say(f"join {code.lower()}")


def test_code_is_used_up(street: Street) -> None:
    code = street.code("Corner", Role.OWNER)
    street.say("/start", start=code, by="Ada")

    answer = street.say("/start", start=code, by="Eve")

    assert "That code is wrong or too old" in answer
    assert street.member("Eve", "Corner") is None
    assert "Coke" not in street.say("how many coke", by="Eve")


def test_same_person_opens_the_link_again(street: Street) -> None:
    code = street.code("Corner", Role.STAFF, uses=2)

    for _ in range(3):
        assert "Welcome to Corner" in street.say("/start", start=code)

    with street.services.db.transaction() as session:
        assert session.scalars(select(Invite.uses_left)).one() == 1


def test_wrong_code_makes_no_shop(street: Street) -> None:
    assert "That code is wrong" in street.say("/start", start="ABCD-2345")
    assert street.count(Shop) == 2


def test_start_with_anything_but_a_code_makes_a_shop(street: Street) -> None:
    assert "Welcome!" in street.say("/start", start="from-the-poster")
    assert street.count(Shop) == 3


def test_codes_cannot_be_tried_one_after_the_other(
    street: Street, clock: Clock
) -> None:
    code = street.code("Corner", Role.STAFF)
    for _ in range(MOST_WRONG_CODES):
        street.say("/start", start="ABCD-2345")

    assert "too many wrong codes" in street.say("/start", start=code)
    assert street.member("Ada", "Corner") is None
    clock.advance(3601)
    assert "Welcome to Corner" in street.say("/start", start=code)


def test_higher_role_of_a_code_is_taken_and_a_lower_one_is_not(street: Street) -> None:
    street.say("/start", start=street.code("Corner", Role.STAFF))

    street.say("/start", start=street.code("Corner", Role.MANAGER))
    street.say("/start", start=street.code("Corner", Role.VIEWER))

    member = street.member("Ada", "Corner")
    assert member is not None and member.role == Role.MANAGER


def test_removed_person_sees_nothing_and_is_back_with_a_new_code(
    street: Street,
) -> None:
    street.say("/start", start=street.code("Corner", Role.OWNER))
    street.remove("Ada", "Corner")

    answer = street.say("how many coke")

    assert "You do not belong to Corner any more" in answer
    assert "7" not in answer
    street.say("/start", start=street.code("Corner", Role.VIEWER))
    member = street.member("Ada", "Corner")
    assert member is not None
    assert (member.role, member.removed_at) == (Role.VIEWER, None)


def test_removed_person_gets_a_shop_of_their_own(street: Street) -> None:
    street.say("/start", start=street.code("Corner", Role.STAFF))
    street.remove("Ada", "Corner")
    street.say("hi")

    assert "Welcome!" in street.say("hi")
    assert street.count(Shop) == 3


def test_person_of_a_group_is_at_home_in_a_private_chat(street: Street) -> None:
    street.say("/start", start=street.code("Corner", Role.STAFF), chat="group")

    answer = street.say("how many coke", chat="private")

    assert "You are now in Corner." in answer
    assert "Coke: 7" in answer
    assert street.count(Shop) == 2


def test_stranger_sees_nothing_of_other_shops(street: Street) -> None:
    street.say("/start", start=street.code("Corner", Role.OWNER))

    for text in ("how many coke", "stock", "price of coke", "who is in this shop"):
        answer = street.say(text, by="Eve")
        assert "7" not in answer
        assert "Ada" not in answer


def test_person_of_two_shops_switches_between_them(street: Street) -> None:
    street.say("/start", start=street.code("Corner", Role.OWNER))
    street.say("/start", start=street.code("Market", Role.VIEWER))

    assert "Milk: 7" in street.say("how many milk")
    assert "You are now in Corner." in street.say("switch to Corner")
    assert "Coke: 7" in street.say("how many coke")
    assert "Milk: 7" not in street.say("how many milk")


def test_people_of_a_group_are_not_answered_unless_they_call(street: Street) -> None:
    code = street.code("Corner", Role.OWNER)
    street.say("/start", start=code, chat="group", is_group=True)

    assert street.say(**in_group("how many coke")) == ""
    assert street.say(**in_group("@ben how many coke", "ben")) == ""
    assert "Coke: 7" in street.say(**in_group("@shelf_bot how many coke?", BOT))
    assert "Coke: 7" in street.say(**in_group("how many coke, @Shelf_Bot", BOT))


def test_group_that_never_called_has_no_shop(street: Street) -> None:
    assert street.say(**in_group("good morning everybody")) == ""

    assert street.count(Shop) == 2
    with street.services.db.transaction() as session:
        assert session.scalars(select(Chat.shop_id)).one() is None


def test_newcomers_of_a_group_that_a_viewer_brought_are_viewers(street: Street) -> None:
    code = street.code("Corner", Role.VIEWER)
    street.say("/start", start=code, chat="group", is_group=True)

    answer = street.say(**in_group("sold 3 coke", BOT), by="Ben")

    assert "Coke: 4" not in answer
    member = street.member("Ben", "Corner")
    assert member is not None and member.role == Role.VIEWER


def test_member_cannot_take_a_group_to_another_shop(street: Street) -> None:
    owners = street.code("Corner", Role.OWNER)
    street.say("/start", start=owners, chat="group", is_group=True)
    street.say(**in_group("hi", BOT), by="Ben")
    code = street.code("Market", Role.OWNER)

    answer = street.say("/start", start=code, by="Ben", chat="group", is_group=True)

    assert "only a manager can bring this group there" in answer
    assert "Coke: 7" in street.say(**in_group("how many coke", BOT))
    assert street.member("Ben", "Market") is None


def test_removed_person_stays_out_of_the_group(street: Street) -> None:
    code = street.code("Corner", Role.OWNER)
    street.say("/start", start=code, chat="group", is_group=True)
    street.say(**in_group("hi", BOT), by="Ben")
    street.remove("Ben", "Corner")

    answer = street.say(**in_group("how many coke", BOT), by="Ben")

    assert "You do not belong to Corner any more" in answer
    assert "Coke: 7" in street.say(**in_group("how many coke", BOT))
