"""The rules of the Bot API that a caller can break: parameters, lengths, buttons."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

_SENDING = {
    "business_connection_id", "chat_id", "message_thread_id",
    "direct_messages_topic_id", "disable_notification", "protect_content",
    "allow_paid_broadcast", "message_effect_id", "suggested_post_parameters",
    "reply_parameters", "reply_markup",
}  # fmt: skip
_CAPTION = {"caption", "parse_mode", "caption_entities"}
_EDITING = {
    "business_connection_id", "chat_id", "message_id", "inline_message_id",
    "reply_markup",
}  # fmt: skip
_TEXT = {"text", "parse_mode", "entities", "link_preview_options"}

# Method → (parameters it knows, those it needs).
METHODS: dict[str, tuple[set[str], set[str]]] = {
    "sendMessage": (_SENDING | _TEXT, {"chat_id", "text"}),
    "sendPhoto": (
        _SENDING | _CAPTION | {"photo", "show_caption_above_media", "has_spoiler"},
        {"chat_id", "photo"},
    ),
    "sendDocument": (
        _SENDING
        | _CAPTION
        | {"document", "thumbnail", "disable_content_type_detection"},
        {"chat_id", "document"},
    ),
    "editMessageText": (
        _EDITING | _TEXT | {"rich_message"},
        {"chat_id", "message_id", "text"},
    ),
    "editMessageMedia": (_EDITING | {"media"}, {"chat_id", "message_id", "media"}),
    "deleteMessage": ({"chat_id", "message_id"}, {"chat_id", "message_id"}),
    "sendChatAction": (
        {"business_connection_id", "chat_id", "message_thread_id", "action"},
        {"chat_id", "action"},
    ),
    "answerCallbackQuery": (
        {"callback_query_id", "text", "show_alert", "url", "cache_time"},
        {"callback_query_id"},
    ),
    "getFile": ({"file_id"}, {"file_id"}),
    "getUpdates": ({"offset", "limit", "timeout", "allowed_updates"}, set()),
    "setWebhook": (
        {
            "url",
            "certificate",
            "ip_address",
            "max_connections",
            "allowed_updates",
            "drop_pending_updates",
            "secret_token",
        },
        {"url"},
    ),
    "deleteWebhook": ({"drop_pending_updates"}, set()),
    "setMyCommands": ({"commands", "scope", "language_code"}, {"commands"}),
    "getMe": (set(), set()),
}
ACTIONS = {"typing", "upload_photo", "upload_document", "upload_video"}
_MEDIA_KEYS = {
    "photo": {"type", "media", "show_caption_above_media", "has_spoiler"} | _CAPTION,
    "document": {"type", "media", "thumbnail", "disable_content_type_detection"}
    | _CAPTION,
}


def utf16_units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def decoded(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters of a form hold JSON where objects or numbers are meant."""
    plain = {"text", "caption", "chat_id", "photo", "document", "callback_query_id"}
    result = {}
    for name, value in parameters.items():
        if isinstance(value, str) and name not in plain:
            try:
                value = json.loads(value)
            except ValueError:
                pass
        result[name] = value
    return result


def broken_rules(method: str, parameters: Mapping[str, Any]) -> list[str]:
    """What in these parameters the Bot API would refuse, in words."""
    known, needed = METHODS[method]
    given = set(parameters)
    found = [f"{method} does not know {name}" for name in sorted(given - known)]
    found += [f"{method} needs {name}" for name in sorted(needed - given)]
    if "parse_mode" in given:
        found.append("a parse mode is not modelled")
    if utf16_units(str(parameters.get("text", ""))) > 4096:
        found.append("message is too long")
    if utf16_units(str(parameters.get("caption", ""))) > 1024:
        found.append("message caption is too long")
    if "text" in needed and not str(parameters.get("text", "")).strip():
        found.append("message text is empty")
    if "media" in parameters:
        found += _broken_media(parameters["media"])
    if "reply_markup" in parameters:
        found += _broken_keyboard(parameters["reply_markup"])
    if method == "setMyCommands":
        found += _broken_commands(parameters)
    if method == "sendChatAction" and parameters.get("action") not in ACTIONS:
        found.append("wrong parameter action")
    return found


def _broken_media(media: Any) -> list[str]:
    if not isinstance(media, dict) or media.get("type") not in _MEDIA_KEYS:
        return ["can't parse InputMedia"]
    unknown = set(media) - _MEDIA_KEYS[media["type"]]
    found = [f"InputMedia does not know {name}" for name in sorted(unknown)]
    if utf16_units(media.get("caption", "")) > 1024:
        found.append("message caption is too long")
    return found


def _broken_keyboard(markup: Any) -> list[str]:
    if not isinstance(markup, dict) or set(markup) != {"inline_keyboard"}:
        return ["reply markup is no inline keyboard"]
    buttons = [button for row in markup["inline_keyboard"] for button in row]
    found = ["too many buttons"] if len(buttons) > 100 else []
    for button in buttons:
        if set(button) != {"text", "callback_data"} or not button["text"]:
            found.append("a button is a text and a callback_data")
        elif not 1 <= len(button["callback_data"].encode()) <= 64:
            found.append("BUTTON_DATA_INVALID")
    return found


def _broken_commands(parameters: Mapping[str, Any]) -> list[str]:
    found = []
    for command in parameters["commands"]:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]):
            found.append("BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"]) <= 256:
            found.append("BOT_COMMAND_DESCRIPTION_INVALID")
    if not re.fullmatch(r"([a-z]{2})?", parameters.get("language_code", "")):
        found.append("language code is two letters")
    return found
