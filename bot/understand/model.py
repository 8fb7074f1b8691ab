"""A language model that is asked what the embedded understanding did not understand.

Any server with the OpenAI chat-completions interface. Only its tool calls count: they
become the same wishes, which are looked up and carried out as all others are. Its words
are never shown, so it cannot state a figure. Runs in chat workers.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import httpx
import structlog

from bot.understand.intents import Intent, Item, Named
from bot.understand.names import split
from bot.understand.tools import tools, wish_of

TIMEOUT_S = 8.0
LONGEST_TEXT = 500
MOST_WISHES = 5
_TASK = (
    "You turn messages of shopkeepers into tool calls. Call one tool for each thing "
    "that the person wants, in order. Name products exactly as the person does, never "
    "others. Use only numbers that the person gave. Call no tool when nothing fits."
)

log = structlog.get_logger()


class Interpreter:
    """Asks the model at `base_url` (with or without a slash at its end)."""

    def __init__(
        self, http: httpx.Client, base_url: str, model: str, api_key: str = ""
    ) -> None:
        self._http = http
        self._url = f"{base_url.rstrip('/')}/chat/completions"
        self._model = model
        self._headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}

    def wishes(self, text: str, language: str) -> tuple[Intent, ...]:
        """What the text asks for; nothing where the model does not know or answer."""
        if len(text) > LONGEST_TEXT:
            return ()
        try:
            answer = self._ask(text, language)
        except (httpx.HTTPError, ValueError) as error:
            log.warning("model_failed", kind=type(error).__name__)
            return ()
        wishes = [_wish(call) for call in _calls(answer)]
        known = [wish for wish in wishes if wish is not None and _is_said(wish, text)]
        if len(known) != len(wishes):
            log.info("model_misled", calls=len(wishes), kept=len(known))
            return ()
        return tuple(known[:MOST_WISHES])

    def _ask(self, text: str, language: str) -> Any:
        response = self._http.post(
            self._url,
            headers=self._headers,
            timeout=TIMEOUT_S,
            json={
                "model": self._model,
                "temperature": 0,
                "messages": [
                    {"role": "system", "content": f"{_TASK} Language: {language}."},
                    {"role": "user", "content": text},
                ],
                "tools": tools(),
                "tool_choice": "auto",
            },
        )
        response.raise_for_status()
        return response.json()


def _calls(answer: Any) -> list[Any]:
    """The tool calls of the first choice; none in an answer of another shape."""
    try:
        calls = answer["choices"][0]["message"].get("tool_calls") or []
    except (KeyError, IndexError, TypeError, AttributeError):
        return []
    return calls if isinstance(calls, list) else []


def _wish(call: Any) -> Intent | None:
    try:
        function = call["function"]
        arguments = json.loads(function["arguments"] or "{}")
        name = function["name"]
    except (KeyError, TypeError, ValueError):
        return None
    if not isinstance(arguments, Mapping) or not isinstance(name, str):
        return None
    return wish_of(name, arguments)


def _is_said(wish: Intent, text: str) -> bool:
    """Whether each product shares a word with the message: none is made up."""
    words = set(split(text))
    return all(words & set(split(named.phrase)) for named in _named(wish))


def _named(wish: Intent) -> list[Named]:
    found: list[Named] = []
    for field in fields(wish):
        value = getattr(wish, field.name)
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, Item):
                found.append(part.product)
            elif isinstance(part, Named):
                found.append(part)
    return found
