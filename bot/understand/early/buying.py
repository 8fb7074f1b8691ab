"""Sentences about buying that the grammar takes for counts: money to spend, how long
something keeps, when it will run out, what to buy from whom, "order it".
"""

from __future__ import annotations

from decimal import Decimal

from bot.tables.values import BadValue, read_amount
from bot.understand.early.phrases import first_fit, in_one_line, patterns
from bot.understand.intents import (
    DraftOrder,
    Intent,
    Item,
    Named,
    SalesSpeed,
    SetShelfLife,
    WhatToBuy,
)
from bot.understand.rules_prices import LARGEST_PRICE
from bot.understand.words import fold

_MONEY = r"(?P<money>\D{0,4}\d[\d.,٫٬ ]*\d?(?: ?k)?)(?: ?\D{1,12}?)?"
_BUDGET = patterns(
    rf"j'?(?:ai|e dispose de|e n'?ai que) {_MONEY} "
    r"(?:a depenser|pour (?:acheter|commander|les achats|le stock)|de budget)",
    r"(?:my budget is|mon budget est(?: de)?|jai un budget de|mi presupuesto es"
    rf"(?: de)?|bajeti yangu ni|ميزانيتي(?: هي)?) {_MONEY}",
)
_KEEPS = patterns(
    r"(?P<product>.+?) (?:يبقي|تبقي|يدوم|تدوم|يصلح|تصلح|صالح|صالحه|بيقعد|يقعد)"
    r" (?:لمده )?(?P<days>\d{1,4}) (?:ايام|يوم|يوما)"
)
_ENDS = patterns(
    r"when (?:will|does|is) (?:the |my )?(?P<product>.+?) "
    r"(?:going to )?(?:run out|be (?:over|finished|out)|finish(?:es)?|end)",
    r"quand (?:est[- ]ce que )?(?:le |la |les |l')?(?P<product>.+?) "
    r"(?:va|vont|sera|seront)(?:[- ]t[- ]il)? (?:finir|epuisee?s?|manquer|"
    r"se terminer|etre finie?s?)",
    r"cuando se (?:me )?(?:acaban?|acabara|terminan?|va a acabar|agotan?) "
    r"(?:el |la |los |las )?(?P<product>.+)",
    r"(?P<product>.+?) (?:itaisha|zitaisha|yataisha) lini",
    r"متي (?:ينفد|تنفد|يخلص|تخلص|ينتهي|تنتهي|هيخلص) (?P<product>.+)",
)
_FROM = patterns(
    r"what (?:should|do|can|must|to) ?(?:i|we)? ?(?:have to |need to )?"
    r"(?:buy|order|get|need|want) from (?P<supplier>.+)",
    r"(?:que dois[- ]je|que faut[- ]il|qu'?est[- ]ce que je dois|que) "
    r"(?:acheter|commander|j'?achete) chez (?P<supplier>.+)",
    r"que (?:debo|tengo que|puedo|hay que|me hace falta|me falta|necesito) ?"
    r"(?:comprar|pedir)?(?:le)? "
    r"(?:a|con|en|de) (?P<supplier>.+)",
    r"ninunue nini (?:kwa|kutoka kwa) (?P<supplier>.+)",
    r"(?:ماذا|ايش|شو) (?:اشتري|اطلب) من (?P<supplier>.+)",
)

_ORDER_IT = patterns(
    r"(?:please |pls |ok |yes |then |now |lets |can you )*(?:buy|order|get|purchase|"
    r"reorder|restock)(?: me| us)? (?:it|that|this|them|those|these|all of "
    r"(?:it|them|that)|that list|the list|this list)(?: all)?(?: please| pls| now| "
    r"too| for me| then)*",
    r"(?:oui |ok |alors |stp |svp )*(?:commande|achete|prends|rachete)[sz]?[- ]?"
    r"(?:moi[- ])?(?:le|la|les|ca|cela|tout ca)(?: tous| toutes| tout)?"
    r"(?: stp| svp| sil te plait| maintenant| alors)*",
    r"(?:si |ok |entonces |ya |por favor )*(?:pide|compra|encarga|ordena|pida|compre|"
    r"encargue|ordene)(?:me|nos)?l[oae]s?(?: todos?| todas?| por favor| porfa| ya| "
    r"ahora)*",
    r"(?:pide|compra|encarga|ordena) (?:eso|esto|esos|estos|la lista)(?: por favor)?",
    r"(?:ndio |sawa |basi |tafadhali )*(?:i|zi|ya|vi|u|li|ki|wa)?(?:agize|nunue|"
    r"agizeni|nunueni)(?: sasa| tafadhali| yote| zote| vyote| basi)*",
    r"(?:agiza|nunua) (?:hiyo|hii|hizo|hizi|yote|zote|vyote|hivyo|orodha hiyo)"
    r"(?: tafadhali| sasa)?",
    r"(?:نعم |ايوه |تمام |طيب |من فضلك |لو سمحت )*(?:اطلب|اشتري?|هات|جيب|اوصي)"
    r"(?:ه|ها|هم|هن|ة)(?: لي| كلها| كلهم| الان| دلوقتي| من فضلك| لو سمحت| كله)*",
    r"(?:اطلب|اشتري|هات) (?:هذا|هذه|هذي|ده|دي|دول|هذول|هذه القائمة)",
)
_IT = DraftOrder((Item(Named(""), None),))


def buying_said(text: str) -> Intent | None:
    """What it says of what to buy; None for any other text."""
    said = fold(in_one_line(text).strip("?¿؟ "))
    if found := first_fit(_BUDGET, said):
        return _spend(found["money"])
    if first_fit(_ORDER_IT, said.replace("-", " ").replace("  ", " ")):
        return _IT
    if found := first_fit(_KEEPS, said):
        return SetShelfLife(Named(found["product"]), int(found["days"]))
    if found := first_fit(_ENDS, said):
        return SalesSpeed(Named(found["product"]))
    if found := first_fit(_FROM, said):
        return WhatToBuy(supplier=found["supplier"])
    return None


def _spend(money: str) -> WhatToBuy | None:
    text = money.strip()
    times = 1000 if text.endswith("k") else 1
    try:
        amount = read_amount(text.removesuffix("k"), Decimal(LARGEST_PRICE))
    except BadValue:
        return None
    return WhatToBuy(budget=amount * times) if amount else None
