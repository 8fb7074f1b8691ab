"""Slash commands: alone they are a wish, with words behind them an English sentence.

`/count coke` is read as "how many coke". A command says nothing about the language of
the person: the menu that it was chosen from has the same names in every language.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.understand.intents import (
    EACH_LANGUAGE,
    ComparePrices,
    Dashboard,
    DraftOrder,
    Export,
    Greeting,
    Help,
    HowToEnrol,
    HowToScan,
    Intent,
    Invite,
    ListAlerts,
    ListOrders,
    ListPrices,
    ListStock,
    LowStock,
    Missing,
    Named,
    Redo,
    SetLanguage,
    StopMessages,
    SwitchShop,
    Undo,
    WhatToBuy,
)
from bot.understand.words import tidy_name

_COMMAND = re.compile(r"^/([A-Za-z_]+)(?:@\w+)?(?:\s+|$)(.*)$", re.DOTALL)
_ALONE: Mapping[str, Intent] = {
    "start": Greeting(),
    "help": Help(),
    "scan": HowToScan(),
    "stock": ListStock(),
    "count": ListStock(),
    "products": ListStock(),
    "list": ListStock(),
    "missing": Missing(),
    "gaps": Missing(),
    "low": LowStock(),
    "price": ListPrices(),
    "prices": ListPrices(),
    "compare": ComparePrices(),
    "restock": WhatToBuy(),
    "buy": WhatToBuy(),
    "order": DraftOrder(),
    "orders": ListOrders(),
    "sold": Help("sales"),
    "received": Help("sales"),
    "lost": Help("sales"),
    "alert": ListAlerts(),
    "alerts": ListAlerts(),
    "learn": HowToEnrol(),
    "add": HowToEnrol(),
    "undo": Undo(),
    "redo": Redo(),
    "invite": Invite(),
    "shop": SwitchShop(),
    "shops": SwitchShop(),
    "language": SetLanguage(None),
    "lang": SetLanguage(None),
    "export": Export(),
    "dashboard": Dashboard(),
    "stop": StopMessages(),
}
_OPENINGS = {
    "help": "help",
    "stock": "how many",
    "count": "how many",
    "price": "price of",
    "restock": "what should i buy with",
    "buy": "what should i buy with",
    "order": "order",
    "sold": "sold",
    "received": "received",
    "lost": "lost",
    "alert": "alert",
    "learn": "new product",
    "add": "new product",
    "min": "minimum",
    "set": "set",
    "remove": "remove",
    "rename": "rename",
    "invite": "invite",
    "language": "language",
    "lang": "language",
    "currency": "currency",
    "export": "export",
}


def is_command(text: str) -> bool:
    """Whether a cleaned text is a slash command, known or not."""
    return _COMMAND.match(text) is not None


def read_alone(text: str) -> Intent | None:
    """What a command means without a sentence being read; None for all other texts."""
    found = _COMMAND.match(text)
    if found is None:
        return None
    command, rest = found[1].lower(), found[2].strip()
    if not rest:
        return _ALONE.get(command)
    if command == "compare":
        return ComparePrices((Named(tidy_name(rest)),))
    if command in {"shop", "shops"}:
        return SwitchShop(tidy_name(rest))
    if command in {"language", "lang"} and rest.lower().startswith(EACH_LANGUAGE):
        return SetLanguage(EACH_LANGUAGE)
    return None


def spelled_out(text: str) -> str:
    """The command with words behind it as a sentence; any other text as it is."""
    found = _COMMAND.match(text)
    if found is None:
        return text
    command, rest = found[1].lower(), found[2].strip()
    return f"{_OPENINGS[command]} {rest}" if rest and command in _OPENINGS else text
