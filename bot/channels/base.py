"""The contract of a channel, used by the jobs; and the errors a channel may raise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.messages import ChatRef, InboundMessage, MediaRef, Reply


class ChannelError(Exception):
    """Base of what a channel raises; the text never holds tokens or phone numbers."""


class DeliveryError(ChannelError):
    """A reply could not be sent.

    permanent: trying again cannot help (blocked, gone, refused). Else wait
    `retry_after_s` where the provider says so. `new_chat_id`: the chat moved; save it
    and send again. `uncertain`: the connection broke after the request was out, so the
    provider may have the message (the next try should set `uncertain_since`).
    """

    def __init__(
        self,
        reason: str,
        *,
        permanent: bool,
        retry_after_s: float | None = None,
        new_chat_id: str | None = None,
        uncertain: bool = False,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent
        self.retry_after_s = retry_after_s
        self.new_chat_id = new_chat_id
        self.uncertain = uncertain


class MediaUnavailable(ChannelError):
    """A file could not be fetched; `reason` is a stable key.

    Keys: too_large, gone, not_allowed, network. Only network is worth another try.
    """

    def __init__(self, reason: str, *, permanent: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent


@dataclass(frozen=True, slots=True)
class Delivery:
    """One reply on its way out.

    `sent_ids`: provider ids of the parts that a former try has sent; they are not sent
    again. `edit_of`: provider id of a placeholder to replace by the reply.
    `uncertain_since`: a former try ended without an outcome (the process died while
    sending); where the provider can be asked what was sent since, ask before sending.
    `last_inbound_at`: the person's last message (WhatsApp's 24-hour window).
    `is_once`: what may be out already is not sent again, but refused as "in_doubt".
    """

    reply: Reply
    sent_ids: tuple[str, ...] = ()
    edit_of: str | None = None
    uncertain_since: datetime | None = None
    last_inbound_at: datetime | None = None
    is_once: bool = False


class Channel(Protocol):
    """What the jobs need of a provider."""

    name: str
    marks_albums: bool
    """True where photos sent together carry an album id (else: those within 3 s)."""

    def own_name(self) -> str | None:
        """What people call the bot there: a user name, a phone number; never raises.

        None where there is none, and while the provider does not tell it.
        """
        ...

    def fetch(self, media: MediaRef) -> bytes:
        """The file's bytes; raises MediaUnavailable."""
        ...

    def show_typing(self, chat: ChatRef) -> None:
        """Tell the person that an answer is being made; never raises."""
        ...

    def acknowledge(self, message: InboundMessage) -> None:
        """What a provider wants besides an answer (button presses); never raises."""
        ...

    def send_placeholder(
        self, chat: ChatRef, text: str, reply_to: str | None
    ) -> str | None:
        """Send a message that the answer will replace, and give its provider id.

        None where sent messages cannot be edited, and where sending it failed.
        """
        ...

    def price_class(self, delivery: Delivery) -> str | None:
        """As what the provider bills each part of it; None where it bills nothing."""
        ...

    def send(self, delivery: Delivery) -> Iterator[str]:
        """Send the parts not sent yet, yielding each one's provider id once it is out.

        The caller stores an id before it asks for the next. Raises DeliveryError.
        """
        ...


class SilentChannel:
    """What a channel without a provider does besides fetching and sending: nothing."""

    def own_name(self) -> str | None:
        """None: nobody has to find the bot there."""
        return None

    def show_typing(self, chat: ChatRef) -> None:
        """Nothing to show: the web page derives its sign from open work."""

    def acknowledge(self, message: InboundMessage) -> None:
        """Nothing: a button of the web page shows by itself that it was pressed."""

    def send_placeholder(
        self, chat: ChatRef, text: str, reply_to: str | None
    ) -> str | None:
        """None: the answer comes alone."""
        return None

    def price_class(self, delivery: Delivery) -> str | None:
        """None: nobody bills for it."""
        return None
