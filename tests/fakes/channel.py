"""A channel without a provider whose outcome a test decides, part by part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.channels.base import Delivery, MediaUnavailable
from bot.messages import ChatRef, InboundMessage, MediaRef


class Killed(BaseException):
    """Stands for the end of the process: nothing after it is run."""


@dataclass
class ScriptedChannel:
    """Implements `Channel`. `outcomes` are met one per part; then all goes well."""

    name: str = "web"
    marks_albums: bool = True
    bot_name: str | None = None
    placeholder: str | None = None
    billed_as: str | None = None
    files: dict[str, bytes | MediaUnavailable] = field(default_factory=dict)
    outcomes: list[BaseException | None] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)
    placeholders: list[str] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)

    def own_name(self) -> str | None:
        return self.bot_name

    def fetch(self, media: MediaRef) -> bytes:
        found = self.files[media.ref]
        if isinstance(found, MediaUnavailable):
            raise found
        return found

    def show_typing(self, chat: ChatRef) -> None:
        return None

    def acknowledge(self, message: InboundMessage) -> None:
        self.acknowledged.append(message.external_id)

    def send_placeholder(
        self, chat: ChatRef, text: str, reply_to: str | None
    ) -> str | None:
        if self.placeholder is not None:
            self.placeholders.append(text)
        return self.placeholder

    def price_class(self, delivery: Delivery) -> str | None:
        return self.billed_as

    def send(self, delivery: Delivery) -> Iterator[str]:
        """One part for each line of the text."""
        self.deliveries.append(delivery)
        parts = delivery.reply.text.split("\n")
        for part in parts[len(delivery.sent_ids) :]:
            outcome = self.outcomes.pop(0) if self.outcomes else None
            if outcome is not None:
                raise outcome
            self.sent.append(part)
            yield f"id-{len(self.sent)}"
