"""Every wish as a tool of a language model: JSON schemas made from the dataclasses.

Called by `model`; what comes back as tool calls becomes the same wishes.
"""

from __future__ import annotations

import inspect
import types
from collections.abc import Mapping
from dataclasses import MISSING, fields
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from bot.understand.intents import KINDS, Intent, Item, Named
from bot.understand.items import LARGEST, quantity_of
from bot.understand.lexicon import LANGUAGES

_UNOFFERED = frozenset(
    "Also Yes No Number TooLarge NotUnderstood NameGroup CountGroup SkipGroup "
    "CorrectBoxes "
    "DeleteData Join AddAddress RemoveAddress".split()
)
"""Answers to what was asked, and what has to be said in clear words."""
_HIDDEN = frozenset(
    {"is_guess", "product_id", "is_asked", "or_books", "goes_on", "or_price"}
)
_DAYS = (
    "today tomorrow weekend week month monday tuesday wednesday thursday friday "
    "saturday sunday"
).split()
_PERIODS = "today yesterday week month year last_month last_year".split()
_PERIODS = "today yesterday week month year last_month last_year".split()
_ALLOWED: dict[tuple[str, str], list[str]] = {
    ("AskPhoto", "what"): (
        "count presence where contents colour products shelves gaps emptiest fullest "
        "most fewest out_of_place label tag dearest cheapest dearer_than cheaper_than "
        "compare"
    ).split(),
    ("AskPhoto", "side"): ["left", "middle", "right"],
    ("AskPhoto", "relation"): ["left_of", "right_of", "next_to", "above", "below"],
    ("AskPhoto", "since"): ["yesterday", "last"],
    ("Move", "kind"): ["sale", "delivery", "loss"],
    ("History", "kind"): ["sale", "delivery", "loss", "correction"],
    ("SetAlert", "kind"): ["low", "price"],
    ("StopAlert", "kind"): ["low", "price"],
    ("History", "period"): _PERIODS,
    ("BestSellers", "period"): _PERIODS,
    ("WhatToBuy", "day"): _DAYS,
    ("Snooze", "day"): _DAYS,
    ("Invite", "role"): ["owner", "manager", "staff", "viewer"],
    ("SetRole", "role"): ["owner", "manager", "staff", "viewer"],
    ("Export", "format"): ["csv", "xlsx"],
    ("SetSummaryDay", "weekday"): _DAYS[5:],
    ("Trend", "measure"): ["stock", "sales", "price", "value", "stock_outs"],
    ("Trend", "period"): _PERIODS,
    ("Shrink", "period"): _PERIODS,
    ("SetLanguage", "language"): list(LANGUAGES),
}
_ITEM = {
    "type": "object",
    "properties": {
        "product": {"type": "string", "description": "as the person calls it"},
        "quantity": {"type": "number"},
        "unit": {"type": "string", "description": "carton, pack, dozen, kg, …"},
    },
    "required": ["product"],
    "additionalProperties": False,
}


@cache
def tools() -> list[dict[str, Any]]:
    """The wishes as the `tools` of a chat-completions request."""
    return [_tool(name, kind) for name, kind in KINDS.items() if name not in _UNOFFERED]


def wish_of(name: str, arguments: Mapping[str, Any]) -> Intent | None:
    """The wish of a tool call; None when it is not one of ours or makes no sense."""
    if name not in KINDS or name in _UNOFFERED:
        return None
    kind = KINDS[name]
    hints = get_type_hints(kind)
    values: dict[str, Any] = {}
    for field in fields(kind):
        if field.name in _HIDDEN or arguments.get(field.name) in (None, "", []):
            if field.default is MISSING:
                return None
            continue
        given = arguments[field.name]
        if given not in _ALLOWED.get((name, field.name), [given]):
            return None
        try:
            values[field.name] = _value(hints[field.name], given)
        except (TypeError, ValueError, KeyError, InvalidOperation):
            return None
    intent: Intent = kind(**values)
    return intent


def _tool(name: str, kind: type) -> dict[str, Any]:
    hints = get_type_hints(kind)
    shown = [field for field in fields(kind) if field.name not in _HIDDEN]
    return {
        "type": "function",
        "function": {
            "name": name,
            "description": inspect.cleandoc(kind.__doc__ or name),
            "parameters": {
                "type": "object",
                "properties": {
                    f.name: _schema(hints[f.name]) | _choice(name, f.name)
                    for f in shown
                },
                "required": [f.name for f in shown if f.default is MISSING],
                "additionalProperties": False,
            },
        },
    }


def _choice(name: str, slot: str) -> dict[str, Any]:
    allowed = _ALLOWED.get((name, slot))
    return {"enum": allowed} if allowed else {}


def _bare(hint: Any) -> Any:
    """The type beside None; a whole number or a decimal counts as a decimal."""
    if get_origin(hint) in (Union, types.UnionType):
        kinds = [kind for kind in get_args(hint) if kind is not type(None)]
        return Decimal if Decimal in kinds else kinds[0]
    return hint


def _schema(hint: Any) -> dict[str, Any]:
    kind = _bare(hint)
    if get_origin(kind) is tuple:
        inner = get_args(kind)[0]
        return {"type": "array", "items": _ITEM if inner is Item else _schema(inner)}
    if kind is Named:
        return {"type": "string", "description": "the product as the person calls it"}
    names = {str: "string", bool: "boolean", int: "integer", Decimal: "number"}
    return {"type": names[kind]}


def _value(hint: Any, given: Any) -> Any:
    kind = _bare(hint)
    if get_origin(kind) is tuple:
        inner = get_args(kind)[0]
        listed = given if isinstance(given, list) else [given]
        if inner is Item:
            return tuple(_item(one) for one in listed)
        if inner is str:
            return tuple(_text(one) for one in listed)
        return tuple(Named(_text(one)) for one in listed)
    if kind is Named:
        return Named(_text(given))
    if kind is Decimal:
        return _number(given)
    if kind is int:
        return _whole(given)
    if kind is bool:
        return bool(given)
    return _text(given)


def _item(given: Mapping[str, Any]) -> Item:
    product, unit = _text(given["product"]), given.get("unit")
    unit = _text(unit) if unit else None
    if given.get("quantity") is None:
        return Item(Named(product), None, unit)
    quantity = quantity_of(_number(given["quantity"]), unit)
    if quantity is None:
        raise ValueError("no quantity")
    return Item(Named(product), quantity, None if unit == "piece" else unit)


def _text(given: Any) -> str:
    if not isinstance(given, str) or not given.strip():
        raise TypeError("no text")
    return given.strip()[:80]


def _number(given: Any) -> Decimal:
    value = Decimal(str(given))
    if not value.is_finite() or value < 0:
        raise ValueError("no number")
    return value


def _whole(given: Any) -> int:
    value = _number(given)
    if value != int(value) or value > LARGEST:
        raise ValueError("not whole")
    return int(value)
