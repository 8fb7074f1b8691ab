"""The model behind VLM_BASE_URL: asked in its own shape, and believed only so far."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import httpx
import pytest

from bot.understand.intents import (
    Count,
    DraftOrder,
    Intent,
    Item,
    ListStock,
    Move,
    Named,
    SetAlert,
    SetPrice,
)
from bot.understand.model import Interpreter
from bot.understand.tools import tools, wish_of

BASE = "http://models.test/v1"
TYPES = {"object", "array", "string", "number", "integer", "boolean"}


class FakeModel:
    """A chat-completions server that is as strict about requests as real ones."""

    def __init__(self, *calls: tuple[str, Any], content: str | None = None) -> None:
        self.calls = calls
        self.content = content
        self.requests: list[dict[str, Any]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.method != "POST" or request.url.path != "/v1/chat/completions":
            return httpx.Response(404)
        if request.headers.get("Authorization") != "Bearer key":
            return httpx.Response(401, json={"error": {"message": "no key"}})
        body = json.loads(request.content)
        problem = self._problem(body)
        if problem:
            return httpx.Response(400, json={"error": {"message": problem}})
        self.requests.append(body)
        return httpx.Response(200, json=self._answer())

    def _problem(self, body: dict[str, Any]) -> str | None:
        if body.get("model") != "small":
            return "no such model"
        roles = [message["role"] for message in body["messages"]]
        if roles != ["system", "user"]:
            return f"roles {roles}"
        for tool in body["tools"]:
            function = tool["function"]
            if tool["type"] != "function":
                return "type"
            if not re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", function["name"]):
                return f"name {function['name']}"
            if len(function["description"]) > 1024:
                return "description"
            if not is_schema(function["parameters"]):
                return f"parameters of {function['name']}"
        return None

    def _answer(self) -> dict[str, Any]:
        calls = [
            {
                "id": f"call_{number}",
                "type": "function",
                "function": {"name": name, "arguments": arguments},
            }
            for number, (name, arguments) in enumerate(self.calls)
        ]
        message = {"role": "assistant", "content": self.content, "tool_calls": calls}
        reason = "tool_calls" if calls else "stop"
        choice = {"index": 0, "message": message, "finish_reason": reason}
        return {"id": "1", "object": "chat.completion", "choices": [choice]}


def is_schema(schema: Any) -> bool:
    """Whether it is a JSON schema of the kind that servers take."""
    if not isinstance(schema, dict) or schema.get("type") not in TYPES:
        return False
    if schema["type"] == "object":
        properties = schema["properties"]
        known = set(schema.get("required", ())) <= properties.keys()
        return known and all(is_schema(part) for part in properties.values())
    return schema["type"] != "array" or is_schema(schema["items"])


def asked(
    text: str, handler: Callable[[httpx.Request], httpx.Response], key: str = "key"
) -> Sequence[Intent]:
    with httpx.Client(transport=httpx.MockTransport(handler)) as http:
        return Interpreter(http, BASE + "/", "small", key).wishes(text, "en")


def test_tool_calls_become_wishes_in_order() -> None:
    model = FakeModel(
        ("Move", '{"kind": "sale", "items": [{"product": "coke", "quantity": 3}]}'),
        ("Count", '{"products": ["coke"]}'),
    )

    wishes = asked("three of the coke walked out, whats that leave", model)

    assert wishes == (
        Move("sale", (Item(Named("coke"), 3),)),
        Count((Named("coke"),)),
    )
    (request,) = model.requests
    assert request["messages"][1]["content"].startswith("three of the coke")


def test_words_of_the_model_are_not_taken_for_anything() -> None:
    assert asked("how is coke", FakeModel(content="You have 14 Coke left.")) == ()


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("Count", '{"products": ["fanta"]}'),  # nobody spoke of it
        ("Explode", "{}"),
        ("Move", '{"kind": "theft", "items": [{"product": "coke", "quantity": 3}]}'),
        ("SetRole", '{"person": "Ali", "role": "king"}'),
        ("DeleteData", "{}"),
        ("Count", "not json"),
        ("Count", "[1]"),
        ("SetPrice", '{"product": "coke"}'),
        ("SetPrice", '{"product": "coke", "amount": "lots"}'),
        ("SetMinimum", '{"product": "coke", "minimum": 1.5}'),
        ("SetMinimum", '{"product": "coke", "minimum": -3}'),
        ("Move", '{"kind": "sale", "items": [{"quantity": 3}]}'),
        ("Move", '{"kind": "sale", "items": [{"product": "coke", "quantity": 2.5}]}'),
    ],
)
def test_call_that_makes_no_sense_is_no_wish(name: str, arguments: str) -> None:
    assert asked("the coke thing", FakeModel((name, arguments))) == ()


@pytest.mark.parametrize(
    "response",
    [
        httpx.Response(500),
        httpx.Response(429, headers={"Retry-After": "9"}),
        httpx.Response(200, text="<html>"),
        httpx.Response(200, json={"choices": []}),
        httpx.Response(200, json={"choices": [{"message": None}]}),
        httpx.Response(200, json=[]),
    ],
)
def test_server_that_fails_leaves_the_message_not_understood(
    response: httpx.Response,
) -> None:
    assert asked("the coke thing", lambda _: response) == ()


def test_slow_server_and_wrong_key_leave_the_message_not_understood() -> None:
    def slow(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("slow", request=request)

    assert asked("the coke thing", slow) == ()
    assert asked("the coke thing", FakeModel(("Count", "{}")), key="no") == ()


def test_long_text_is_not_sent() -> None:
    model = FakeModel(("ListStock", "{}"))

    assert asked("word " * 200, model) == ()
    assert model.requests == []


def test_every_offered_tool_has_a_schema_and_a_description() -> None:
    assert len(tools()) > 40
    for tool in tools():
        assert is_schema(tool["function"]["parameters"])
        assert tool["function"]["description"]


@pytest.mark.parametrize(
    ("name", "arguments", "wish"),
    [
        ("ListStock", {}, ListStock()),
        ("ListStock", {"category": "drinks"}, ListStock("drinks")),
        (
            "SetPrice",
            {"product": "coke", "amount": 550.5},
            SetPrice(Named("coke"), Decimal("550.5")),
        ),
        (
            "SetAlert",
            {"product": "coke", "threshold": 5, "kind": "low"},
            SetAlert(Named("coke"), threshold=Decimal(5)),
        ),
        (
            "DraftOrder",
            {"items": [{"product": "rice", "quantity": 1.5, "unit": "kg"}]},
            DraftOrder((Item(Named("rice"), Decimal("1.5"), "kg"),)),
        ),
    ],
)
def test_arguments_become_slots(
    name: str, arguments: dict[str, Any], wish: Intent
) -> None:
    assert wish_of(name, arguments) == wish
