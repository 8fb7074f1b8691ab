"""The chats of a fake Telegram: what a person sees in them, and does.

`FakeTelegram` is the bot's side of them.
"""

from __future__ import annotations

import itertools
import mimetypes
import time
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.fakes.server import FakeServer

BOT = {"id": 123456, "is_bot": True, "first_name": "Shelf", "username": "shelf_bot"}


@dataclass
class Shown:
    """One message as a person sees it in the chat."""

    id: int
    from_bot: bool
    kind: str = "text"
    text: str = ""
    data: bytes = field(default=b"", repr=False)
    filename: str = ""
    buttons: list[list[tuple[str, str]]] = field(default_factory=list)
    reply_to: int | None = None
    edits: int = 0


class TelegramChats(FakeServer):
    """All chats with one bot, and the person's side of them."""

    def __init__(self) -> None:
        self.chats: dict[str, list[Shown]] = {}
        self.files: dict[str, bytes] = {}
        self.open_queries: set[str] = set()
        self.updates: list[dict[str, Any]] = []
        self._numbers = itertools.count(1000)
        self._ids = itertools.count(1)
        super().__init__()

    def visible(self, chat: int | str) -> list[Shown]:
        """The chat as its person sees it now, oldest first."""
        with self.lock:
            return list(self.chats.get(str(chat), []))

    def answers(self, chat: int | str) -> list[Shown]:
        """What the bot shows in the chat."""
        return [message for message in self.visible(chat) if message.from_bot]

    def state(self) -> Any:
        return {
            chat: [
                {"id": shown.id, "bot": shown.from_bot, "text": shown.text}
                for shown in messages
            ]
            for chat, messages in self.chats.items()
        }

    def open_chat(self, chat: int | str) -> None:
        """A person has pressed Start: before that a bot cannot write."""
        self.chats.setdefault(str(chat), [])

    # -- each act gives the update that Telegram would send --------------------

    def send_text(self, chat: int, text: str, **fields: Any) -> dict[str, Any]:
        shown = self._show(chat, Shown(next(self._ids), from_bot=False, text=text))
        return self._update(self._message(chat, shown, text=text, **fields))

    def send(self, chat: int, **content: Any) -> dict[str, Any]:
        """Anything else: a sticker, a place; `content` is what its message holds."""
        shown = self._show(chat, Shown(next(self._ids), False, kind="other"))
        return self._update(self._message(chat, shown, **content))

    def send_document(
        self, chat: int, name: str, data: bytes, caption: str = "", **fields: Any
    ) -> dict[str, Any]:
        shown = Shown(next(self._ids), False, "document", caption, data, name)
        self._show(chat, shown)
        file_id = f"document-{shown.id}"
        self.files[file_id] = data
        document = {
            "file_id": file_id,
            "file_unique_id": f"u{file_id}",
            "file_name": name,
            "mime_type": mimetypes.guess_type(name)[0],
            "file_size": len(data),
        }
        if caption:
            fields["caption"] = caption
        return self._update(self._message(chat, shown, document=document, **fields))

    def send_photo(
        self, chat: int, data: bytes, caption: str = "", **fields: Any
    ) -> dict[str, Any]:
        """Three sizes of a photo; only the largest is the real thing."""
        shown = self._show(chat, Shown(next(self._ids), False, "photo", caption, data))
        sizes = []
        for name, side in (("small", 90), ("large", 1280), ("middle", 320)):
            file_id = f"{name}-{shown.id}"
            self.files[file_id] = data if name == "large" else b"thumbnail"
            sizes.append(
                {
                    "file_id": file_id,
                    "file_unique_id": f"u{file_id}",
                    "width": side,
                    "height": side,
                    "file_size": len(self.files[file_id]),
                }
            )
        if caption:
            fields["caption"] = caption
        return self._update(self._message(chat, shown, photo=sizes, **fields))

    def send_video(
        self, chat: int, data: bytes, caption: str = "", **fields: Any
    ) -> dict[str, Any]:
        """A video with the thumbnail that the app made of it."""
        shown = self._show(chat, Shown(next(self._ids), False, "video", caption, data))
        file_id = f"video-{shown.id}"
        self.files[file_id] = data
        video = {
            "file_id": file_id,
            "file_unique_id": f"u{file_id}",
            "width": 1920,
            "height": 1080,
            "duration": 9,
            "mime_type": "video/mp4",
            "file_size": len(data),
        }
        if caption:
            fields["caption"] = caption
        return self._update(self._message(chat, shown, video=video, **fields))

    def press(self, chat: int, value: str) -> dict[str, Any]:
        """Press the button with this value, which must be on the screen."""
        message = next(
            shown
            for shown in reversed(self.visible(chat))
            if any(value == data for row in shown.buttons for _, data in row)
        )
        query_id = str(next(self._numbers))
        self.open_queries.add(query_id)
        query = {
            "id": query_id,
            "from": _person(chat),
            "message": {**self._message(chat, message), "from": BOT},
            "chat_instance": "1",
            "data": value,
        }
        return self._update(query, kind="callback_query")

    def push(
        self, update: dict[str, Any], url: str, secret: str | None, tries: int = 5
    ) -> int:
        """Deliver an update as Telegram does: again until the answer is 2xx."""
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {}
        status = 0
        for attempt in range(tries):
            try:
                answer = httpx.post(url, json=update, headers=headers, timeout=60)
                status = answer.status_code
            except httpx.HTTPError:
                status = 0
            if 200 <= status < 300:
                if answer.content:
                    self.violate("a webhook's answer has a body")
                break
            time.sleep(0.05 * attempt)
        return status

    def _message(self, chat: int, shown: Shown, **content: Any) -> dict[str, Any]:
        kind = "private" if chat > 0 else "group"
        return {
            "message_id": shown.id,
            "from": _person(chat),
            "chat": {"id": chat, "type": kind, "first_name": "Ada", "title": "Shop"},
            "date": int(time.time()),
            **content,
        }

    def _update(self, content: dict[str, Any], kind: str = "message") -> dict[str, Any]:
        update = {"update_id": next(self._numbers), kind: content}
        with self.lock:
            self.updates.append(update)
        return update

    def _show(self, chat: int | str, shown: Shown) -> Shown:
        with self.lock:
            self.chats.setdefault(str(chat), []).append(shown)
        return shown


def _person(chat: int) -> dict[str, Any]:
    return {
        "id": abs(chat),
        "is_bot": False,
        "first_name": "Ada",
        "last_name": "Obi",
        "language_code": "en",
    }
