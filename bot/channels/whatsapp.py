"""WhatsApp over Twilio, outbound: fetches files and sends answers. Used by the jobs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from bot.channels.base import Delivery, DeliveryError
from bot.channels.http import keep_addresses_out_of_logs
from bot.channels.templates import Templates, read_templates, template_for
from bot.channels.whatsapp_api import delivery_error, make_client
from bot.channels.whatsapp_buttons import NOT_WORKING, QuickReplies
from bot.channels.whatsapp_inbound import PREFIX
from bot.channels.whatsapp_media import TwilioMedia
from bot.channels.whatsapp_parts import Part, parts_of, template_parts
from bot.links import MediaLinks
from bot.messages import ChatRef, InboundMessage, MediaRef, Reply
from bot.settings import Settings
from storage.blobs import BlobStore

WINDOW = timedelta(hours=24)
CLOCK_SKEW = timedelta(seconds=2)
LISTED = 50
NOT_DELIVERED = ("failed", "undelivered", "canceled")
STATUS_PATH = "/webhooks/whatsapp/status"
FREE_FORM = "free_form"
UTILITY = "utility_template"
"""How Twilio bills: text and pictures in the window, templates outside it."""


class WhatsAppChannel:
    """Implements `Channel`. Message ids are Twilio's SIDs."""

    name = "whatsapp"
    marks_albums = False

    def __init__(
        self,
        client: Client,
        media: TwilioMedia,
        blobs: BlobStore,
        *,
        sender: str,
        links: MediaLinks | None,
        status_url: str | None,
        templates: Templates,
        clock: Callable[[], datetime],
        has_buttons: bool = False,
    ) -> None:
        """`links` and `status_url` are None while there is no public address.

        `has_buttons`: choices are quick replies where they fit, else numbers.
        """
        self._client = client
        self._media = media
        self._blobs = blobs
        self._sender = sender
        self._links = links
        self._status_url = status_url
        self._templates = templates
        self._clock = clock
        self._buttons = QuickReplies(client, clock) if has_buttons else None

    @classmethod
    def from_settings(
        cls,
        settings: Settings,
        http: httpx.Client,
        blobs: BlobStore,
        links: MediaLinks,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> WhatsAppChannel:
        """The configured account's channel; makes no connection yet.

        Raises SettingsError for templates that are not JSON of the right shape.
        """
        keep_addresses_out_of_logs()
        account = settings.twilio_account_sid
        token = settings.twilio_auth_token.get_secret_value().partition(",")[0].strip()
        base_url, public = settings.twilio_api_base_url, settings.public_base_url
        return cls(
            make_client(http, account, token, base_url),
            TwilioMedia(http, account, token, base_url),
            blobs,
            sender=PREFIX + settings.twilio_whatsapp_from.removeprefix(PREFIX),
            links=links if public else None,
            status_url=public + STATUS_PATH if public else None,
            templates=read_templates(settings.twilio_content_sids),
            clock=clock,
            has_buttons=settings.twilio_quick_replies,
        )

    def own_name(self) -> str | None:
        """The number that people write to, digits only."""
        return self._sender.removeprefix(PREFIX).lstrip("+") or None

    def fetch(self, media: MediaRef) -> bytes:
        return self._media.fetch(media.ref)

    def show_typing(self, chat: ChatRef) -> None:
        """Twilio ties its typing sign to a message, not to a chat: none is shown."""

    def acknowledge(self, message: InboundMessage) -> None:
        """Nothing is owed to Twilio besides the answer to its webhook."""

    def send_placeholder(
        self, chat: ChatRef, text: str, reply_to: str | None
    ) -> str | None:
        return None  # a sent message cannot be edited

    def send(self, delivery: Delivery) -> Iterator[str]:
        parts = self._parts(delivery)
        try:
            out_already = self._sent_since(delivery)
            # Only the first part can be out: the next is tried once its id is kept.
            is_doubtful = delivery.is_once and delivery.uncertain_since is not None
            for part in parts[len(delivery.sent_ids) :]:
                sid = _claim(out_already, part)
                if sid is None and is_doubtful:
                    raise DeliveryError("in_doubt", permanent=True)
                is_doubtful = False
                yield sid or self._create_showable(delivery.reply, part)
        except TwilioRestException as error:
            raise delivery_error(error) from None  # its text holds a phone number

    def price_class(self, delivery: Delivery) -> str | None:
        is_free_form = self._is_in_window(delivery.last_inbound_at)
        return FREE_FORM if is_free_form else UTILITY

    def _parts(self, delivery: Delivery) -> list[Part]:
        if self._is_in_window(delivery.last_inbound_at):
            reply = delivery.reply
            buttons = self._buttons.part_for(reply) if self._buttons else None
            if buttons is not None:
                return [buttons]
            return parts_of(delivery.reply, self._blobs, self._links)
        reply = delivery.reply
        content_sid = template_for(self._templates, reply.template, reply.language)
        if content_sid is None:
            raise DeliveryError("outside_window", permanent=True)
        return template_parts(reply, content_sid)

    def _is_in_window(self, last_inbound_at: datetime | None) -> bool:
        """Free text is allowed for 24 hours after the person's last message."""
        if last_inbound_at is None:
            return False
        return self._clock() - last_inbound_at < WINDOW

    def _create_showable(self, reply: Reply, part: Part) -> str:
        """Send a part; choices that cannot be buttons become a numbered list."""
        try:
            return self._create(reply.chat, part)
        except TwilioRestException as error:
            if self._buttons is None or not part.has_buttons:
                raise
            if error.code not in NOT_WORKING:
                raise
        self._buttons.give_up()
        return self._create(reply.chat, parts_of(reply, self._blobs, self._links)[0])

    def _create(self, chat: ChatRef, part: Part) -> str:
        fields = part.fields()
        if self._status_url:
            fields["status_callback"] = self._status_url
        message = self._client.messages.create(
            to=f"{PREFIX}{chat.id}", from_=self._sender, **fields
        )
        return str(message.sid)

    def _sent_since(self, delivery: Delivery) -> list[Any]:
        """Messages that Twilio took from a former try, oldest first."""
        since = delivery.uncertain_since
        if since is None:
            return []
        since = since.replace(microsecond=0) - CLOCK_SKEW
        listed = self._client.messages.list(
            to=f"{PREFIX}{delivery.reply.chat.id}",
            from_=self._sender,
            date_sent_after=since,
            limit=LISTED,
        )
        return [
            message
            for message in reversed(listed)
            if message.sid not in delivery.sent_ids
            and message.status not in NOT_DELIVERED
            and (message.date_created or message.date_sent or since) >= since
        ]


def _claim(out_already: list[Any], part: Part) -> str | None:
    """The SID of a message that is this part, taken off the list; None if not there."""
    for message in out_already:
        if _is_same(message, part):
            out_already.remove(message)
            return str(message.sid)
    return None


def _is_same(message: Any, part: Part) -> bool:
    body = (message.body or "").strip()
    if part.content_sid:
        return part.body in body  # Twilio shows the template filled in
    has_media = int(message.num_media or 0) > 0
    return body == part.body and has_media == bool(part.media_url)
