"""Telegram, outbound: fetches files and sends answers. Used by the jobs.

Texts go out without a parse mode: nothing in them is markup, so nothing needs escaping.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import httpx
import structlog

from bot.channels.base import Delivery, DeliveryError, MediaUnavailable
from bot.channels.http import TooLarge
from bot.channels.telegram_api import NETWORK, TelegramApi, TelegramError
from bot.channels.telegram_inbound import message_id_of
from bot.channels.telegram_parts import Part, inline_keyboard, parts_of
from bot.messages import ChatRef, InboundMessage, MediaRef
from storage.blobs import BlobStore

log = structlog.get_logger(__name__)

MAX_DOWNLOAD_BYTES = 20 * 1024 * 1024
SIDE_CALL_TIMEOUT_S = 5.0
BAD_TOKEN_WAIT_S = 60.0

# The provider's sentences → our words. Trying again cannot help.
PERMANENT = {
    "bot was blocked by the user": "blocked",
    "user is deactivated": "deactivated",
    "chat not found": "chat_not_found",
    "bot was kicked": "kicked",
    "bot is not a member": "kicked",
    "bot can't initiate conversation": "never_started",
    "bot can't send messages to": "not_a_person",
    "group chat was deactivated": "deactivated",
    "group chat was deleted": "deactivated",
    "not enough rights": "no_rights",
    "have no rights": "no_rights",
    "chat_write_forbidden": "no_rights",
    "peer_id_invalid": "chat_not_found",
}
ALREADY_SO = "message is not modified"
NO_PICTURE = ("photo_invalid_dimensions", "image_process_failed")
NOT_EDITABLE = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "there is no text in the message to edit",
    "there is no media in the message to edit",
)


class TelegramChannel:
    """Implements `Channel`. Message ids are "m123", as in what comes in."""

    name = "telegram"
    marks_albums = True

    def __init__(
        self, http: httpx.Client, base_url: str, token: str, blobs: BlobStore
    ) -> None:
        self._api = TelegramApi(http, base_url, token)
        self._blobs = blobs
        self._own_name: str | None = None

    def own_name(self) -> str | None:
        """The bot's user name, in small letters; asked for once."""
        if self._own_name is None:
            me = self._try("getMe", {})
            username = me.get("username") if isinstance(me, dict) else None
            self._own_name = username.lower() if username else None
        return self._own_name

    def fetch(self, media: MediaRef) -> bytes:
        if (media.size or 0) > MAX_DOWNLOAD_BYTES:
            raise MediaUnavailable("too_large", permanent=True)
        try:
            file = self._api.call("getFile", {"file_id": media.ref})
            return self._api.download(file["file_path"], MAX_DOWNLOAD_BYTES)
        except TooLarge:
            raise MediaUnavailable("too_large", permanent=True) from None
        except TelegramError as error:
            raise _media_error(error) from error
        except (KeyError, TypeError) as error:
            raise MediaUnavailable("gone", permanent=True) from error

    def show_typing(self, chat: ChatRef) -> None:
        self._try("sendChatAction", {"chat_id": chat.id, "action": "typing"})

    def acknowledge(self, message: InboundMessage) -> None:
        if message.external_id.startswith("cb"):
            query_id = message.external_id.removeprefix("cb")
            self._try("answerCallbackQuery", {"callback_query_id": query_id})

    def send_placeholder(
        self, chat: ChatRef, text: str, reply_to: str | None
    ) -> str | None:
        fields = {
            "chat_id": chat.id,
            "text": text,
            "reply_parameters": _quoting(reply_to),
        }
        sent = self._try("sendMessage", fields)
        return _sent_id(sent) if sent else None

    def price_class(self, delivery: Delivery) -> str | None:
        return None  # Telegram bills nothing

    def send(self, delivery: Delivery) -> Iterator[str]:
        parts = parts_of(delivery.reply, self._blobs)
        done = len(delivery.sent_ids)
        for index, part in enumerate(parts[done:], start=done):
            try:
                yield self._send_showable(delivery, part, first=index == 0)
            except TelegramError as error:
                raise delivery_error(error) from error

    def _send_showable(self, delivery: Delivery, part: Part, *, first: bool) -> str:
        """Send a part; a picture that cannot be shown goes as a file."""
        try:
            return self._send_part(delivery, part, first=first)
        except TelegramError as error:
            if part.kind != "photo" or not error.says(*NO_PICTURE):
                raise
        as_file = replace(part, kind="document")
        return self._send_part(delivery, as_file, first=first)

    def _send_part(self, delivery: Delivery, part: Part, *, first: bool) -> str:
        chat_id = delivery.reply.chat.id
        if first and delivery.edit_of:
            replaced = self._replace(chat_id, delivery.edit_of, part)
            if replaced:
                return replaced
        fields = {
            "chat_id": chat_id,
            **part.fields(),
            "reply_parameters": _quoting(delivery.reply.reply_to) if first else None,
            "reply_markup": inline_keyboard(part.choices),
        }
        sent = self._api.call(part.send_method, fields, *part.uploads())
        return _sent_id(sent)

    def _replace(self, chat_id: str, placeholder: str, part: Part) -> str | None:
        """Turn the placeholder into the part; None when that is impossible."""
        fields = {
            "chat_id": chat_id,
            "message_id": message_id_of(placeholder),
            **part.edit_fields(),
            # An edit without a keyboard removes the one that is there.
            "reply_markup": inline_keyboard(part.choices),
        }
        try:
            self._api.call(part.edit_method, fields, *part.uploads())
        except TelegramError as error:
            if error.says(ALREADY_SO):
                return placeholder
            if not error.says(*NOT_EDITABLE):
                raise
            where = {"chat_id": chat_id, "message_id": message_id_of(placeholder)}
            self._try("deleteMessage", where)
            return None
        return placeholder

    def _try(self, method: str, fields: Mapping[str, Any]) -> Any:
        """A call that may fail without harm: logged, not raised."""
        try:
            return self._api.call(method, fields, timeout_s=SIDE_CALL_TIMEOUT_S)
        except TelegramError as error:
            log.info("telegram_call_failed", method=method, error=error.description)
            return None


def delivery_error(error: TelegramError) -> DeliveryError:
    """What a refusal means for the reply: try again, and when, or never."""
    if error.new_chat_id is not None:
        return DeliveryError(
            "chat_moved", permanent=False, new_chat_id=error.new_chat_id
        )
    if error.code == 429:
        wait_s = error.retry_after_s or 1.0
        return DeliveryError("rate_limited", permanent=False, retry_after_s=wait_s)
    if error.code in (401, 404):
        return DeliveryError(
            "bad_token", permanent=False, retry_after_s=BAD_TOKEN_WAIT_S
        )
    if error.code == 0 or error.code >= 500:
        reason = NETWORK if error.code == 0 else "server_error"
        return DeliveryError(reason, permanent=False, uncertain=error.uncertain)
    for sentence, reason in PERMANENT.items():
        if error.says(sentence):
            return DeliveryError(reason, permanent=True)
    return DeliveryError(f"refused: {error.description}", permanent=True)


def _media_error(error: TelegramError) -> MediaUnavailable:
    if error.says("file is too big"):
        return MediaUnavailable("too_large", permanent=True)
    passing = error.says("temporarily unavailable") or error.code in (0, 404, 429)
    if (
        passing or error.code >= 500
    ):  # 404: the link has run out, the next try asks anew
        return MediaUnavailable(NETWORK, permanent=False)
    if error.code in (401, 403):
        return MediaUnavailable("not_allowed", permanent=True)
    return MediaUnavailable("gone", permanent=True)


def _quoting(reply_to: str | None) -> dict[str, Any] | None:
    message_id = message_id_of(reply_to)
    if message_id is None:
        return None
    return {"message_id": message_id, "allow_sending_without_reply": True}


def _sent_id(sent: dict[str, Any]) -> str:
    return f"m{sent['message_id']}"
