"""Sentences about buying that the grammar takes for counts: money to spend, how long
something keeps, when it will run out, what to buy from whom.

Called by the conversation before the grammar.
"""

from __future__ import annotations

import re
from decimal import Decimal

from bot.tables.values import BadValue, read_amount
from bot.understand.intents import (
    Intent,
    Named,
    SalesSpeed,
    SetShelfLife,
    WhatToBuy,
)
from bot.understand.rules_prices import LARGEST_PRICE
from bot.understand.words import fold

_MONEY = r"(?P<money>\D{0,4}\d[\d.,٫٬ ]*\d?(?: ?k)?)(?: ?\D{1,12}?)?"
_BUDGET = (
    re.compile(
        rf"j'?(?:ai|e dispose de|e n'?ai que) {_MONEY} "
        r"(?:a depenser|pour (?:acheter|commander|les achats|le stock)|de budget)"
    ),
    re.compile(
        r"(?:my budget is|mon budget est(?: de)?|jai un budget de|mi presupuesto es"
        rf"(?: de)?|bajeti yangu ni|ميزانيتي(?: هي)?) {_MONEY}"
    ),
)
_KEEPS = re.compile(
    r"(?P<product>.+?) (?:يبقي|تبقي|يدوم|تدوم|يصلح|تصلح|صالح|صالحه|بيقعد|يقعد)"
    r" (?:لمده )?(?P<days>\d{1,4}) (?:ايام|يوم|يوما)"
)
_ENDS = (
    re.compile(
        r"when (?:will|does|is) (?:the |my )?(?P<product>.+?) "
        r"(?:going to )?(?:run out|be (?:over|finished|out)|finish(?:es)?|end)"
    ),
    re.compile(
        r"quand (?:est[- ]ce que )?(?:le |la |les |l')?(?P<product>.+?) "
        r"(?:va|vont|sera|seront)(?:[- ]t[- ]il)? (?:finir|epuisee?s?|manquer|"
        r"se terminer|etre finie?s?)"
    ),
    re.compile(
        r"cuando se (?:me )?(?:acaban?|acabara|terminan?|va a acabar|agotan?) "
        r"(?:el |la |los |las )?(?P<product>.+)"
    ),
    re.compile(r"(?P<product>.+?) (?:itaisha|zitaisha|yataisha) lini"),
    re.compile(r"متي (?:ينفد|تنفد|يخلص|تخلص|ينتهي|تنتهي|هيخلص) (?P<product>.+)"),
)
_FROM = (
    re.compile(
        r"what (?:should|do|can|must|to) ?(?:i|we)? ?(?:have to |need to )?"
        r"(?:buy|order|get) from (?P<supplier>.+)"
    ),
    re.compile(
        r"(?:que dois[- ]je|que faut[- ]il|qu'?est[- ]ce que je dois|que) "
        r"(?:acheter|commander|j'?achete) chez (?P<supplier>.+)"
    ),
    re.compile(
        r"que (?:debo|tengo que|puedo|hay que) (?:comprar|pedir)(?:le)? "
        r"(?:a|con|en|de) (?P<supplier>.+)"
    ),
    re.compile(r"ninunue nini (?:kwa|kutoka kwa) (?P<supplier>.+)"),
    re.compile(r"(?:ماذا|ايش|شو) (?:اشتري|اطلب) من (?P<supplier>.+)"),
)


def buying_said(text: str) -> Intent | None:
    """What it says of what to buy; None for any other text."""
    said = fold(" ".join(text.split()).strip(" .!?¿؟")).replace("’", "'")
    if found := _first(_BUDGET, said):
        return _spend(found["money"])
    if found := _KEEPS.fullmatch(said):
        return SetShelfLife(Named(found["product"]), int(found["days"]))
    if found := _first(_ENDS, said):
        return SalesSpeed(Named(found["product"]))
    if found := _first(_FROM, said):
        return WhatToBuy(supplier=found["supplier"])
    return None


def _first(patterns: tuple[re.Pattern[str], ...], said: str) -> re.Match[str] | None:
    return next((f for f in (p.fullmatch(said) for p in patterns) if f), None)


def _spend(money: str) -> WhatToBuy | None:
    text = money.strip()
    times = 1000 if text.endswith("k") else 1
    try:
        amount = read_amount(text.removesuffix("k"), Decimal(LARGEST_PRICE))
    except BadValue:
        return None
    return WhatToBuy(budget=amount * times) if amount else None
