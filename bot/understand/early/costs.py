""" "Coke costs 40 at Karim": what a supplier asks, as a person types it.

The grammar takes "at" for a price to sell at.
"""

from __future__ import annotations

import re
from decimal import Decimal

from bot.tables.values import BadValue, read_amount
from bot.understand.early.phrases import LONGEST_NAME, in_one_line, is_question
from bot.understand.intents import Named, SetCost
from bot.understand.rules_prices import LARGEST_PRICE

_SAID = re.compile(
    r"(?P<product>.+?)\s+"
    r"(?:now\s+)?(?:costs?(?:\s+me)?|co[uû]te(?:nt)?|cuestan?|inagharimu|yagharimu|"
    r"hugharimu|بيكلف|يكلف|تكلف|سعره|سعرها|ب)\s*"
    r"(?P<amount>\D{0,4}\d[\d.,٫٬]*\s*(?:/=|k)?)\s*\S{0,3}?\s+"
    r"(?:each\s+|chacune?\s+|la\s+pi[eè]ce\s+|cada\s+uno\s+|kila\s+moja\s+)?"
    r"(?:at|from|chez|avec|en|donde|con|kwa|kutoka\s+kwa|عند|من\s+عند)\s+"
    r"(?P<supplier>.+)",
    re.IGNORECASE,
)


_BOUGHT = re.compile(
    r"(?:i\s+buy|we\s+buy|j['’\s]?\s*ach[eè]te|on\s+ach[eè]te|compro|compramos|"
    r"nanunua|tunanunua|بشتري|اشتري|كنشري)\s+(?P<product>\D+?)\s+"
    r"(?:at\s+|for\s+|à\s+|a\s+|por\s+|kwa\s+|ب\s*)?"
    r"(?P<amount>\d[\d.,٫٬]*\s*(?:/=|k)?)\s*\S{0,4}?\s+"
    r"(?:at|from|chez|en|donde|con|kwa|kutoka\s+kwa|عند|من\s+عند|من)\s+"
    r"(?P<supplier>.+)",
    re.IGNORECASE,
)


def supplier_cost(text: str) -> SetCost | None:
    """What it says of a supplier's price; None for any other text."""
    said = in_one_line(text)
    if is_question(text):
        return None
    found = _SAID.fullmatch(said) or _BOUGHT.fullmatch(said)
    if found is None or len(found["supplier"].split()) > LONGEST_NAME:
        return None
    try:
        amount = read_amount(found["amount"].strip(), Decimal(LARGEST_PRICE))
    except BadValue:
        return None
    if not amount or any(letter.isdecimal() for letter in found["supplier"]):
        return None
    return SetCost(Named(found["product"]), amount, found["supplier"])
