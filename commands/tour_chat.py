"""The tour's side of the web chat: the HTTP endpoints that the page uses."""

from __future__ import annotations

import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

PATIENCE_S = 60.0
PAUSE_S = 0.25


class NoAnswer(Exception):
    """Nothing came back in time."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back for one message: one text, and a picture's address perhaps."""

    text: str
    image_url: str | None
    choices: tuple[str, ...]
    seconds: float
    parts: int  # how many messages the answer was; one is right


class ChatClient:
    """A visitor of the web chat; a context manager."""

    def __init__(self, base_url: str, *, patience_s: float = PATIENCE_S) -> None:
        self._patience_s = patience_s
        self._http = httpx.Client(
            base_url=base_url,
            timeout=20.0,
            headers={"Accept": "application/json", "Accept-Language": "en"},
            follow_redirects=True,
        )
        self._seq = 0

    def __enter__(self) -> ChatClient:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def open(self, token: str) -> Answer:
        """Open the start link; the answer is the welcome."""
        response = self._http.get("/chat", params={"start": token})
        response.raise_for_status()
        return self._wait(time.monotonic())

    def say(self, text: str) -> Answer:
        """Send words and wait for the answer; raises NoAnswer."""
        return self._send({"text": text}, [])

    def show(self, photos: Sequence[Path], caption: str = "") -> Answer:
        """Send photos together and wait for the answer; raises NoAnswer."""
        return self.show_bytes([(p.name, p.read_bytes()) for p in photos], caption)

    def show_bytes(
        self, photos: Sequence[tuple[str, bytes]], caption: str = ""
    ) -> Answer:
        """The same for (name, bytes)."""
        files = [("photos", (name, data, "image/jpeg")) for name, data in photos]
        return self._send({"text": caption}, files)

    def save_picture(self, answer: Answer, path: Path) -> int:
        """Fetch the picture of an answer into a file; gives its size in bytes."""
        assert answer.image_url is not None
        response = self._http.get(answer.image_url)
        response.raise_for_status()
        path.write_bytes(response.content)
        return len(response.content)

    def _send(self, fields: dict[str, str], files: list[Any]) -> Answer:
        started = time.monotonic()
        self._seq = self._latest_seq()
        response = self._http.post(
            "/chat/messages",
            data={**fields, "client_id": uuid.uuid4().hex},
            files=files or None,
        )
        response.raise_for_status()
        return self._wait(started)

    def _latest_seq(self) -> int:
        messages = self._http.get("/chat/messages").json()["messages"]
        return max((message["seq"] for message in messages), default=0)

    def _wait(self, started: float) -> Answer:
        while time.monotonic() - started < self._patience_s:
            news = self._http.get("/chat/messages", params={"after": self._seq}).json()
            answers = [item for item in news["messages"] if item["from"] == "bot"]
            if answers and not news["typing"]:
                return _joined(answers, time.monotonic() - started)
            time.sleep(PAUSE_S)
        raise NoAnswer(f"no answer within {self._patience_s:.0f} s")


def _joined(answers: list[dict[str, Any]], seconds: float) -> Answer:
    pictures = [item["image_url"] for item in answers if item["image_url"]]
    return Answer(
        text="\n".join(item["text"] for item in answers),
        image_url=pictures[0] if pictures else None,
        choices=tuple(c["label"] for item in answers for c in item["choices"]),
        seconds=seconds,
        parts=len(answers),
    )
