"""Sentences about an order by its number, by whose it is, or about all that it brought.

The grammar takes "order 3" for so many pieces, and "order 1 came but only 40 coke" for
what is in stock.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from bot.understand.early.phrases import (
    first_fit,
    in_one_line,
    is_question,
    patterns,
)
from bot.understand.intents import (
    ApproveOrder,
    Intent,
    Item,
    Move,
    Named,
    ReceiveOrder,
)
from bot.understand.words import fold

Read = Callable[[str], Sequence[Intent]]
"""What the grammar makes of a text."""

_ORDER = (
    r"(?:the |my |our |this |that )?(?:order|commande|la commande|pedido|el pedido|oda|"
    r"الطلب|طلب|الطلبيه|طلبيه)"
)
_OF = r"(?:of|from|for|to|de|du|des|del|chez|a|para|ya|kwa|kutoka kwa|من|بتاع|الي)"
_ALL = (
    r"(?:it )?all|everything|the (?:whole )?order|tout|toute la commande|"
    r"todo(?: el pedido)?|yote|vyote|zote|kila kitu|oda yote|كل شيء|كل شي|كله|كل الطلب"
)
_CAME = (
    r"(?:has |have |just )?(?:arrived|came|come|been delivered|is here)|"
    r"(?:est |sont )?arrivee?s?|(?:ha )?llegado|llego|imefika|zimefika|وصلت|وصل"
)
_GOT = (
    r"(?:(?:i|we)(?: have|ve)? )?(?:received|got)|(?:jai |on a |nous avons )?recu|"
    r"(?:he |hemos )?recibido|recibi|recibimos|nimepokea|tumepokea|استلمت|استلمنا|وصل"
)
_SEND = r"send|resend|envoie|renvoie|envia|reenvia|manda|tuma|ابعت|ارسل"
_APPROVE = (
    r"approve|confirm|place|valide|confirme|approuve|aprueba|confirma|idhinisha|"
    r"thibitisha|وافق علي|اعتمد|اكد"
)
_AGAIN = r"again|now|encore|maintenant|otra vez|ahora|tena|sasa|تاني|مره اخري|الان"
_EVERY = (
    r"(?:them )?(?:all|both)(?: (?:of them|orders|the orders|drafts))?|all the orders|"
    r"every order|tout|toutes(?: les commandes)?|todos?(?: los pedidos)?|"
    r"(?:oda )?zote|كل الطلبات|الكل|كلها"
)
_IT = r"it|that|this|la|le|lo|ca|cela|hiyo|ه"
_BUT = r"(?:but |mais |pero |lakini |بس |لكن )?"
_ONLY = r"(?:with |avec |con )?(?:only|just|seulement|solo|solamente|فقط|بس)"
_WITHOUT = r"(?:without|minus|no|sans|sin|bila|بدون|من غير)"
_LACKS = r"(?:is|are|was|were) (?:missing|not there|short)|manque(?:nt)?|falta[n]?"

_NUMBER = r"(?P<number>\d{1,6})"
_ORDER_MEANT = (
    rf"{_ORDER}(?: (?:number |no |numero |namba )?{_NUMBER})?"
    rf"(?: {_OF} (?P<of>.+?))?|(?:the )?(?P<owner>[^\d]+?)(?:s|'s)? order"
)
_HAS_COME = rf"(?:(?:{_ORDER_MEANT}) (?:{_CAME}))"
_WAS_GOT = rf"(?:(?:{_GOT}) (?:{_ORDER_MEANT}))"
_WHAT = (
    rf"{_BUT}{_ONLY} (?P<only>.+)|{_BUT}(?P<few>.+) (?:tu|فقط|only)|"
    rf"{_BUT}{_WITHOUT} (?P<without>.+)|{_BUT}(?P<lacking>.+) (?:{_LACKS})"
)
_RECEIVED = patterns(
    rf"(?:{_GOT}) (?:{_ALL})(?: {_OF} (?:{_ORDER}(?: {_NUMBER})?|(?P<of>.+)))?",
    r"(?:everything|all of it|all|tout|todo|zote|yote|vyote|كل شيء|كل شي) "
    rf"(?:{_CAME})(?: {_OF} (?P<of>.+))?",
    _HAS_COME,
    rf"{_HAS_COME}[ ,]+(?:{_WHAT})",
    _WAS_GOT,
    rf"{_WAS_GOT}[ ,]+(?:{_WHAT})",
    rf"(?:{_CAME}) (?:{_ORDER_MEANT})(?:[ ,]+(?:{_WHAT}))?",
)
_TO_THEM = (
    r"to (?:the |my )?supplier|au fournisseur|a mon fournisseur|al proveedor|"
    r"a mi proveedor|kwa (?:supplier|msambazaji)|(?:الي |ل)?لمورد"
)
_SENT = patterns(
    rf"(?:(?:{_SEND})(?:le|les|selo|sela|nisha)? (?:{_ORDER}|{_IT})) (?:{_TO_THEM})",
    rf"(?:{_SEND}) {_ORDER} {_NUMBER}(?: (?:{_AGAIN}))?",
    rf"(?:{_SEND}) (?:(?:{_IT}) |{_ORDER} ){_OF} (?P<of>.+)",
    rf"(?:{_APPROVE}|{_SEND}) (?:the )?(?P<owner>[^\d]+?)(?:s|'s)? order",
    rf"(?:{_APPROVE}) {_ORDER} {_OF} (?P<of>[^\d]+)",
    rf"(?:{_APPROVE}|{_SEND}) (?P<all>{_EVERY})",
)
_KINDLY = (
    r"(?:ok|okay|yes|yeah|please|pls|now|just|go ahead|and|oui|dac|daccord|vas y|"
    r"allez|stp|svp|maintenant|alors|bon|si|dale|vale|ya|ahora|porfa|por favor|pues|"
    r"sawa|ndio|ndiyo|basi|haya|tafadhali|sasa|نعم|ايوه|ايوا|تمام|طيب|خلاص|يلا|الان|دلوقتي|"
    r"من فضلك|لو سمحت)"
)
_SENT_IT = patterns(
    rf"(?:{_KINDLY} )*(?:"
    r"send (?:it|that|this)(?: (?:off|out))?|"
    r"envo(?:ie|ies|yez|ye|i) (?:la|le|ca)|"
    r"(?:envia|mand[ae])l[oa]|"
    r"(?:u)?itum[ea](?:ni)?|tuma hiyo|"
    r"(?:ا?بعت|ارسل)(?:ه|ها|يه|يها|وه|وها)"
    rf")(?: {_KINDLY})*"
)
""" "Send it" alone: nothing but an order waits to be sent."""
_NOBODY = frozenset({"the", "my", "our", "this", "that", "last", "an", "new", ""})
_ASKED = frozenset(
    "what which any no whose when has have did do does is was are were why where "
    "who".split()
)
"""First words of a question: "did my order come" tells of no delivery."""
_AND = re.compile(r",| and | et | y | na | و")
_RECEIVE = ("received", "reçu", "recibí", "nimepokea", "استلمت")


def order_said(text: str, read: Read) -> Intent | None:
    """What it says about an order; None for any other text."""
    if is_question(text):
        return None
    said = fold(in_one_line(text))
    if first_fit(_SENT_IT, " ".join(re.sub(r"[-،,.!]", " ", said).split())):
        return ApproveOrder()
    approval = _first(_SENT, said)
    if approval is not None:
        return _approval(approval)
    receipt = _first(_RECEIVED, said)
    return None if receipt is None else _receipt(receipt, read)


def _first(known: Sequence[re.Pattern[str]], said: str) -> dict[str, Any] | None:
    """What the first pattern that fits finds; None where somebody asks."""
    found = first_fit(known, said)
    owner = (found.groupdict().get("owner") or "").split() if found else []
    if found is None or (owner and owner[0] in _ASKED):
        return None
    return found.groupdict()


def _approval(said: dict[str, Any]) -> ApproveOrder:
    if said.get("all"):
        return ApproveOrder(is_all=True)
    return ApproveOrder(_number(said), _owner(said))


def _receipt(said: dict[str, Any], read: Read) -> ReceiveOrder | None:
    """None where what is said to have come cannot be read."""
    some = said.get("only") or said.get("few")
    none = said.get("without") or said.get("lacking")
    came: tuple[Item, ...] = ()
    if none:
        names = [part.strip() for part in _AND.split(none) if part.strip()]
        came = tuple(Item(Named(name), 0) for name in names)
    elif some:
        came = _items(some, read)
        if not came:
            return None
    return ReceiveOrder(_number(said), _owner(said), came)


def _items(some: str, read: Read) -> tuple[Item, ...]:
    """ "40 coke and 2 crates of fanta", as the grammar reads it in a sentence."""
    for verb in _RECEIVE:
        found = read(f"{verb} {some}")
        if len(found) == 1 and isinstance(found[0], Move):
            items = found[0].items
            if items and all(item.quantity is not None for item in items):
                return items
    return ()


def _owner(said: dict[str, Any]) -> str | None:
    """Whose order: a supplier's, or that of a product."""
    owner = (said.get("of") or said.get("owner") or "").strip()
    return None if owner in _NOBODY else owner


def _number(said: dict[str, Any]) -> int | None:
    number = said.get("number")
    return int(number) if number else None
