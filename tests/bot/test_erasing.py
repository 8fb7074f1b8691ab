"""Deleting everything through the whole conversation: the answer still arrives."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sqlalchemy import func, select, text

from bot import answering, inbound
from bot.actions.erasing import delete_discarded_files
from bot.channels.local import LocalChannel
from bot.messages import ChatRef, InboundMessage, Reply, Sender
from bot.services import Services
from storage import outbox
from storage.erasing import erase_shop
from storage.models import (
    Chat,
    DiscardedBlob,
    InboxMessage,
    Member,
    OutboxMessage,
    Product,
    Shop,
)
from storage.shops import lock_shop
from tests.factories import make_chat, make_message, make_shop

CHAT = ChatRef("web", "chat-1")


def say(services: Services, text: str = "", **values: Any) -> Reply:
    """One message through inbox and jobs; gives the newest answer."""
    message = make_message(
        text, chat=CHAT, external_id=uuid.uuid4().hex, sender=Sender("ada"), **values
    )
    inbound.accept(services, message)
    queue: Any = services.queue
    answering.handle_chat(services, queue.chats.pop(0))
    with services.db.transaction() as session:
        newest = select(OutboxMessage).order_by(OutboxMessage.seq.desc()).limit(1)
        return Reply.from_json(session.scalars(newest).one().reply)


def test_owner_deletes_everything_and_starts_anew(
    make_services: Callable[..., Services],
) -> None:
    plain = make_services()
    services = make_services(channels={"web": LocalChannel("web", plain.blobs)})
    say(services, "hi")
    say(services, "new product Coke, 5 pieces")
    exported = say(services, "export")
    asked = say(services, "delete my data")
    button = next(c for c in asked.choices if c.label == "Delete everything")

    done = say(services, choice=button.value)

    assert "is deleted" in done.text
    with services.db.transaction() as session:
        for table in (Shop, Member, Product):
            assert session.scalar(select(func.count()).select_from(table)) == 0
        assert session.scalars(select(Chat)).one().shop_id is None
        left = InboundMessage.from_json(
            session.scalars(select(InboxMessage)).one().message
        )
        assert (left.text, left.choice, left.media) == ("", None, ())
        assert left.sender == Sender("")
        assert len(session.scalars(select(OutboxMessage)).all()) == 1
    assert exported.document_key is not None
    assert delete_discarded_files(services) == 1
    assert "Welcome" in say(services, "hi").text


def test_no_keeps_everything(make_services: Callable[..., Services]) -> None:
    plain = make_services()
    services = make_services(channels={"web": LocalChannel("web", plain.blobs)})
    say(services, "new product Coke, 5 pieces")
    say(services, "delete my data")

    say(services, "no")

    assert "Coke: 5" in say(services, "how many coke").text


def test_shop_with_very_many_messages_and_files_can_be_deleted(
    make_services: Callable[..., Services],
) -> None:
    services = make_services()
    with services.db.transaction() as session:
        shop = make_shop(session)
        chat = make_chat(session, shop)
        files = [f"{number:064x}.jpg" for number in range(66_000)]
        session.add(
            OutboxMessage(
                chat_id=chat.id,
                cause="a year of answers in one",
                reply={"files": files},
                provider_ids=files,
            )
        )
        session.flush()

        erase_shop(session, shop, chat, uuid.uuid4())

        discarded = select(func.count()).select_from(DiscardedBlob)
        assert session.scalar(discarded) == len(files)
        assert session.scalars(select(Shop)).all() == []


def test_deletion_and_news_for_another_chat_do_not_block_each_other(
    make_services: Callable[..., Services],
) -> None:
    services = make_services()
    with services.db.transaction() as session:
        shop = make_shop(session)
        asking, other = make_chat(session, shop), make_chat(session, shop)

    def delete() -> None:
        with services.db.transaction() as session:
            mine, chat = (
                session.get_one(Shop, shop.id),
                session.get_one(Chat, asking.id),
            )
            erase_shop(session, mine, chat, uuid.uuid4())

    with ThreadPoolExecutor(1) as pool:
        with services.db.transaction() as session:
            lock_shop(session, shop.id)
            deletion = pool.submit(delete)
            _wait_for_somebody_waiting(services)
            outbox.add(
                session, chat_id=other.id, cause="news", reply={}, now=services.clock()
            )
        deletion.result(timeout=30)

    with services.db.transaction() as session:
        assert session.scalars(select(Chat.id)).all() == [asking.id]


def _wait_for_somebody_waiting(services: Services) -> None:
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    for _ in range(200):
        with services.db.transaction() as session:
            if session.scalar(waiting):
                return
        time.sleep(0.05)
    raise AssertionError("nobody waits")
