"""Wishes that wait: as JSON in a question, completed or said again for another product.

Called by the conversation through `bot.understand.intents`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, fields, replace
from decimal import Decimal
from typing import Any

from bot.understand.intents.kinds import KINDS, Intent
from bot.understand.intents.parts import Item, Named, Quantity
from bot.understand.intents.photos import OF_PRODUCTS, AskPhoto
from bot.understand.intents.picture import NameGroup
from bot.understand.intents.products import MergeProducts, SetPrice
from bot.understand.intents.stock import Correct, Move

_NAMES = ("product", "into", "beside")
_DECIMALS = ("amount", "price", "budget", "threshold", "minimum_order")


def choose(intent: Intent, phrase: str, product_id: str) -> Intent:
    """The intent with its product settled: every slot called by the phrase."""
    chosen = Named(phrase, product_id)
    if isinstance(intent, NameGroup):
        return replace(intent, product_id=product_id)
    changed: dict[str, Any] = {}
    is_of_two = isinstance(intent, MergeProducts | AskPhoto)
    for field in fields(intent):
        value = getattr(intent, field.name)
        if isinstance(value, Named):
            if value.phrase == phrase or not is_of_two:
                changed[field.name] = chosen
        elif isinstance(value, tuple):
            changed[field.name] = tuple(_chosen(part, chosen) for part in value)
    return replace(intent, **changed) if changed else intent


def with_quantity(intent: Intent, quantity: Quantity) -> Intent:
    """The intent with the number that was asked for."""
    if not isinstance(intent, Correct | Move):
        return intent
    items = tuple(
        item if item.quantity is not None else replace(item, quantity=quantity)
        for item in intent.items
    )
    return replace(intent, items=items)


def again(intent: Intent, items: Sequence[Item]) -> Intent | None:
    """The intent once more for other products: "and Fanta?" after "price of Coke".

    None where the intent is about no product.
    """
    if isinstance(intent, SetPrice):
        quantity = items[0].quantity if len(items) == 1 else None
        if quantity is None:
            return None
        return SetPrice(items[0].product, Decimal(quantity))
    if isinstance(intent, AskPhoto):
        return _asked_again(intent, tuple(item.product for item in items))
    names = {field.name for field in fields(intent)}
    changed: dict[str, Any] = {}
    if "items" in names:
        changed["items"] = tuple(items)
    elif "products" in names:
        changed["products"] = tuple(item.product for item in items)
    elif "product" in names and len(items) == 1:
        changed["product"] = items[0].product
    return replace(intent, **changed) if changed else None


def _asked_again(asked: AskPhoto, named: tuple[Named, ...]) -> AskPhoto | None:
    """ "and the bread?" after "what is next to the milk?": beside that."""
    if asked.beside is not None and not asked.products:
        beside = named[0] if named else asked.beside
        return replace(asked, beside=beside, goes_on=True)
    if asked.what not in OF_PRODUCTS:
        return None
    return replace(asked, products=named, goes_on=True)


def to_json(intent: Intent) -> dict[str, Any]:
    """JSON-ready mapping with the intent's name."""
    return {"intent": type(intent).__name__, **_plain(asdict(intent))}


def from_json(data: Mapping[str, Any]) -> Intent:
    """The inverse of `to_json`; slots that the data lacks keep their defaults."""
    kind = KINDS[data["intent"]]
    known = {field.name for field in fields(kind)}
    values = {name: value for name, value in data.items() if name in known}
    for name in _NAMES:
        if values.get(name) is not None:
            values[name] = _named(values[name])
    for name, made in _LISTS.items():
        if name in values:
            values[name] = tuple(map(made, values[name]))
    if isinstance(values.get("quantity"), str):
        values["quantity"] = Decimal(values["quantity"])
    for name in _DECIMALS:
        if values.get(name) is not None:
            values[name] = Decimal(values[name])
    intent: Intent = kind(**values)
    return intent


def _named(data: Mapping[str, Any]) -> Named:
    return Named(**data)


def _chosen(part: Any, chosen: Named) -> Any:
    if isinstance(part, Named):
        return chosen if part.phrase == chosen.phrase else part
    if isinstance(part, Item) and part.product.phrase == chosen.phrase:
        return replace(part, product=chosen)
    return part


def _item(data: Mapping[str, Any]) -> Item:
    quantity = data["quantity"]
    if isinstance(quantity, str):
        quantity = Decimal(quantity)
    return Item(Named(**data["product"]), quantity, data["unit"])


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value


_LISTS: dict[str, Callable[[Any], Any]] = {
    "weekdays": str,
    "colours": str,
    "products": _named,
    "items": _item,
    "came": _item,
}
"""What makes the parts of slots that hold several."""
