"""A Bot API server on loopback that keeps Telegram's rules and its chats.

A test looks at what a person would see: `fake.visible(chat)`. Other processes reach it
by its address; `python -m tests.fakes.telegram --port 8081` runs it alone.
"""

from __future__ import annotations

import argparse
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Response, jsonify, request

from tests.fakes.server import Trouble
from tests.fakes.telegram_chats import BOT, Shown, TelegramChats
from tests.fakes.telegram_rules import METHODS, broken_rules, decoded

TOKEN = "123456:fake-token_for-Tests"
MAX_DOWNLOAD = 20 * 1024 * 1024
MAX_PHOTO = 10 * 1024 * 1024
NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply "
    "markup are exactly the same as a current content and reply markup of the message"
)


class Refused(Exception):
    """The server's refusal of a call."""

    def __init__(self, description: str, code: int = 400, **parameters: Any) -> None:
        super().__init__(description)
        self.code = code
        self.parameters = parameters


@dataclass
class Call:
    """One call as it came in."""

    method: str
    parameters: dict[str, Any]
    files: dict[str, bytes]


class FakeTelegram(TelegramChats):
    """The server of one bot, with the chats that its people see."""

    def __init__(self, token: str = TOKEN) -> None:
        self.token = token
        self.calls: list[Call] = []
        self.blocked: dict[str, str] = {}
        self.typing: list[str] = []
        self.commands: dict[str, list[dict[str, str]]] = {}
        self.webhook: tuple[str, str] | None = None
        super().__init__()

    # -- what a test asks -----------------------------------------------------

    def called(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method == method]

    # -- what a test arranges -------------------------------------------------

    def refuse(
        self,
        method: str,
        description: str,
        code: int = 400,
        times: int = 1,
        **more: Any,
    ) -> None:
        """Answer the next calls of a method with an error; `more` are parameters."""
        error = Refused(description, code, **more)
        self.troubles.append(Trouble(method, times, answer=lambda: _error(error)))

    def block(
        self, chat: int | str, reason: str = "bot was blocked by the user"
    ) -> None:
        self.blocked[str(chat)] = reason

    # -- the server -----------------------------------------------------------

    def add_routes(self) -> None:
        self.app.add_url_rule(
            "/bot<token>/<method>", view_func=self._call, methods=["GET", "POST"]
        )
        self.app.add_url_rule("/file/bot<token>/<path:path>", view_func=self._download)

    def _call(self, token: str, method: str) -> Response:
        if token != self.token:
            return _error(Refused("Unauthorized", 401))
        if method not in METHODS:
            self.violate(f"no method {method}")
            return _error(Refused("Not Found", 404))
        return self.guarded(method, lambda: self._carry_out(method))

    def _carry_out(self, method: str) -> Response:
        call = _read_call(method)
        self.calls.append(call)
        given = {**call.parameters, **dict.fromkeys(call.files, "")}
        for name in (n for n in call.files if n not in METHODS[method][0]):
            given.pop(name)  # named by attach:// elsewhere
        broken = broken_rules(method, given)
        for rule in broken:
            self.violate(f"{method}: {rule}")
        try:
            if broken:
                raise Refused(f"Bad Request: {broken[0]}")
            return jsonify(ok=True, result=self._acts()[method](call))
        except Refused as error:
            return _error(error)

    def _acts(self) -> dict[str, Callable[[Call], Any]]:
        return {
            "sendMessage": self._send,
            "sendPhoto": self._send,
            "sendDocument": self._send,
            "editMessageText": self._edit_text,
            "editMessageMedia": self._edit_media,
            "deleteMessage": self._delete,
            "sendChatAction": self._type,
            "answerCallbackQuery": self._answer_query,
            "getFile": self._get_file,
            "getUpdates": self._get_updates,
            "setWebhook": self._set_webhook,
            "deleteWebhook": self._delete_webhook,
            "setMyCommands": self._set_commands,
            "getMe": lambda call: BOT,
        }

    def _chat(self, call: Call) -> str:
        chat = str(call.parameters["chat_id"])
        if chat in self.blocked:
            raise Refused(f"Forbidden: {self.blocked[chat]}", 403)
        if chat not in self.chats:
            raise Refused("Bad Request: chat not found")
        return chat

    def _send(self, call: Call) -> dict[str, Any]:
        chat = self._chat(call)
        kind = call.method.removeprefix("send").lower()
        shown = Shown(next(self._ids), from_bot=True)
        shown.text = call.parameters.get("text", call.parameters.get("caption", ""))
        shown.text = shown.text.strip()
        shown.buttons = _buttons(call)
        shown.reply_to = self._replied_to(chat, call)
        if kind != "message":
            shown.kind = kind
            shown.data, shown.filename = self._upload(call, kind, kind)
        self._show(chat, shown)
        return self._as_sent(chat, shown)

    def _replied_to(self, chat: str, call: Call) -> int | None:
        quoted = call.parameters.get("reply_parameters")
        if quoted is None:
            return None
        found = any(shown.id == quoted["message_id"] for shown in self.chats[chat])
        if not found and not quoted.get("allow_sending_without_reply"):
            raise Refused("Bad Request: message to be replied not found")
        return int(quoted["message_id"]) if found else None

    def _upload(self, call: Call, kind: str, name: str) -> tuple[bytes, str]:
        data = call.files.get(name)
        if data is None:
            raise Refused("Bad Request: wrong remote file identifier specified")
        if kind == "photo" and not data.startswith((b"\xff\xd8", b"\x89PNG")):
            raise Refused("Bad Request: IMAGE_PROCESS_FAILED")
        if kind == "photo" and len(data) > MAX_PHOTO:
            self.violate("a photo is larger than 10 MB")
            raise Refused("Request Entity Too Large", 413)
        return data, request.files[name].filename or ""

    def _own(self, call: Call) -> Shown:
        chat = self._chat(call)
        for shown in self.chats[chat]:
            if shown.id == call.parameters["message_id"]:
                if not shown.from_bot:
                    raise Refused("Bad Request: message can't be edited")
                return shown
        raise Refused("Bad Request: message to edit not found")

    def _edit_text(self, call: Call) -> dict[str, Any]:
        shown = self._own(call)
        if shown.kind != "text":
            self.violate("editMessageText on a message without text")
            raise Refused("Bad Request: there is no text in the message to edit")
        text, buttons = call.parameters["text"].strip(), _buttons(call)
        if (text, buttons) == (shown.text, shown.buttons):
            raise Refused(NOT_MODIFIED)
        shown.text, shown.buttons = text, buttons
        shown.edits += 1
        return self._as_sent(str(call.parameters["chat_id"]), shown)

    def _edit_media(self, call: Call) -> dict[str, Any]:
        shown = self._own(call)
        media = call.parameters["media"]
        name = media["media"].removeprefix("attach://")
        data, filename = self._upload(call, media["type"], name)
        text, buttons = media.get("caption", "").strip(), _buttons(call)
        new = (media["type"], data, text, buttons)
        if new == (shown.kind, shown.data, shown.text, shown.buttons):
            raise Refused(NOT_MODIFIED)
        shown.kind, shown.data, shown.text, shown.buttons = new
        shown.filename = filename
        shown.edits += 1
        return self._as_sent(str(call.parameters["chat_id"]), shown)

    def _delete(self, call: Call) -> bool:
        chat = self._chat(call)
        before = len(self.chats[chat])
        self.chats[chat] = [
            shown
            for shown in self.chats[chat]
            if shown.id != call.parameters["message_id"]
        ]
        if len(self.chats[chat]) == before:
            raise Refused("Bad Request: message to delete not found")
        return True

    def _type(self, call: Call) -> bool:
        self.typing.append(self._chat(call))
        return True

    def _answer_query(self, call: Call) -> bool:
        query_id = call.parameters["callback_query_id"]
        if query_id not in self.open_queries:
            raise Refused(
                "Bad Request: query is too old and response timeout expired or query "
                "ID is invalid"
            )
        self.open_queries.discard(query_id)
        return True

    def _get_file(self, call: Call) -> dict[str, Any]:
        file_id = call.parameters["file_id"]
        if file_id not in self.files:
            raise Refused(
                "Bad Request: wrong file_id or the file is temporarily unavailable"
            )
        size = len(self.files[file_id])
        if size > MAX_DOWNLOAD:
            raise Refused("Bad Request: file is too big")
        path = f"files/{file_id}"
        return {"file_id": file_id, "file_unique_id": "u", "file_path": path}

    def _download(self, token: str, path: str) -> Response:
        data = self.files.get(path.removeprefix("files/"))
        if token != self.token or data is None:
            return _error(Refused("Not Found", 404))
        return self.guarded("download", lambda: Response(data))

    def _get_updates(self, call: Call) -> list[dict[str, Any]]:
        if self.webhook:
            raise Refused(
                "Conflict: can't use getUpdates method while webhook is active; use "
                "deleteWebhook to delete the webhook first",
                409,
            )
        offset = call.parameters.get("offset", 0)
        wanted = call.parameters.get("allowed_updates")
        self.updates = [item for item in self.updates if item["update_id"] >= offset]
        if not self.updates:
            time.sleep(min(call.parameters.get("timeout", 0), 0.05))
        return [item for item in self.updates if not wanted or set(item) & set(wanted)]

    def _set_webhook(self, call: Call) -> bool:
        url = call.parameters["url"]
        secret = call.parameters.get("secret_token", "")
        if not url.startswith("https://"):
            self.violate("a webhook without https")
            raise Refused(
                "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"
            )
        if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", secret):
            self.violate("a secret token with other characters")
            raise Refused("Bad Request: secret token contains unallowed characters")
        self.webhook = (url, secret)
        return True

    def _delete_webhook(self, call: Call) -> bool:
        self.webhook = None
        return True

    def _set_commands(self, call: Call) -> bool:
        language = call.parameters.get("language_code", "")
        self.commands[language] = call.parameters["commands"]
        return True

    def _as_sent(self, chat: str, shown: Shown) -> dict[str, Any]:
        return {
            "message_id": shown.id,
            "date": int(time.time()),
            "chat": {"id": int(chat), "type": "private"},
            "from": BOT,
        }


def _read_call(method: str) -> Call:
    files = {name: upload.read() for name, upload in request.files.items()}
    given = request.get_json() if request.is_json else request.values.to_dict()
    return Call(method, decoded(given), files)


def _buttons(call: Call) -> list[list[tuple[str, str]]]:
    markup = call.parameters.get("reply_markup") or {}
    return [
        [(button["text"], button["callback_data"]) for button in row]
        for row in markup.get("inline_keyboard", [])
    ]


def _error(error: Refused) -> Response:
    body: dict[str, Any] = {
        "ok": False,
        "error_code": error.code,
        "description": str(error),
    }
    if error.parameters:
        body["parameters"] = error.parameters
    response = jsonify(body)
    response.status_code = error.code
    return response


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8081)
    print(FakeTelegram().start(parser.parse_args().port).url, flush=True)
    threading.Event().wait()
