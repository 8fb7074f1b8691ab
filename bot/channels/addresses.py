"""Addresses of alerts: e-mail and a hundred services more, over Apprise.

Implements `Channel`; a chat of it is an address (`storage.addresses`), so a digest to
it rests in the outbox and is tried again like any other. Nothing comes in here.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext
from typing import Any
from urllib.parse import quote

from bot.channels.base import (
    Delivery,
    DeliveryError,
    MediaUnavailable,
    SilentChannel,
)
from bot.channels.outward import Watch, only_outward
from bot.messages import MediaRef
from bot.settings import Settings
from storage.recipients import APPRISE, CONFIGURED

MAIL = "mail:"
"""An address that is only an e-mail's: it goes out over ALERT_MAIL_URL."""


def configured_urls(settings: Settings) -> dict[str, str]:
    """The installation's own addresses (ALERT_URLS) by their chat's id."""
    urls = settings.alert_urls.get_secret_value().split(",")
    return {
        CONFIGURED + hashlib.sha256(url.encode()).hexdigest()[:16]: url
        for url in map(str.strip, urls)
        if url
    }


class AddressChannel(SilentChannel):
    """`find` gives the URL of a person's address by its chat's id; None: removed."""

    name = APPRISE
    marks_albums = False

    def __init__(
        self,
        find: Callable[[str], str | None],
        configured: Mapping[str, str],
        mail_url: str = "",
    ) -> None:
        self._find = find
        self._configured = configured
        self._mail_url = mail_url

    def fetch(self, media: MediaRef) -> bytes:
        raise MediaUnavailable("gone", permanent=True)  # nobody writes from there

    def send(self, delivery: Delivery) -> Iterator[str]:
        """One message; raises DeliveryError. Services tell no id and no reason."""
        if delivery.sent_ids:
            return
        chat_id = delivery.reply.chat.id
        title, _, body = delivery.reply.text.strip().partition("\n")
        # Apprise reports failures as False; its own log would name addresses.
        logging.getLogger("apprise").disabled = True
        self._notify(chat_id, title, body.strip() or title)
        yield f"a{hashlib.sha256(chat_id.encode()).hexdigest()[:16]}"

    def _notify(self, chat_id: str, title: str, body: str) -> None:
        service, is_ours = self._service(chat_id)
        with nullcontext(Watch()) if is_ours else only_outward() as watch:
            is_out = service.notify(body=body, title=title)
        if watch.has_refused:
            raise DeliveryError("bad_address", permanent=True)
        if not is_out:
            raise DeliveryError("server_error", permanent=False)

    def _service(self, chat_id: str) -> tuple[Any, bool]:
        """The service behind a chat, and whether the settings name it."""
        from bot.channels.apprise_urls import BadAddress, configured_service, service_of

        url = self._configured.get(chat_id)
        own = self._find(chat_id) if url is None else None
        if own is not None and own.startswith(MAIL):
            url = mail_url(self._mail_url, own.removeprefix(MAIL))
        if url is not None:
            service = configured_service(url)
            if service is None:
                raise DeliveryError("bad_address", permanent=False)
            return service, True
        try:
            return service_of(own or ""), False
        except BadAddress as error:
            raise DeliveryError("bad_address", permanent=True) from error


def mail_url(account: str, address: str) -> str | None:
    """The URL that sends to the address over the configured account."""
    if not account:
        return None
    joint = "&" if "?" in account else "?"
    return f"{account}{joint}to={quote(address, safe='@')}"
