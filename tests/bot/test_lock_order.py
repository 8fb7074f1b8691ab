"""The answer to a photo and the next message of its chat may meet in the database."""

from __future__ import annotations

import threading
from collections.abc import Callable

from sqlalchemy import select, text, update
from sqlalchemy.exc import OperationalError

from bot.channels.local import LocalChannel
from bot.services import Services
from storage import conversations, leases, outbox, shops
from storage.models import Chat, Product, Scan, Shop
from tests.conftest import Clock
from tests.conversations.doors import LocalDoor
from tests.conversations.stage import Stage
from tests.factories import make_chat, make_scan, make_shop
from tests.fakes.vision import ScriptedVision


def test_wish_that_changes_a_product_waits_for_the_shop_first(
    make_services: Callable[..., Services], clock: Clock
) -> None:
    """Else it would hold the product that the answer to a photo wants to change."""
    plain = make_services()
    services = make_services(
        channels={"web": LocalChannel("web", plain.blobs)}, vision=ScriptedVision()
    )
    vision = services.vision
    assert isinstance(vision, ScriptedVision)
    stage = Stage(services, vision, clock.advance, LocalDoor(services))
    stage.open_shop({}, [{"name": "Coke", "quantity": 5}])
    stage.send(photos=[{"see": [{"Coke": 4}]}])
    with services.db.transaction() as session:
        shop_id = session.scalars(select(Shop.id)).one()

    with services.db.transaction() as photo:
        shops.lock_shop(photo, shop_id)
        message = threading.Thread(target=stage.send, args=("coke is 12",))
        message.start()
        message.join(1.0)
        photo.execute(text("SET LOCAL lock_timeout = '2s'"))
        photo.execute(update(Product).values(last_seen=clock()))
    message.join(20)

    assert stage.stock() == {"Coke": 12}


def test_answer_to_a_photo_and_next_message_do_not_deadlock(services: Services) -> None:
    with services.db.transaction() as session:
        shop = make_shop(session)
        chat = make_chat(session, shop)
        scan = make_scan(session, shop, chat_id=chat.id)
        conversations.load(session, chat.id, "person-1")
    chat_is_held, shop_is_locked = threading.Event(), threading.Event()
    errors: list[OperationalError] = []

    def answer_message() -> None:
        with services.db.transaction() as session:
            leases.still_holds(session, Chat, chat.id, "one")
            chat_is_held.set()
            shop_is_locked.wait(5)
            conversations.load(session, chat.id, "person-1")
            shops.lock_shop(session, shop.id)

    def answer_photo() -> None:
        with services.db.transaction() as session:
            leases.still_holds(session, Scan, scan.id, "other")
            conversations.load(session, chat.id, "person-1")
            shops.lock_shop(session, shop.id)
            shop_is_locked.set()
            chat_is_held.wait(5)
            outbox.add(
                session, chat_id=chat.id, cause=None, reply={}, now=services.clock()
            )

    def collect(act: Callable[[], None]) -> None:
        try:
            act()
        except OperationalError as error:
            errors.append(error)

    threads = [
        threading.Thread(target=collect, args=(act,))
        for act in (answer_message, answer_photo)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert errors == []
