"""Choices as WhatsApp's quick replies, where a message fits into them.

Inside the 24-hour window quick replies need no approval: a content of the Content API
for each number of buttons, made once and found again by its name. It is filled in with
variables, which hold one line of 255 characters. What does not fit, and everything
while the Content API does not work, is a numbered list instead.
https://www.twilio.com/docs/content/twilio-quick-reply
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import structlog
from twilio.rest import Client

from bot.channels.base import DeliveryError
from bot.channels.whatsapp_parts import MAX_VARIABLE, Part
from bot.messages import Reply

log = structlog.get_logger(__name__)

MOST_BUTTONS = 3
LONGEST_TITLE = 20
LONGEST_ID = 128
BROKEN_FOR = timedelta(minutes=10)
NOT_WORKING = (21654, 21655, 21656, 21657, 21658, 63021, 63005)
"""Twilio's refusals of a content as such; the same words as a text may be taken."""


class QuickReplies:
    """The contents of one account."""

    def __init__(self, client: Client, clock: Callable[[], datetime]) -> None:
        self._client = client
        self._clock = clock
        self._contents: dict[int, str] = {}
        self._broken_until: datetime | None = None

    def part_for(self, reply: Reply) -> Part | None:
        """The reply as one message with buttons; None where it does not fit."""
        if not _fits(reply) or self._is_broken():
            return None
        content_sid = self._content(len(reply.choices))
        if content_sid is None:
            return None
        variables = {"1": reply.text.strip()}
        for number, choice in enumerate(reply.choices, start=1):
            variables[str(2 * number)] = choice.label.strip()
            variables[str(2 * number + 1)] = choice.value
        return Part(
            body=variables["1"],
            content_sid=content_sid,
            content_variables=json.dumps(variables, ensure_ascii=False),
            has_buttons=True,
        )

    def give_up(self) -> None:
        """Do without buttons for a while."""
        self._contents.clear()
        self._broken_until = self._clock() + BROKEN_FOR
        log.warning("whatsapp_buttons_not_working")

    def _is_broken(self) -> bool:
        return self._broken_until is not None and self._clock() < self._broken_until

    def _content(self, buttons: int) -> str | None:
        """The content with so many buttons: known, found by its name, or made."""
        if buttons not in self._contents:
            try:
                sid = self._find(buttons) or self._make(buttons)
            except DeliveryError:
                sid = None
            if sid is None:
                self.give_up()
                return None
            self._contents[buttons] = sid
        return self._contents[buttons]

    def _find(self, buttons: int) -> str | None:
        found = self._call("GET", {"PageSize": "1000"}, None).get("contents", ())
        named = (c for c in found if c.get("friendly_name") == _name(buttons))
        return next((str(content["sid"]) for content in named), None)

    def _make(self, buttons: int) -> str | None:
        made = self._call("POST", None, _definition(buttons))
        return str(made["sid"]) if "sid" in made else None

    def _call(
        self, method: str, params: dict[str, str] | None, body: dict[str, Any] | None
    ) -> dict[str, Any]:
        """One request of the Content API, which takes JSON; {} when it is refused."""
        response = self._client.request(
            method,
            f"{self._client.content.base_url}/v1/Content",
            params=params,
            data=body,
            headers={"Content-Type": "application/json"},
        )
        if response.status_code not in (200, 201):
            return {}
        try:
            answer = json.loads(response.text)
        except ValueError:
            return {}
        return answer if isinstance(answer, dict) else {}


def _fits(reply: Reply) -> bool:
    text = reply.text.strip()
    titles = [choice.label.strip() for choice in reply.choices]
    return (
        0 < len(titles) <= MOST_BUTTONS
        and reply.image_key is None
        and reply.document_key is None
        and _is_one_line(text, MAX_VARIABLE)
        and all(_is_one_line(title, LONGEST_TITLE) for title in titles)
        and len(set(titles)) == len(titles)
        and all(len(choice.value) <= LONGEST_ID for choice in reply.choices)
    )


def _is_one_line(text: str, limit: int) -> bool:
    is_plain = not any(letter in text for letter in "\n\r\t") and " " * 4 not in text
    return 0 < len(text) <= limit and is_plain


def _name(buttons: int) -> str:
    return f"atlasvision_quick_reply_{buttons}"


def _definition(buttons: int) -> dict[str, Any]:
    """A text with so many buttons, all of it variables."""
    samples = {"1": "Which one?"}
    actions = []
    for number in range(1, buttons + 1):
        title, value = str(2 * number), str(2 * number + 1)
        title_slot, value_slot = (f"{{{{{name}}}}}" for name in (title, value))
        actions.append({"type": "QUICK_REPLY", "title": title_slot, "id": value_slot})
        samples |= {title: f"Answer {number}", value: f"answer:{number}"}
    return {
        "friendly_name": _name(buttons),
        "language": "en",
        "variables": samples,
        "types": {"twilio/quick-reply": {"body": "{{1}}", "actions": actions}},
    }
