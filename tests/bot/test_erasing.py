"""Deleting everything through the whole conversation: the answer still arrives."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from sqlalchemy import func, select

from bot import answering, inbound
from bot.actions.erasing import delete_discarded_files
from bot.channels.local import LocalChannel
from bot.messages import ChatRef, InboundMessage, Reply, Sender
from bot.services import Services
from storage.models import Chat, InboxMessage, Member, OutboxMessage, Product, Shop
from tests.factories import make_message

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
