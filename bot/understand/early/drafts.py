"""Sentences about a draft that the grammar misreads: "send it at 6pm", "fill it up".

The grammar takes the first for an approval, which sends the order at once.
"""

from __future__ import annotations

import re

from bot.understand.early.phrases import first_fit, in_one_line, patterns
from bot.understand.early.times import begins_later, names_later
from bot.understand.intents import FillOrder, SendAtTime
from bot.understand.words import fold

_ORDER = (
    r"(?:the |my |our |this |that |all |"
    r"la |ma |cette |les |mes |el |mi |este |los |mis )*"
    r"(?:orders?|drafts?|commandes?|pedidos?|orden|oda|agizo|"
    r"(?:ال)?(?:طلب|طلبيه|طلبات|طلبيات|اوردر))"
)
_NUMBER = r"(?:number |no |numero |namba |رقم )?(?P<number>\d{1,6})"
_SENDS = re.compile(
    r"\b(?:"
    r"(?:re)?(?:send|approve|place|submit|confirm|release|dispatch|forward)"
    r"(?: me| us)? "
    rf"(?:it|this|that|them|these|those|{_ORDER}|[\w ]{{2,30}}s order)\b|"
    r"(?:r?envoye[rz]|r?envoi(?:e|es)|expedie[rsz]?|transmets|valide[rsz]?|"
    r"confirme[rsz]?|approuve[rsz]?|lance[rsz]?) "
    rf"(?:la|le|les|ca|cela|{_ORDER})\b|l ?(?:envoyer|envoie|envoies|expedier)\b|"
    r"(?:envi|mand|aprueb|aprob|confirm|reenvi)(?:[ae]|ar|en|an)(?:me|nos)?l[oae]s?\b|"
    rf"(?:envi|mand|aprueb|aprob|confirm|reenvi)(?:[ae]r?|ar) {_ORDER}\b|"
    r"(?:u|m)?(?:i|zi|ya|li)tum(?:e|eni|a)\b|"
    r"(?:tuma|idhinisha|thibitisha|peleka) (?:hiyo|hii|hizo|hizi|zote|oda|agizo)\b|"
    r"(?:ا?بعت|ارسل|اعتمد|اكد)(?:ه|ها|هم|وه|وها|يه|يها)\b|"
    rf"(?:ا?بعت|ارسل|اعتمد|اكد|وافق علي) (?:هذا |هذه )?{_ORDER}\b|وافق علي[هة]ا?\b"
    r")"
)
_YES_BUT = re.compile(
    r"(?:yes|yeah|yep|yup|oui|ouais|si|ndio|ndiyo|نعم|ايوه|ايوا) "
    r"(?:(?:but|mais|pero|lakini|بس|لكن|only|just) )?"
    r"(?:on |le |el |يوم )?(?P<rest>\S+(?: \S+){0,5})"
)
_ASKED = r"(?:please |pls |ok |okay |yes |then |now |just |lets |can you |could you )*"
_FILL = patterns(
    rf"{_ASKED}fill (?:(?:it|that|this)(?: up)?|up (?:it|that|this)|"
    rf"(?:up )?{_ORDER}(?: {_NUMBER})?(?: up)?)(?: please| pls| now| then)*"
    r"(?: to (?:its|the|their|\w+s) minimum)?",
    rf"{_ASKED}(?:top up {_ORDER}|top {_ORDER}) ?(?:{_NUMBER})?(?: up)?",
    r"(?:oui |ok |alors |stp |svp )*(?:complete[rsz]?|rempli[rst]?|remplissez) "
    rf"(?:la|le|ca|{_ORDER}(?: {_NUMBER})?)(?: stp| svp| alors| maintenant)*",
    r"(?:si |ok |por favor )*(?:completa|rellena|llena)r?"
    rf"(?:l[oa]| {_ORDER}(?: {_NUMBER})?)(?: por favor| porfa| ya| ahora)*",
    r"(?:ndio |sawa |basi |tafadhali )*(?:ijaze|ijazeni|jaza (?:hiyo|hii|"
    rf"{_ORDER}(?: (?:hiyo|hii|yangu))?(?: {_NUMBER})?))(?: tafadhali| sasa| basi)*",
    r"(?:نعم |ايوه |تمام |طيب |من فضلك |لو سمحت )*(?:كمل|املا|عبي)"
    rf"(?:ه|ها| {_ORDER}(?: {_NUMBER})?)(?: من فضلك| لو سمحت| الان| دلوقتي)*",
)


def draft_said(text: str) -> FillOrder | SendAtTime | None:
    """What it says of a draft; None for any other text."""
    said = fold(in_one_line(text).strip("?؟¿ "))
    said = " ".join(re.sub(r"[-،,]", " ", said).split())
    sends = _SENDS.search(said)
    if sends is not None and names_later(said):
        return SendAtTime()
    agreed = _YES_BUT.fullmatch(said)
    if agreed is not None and begins_later(agreed["rest"]):
        return SendAtTime()
    filled = first_fit(_FILL, said)
    if filled is None:
        return None
    number = filled["number"] if "number" in filled.re.groupindex else None
    return FillOrder(int(number) if number else None)
