"""Short sentences about an order by its number, or about all of what it brought.

Called by the conversation before the grammar, which takes "order 3" for so many pieces.
"""

from __future__ import annotations

import re

from bot.understand.intents import ApproveOrder, Intent, ReceiveOrder
from bot.understand.words import fold

_ORDER = r"(?:the )?(?:order|commande|la commande|pedido|el pedido|oda|الطلب|طلب)"
_ALL = (
    r"(?:it )?all|everything|the (?:whole )?order|tout|toute la commande|"
    r"todo(?: el pedido)?|yote|vyote|kila kitu|oda yote|كل شيء|كل شي|كله|كل الطلب"
)
_CAME = (
    r"(?:has |have )?(?:arrived|came|come)|(?:est )?arrivee?|(?:ha )?llegado|llego|"
    r"imefika|وصل"
)
_GOT = (
    r"(?:(?:i|we)(?: have|ve)? )?(?:received|got)|(?:jai |on a |nous avons )?recu|"
    r"(?:he |hemos )?recibido|recibi|recibimos|nimepokea|tumepokea|استلمت|استلمنا|وصل"
)
_SEND = r"send|resend|envoie|renvoie|envia|reenvia|tuma|ابعت|ارسل"
_AGAIN = r"again|now|encore|maintenant|otra vez|ahora|tena|sasa|تاني|مره اخري|الان"
_RECEIVED = (
    re.compile(rf"(?:{_GOT}) (?:{_ALL})(?: (?:of|from|de|del|ya|من) {_ORDER})?"),
    re.compile(rf"(?:everything|all of it|tout|todo) (?:{_CAME})"),
)
_NUMBERED = re.compile(
    rf"{_ORDER} (?P<came>\d+) (?:{_CAME})|"
    rf"(?:{_GOT}) {_ORDER} (?P<got>\d+)|"
    rf"(?:{_SEND}) {_ORDER} (?P<send>\d+)(?: (?:{_AGAIN}))?"
)
_LARGEST = 999_999


def order_said(text: str) -> Intent | None:
    """What it says about an order; None for any other text."""
    said = fold(" ".join(text.split()).strip(" .!،")).replace("’", "")
    if any(pattern.fullmatch(said) for pattern in _RECEIVED):
        return ReceiveOrder()
    found = _NUMBERED.fullmatch(said)
    if found is None:
        return None
    number = int(found["came"] or found["got"] or found["send"])
    if number > _LARGEST:
        return None
    return ApproveOrder(number) if found["send"] else ReceiveOrder(number)
