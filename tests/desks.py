"""A shop of one owner whose messages and photos are worked on by hand, step by step.

For tests of what happens between the workers: each job waits until it is run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from bot import answering, enquiring, reading
from bot.channels.local import LocalChannel
from bot.inbound import accept
from bot.messages import MediaKind, MediaRef, Sender
from bot.services import Services
from storage import shops
from storage.models import Chat, OutboxMessage
from storage.models.shops import Role
from tests.conftest import Clock
from tests.factories import make_chat, make_message
from tests.fakes.queue import RecordingQueue
from tests.fakes.vision import ScriptedVision

ADA = Sender("person-1", "Ada")


@dataclass
class Desk:
    """A shop in Kenya, and the services of its chat worker."""

    chat: Services
    queue: RecordingQueue
    clock: Clock

    def __post_init__(self) -> None:
        channel = LocalChannel("web", self.chat.blobs)
        self.chat = replace(self.chat, channels={"web": channel})
        with self.chat.db.transaction() as session:
            shop = shops.create_shop(session, "Corner", currency="KES", country="KE")
            chat = make_chat(session, shop, external_id="chat-1")
            shops.join(
                session, chat, shop, sender_id=ADA.id, name=ADA.name, role=Role.OWNER
            )
            self.stock_up(session, chat)

    def stock_up(self, session: Any, chat: Chat) -> None:
        """What the shop has from the start: nothing."""

    def say(self, text: str, **values: Any) -> None:
        """The message comes in and is answered as far as nobody is asked."""
        accept(self.chat, make_message(text, sender=ADA, **values))
        while self.queue.chats:
            answering.handle_chat(self.chat, self.queue.chats.pop(0))

    def hand_on(self) -> None:
        """The chat worker's part of the oldest enquiry that came to it."""
        if self.queue.enquiries:
            self.clock.advance(self.queue.waits.pop(0))
            enquiring.answer(self.chat, self.queue.enquiries.pop(0))

    def said(self) -> Sequence[dict[str, Any]]:
        """All replies so far."""
        with self.chat.db.transaction() as session:
            rows = session.scalars(select(OutboxMessage).order_by(OutboxMessage.seq))
            return [row.reply for row in rows]

    def answers(self) -> list[str]:
        """Their texts."""
        return [reply["text"] for reply in self.said()]

    def send_photo(self, eyes: ScriptedVision, shelf: Any, *ids: str) -> None:
        """One photo, or an album of as many as there are ids; it is read at once."""
        for number, external_id in enumerate(ids or ("photo-1",)):
            key = self.chat.blobs.put(
                eyes.show(shelf if not number else {}), "image/jpeg"
            )
            message = make_message(
                sender=ADA,
                media=(MediaRef(MediaKind.PHOTO, key, "image/jpeg"),),
                album="album-1" if len(ids) > 1 else None,
                external_id=external_id,
            )
            accept(self.chat, message)
        while self.queue.chats:
            answering.handle_chat(self.chat, self.queue.chats.pop(0))
        self.clock.advance(10)
        seeing = replace(self.chat, vision=eyes)
        while self.queue.scans:
            reading.read_scan(seeing, self.queue.scans.pop(0))
        self.queue.chats.clear()
