"""Shops, chats and members."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from storage import shops
from storage.db import Database
from storage.models import Chat, Member, Scan
from storage.models.shops import Role
from tests.factories import SENT_AT, make_chat, make_shop


def test_shop_is_found_by_its_exact_name(database: Database) -> None:
    with database.transaction() as session:
        shop = shops.create_shop(
            session, "Mama Put", currency="NGN", country="NG", timezone="Africa/Lagos"
        )

    with database.transaction() as session:
        found = shops.shop_named(session, "Mama Put")
        assert found is not None and found.id == shop.id
        assert (found.currency, found.country, found.locale) == ("NGN", "NG", "en")
        assert shops.shop_named(session, "mama put") is None


def test_joining_ties_the_chat_and_is_repeatable(database: Database) -> None:
    with database.transaction() as session:
        shop, chat = make_shop(session), make_chat(session)
        assert shops.person(session, shop.id, chat.channel, "ada") is None

        first = shops.join(session, chat, shop, sender_id="ada", name="Ada")
        again = shops.join(
            session, chat, shop, sender_id="ada", name="Ada O.", role=Role.VIEWER
        )

        assert again.id == first.id
        assert (again.name, again.role) == ("Ada O.", Role.OWNER)
        assert session.get_one(Chat, chat.id).shop_id == shop.id
        assert shops.person(session, shop.id, chat.channel, "ada") == again
        assert shops.person(session, shop.id, chat.channel, "somebody else") is None


def test_joining_without_a_name_keeps_the_name(database: Database) -> None:
    with database.transaction() as session:
        shop, chat = make_shop(session), make_chat(session)
        shops.join(session, chat, shop, sender_id="ada", name="Ada")

        member = shops.join(session, chat, shop, sender_id="ada", name="")

        assert member.name == "Ada"


def test_same_person_joins_from_two_threads_once(database: Database) -> None:
    with database.transaction() as session:
        shop, chat = make_shop(session), make_chat(session)

    def join(_: int) -> Member:
        with database.transaction() as session:
            own_chat = session.get_one(Chat, chat.id)
            return shops.join(session, own_chat, shop, sender_id="ada", name="Ada")

    with ThreadPoolExecutor(4) as pool:
        members = list(pool.map(join, range(8)))

    assert len({member.id for member in members}) == 1


def test_chat_is_found_by_the_providers_id(database: Database) -> None:
    with database.transaction() as session:
        chat = make_chat(session, channel="telegram", external_id="42")

        assert shops.find_chat(session, "telegram", "42") is chat
        assert shops.find_chat(session, "whatsapp", "42") is None


def test_two_that_added_a_scan_can_both_lock_the_shop(database: Database) -> None:
    """With a plain FOR UPDATE, each would wait for the other's foreign key."""
    with database.transaction() as session:
        shop = make_shop(session)

    def add_then_lock(_: int) -> None:
        with database.transaction() as session:
            session.add(Scan(shop_id=shop.id, ready_at=SENT_AT))
            session.flush()
            shops.lock_shop(session, shop.id)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(add_then_lock, range(60)))
