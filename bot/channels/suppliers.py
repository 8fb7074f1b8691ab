"""Orders to suppliers, over WhatsApp or e-mail, never twice. Implements `Channel`.

A chat of it is one sending (`storage.sendings`), which knows the address. Where a try
ended without an outcome, nothing is sent again: what the provider can tell settles it,
else `in_doubt` is raised, and a person is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from bot.channels.base import (
    Channel,
    Delivery,
    DeliveryError,
    MediaUnavailable,
    SilentChannel,
)
from bot.channels.mail import send_mail
from bot.messages import ChatRef, MediaRef
from storage.sendings import IN_DOUBT, MAIL, SUPPLIER, WHATSAPP, Destination


class SupplierChannel(SilentChannel):
    """`find` tells where the messages of a chat go; None: nowhere any more."""

    name = SUPPLIER
    marks_albums = False

    def __init__(
        self,
        find: Callable[[str], Destination | None],
        whatsapp: Channel | None,
        mail_url: str = "",
    ) -> None:
        self._find = find
        self._whatsapp = whatsapp
        self._mail_url = mail_url

    def fetch(self, media: MediaRef) -> bytes:
        raise MediaUnavailable("gone", permanent=True)  # nobody writes from there

    def price_class(self, delivery: Delivery) -> str | None:
        where = self._find(delivery.reply.chat.id)
        if where is None or where.way != WHATSAPP or self._whatsapp is None:
            return None
        return self._whatsapp.price_class(_addressed(delivery, where))

    def send(self, delivery: Delivery) -> Iterator[str]:
        """Each part at most once; raises DeliveryError."""
        where = self._find(delivery.reply.chat.id)
        if where is not None and where.way == MAIL:
            yield from self._by_mail(delivery, where.address)
        elif where is not None and self._whatsapp is not None:
            yield from self._whatsapp.send(_addressed(delivery, where))
        else:
            raise DeliveryError("bad_address", permanent=True)

    def _by_mail(self, delivery: Delivery, address: str) -> Iterator[str]:
        """A mail server does not tell afterwards what it was given."""
        if delivery.sent_ids:
            return
        if delivery.uncertain_since is not None:
            raise DeliveryError(IN_DOUBT, permanent=True)
        sending_id = delivery.reply.chat.id
        subject, _, body = delivery.reply.text.strip().partition("\n")
        send_mail(
            self._mail_url,
            address,
            subject=subject.rstrip(":"),
            body=body.strip() or subject,
            message_id=f"order-{sending_id}",
        )
        yield f"mail-{sending_id}"


def _addressed(delivery: Delivery, where: Destination) -> Delivery:
    """The same, to the supplier's number."""
    reply = replace(delivery.reply, chat=ChatRef(WHATSAPP, where.address))
    return replace(
        delivery, reply=reply, last_inbound_at=where.last_inbound_at, is_once=True
    )
