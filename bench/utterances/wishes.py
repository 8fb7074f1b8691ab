"""Wishes in a form that both sides share: what was meant, and what was understood.

A wish is a kind and its parts; a part is a product (as named in the files, or as it was
called), a value ("3", "2 carton", "weekend"), or both.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from bot.understand import intents as want
from bot.understand.intents import Intent, Item, Named

NOTHING = "nonsense"
_OF_PRODUCTS = frozenset(
    "count where price compare pace stop_alert price_alert remove merge".split()
)
_WITH_VALUE = frozenset(
    "sale delivery loss correct set_price cost minimum pack supplier rename alias "
    "category set_alert shelf_life edit_order".split()
)


@dataclass(frozen=True, slots=True)
class Part:
    """`product`: a key of the files, or Named as understood; `value` made plain."""

    product: str | Named | None = None
    value: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wanted; `is_guess` when it was understood from bare words."""

    kind: str
    parts: tuple[Part, ...] = ()
    is_guess: bool = False


def meant(data: Any) -> tuple[Wish, ...]:
    """The wishes of a `want` in the files: {KIND: SLOTS}, or a list of such."""
    rows = data if isinstance(data, list) else [data]
    pairs = [pair for row in rows for pair in row.items()]
    return tuple(Wish(kind, tuple(_meant_parts(kind, slots))) for kind, slots in pairs)


def understood(intents: Iterable[Intent]) -> tuple[Wish, ...]:
    """The wishes of the grammar; neighbours of one kind are one wish."""
    wishes: list[Wish] = []
    for intent in intents:
        wish = _wish(intent)
        if wishes and wishes[-1].kind == wish.kind:
            before = wishes.pop()
            both = before.is_guess and wish.is_guess
            wish = Wish(wish.kind, before.parts + wish.parts, both)
        wishes.append(wish)
    return tuple(wishes)


def plain(value: Any) -> str:
    """A value as text: numbers shortest, letters small, digits western."""
    text = unicodedata.normalize("NFKC", str(value)).strip().casefold()
    digits = "".join(str(unicodedata.digit(c, c)) for c in text)
    try:
        number = Decimal(digits)
    except InvalidOperation:
        return re.sub(r"\s+", " ", digits)
    return format(number.normalize(), "f")


def _meant_parts(kind: str, slots: Any) -> Iterable[Part]:
    if kind in _OF_PRODUCTS:
        return (Part(key) for key in _listed(slots))
    if kind in _WITH_VALUE:
        return (_valued(key, value) for key, value in slots.items())
    if isinstance(slots, Mapping):
        return (_named_slot(name, value) for name, value in slots.items())
    return (Part(value=plain(value)) for value in _listed(slots))


def _valued(key: str, value: Any) -> Part:
    amount = " ".join(plain(word) for word in str(value).split(" "))
    if key.startswith("category "):
        return Part(value=f"{key} {amount}")
    return Part(key, amount)


def _named_slot(name: Any, value: Any) -> Part:
    if name == "product":
        return Part(value)
    if name == "beside":
        return Part(value, "beside")
    return Part(value=f"{plain(name)} {plain(value)}")


def _listed(slots: Any) -> list[Any]:
    return slots if isinstance(slots, list) else [slots]


def _wish(intent: Intent) -> Wish:
    if type(intent) in _PLAIN:
        return Wish(_PLAIN[type(intent)])
    kind, parts = _READERS[type(intent)](intent)
    shown = tuple(part for part in parts if part != Part())
    return Wish(kind, shown, getattr(intent, "is_guess", False))


_Read = tuple[str, list[Part]]


def _value(name: str, value: Any) -> Part:
    return Part() if value is None else Part(value=f"{name} {plain(value)}".strip())


def _items(items: Iterable[Item]) -> list[Part]:
    return [
        Part(i.product, " ".join(plain(v) for v in (i.quantity, i.unit) if v))
        if i.quantity != 0
        else Part(i.product, "0")
        for i in items
    ]


def _product_or_none(named: Named | None) -> Part:
    return Part() if named is None else Part(named)


def _products(products: Iterable[Named]) -> list[Part]:
    return [Part(named) for named in products]


def _product(kind: str) -> Callable[[Any], _Read]:
    return lambda i: (kind, [Part(i.product)])


def _product_and(kind: str, slot: str) -> Callable[[Any], _Read]:
    return lambda i: (kind, [Part(i.product, plain(getattr(i, slot)))])


def _only(kind: str, slot: str) -> Callable[[Any], _Read]:
    return lambda i: (kind, [_value("", getattr(i, slot))])


def _slots(kind: str, *slots: str) -> Callable[[Any], _Read]:
    return lambda i: (kind, [_value(name, getattr(i, name)) for name in slots])


def _alert(intent: want.SetAlert) -> _Read:
    if intent.kind == "price":
        return "price_alert", [Part(intent.product, plain(intent.threshold or ""))]
    limit = "" if intent.threshold is None else plain(intent.threshold)
    if intent.category is not None:
        return "set_alert", [_value("category", f"{intent.category} {limit}".strip())]
    return "set_alert", [Part(intent.product, limit)]


def _stopped(intent: want.StopAlert) -> _Read:
    return "stop_alert", [Part(intent.product), _value("category", intent.category)]


def _snooze(intent: want.Snooze) -> _Read:
    hours = None if intent.minutes is None else Decimal(intent.minutes) / 60
    return "snooze", [_value("hours", hours), _value("until", intent.day)]


def _history(intent: want.History) -> _Read:
    product = Part() if intent.product is None else Part(intent.product)
    when = [_value("kind", intent.kind), _value("period", intent.period)]
    return "history", [product, *when]


def _buy(intent: want.WhatToBuy) -> _Read:
    days = _value("days", intent.days)
    return "buy", [_value("budget", intent.budget), _value("for", intent.day), days]


def _quiet(intent: want.SetQuietHours) -> _Read:
    return "quiet_hours", [_value("", intent.start), _value("", intent.end)]


def _sellers(intent: want.BestSellers) -> _Read:
    kind = "slow_sellers" if intent.slowest else "best_sellers"
    return kind, [_value("period", intent.period)]


def _asked(intent: want.AskPhoto) -> _Read:
    beside = Part() if intent.beside is None else Part(intent.beside, "beside")
    slots = ("what", "row", "side", "relation", "amount", "since")
    colours = [_value("colour", colour) for colour in intent.colours]
    valued = [_value(name, getattr(intent, name)) for name in slots]
    return "photo", [*_products(intent.products), *colours, *valued, beside]


_PLAIN: dict[type, str] = {
    want.AskPicture: "picture",
    want.AcceptPrices: "accept_prices",
    want.ListShelves: "shelves",
    want.WeeklySummary: "summary",
    want.LowStock: "low",
    want.ListPrices: "prices",
    want.StockValue: "value",
    want.ListAlerts: "list_alerts",
    want.Why: "why",
    want.StopMessages: "stop_messages",
    want.StartMessages: "start_messages",
    want.CountMessages: "messages",
    want.DraftOrder: "order",
    want.ListOrders: "orders",
    want.ApproveOrder: "order_approve",
    want.CancelOrder: "order_cancel",
    want.ReceiveOrder: "receive_order",
    want.ListSuppliers: "suppliers",
    want.ListMembers: "members",
    want.Join: "join",
    want.Dashboard: "dashboard",
    want.DeleteData: "delete_data",
    want.SwitchShop: "switch_shop",
    want.HowToScan: "how_to_scan",
    want.HowToEnrol: "how_to_enrol",
    want.DescribeSupplier: "describe_supplier",
    want.AddAddress: "add_address",
    want.RemoveAddress: "remove_address",
    want.Undo: "undo",
    want.Redo: "redo",
    want.Yes: "agree",
    want.No: "decline",
    want.Help: "help",
    want.Greeting: "greeting",
    want.Thanks: "thanks",
    want.Insult: "insult",
    want.TooLarge: "too_large",
    want.NotUnderstood: NOTHING,
}
_READERS: dict[type, Callable[[Any], _Read]] = {
    want.AskPhoto: _asked,
    want.Count: lambda i: ("count", _products(i.products) or [Part(Named(""))]),
    want.ListStock: lambda i: ("stock", [_value("", i.category or i.shelf)]),
    want.WhereIs: _product("where"),
    want.PriceOf: _product("price"),
    want.ComparePrices: lambda i: ("compare", _products(i.products)),
    want.SalesSpeed: _product("pace"),
    want.Remove: _product("remove"),
    want.MergeProducts: lambda i: ("merge", _products([i.product, i.into])),
    want.SetPrice: _product_and("set_price", "amount"),
    want.SetCost: _product_and("cost", "amount"),
    want.SetMinimum: _product_and("minimum", "minimum"),
    want.SetPackSize: _product_and("pack", "size"),
    want.SetSupplier: _product_and("supplier", "supplier"),
    want.SetCategory: _product_and("category", "category"),
    want.Rename: _product_and("rename", "name"),
    want.AddAlias: _product_and("alias", "alias"),
    want.Correct: lambda i: ("correct", _items(i.items)),
    want.Also: lambda i: ("also", _items(i.items)),
    want.Move: lambda i: (i.kind, _items(i.items)),
    want.NameGroup: lambda i: ("name", [_value(str(i.group), i.name)]),
    want.CountGroup: lambda i: ("count_group", [_value(str(i.group), i.quantity)]),
    want.SkipGroup: _only("skip_group", "group"),
    want.NameShelf: _only("shelf", "name"),
    want.NewProduct: _slots("new", "name", "quantity", "minimum", "price"),
    want.SetAlert: _alert,
    want.StopAlert: _stopped,
    want.Snooze: _snooze,
    want.History: _history,
    want.WhatToBuy: _buy,
    want.SetQuietHours: _quiet,
    want.BestSellers: _sellers,
    want.Invite: _only("invite", "role"),
    want.SetRole: lambda i: ("set_role", [_value(plain(i.person), i.role)]),
    want.RemoveMember: _only("remove_member", "person"),
    want.NameShop: _only("name_shop", "name"),
    want.Export: _only("export", "format"),
    want.SetLanguage: _only("language", "language"),
    want.SetCurrency: _only("currency", "currency"),
    want.Number: _only("number", "value"),
    want.Missing: _only("missing", "shelf"),
    want.Compliance: _only("compliance", "shelf"),
    want.ForgetPlan: _only("forget_plan", "shelf"),
    want.LookUp: _only("look_up", "gtin"),
    want.SharePrices: lambda i: ("share" if i.is_on else "unshare", []),
    want.SetShelfLife: _product_and("shelf_life", "days"),
    want.ExplainRestock: lambda i: ("explain_restock", [_product_or_none(i.product)]),
    want.EditOrder: lambda i: (
        "edit_order",
        _items([Item(i.product, i.quantity, i.unit)]),
    ),
    want.Shrink: lambda i: (
        "shrink",
        [_product_or_none(i.product), _value("period", i.period)],
    ),
    want.Trend: lambda i: (
        "trend",
        [
            _product_or_none(i.product),
            _value("measure", i.measure),
            _value("period", i.period),
        ],
    ),
    want.SetSummaryDay: _only("summary_day", "weekday"),
}
